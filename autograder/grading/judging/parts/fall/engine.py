"""The engine: operations leave nodes, and backward walks them."""


class ContextManager:
    """What forward keeps for backward."""

    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *tensors):
        self.saved_tensors += tensors


class AccumulateGrad:
    """The node of a leaf that requires a gradient."""

    def __init__(self, tensor):
        self.variable, self.next_functions, self.function_name = tensor, [], "AccumulateGrad"

    def apply(self, grad):
        leaf = self.variable
        if leaf.grad is None:
            leaf.grad = type(leaf)(grad.data + 0)
        else:
            leaf.grad.data = leaf.grad.data + grad.data


class BackwardFunction:
    """The node of a result."""

    def __init__(self, cls):
        self.ctx, self._forward_cls, self.next_functions = ContextManager(), cls, []
        self.function_name = cls.__name__

    def apply(self, *grads):
        return self._forward_cls.backward(self.ctx, *grads)


class Function:
    """An operation, run and recorded by apply."""

    @staticmethod
    def forward(ctx, *inputs):
        raise NotImplementedError

    @staticmethod
    def backward(ctx, *grads):
        raise NotImplementedError

    @classmethod
    def apply(cls, *inputs, **options):
        from mytorch.tensor import Tensor

        node = BackwardFunction(cls)
        output = cls.forward(node.ctx, *inputs, **options)
        requires = False
        for x in inputs:
            parent = None
            if isinstance(x, Tensor) and x.requires_grad:
                requires, parent = True, x.grad_fn
                if parent is None:
                    parent = x.grad_fn = AccumulateGrad(x)
            node.next_functions.append(parent)
        output.requires_grad, output.is_leaf = requires, not requires
        output.grad_fn = node if requires else None
        return output


def backward(grad_fn, grad_of_outputs):
    """Leave a gradient in every leaf that requires one: each node in turn, after all that use it."""
    after, found, stack = [], set(), [(grad_fn, False)]
    while stack:
        node, done = stack.pop()
        if done:
            after.append(node)
        elif id(node) not in found:
            found.add(id(node))
            stack.append((node, True))
            stack += [(parent, False) for parent in node.next_functions if parent is not None]
    due = {id(grad_fn): grad_of_outputs}
    for node in reversed(after):
        grads = node.apply(due.pop(id(node)))
        grads = grads if isinstance(grads, (tuple, list)) else (grads,)
        for parent, grad in zip(node.next_functions, grads, strict=False):
            if parent is not None:
                sofar = due.get(id(parent))
                due[id(parent)] = grad if sofar is None else type(grad)(sofar.data + grad.data)
