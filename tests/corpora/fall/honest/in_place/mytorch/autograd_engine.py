from collections import deque

import numpy as np


def backward(grad_fn, grad_of_outputs):
    """Breadth first; a node waits until all that use it have given their gradient."""
    uses = {}
    queue, seen = deque([grad_fn]), {id(grad_fn)}
    while queue:
        node = queue.popleft()
        for parent in node.next_functions:
            if parent is None:
                continue
            uses[id(parent)] = uses.get(id(parent), 0) + 1
            if id(parent) not in seen:
                seen.add(id(parent))
                queue.append(parent)

    sums = {id(grad_fn): grad_of_outputs}
    queue = deque([grad_fn])
    while queue:
        node = queue.popleft()
        results = node.apply(sums.pop(id(node)))
        if isinstance(node, AccumulateGrad):
            continue
        if not isinstance(results, tuple):
            results = (results,)
        for parent, result in zip(node.next_functions, results):
            if parent is None:
                continue
            if id(parent) in sums:
                sums[id(parent)].data += result.data
            else:
                sums[id(parent)] = result.copy()  # a sum of its own, to add to
            uses[id(parent)] -= 1
            if uses[id(parent)] == 0:
                queue.append(parent)


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
            if not hasattr(arg, "grad_fn"):
                continue
            if arg.requires_grad:
                output.requires_grad = True
                if arg.grad_fn is None:
                    arg.grad_fn = AccumulateGrad(arg)
            node.next_functions.append(arg.grad_fn if arg.requires_grad else None)
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
        if self.variable.grad is None:
            self.variable.grad = type(self.variable)(np.zeros(self.variable.shape))
        self.variable.grad.data += grad.data


class ContextManager:
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        self.saved_tensors += args


class BackwardFunction:
    def __init__(self, cls):
        self.ctx = ContextManager()
        self.cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *grads):
        return self.cls.backward(self.ctx, *grads)
