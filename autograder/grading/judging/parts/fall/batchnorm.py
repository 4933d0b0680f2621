"""Batch normalisation, as an operation of its own."""

import numpy

from mytorch.autograd_engine import Function
from mytorch.nn.module import Module


def _by(mean, var, eps, of_the_batch):
    """The operation for these statistics; of_the_batch: whether they depend on x."""
    std = numpy.sqrt(var + eps)

    class Normalise(Function):
        @staticmethod
        def forward(ctx, x, gamma, beta):
            ctx.save_for_backward(x, gamma)
            z = type(x)(gamma.data * (x.data - mean) / std + beta.data)
            z.requires_grad = bool(x.requires_grad or gamma.requires_grad or beta.requires_grad)
            z.is_leaf = not z.requires_grad
            return z

        @staticmethod
        def backward(ctx, grad_output):
            x, gamma = ctx.saved_tensors
            g, kind, x_hat = grad_output.data, type(x), (x.data - mean) / std
            dx = g * gamma.data
            if of_the_batch:
                dx = dx - dx.mean(axis=0) - x_hat * (dx * x_hat).mean(axis=0)
            return kind(dx / std), kind((g * x_hat).sum(axis=0)), kind(g.sum(axis=0))

    return Normalise


class BatchNorm1d(Module):
    """By the batch's statistics in training, by the running ones in evaluation."""

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        from mytorch.tensor import Tensor

        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        ones, zeros = numpy.ones(int(num_features)), numpy.zeros(int(num_features))
        self.gamma = Tensor(ones, requires_grad=True, is_parameter=True)
        self.beta = Tensor(zeros, requires_grad=True, is_parameter=True)
        self.running_mean, self.running_var = Tensor(zeros), Tensor(ones)

    def forward(self, x):
        mean, var = self.running_mean.data, self.running_var.data
        if self.is_train:
            mean, var, unbiased = x.data.mean(axis=0), x.data.var(axis=0), x.data.var(axis=0, ddof=1)
            keeps = 1 - self.momentum
            self.running_mean.data = keeps * self.running_mean.data + self.momentum * mean
            self.running_var.data = keeps * self.running_var.data + self.momentum * unbiased
        return _by(mean, var, self.eps, self.is_train).apply(x, self.gamma, self.beta)
