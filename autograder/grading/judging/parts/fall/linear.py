"""The linear layer, as an operation of its own."""

import numpy

from mytorch.autograd_engine import Function
from mytorch.nn.module import Module


class _LinearFunction(Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        z = type(x)(x.data @ weight.data.T + bias.data)
        z.requires_grad = bool(x.requires_grad or weight.requires_grad or bias.requires_grad)
        z.is_leaf = not z.requires_grad
        return z

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        g, kind = grad_output.data, type(x)
        return kind(g @ weight.data), kind(g.T @ x.data), kind(g.sum(axis=0))


class Linear(Module):
    """x Wᵀ + b."""

    def __init__(self, in_features, out_features):
        from mytorch.tensor import Tensor

        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        k = in_features**-0.5
        weight = numpy.random.uniform(-k, k, (out_features, in_features))  # noqa: NPY002 (the course's generator)
        bias = numpy.random.uniform(-k, k, out_features)  # noqa: NPY002
        self.weight = Tensor(weight, requires_grad=True, is_parameter=True)
        self.bias = Tensor(bias, requires_grad=True, is_parameter=True)

    def forward(self, x):
        return _LinearFunction.apply(x, self.weight, self.bias)
