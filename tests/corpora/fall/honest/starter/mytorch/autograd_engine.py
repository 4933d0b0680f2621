from mytorch import tensor

def backward(grad_fn, grad_of_outputs):
    """The DFS of 0.1.5."""
    if grad_fn is None:
        return
    grads = grad_fn.apply(grad_of_outputs)
    if grads is None:
        # AccumulateGrad: nothing left to pass on
        return
    if type(grads) != tuple:
        grads = (grads,)
    for i in range(len(grad_fn.next_functions)):
        backward(grad_fn.next_functions[i], grads[i])


class Function:
    """Operations inherit from this."""
    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError()

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError()

    @classmethod
    def apply(cls, *args):
        backward_function = BackwardFunction(cls)

        output_tensor = cls.forward(backward_function.ctx, *args)

        # the parents' nodes
        for arg in args:
            if type(arg).__name__ != 'Tensor':
                continue
            if not arg.requires_grad:
                backward_function.next_functions.append(None)
            else:
                if arg.is_leaf and arg.grad_fn is None:
                    arg.grad_fn = AccumulateGrad(arg)
                backward_function.next_functions.append(arg.grad_fn)

        output_tensor.grad_fn = backward_function

        return output_tensor


class AccumulateGrad:
    """Leaf"""
    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, arg):
        if self.variable.grad is None:
            self.variable.grad = tensor.Tensor(arg.data)
        else:
            self.variable.grad.data += arg.data

        assert self.variable.shape == self.variable.grad.shape


class ContextManager:
    """ctx"""
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        for arg in args:
            if type(arg).__name__ != "Tensor":
                raise Exception("only Tensors can be saved, not {}".format(type(arg)))
            self.saved_tensors.append(arg.copy())


class BackwardFunction:
    """Not a leaf"""
    def __init__(self, cls):
        self.ctx = ContextManager()
        self._forward_cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *args):
        return self._forward_cls.backward(self.ctx, *args)
