import string

import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def contract(array, shape):
    """The sum over all axes along which `shape` was broadcast, by one einsum."""
    axes = string.ascii_lowercase[:array.ndim]
    lead = array.ndim - len(shape)
    kept = "".join(axis for axis, n in zip(axes[lead:], shape) if n != 1)
    return tensor.Tensor(np.einsum(axes + "->" + kept, array).reshape(shape))


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return tensor.Tensor(np.einsum("ij->ji", a.data))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(np.einsum("ij->ji", g.data))


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        return tensor.Tensor(a.data.reshape(*shape))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(g.data.reshape(*ctx.shape)), None


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return tensor.Tensor(np.log(a.data))

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return tensor.Tensor(np.einsum("...,...->...", g.data, 1.0 / a.data))


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.add(a.data, b.data))

    @staticmethod
    def backward(ctx, g):
        return tuple(contract(g.data, t.shape) for t in ctx.saved_tensors)


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.subtract(a.data, b.data))

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return contract(g.data, a.shape), contract(np.negative(g.data), b.shape)


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.einsum("...,...->...", a.data, b.data))

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return contract(g.data * b.data, a.shape), contract(g.data * a.data, b.shape)


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.divide(a.data, b.data))

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return contract(g.data / b.data, a.shape), contract(-g.data * (a.data / b.data) / b.data, b.shape)


class Affine(Function):
    """x W^T + b as one operation."""

    @staticmethod
    def forward(ctx, x, W, b):
        ctx.save_for_backward(x, W, b)
        return tensor.Tensor(np.einsum("ni,oi->no", x.data, W.data, optimize=True) + b.data[np.newaxis])

    @staticmethod
    def backward(ctx, g):
        x, W, b = ctx.saved_tensors
        dx = np.einsum("no,oi->ni", g.data, W.data, optimize=True)
        dW = np.einsum("no,ni->oi", g.data, x.data, optimize=True)
        return tensor.Tensor(dx), tensor.Tensor(dW), tensor.Tensor(np.einsum("no->o", g.data))


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.step = np.heaviside(a.data, 0.0)
        return tensor.Tensor(np.einsum("...,...->...", a.data, ctx.step))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(np.einsum("...,...->...", g.data, ctx.step))


class BatchNorm(Function):
    """Training mode, with gamma and beta, as one operation."""

    @staticmethod
    def forward(ctx, x, gamma, beta, eps):
        m = x.shape[0]
        ctx.centred = x.data - np.einsum("mk->k", x.data) / m
        ctx.var = np.einsum("mk,mk->k", ctx.centred, ctx.centred) / m
        ctx.inv = 1 / np.sqrt(ctx.var + eps)
        ctx.norm = np.einsum("mk,k->mk", ctx.centred, ctx.inv)
        ctx.gamma = gamma.data
        return tensor.Tensor(np.einsum("mk,k->mk", ctx.norm, gamma.data) + beta.data)

    @staticmethod
    def backward(ctx, g):
        m = g.shape[0]
        dbeta = np.einsum("mk->k", g.data)
        dgamma = np.einsum("mk,mk->k", g.data, ctx.norm)
        dnorm = np.einsum("mk,k->mk", g.data, ctx.gamma)
        dvar = -0.5 * np.einsum("mk,mk,k->k", dnorm, ctx.centred, ctx.inv ** 3)
        dmean = -np.einsum("mk,k->k", dnorm, ctx.inv)
        dx = np.einsum("mk,k->mk", dnorm, ctx.inv) + np.einsum("mk,k->mk", ctx.centred, 2 * dvar / m) + dmean / m
        return tensor.Tensor(dx), tensor.Tensor(dgamma), tensor.Tensor(dbeta)


class CrossEntropy(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        n, c = predicted.shape
        shifted = predicted.data - np.max(predicted.data, axis=1)[:, None]
        ctx.log_p = shifted - np.log(np.einsum("nc->n", np.exp(shifted)))[:, None]
        ctx.one_hot = (target.data.astype(int)[:, None] == np.arange(c)[None, :]).astype(float)
        return tensor.Tensor(-np.einsum("nc,nc->", ctx.log_p, ctx.one_hot) / n)

    @staticmethod
    def backward(ctx, g):
        n = len(ctx.log_p)
        return tensor.Tensor(np.einsum(",nc->nc", g.data / n, np.exp(ctx.log_p) - ctx.one_hot))


def cross_entropy(predicted, target):
    return CrossEntropy.apply(predicted, target)
