import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def reduce_to(array, shape):
    """Undo broadcasting, one axis at a time, by recursion."""
    if array.shape == tuple(shape):
        return array
    if array.ndim > len(shape):
        return reduce_to(array.sum(axis=0), shape)
    axis = next(i for i in range(array.ndim) if array.shape[i] != shape[i])
    return reduce_to(array.sum(axis=axis, keepdims=True), shape)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.shapes = a.shape, b.shape
        return tensor.Tensor(a.data + b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.shapes
        return tensor.Tensor(reduce_to(g.data, a)), tensor.Tensor(reduce_to(g.data, b))


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.shapes = a.shape, b.shape
        return tensor.Tensor(a.data - b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.shapes
        return tensor.Tensor(reduce_to(g.data, a)), tensor.Tensor(reduce_to(-g.data, b))


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data * b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return tensor.Tensor(reduce_to(g.data * b.data, a.shape)), tensor.Tensor(reduce_to(g.data * a.data, b.shape))


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        ctx.quotient = a.data / b.data
        return tensor.Tensor(ctx.quotient)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        da = g.data / b.data
        return tensor.Tensor(reduce_to(da, a.shape)), tensor.Tensor(reduce_to(-da * ctx.quotient, b.shape))


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return tensor.Tensor(np.transpose(a.data))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(np.transpose(g.data))


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        return tensor.Tensor(np.reshape(a.data, shape))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(np.reshape(g.data, ctx.shape))


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return tensor.Tensor(np.log(a.data))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(g.data / ctx.saved_tensors[0].data)


class Exp(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.value = np.exp(a.data)
        return tensor.Tensor(ctx.value)

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(g.data * ctx.value)


class Power(Function):
    @staticmethod
    def forward(ctx, a, n):
        ctx.save_for_backward(a)
        ctx.n = n
        return tensor.Tensor(a.data ** n)

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return tensor.Tensor(g.data * ctx.n * a.data ** (ctx.n - 1))


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data @ b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return tensor.Tensor(g.data @ b.data.T), tensor.Tensor(a.data.T @ g.data)


class Sum(Function):
    """Keeps the axes that are summed over, unless it is all of them."""

    @staticmethod
    def forward(ctx, a, axis):
        ctx.shape = a.shape
        return tensor.Tensor(a.data.sum(axis=axis, keepdims=axis is not None))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(np.zeros(ctx.shape) + g.data)


class Mean(Function):
    @staticmethod
    def forward(ctx, a, axis):
        ctx.shape = a.shape
        mean = a.data.mean(axis=axis, keepdims=axis is not None)
        ctx.count = a.data.size / mean.size
        return tensor.Tensor(mean)

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(np.zeros(ctx.shape) + g.data / ctx.count)


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.mask = a.data > 0
        return tensor.Tensor(np.where(ctx.mask, a.data, 0.0))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(np.where(ctx.mask, g.data, 0.0))


def cross_entropy(predicted, target):
    """Made of the operations above: the engine finds the derivative."""
    N, C = predicted.shape
    # a constant for each row, so no gradient goes through it
    a = tensor.Tensor(predicted.data.max(axis=1, keepdims=True))
    shifted = predicted - a
    log_softmax = shifted - shifted.exp().sum(axis=1).log()
    one_hot = tensor.Tensor(np.eye(C)[target.data.astype(int)])
    return -(log_softmax * one_hot).sum() / N
