import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def wide(t):
    """Everything is computed in double precision, whatever comes in."""
    return np.asarray(t.data, dtype=np.float64)


def wrapped(array, *like):
    """... and goes out in the widest precision of what came in."""
    kinds = [t.data.dtype for t in like if np.issubdtype(t.data.dtype, np.floating)]
    return tensor.Tensor(np.asarray(array, dtype=np.result_type(*kinds) if kinds else np.float64))


def unbroadcast(grad, like):
    axes = list(range(grad.ndim - len(like.shape)))
    axes += [len(axes) + i for i, n in enumerate(like.shape) if n == 1]
    summed = np.sum(grad, axis=tuple(axes), keepdims=True) if axes else grad
    return wrapped(np.reshape(summed, like.shape), like)


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return tensor.Tensor(a.data.T)

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(g.data.T)


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        return tensor.Tensor(a.data.reshape(shape))

    @staticmethod
    def backward(ctx, g):
        return tensor.Tensor(g.data.reshape(ctx.shape))


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return wrapped(np.log(wide(a)), a)

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return wrapped(wide(g) / wide(a), a)


class Exp(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return wrapped(np.exp(wide(a)), a)

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return wrapped(wide(g) * np.exp(wide(a)), a)


class Sqrt(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return wrapped(np.sqrt(wide(a)), a)

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return wrapped(0.5 * wide(g) * wide(a) ** -0.5, a)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return wrapped(wide(a) + wide(b), a, b)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return unbroadcast(wide(g), a), unbroadcast(wide(g), b)


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return wrapped(wide(a) - wide(b), a, b)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return unbroadcast(wide(g), a), unbroadcast(-wide(g), b)


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return wrapped(wide(a) * wide(b), a, b)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return unbroadcast(wide(g) * wide(b), a), unbroadcast(wide(g) * wide(a), b)


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return wrapped(wide(a) / wide(b), a, b)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return unbroadcast(wide(g) / wide(b), a), unbroadcast(-wide(g) * wide(a) / wide(b) ** 2, b)


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return wrapped(np.matmul(wide(a), wide(b)), a, b)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return wrapped(np.matmul(wide(g), wide(b).T), a), wrapped(np.matmul(wide(a).T, wide(g)), b)


class Sum(Function):
    @staticmethod
    def forward(ctx, a, axis, keepdims):
        ctx.save_for_backward(a)
        ctx.axis, ctx.keepdims = axis, keepdims
        return wrapped(np.sum(wide(a), axis=axis, keepdims=keepdims, dtype=np.float64), a)

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        g = wide(g)
        if ctx.axis is not None and not ctx.keepdims:
            g = np.expand_dims(g, ctx.axis)
        return wrapped(np.broadcast_to(g, a.shape), a)


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.positive = (a.data > 0).astype(np.uint8)
        return wrapped(a.data * ctx.positive, a)

    @staticmethod
    def backward(ctx, g):
        return wrapped(g.data * ctx.positive, g)


class NLLLoss(Function):
    @staticmethod
    def forward(ctx, log_probs, target):
        ctx.save_for_backward(log_probs)
        ctx.index = np.arange(len(log_probs.data)), target.data.astype(np.int32)
        return wrapped(-np.mean(wide(log_probs)[ctx.index]), log_probs)

    @staticmethod
    def backward(ctx, g):
        log_probs, = ctx.saved_tensors
        grad = np.zeros(log_probs.shape, dtype=np.float64)
        grad[ctx.index] = -wide(g) / len(grad)
        return wrapped(grad, log_probs)


def log_softmax(x):
    a = tensor.Tensor(x.data.max(axis=1, keepdims=True))
    shifted = x - a
    return shifted - shifted.exp().sum(axis=1, keepdims=True).log()


def cross_entropy(predicted, target):
    return NLLLoss.apply(log_softmax(predicted), target)
