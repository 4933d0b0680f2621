"""ReLU, as an operation of its own."""

from mytorch.autograd_engine import Function
from mytorch.nn.module import Module


class _ReLUFunction(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.positive = x.data > 0
        z = type(x)(x.data * ctx.positive)
        z.requires_grad, z.is_leaf = x.requires_grad, not x.requires_grad
        return z

    @staticmethod
    def backward(ctx, grad_output):
        return type(grad_output)(grad_output.data * ctx.positive)


class ReLU(Module):
    """z where it is positive, else 0."""

    def forward(self, x):
        return _ReLUFunction.apply(x)
