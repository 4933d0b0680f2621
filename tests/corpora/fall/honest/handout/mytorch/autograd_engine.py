from mytorch import tensor


def backward(grad_fn, grad_of_outputs):
    """Recursive depth-first search from the final node back to the leaves."""
    # base case: a leaf stores its gradient and has no parents
    if isinstance(grad_fn, AccumulateGrad):
        grad_fn.apply(grad_of_outputs)
        return

    grads = grad_fn.apply(grad_of_outputs)
    if not isinstance(grads, tuple):
        grads = (grads,)

    for parent, grad in zip(grad_fn.next_functions, grads):
        # None stands for a constant
        if parent is not None:
            backward(parent, grad)


class Function:
    """Superclass of the operations in functional.py."""

    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError("Subclasses must implement forward")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError("Subclasses must implement backward")

    @classmethod
    def apply(cls, *args):
        # 1. the node of the operation's output
        node = BackwardFunction(cls)
        # 2. run the operation
        output = cls.forward(node.ctx, *args)

        # 3. link the node to its parents
        for arg in args:
            if not isinstance(arg, tensor.Tensor):
                continue
            if arg.requires_grad and not arg.is_leaf:
                node.next_functions.append(arg.grad_fn)
            elif arg.requires_grad and arg.is_leaf:
                if arg.grad_fn is None:
                    arg.grad_fn = AccumulateGrad(arg)
                node.next_functions.append(arg.grad_fn)
            else:
                node.next_functions.append(None)

        # 4. and 5.
        if output.requires_grad:
            output.grad_fn = node
        return output


class AccumulateGrad:
    """Node of a leaf that requires a gradient."""

    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, arg):
        if self.variable.grad is None:
            self.variable.grad = tensor.Tensor(arg.data)
        else:
            self.variable.grad.data += arg.data

        assert self.variable.shape == self.variable.grad.shape, (self.variable.shape, self.variable.grad.shape)


class ContextManager:
    """Passes data from forward to backward."""

    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        for arg in args:
            if type(arg).__name__ != "Tensor":
                raise Exception("Got type {}; only tensors can be saved".format(type(arg)))
            self.saved_tensors.append(arg.copy())


class BackwardFunction:
    """Node of an intermediate result."""

    def __init__(self, cls):
        self.ctx = ContextManager()
        self._forward_cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *args):
        return self._forward_cls.backward(self.ctx, *args)
