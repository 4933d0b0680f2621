import numpy as np


def backward(grad_fn, grad_of_outputs):
    """Post-order by an explicit stack, then the nodes in reverse."""
    order, seen, stack = [], set(), [(grad_fn, iter(grad_fn.next_functions))]
    while stack:
        node, parents = stack[-1]
        for parent in parents:
            if parent is not None and parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parent.next_functions)))
                break
        else:
            order.append(node)
            stack.pop()

    grads = {grad_fn: grad_of_outputs.data}
    for node in reversed(order):
        grad = grads.pop(node)
        if isinstance(node, AccumulateGrad):
            node.apply(type(grad_of_outputs)(grad))
            continue
        results = node.apply(type(grad_of_outputs)(grad))
        results = results if isinstance(results, tuple) else (results,)
        for parent, result in zip(node.next_functions, results):
            if parent is not None:
                grads[parent] = grads[parent] + result.data if parent in grads else result.data


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
        for arg in args:
            if not isinstance(arg, type(output)):
                continue
            if arg.requires_grad and arg.grad_fn is None:
                arg.grad_fn = AccumulateGrad(arg)
            node.next_functions.append(arg.grad_fn if arg.requires_grad else None)
        output.requires_grad = any(parent is not None for parent in node.next_functions)
        output.is_leaf = not output.requires_grad
        output.grad_fn = node if output.requires_grad else None
        return output


class AccumulateGrad:
    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, grad):
        # a gradient has the dtype of its tensor
        grad = grad.data.astype(self.variable.data.dtype)
        if self.variable.grad is None:
            self.variable.grad = type(self.variable)(grad)
        else:
            self.variable.grad.data = np.add(self.variable.grad.data, grad)


class ContextManager:
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        self.saved_tensors.extend(args)


class BackwardFunction:
    def __init__(self, cls):
        self.ctx = ContextManager()
        self.cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *grads):
        return self.cls.backward(self.ctx, *grads)
