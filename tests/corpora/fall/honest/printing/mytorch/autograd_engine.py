import pdb

DEBUG = False


def backward(grad_fn, grad_of_outputs, depth=0):
    """Depth-first search; with DEBUG, drawn as a tree."""
    if DEBUG:
        print("    " * depth + str(grad_fn), grad_of_outputs.shape)
    grads = grad_fn.apply(grad_of_outputs)
    if grad_fn.is_leaf:
        return
    if not isinstance(grads, (tuple, list)):
        grads = [grads]
    assert len(grads) >= len(grad_fn.next_functions), (grad_fn, len(grads))
    for parent, grad in zip(grad_fn.next_functions, grads):
        if parent:
            backward(parent, grad, depth + 1)


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
        out = cls.forward(node.ctx, *args)
        tensors = [a for a in args if type(a).__name__ == "Tensor"]
        # import pdb; pdb.set_trace()
        for t in tensors:
            if t.requires_grad and t.is_leaf and t.grad_fn is None:
                t.grad_fn = AccumulateGrad(t)
            node.next_functions.append(t.grad_fn if t.requires_grad else None)
        out.requires_grad = any(t.requires_grad for t in tensors)
        out.is_leaf = not out.requires_grad
        out.grad_fn = node if out.requires_grad else None
        return out


class AccumulateGrad:
    is_leaf = True

    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def __repr__(self):
        return "AccumulateGrad of #%s" % getattr(self.variable, "id", "?")

    def apply(self, arg):
        assert arg.shape == self.variable.shape, (arg.shape, self.variable.shape)
        if self.variable.grad is None:
            self.variable.grad = arg.copy()
        else:
            self.variable.grad = type(arg)(self.variable.grad.data + arg.data)


class ContextManager:
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        for arg in args:
            if type(arg).__name__ != "Tensor":
                print("warning: saving a", type(arg))
            self.saved_tensors.append(arg)


class BackwardFunction:
    is_leaf = False

    def __init__(self, cls):
        self.ctx = ContextManager()
        self.cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def __repr__(self):
        return "<" + self.function_name + ">"

    def apply(self, *args):
        return self.cls.backward(self.ctx, *args)
