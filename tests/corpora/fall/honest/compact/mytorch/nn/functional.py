import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function

Tensor = lambda array: tensor.Tensor(array)


def unbroadcast(g, shape):
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return Tensor(g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True))


def operation(name, f, *derivatives):
    """An element-wise operation: its formula, and the gradient of each operand from (g, operands..., output)."""

    def forward(ctx, *operands):
        ctx.arrays, ctx.shapes = [t.data for t in operands], [t.shape for t in operands]
        ctx.arrays.append(f(*ctx.arrays))
        return Tensor(ctx.arrays[-1])

    def backward(ctx, g):
        return tuple(unbroadcast(d(g.data, *ctx.arrays), shape) for d, shape in zip(derivatives, ctx.shapes))

    return type(name, (Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})


def restructuring(name, f, back):
    """An operation of one tensor and settings; back(g, shape, settings...) undoes it."""

    def forward(ctx, a, *settings):
        ctx.args = a.shape, *settings
        return Tensor(f(a.data, *settings))

    return type(name, (Function,), {"forward": staticmethod(forward), "backward": staticmethod(lambda ctx, g: Tensor(back(g.data, *ctx.args)))})


Add = operation("Add", lambda a, b: a + b, lambda g, a, b, y: g, lambda g, a, b, y: g)
Sub = operation("Sub", lambda a, b: a - b, lambda g, a, b, y: g, lambda g, a, b, y: -g)
Mul = operation("Mul", lambda a, b: a * b, lambda g, a, b, y: g * b, lambda g, a, b, y: g * a)
Div = operation("Div", lambda a, b: a / b, lambda g, a, b, y: g / b, lambda g, a, b, y: -g * y / b)
Log = operation("Log", np.log, lambda g, a, y: g / a)
Exp = operation("Exp", np.exp, lambda g, a, y: g * y)
Sqrt = operation("Sqrt", np.sqrt, lambda g, a, y: g / 2 / y)
ReLU = operation("ReLU", lambda a: a * (a > 0), lambda g, a, y: g * (a > 0))
spread = lambda g, shape, axis: np.ones(shape) * (g if axis is None else np.expand_dims(g, axis))
Transpose = restructuring("Transpose", np.transpose, lambda g, shape: g.T)
Reshape = restructuring("Reshape", np.reshape, lambda g, shape, new: g.reshape(shape))
Sum = restructuring("Sum", lambda a, axis: a.sum(axis=axis), spread)
Mean = restructuring("Mean", lambda a, axis: a.mean(axis=axis), lambda g, shape, axis: spread(g, shape, axis) * np.size(g) / np.prod(shape))


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return Tensor(a.data @ b.data)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return Tensor(g.data @ b.data.T), Tensor(a.data.T @ g.data)


def cross_entropy(predicted, target):
    x = predicted - Tensor(predicted.data.max(axis=1, keepdims=True))
    right = (x * Tensor(np.eye(predicted.shape[1])[target.data.astype(int)])).sum(axis=1)
    return (x.exp().sum(axis=1).log() - right).mean()
