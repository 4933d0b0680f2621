import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


class Unary(Function):
    """y = f(x), element by element; subclasses say f and its slope."""

    @classmethod
    def forward(cls, ctx, x):
        y = cls.f(x.data)
        ctx.x, ctx.y = x.data, y
        return tensor.Tensor(y)

    @classmethod
    def backward(cls, ctx, grad):
        return tensor.Tensor(grad.data * cls.slope(ctx.x, ctx.y))


class Binary(Function):
    """y = f(a, b) with broadcasting; subclasses say f and the two slopes."""

    @classmethod
    def forward(cls, ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(cls.f(a.data, b.data))

    @classmethod
    def backward(cls, ctx, grad):
        a, b = ctx.saved_tensors
        slopes = cls.slopes(a.data, b.data)
        return tuple(cls.fitted(grad.data * slope, t.shape) for slope, t in zip(slopes, (a, b)))

    @staticmethod
    def fitted(grad, shape):
        lead = grad.ndim - len(shape)
        axes = [i for i in range(grad.ndim) if i < lead or shape[i - lead] == 1]
        return tensor.Tensor(grad.sum(axis=tuple(axes), keepdims=True).reshape(shape))


class Add(Binary):
    f = staticmethod(np.add)
    slopes = staticmethod(lambda a, b: (1.0, 1.0))


class Sub(Binary):
    f = staticmethod(np.subtract)
    slopes = staticmethod(lambda a, b: (1.0, -1.0))


class Mul(Binary):
    f = staticmethod(np.multiply)
    slopes = staticmethod(lambda a, b: (b, a))


class Div(Binary):
    f = staticmethod(np.divide)
    slopes = staticmethod(lambda a, b: (1 / b, -a / b**2))


class Log(Unary):
    f = staticmethod(np.log)
    slope = staticmethod(lambda x, y: 1 / x)


class Exp(Unary):
    f = staticmethod(np.exp)
    slope = staticmethod(lambda x, y: y)


class ReLU(Unary):
    f = staticmethod(lambda x: np.maximum(x, 0))
    slope = staticmethod(lambda x, y: (y > 0).astype(float))


class Pow(Function):
    @staticmethod
    def forward(ctx, x, exponent):
        ctx.save_for_backward(x)
        ctx.exponent = exponent
        return tensor.Tensor(np.power(x.data, exponent))

    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        return tensor.Tensor(grad.data * ctx.exponent * np.power(x.data, ctx.exponent - 1))


class Shape(Function):
    """Moves elements around; `undo` moves them back."""

    @classmethod
    def forward(cls, ctx, x, *how):
        ctx.shape = x.shape
        return tensor.Tensor(cls.move(x.data, *how))

    @classmethod
    def backward(cls, ctx, grad):
        return tensor.Tensor(cls.undo(grad.data, ctx.shape))


class Transpose(Shape):
    move = staticmethod(np.transpose)
    undo = staticmethod(lambda g, shape: np.transpose(g))


class Reshape(Shape):
    move = undo = staticmethod(np.reshape)


class Sum(Function):
    @staticmethod
    def forward(ctx, x, axis, keepdims):
        ctx.shape = x.shape
        total = x.data.sum(axis=axis, keepdims=True)
        ctx.kept = total.shape
        return tensor.Tensor(total if keepdims else total.squeeze(axis))

    @staticmethod
    def backward(ctx, grad):
        return tensor.Tensor(np.broadcast_to(grad.data.reshape(ctx.kept), ctx.shape))


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data @ b.data)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return tensor.Tensor(grad.data @ b.data.T), tensor.Tensor(a.data.T @ grad.data)


class LogSoftmax(Function):
    @staticmethod
    def forward(ctx, x):
        shifted = x.data - x.data.max(axis=1, keepdims=True)
        value = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        ctx.softmax = np.exp(value)
        return tensor.Tensor(value)

    @staticmethod
    def backward(ctx, grad):
        return tensor.Tensor(grad.data - ctx.softmax * grad.data.sum(axis=1, keepdims=True))


class NLLLoss(Function):
    @staticmethod
    def forward(ctx, log_probabilities, target):
        ctx.shape = log_probabilities.shape
        ctx.picked = np.arange(ctx.shape[0]), np.asarray(target.data, dtype=int)
        return tensor.Tensor(-log_probabilities.data[ctx.picked].mean())

    @staticmethod
    def backward(ctx, grad):
        result = np.zeros(ctx.shape)
        result[ctx.picked] = -grad.data / ctx.shape[0]
        return tensor.Tensor(result), None


def cross_entropy(predicted, target):
    return NLLLoss.apply(LogSoftmax.apply(predicted), target)
