import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def new(array):
    return tensor.Tensor.wrap(array)


def shrink(grad, shape):
    """Sum over what was broadcast, in one go, into an array of the right shape."""
    if grad.shape == shape:
        return new(grad)
    out = np.zeros(shape)
    lead = grad.ndim - len(shape)
    axes = tuple(range(lead)) + tuple(lead + i for i, n in enumerate(shape) if n == 1)
    out += grad.sum(axis=axes).reshape(shape)
    return new(out)


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return new(a.data.T.copy())

    @staticmethod
    def backward(ctx, g):
        return new(g.data.T.copy())


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        return new(a.data.reshape(shape).copy())

    @staticmethod
    def backward(ctx, g):
        return new(g.data.reshape(ctx.shape).copy())


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return new(np.log(a.data))

    @staticmethod
    def backward(ctx, g):
        d = g.data.astype(float)
        d /= ctx.saved_tensors[0].data
        return new(d)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return new(a.data + b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return shrink(g.data.copy(), a.shape), shrink(g.data.copy(), b.shape)


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return new(a.data - b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        db = g.data.copy()
        db *= -1
        return shrink(g.data.copy(), a.shape), shrink(db, b.shape)


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return new(a.data * b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        da, db = g.data.astype(float), g.data.astype(float)
        da *= b.data
        db *= a.data
        return shrink(da, a.shape), shrink(db, b.shape)


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return new(a.data / b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        da = g.data.astype(float)
        da /= b.data
        db = da * -a.data
        db /= b.data
        return shrink(da, a.shape), shrink(db, b.shape)


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        out = np.empty((a.shape[0], b.shape[1]))
        np.matmul(a.data, b.data, out=out)
        return new(out)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        da, db = np.empty(a.shape), np.empty(b.shape)
        np.matmul(g.data, b.data.T, out=da)
        np.matmul(a.data.T, g.data, out=db)
        return new(da), new(db)


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        y = a.data.copy()
        y[y < 0] = 0
        ctx.y = y
        return new(y)

    @staticmethod
    def backward(ctx, g):
        d = g.data.copy()
        d[ctx.y == 0] = 0
        return new(d)


class Normalize(Function):
    """(x - mean) / std, by hand."""

    @staticmethod
    def forward(ctx, x, eps):
        y = x.data - x.data.mean(axis=0)
        std = np.sqrt((y * y).mean(axis=0) + eps)
        y /= std
        ctx.y, ctx.std = y, std
        return new(y.copy())

    @staticmethod
    def backward(ctx, g):
        d = g.data.copy()
        d -= g.data.mean(axis=0)
        d -= ctx.y * (g.data * ctx.y).mean(axis=0)
        d /= ctx.std
        return new(d)


class CrossEntropy(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        ctx.rows, ctx.labels = np.arange(len(predicted.data)), target.data.astype(np.int64)
        p = predicted.data - predicted.data.max(axis=1, keepdims=True)
        loss = -p[ctx.rows, ctx.labels]
        np.exp(p, out=p)
        total = p.sum(axis=1)
        loss += np.log(total)
        p /= total[:, None]
        ctx.p = p
        return new(loss.mean())

    @staticmethod
    def backward(ctx, g):
        d = ctx.p.copy()
        d[ctx.rows, ctx.labels] -= 1
        d *= g.data
        d /= len(d)
        return new(d)


def cross_entropy(predicted, target):
    return CrossEntropy.apply(predicted, target)
