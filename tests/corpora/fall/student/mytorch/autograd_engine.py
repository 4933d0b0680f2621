import numpy as np

__all__ = ["AccumulateGrad", "BackwardFunction", "ContextManager", "Function", "backward"]


def backward(grad_fn, grad_of_outputs):
    order = []
    seen = set()
    stack = [(grad_fn, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            for parent in node.next_functions:
                if parent is not None and id(parent) not in seen:
                    stack.append((parent, False))
    grads = {id(grad_fn): grad_of_outputs}
    for node in reversed(order):
        grad = grads.pop(id(node))
        if isinstance(node, AccumulateGrad):
            node.apply(grad)
            continue
        results = node.apply(grad)
        if not isinstance(results, tuple):
            results = (results,)
        for parent, result in zip(node.next_functions, results, strict=False):
            if parent is None:
                continue
            if id(parent) in grads:
                total = grads[id(parent)]
                grads[id(parent)] = type(total)(total.data + result.data)
            else:
                grads[id(parent)] = result


class Function:
    @staticmethod
    def forward(ctx, *inputs):
        raise NotImplementedError

    @staticmethod
    def backward(ctx, *grads):
        raise NotImplementedError

    @classmethod
    def apply(cls, *args):
        node = BackwardFunction(cls)
        output = cls.forward(node.ctx, *args)
        tensors = [arg for arg in args if isinstance(arg, type(output))]
        for tensor in tensors:
            if not tensor.requires_grad:
                node.next_functions.append(None)
            elif tensor.is_leaf:
                if tensor.grad_fn is None:
                    tensor.grad_fn = AccumulateGrad(tensor)
                node.next_functions.append(tensor.grad_fn)
            else:
                node.next_functions.append(tensor.grad_fn)
        output.requires_grad = any(tensor.requires_grad for tensor in tensors)
        output.is_leaf = not output.requires_grad
        if output.requires_grad:
            output.grad_fn = node
        return output


class AccumulateGrad:
    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, grad):
        array = np.array(grad.data, dtype=self.variable.data.dtype)
        if self.variable.grad is None:
            self.variable.grad = type(self.variable)(array)
        else:
            self.variable.grad.data = self.variable.grad.data + array


class ContextManager:
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        for arg in args:
            self.saved_tensors.append(arg)


class BackwardFunction:
    def __init__(self, cls):
        self.ctx = ContextManager()
        self._forward_cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *args):
        return self._forward_cls.backward(self.ctx, *args)
