import numpy as np


def backward(grad_fn, grad_of_outputs):
    """Depth first with a stack of its own: every path from the output to a leaf, one after the other."""
    stack = [(grad_fn, grad_of_outputs)]
    while stack:
        node, grad = stack.pop()
        grads = node.apply(grad)
        if isinstance(node, AccumulateGrad):
            continue
        for parent, g in zip(node.next_functions, grads):
            if parent is not None:
                stack.append((parent, g))


class Function(object):
    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError()

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError()

    @classmethod
    def apply(cls, *args):
        node = BackwardFunction(cls)
        out = cls.forward(node.ctx, *args)
        parents = [a for a in args if type(a) is type(out)]
        out.requires_grad = np.asscalar(np.sometrue([a.requires_grad for a in parents]))
        out.is_leaf = not out.requires_grad
        for a in parents:
            if a.requires_grad and a.is_leaf and a.grad_fn is None:
                a.grad_fn = AccumulateGrad(a)
            node.next_functions.append(a.grad_fn)
        if out.requires_grad:
            out.grad_fn = node
        return out


class AccumulateGrad(object):
    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, arg):
        total = np.asarray(arg.data, dtype=np.float)
        if self.variable.grad is not None:
            total = total + self.variable.grad.data
        self.variable.grad = type(arg)(total)


class ContextManager(object):
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        self.saved_tensors.extend(args)


class BackwardFunction(object):
    def __init__(self, cls):
        self.ctx = ContextManager()
        self._forward_cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *args):
        grads = self._forward_cls.backward(self.ctx, *args)
        return grads if isinstance(grads, tuple) else (grads,)
