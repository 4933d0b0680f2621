"""Div: z = a / b, for tensors of any shapes that go together."""

from mytorch.autograd_engine import Function


class Div(Function):
    """Division, and its gradients, summed over what broadcasting stretched."""

    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        z = type(a)(a.data / b.data)
        z.requires_grad = bool(a.requires_grad or b.requires_grad)
        z.is_leaf = not z.requires_grad
        return z

    @staticmethod
    def backward(ctx, grad_output):
        def fit(grad, x):
            extra = grad.ndim - x.data.ndim
            axes = [i for i in range(grad.ndim) if i < extra or x.data.shape[i - extra] == 1]
            return type(x)(grad.sum(axis=tuple(axes)).reshape(x.data.shape))

        a, b = ctx.saved_tensors
        g = grad_output.data
        return fit(g / b.data, a), fit(-g * a.data / b.data**2, b)
