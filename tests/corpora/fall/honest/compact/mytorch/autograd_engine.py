def backward(grad_fn, grad_of_outputs):
    for parent, grad in zip(grad_fn.next_functions, grad_fn.apply(grad_of_outputs) or ()):
        if parent: backward(parent, grad)


class Function:
    @classmethod
    def apply(cls, *args):
        node = BackwardFunction(cls)
        out = cls.forward(node.ctx, *args)
        for t in args:
            if isinstance(t, type(out)):
                if t.requires_grad and t.is_leaf: t.grad_fn = t.grad_fn or AccumulateGrad(t)
                node.next_functions.append(t.grad_fn)
        out.requires_grad = any(node.next_functions)
        out.is_leaf, out.grad_fn = not out.requires_grad, node if out.requires_grad else None
        return out


class AccumulateGrad:
    def __init__(self, tensor): self.variable, self.next_functions, self.function_name = tensor, [], "AccumulateGrad"

    def apply(self, g):
        t = self.variable
        t.grad = type(t)(g.data if t.grad is None else t.grad.data + g.data)


class ContextManager:
    saved_tensors = ()

    def save_for_backward(self, *tensors): self.saved_tensors = tensors


class BackwardFunction:
    def __init__(self, cls): self.cls, self.ctx, self.next_functions, self.function_name = cls, ContextManager(), [], cls.__name__

    def apply(self, *grads):
        out = self.cls.backward(self.ctx, *grads)
        return out if isinstance(out, tuple) else (out,)
