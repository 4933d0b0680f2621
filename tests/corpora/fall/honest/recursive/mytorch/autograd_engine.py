"""Reverse mode by a topological sort, which is found recursively."""


def backward(grad_fn, grad_of_outputs):
    order = topological_order(grad_fn, set())
    grads = {grad_fn: grad_of_outputs}
    for node in order:
        grad = grads.pop(node)
        results = node.apply(grad)
        if not isinstance(results, tuple):
            results = (results,)
        for parent, result in zip(node.next_functions, results):
            if parent is not None:
                grads[parent] = grads[parent] + result if parent in grads else result


def topological_order(node, seen):
    """The node, and everything before it in the computation: each after all that use it."""
    seen.add(node)
    order = []
    for parent in node.next_functions:
        if parent is not None and parent not in seen:
            order = topological_order(parent, seen) + order
    return [node] + order


class Function:
    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError

    @staticmethod
    def backward(ctx, *grads):
        raise NotImplementedError

    @classmethod
    def apply(cls, *args):
        node = BackwardFunction(cls)
        output = cls.forward(node.ctx, *args)
        tensors = [arg for arg in args if hasattr(arg, "requires_grad")]
        output.requires_grad = any(tensor.requires_grad for tensor in tensors)
        output.is_leaf = not output.requires_grad
        if output.requires_grad:
            node.next_functions = [node_of(tensor) for tensor in tensors]
            output.grad_fn = node
        return output


def node_of(tensor):
    if not tensor.requires_grad:
        return None
    if tensor.is_leaf and tensor.grad_fn is None:
        tensor.grad_fn = AccumulateGrad(tensor)
    return tensor.grad_fn


class AccumulateGrad:
    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, grad):
        if self.variable.grad is None:
            self.variable.grad = grad.copy()
        else:
            self.variable.grad = self.variable.grad + grad
        return ()


class ContextManager:
    def __init__(self):
        self.saved_tensors = ()

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors


class BackwardFunction:
    def __init__(self, cls):
        self.ctx = ContextManager()
        self.cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *grads):
        return self.cls.backward(self.ctx, *grads)
