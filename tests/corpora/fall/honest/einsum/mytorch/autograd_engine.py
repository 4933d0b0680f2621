"""Kahn's algorithm: count who uses a node, then release nodes whose users are all done."""

import collections


def backward(grad_fn, grad_of_outputs):
    waiting = count_users(grad_fn)
    pending = collections.defaultdict(list)
    pending[grad_fn].append(grad_of_outputs)
    ready = [grad_fn]
    while ready:
        node = ready.pop()
        total = add_up(pending.pop(node))
        for parent, grad in zip(node.next_functions, listed(node.apply(total))):
            if parent is None:
                continue
            pending[parent].append(grad)
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)


def count_users(root):
    users = collections.Counter()
    todo = [root]
    visited = {root}
    while todo:
        for parent in todo.pop().next_functions:
            if parent is not None:
                users[parent] += 1
                if parent not in visited:
                    visited.add(parent)
                    todo.append(parent)
    return users


def add_up(grads):
    first, *rest = grads
    if not rest:
        return first
    return type(first)(sum((grad.data for grad in rest), first.data))


def listed(grads):
    if grads is None:
        return []
    return list(grads) if isinstance(grads, (tuple, list)) else [grads]


class Function:
    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError

    @staticmethod
    def backward(ctx, *grads):
        raise NotImplementedError

    @classmethod
    def apply(cls, *args):
        backward_function = BackwardFunction(cls)
        output = cls.forward(backward_function.ctx, *args)
        tensors = [arg for arg in args if isinstance(arg, type(output))]
        output.requires_grad = any(t.requires_grad for t in tensors)
        output.is_leaf = not output.requires_grad
        for t in tensors:
            if t.requires_grad and t.is_leaf:
                # a new node every time: all of them add to the same tensor
                backward_function.next_functions.append(AccumulateGrad(t))
            else:
                backward_function.next_functions.append(t.grad_fn)
        if output.requires_grad:
            output.grad_fn = backward_function
        return output


class AccumulateGrad:
    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, grad):
        old = 0 if self.variable.grad is None else self.variable.grad.data
        self.variable.grad = type(self.variable)(old + grad.data)


class ContextManager:
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        self.saved_tensors = list(args)


class BackwardFunction:
    def __init__(self, cls):
        self.ctx = ContextManager()
        self._forward_cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *grads):
        return self._forward_cls.backward(self.ctx, *grads)
