import time

import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function

PRINT_SHAPES = True


def show(name, *tensors):
    if PRINT_SHAPES:
        print(name, *[t.shape for t in tensors])


def unbroadcast(grad: np.ndarray, shape: tuple) -> np.ndarray:
    before = grad.shape
    for _ in range(grad.ndim - len(shape)):
        grad = grad.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    if PRINT_SHAPES and before != grad.shape:
        print("unbroadcast", before, "->", grad.shape)
    assert grad.shape == shape, (before, grad.shape, shape)
    return grad


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return tensor.Tensor(a.data.T)

    @staticmethod
    def backward(ctx, grad):
        return tensor.Tensor(grad.data.T)


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        return tensor.Tensor(a.data.reshape(shape))

    @staticmethod
    def backward(ctx, grad):
        return tensor.Tensor(grad.data.reshape(ctx.shape)), None


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        if (a.data <= 0).any():
            print("warning: log of", a.data.min())
        ctx.save_for_backward(a)
        return tensor.Tensor(np.log(a.data))

    @staticmethod
    def backward(ctx, grad):
        a, = ctx.saved_tensors
        return tensor.Tensor(grad.data / a.data)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        show("add", a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data + b.data)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return tensor.Tensor(unbroadcast(grad.data, a.shape)), tensor.Tensor(unbroadcast(grad.data, b.shape))


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        show("sub", a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data - b.data)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return tensor.Tensor(unbroadcast(grad.data, a.shape)), tensor.Tensor(unbroadcast(-1 * grad.data, b.shape))


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        show("mul", a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data * b.data)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return (tensor.Tensor(unbroadcast(grad.data * b.data, a.shape)),
                tensor.Tensor(unbroadcast(grad.data * a.data, b.shape)))


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        show("div", a, b)
        if (b.data == 0).any():
            print("warning: division by zero")
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data / b.data)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return (tensor.Tensor(unbroadcast(grad.data / b.data, a.shape)),
                tensor.Tensor(unbroadcast(grad.data * -a.data * b.data ** -2.0, b.shape)))


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        show("matmul", a, b)
        start = time.time()
        ctx.save_for_backward(a, b)
        out = tensor.Tensor(a.data @ b.data)
        print("matmul took %.6f s" % (time.time() - start))
        return out

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return tensor.Tensor(grad.data @ b.data.T), tensor.Tensor(a.data.T @ grad.data)


class Sum(Function):
    @staticmethod
    def forward(ctx, a, axis):
        ctx.shape, ctx.axis = a.shape, axis
        return tensor.Tensor(a.data.sum(axis=axis))

    @staticmethod
    def backward(ctx, grad):
        g = grad.data if ctx.axis is None else np.expand_dims(grad.data, ctx.axis)
        return tensor.Tensor(np.broadcast_to(g, ctx.shape))


class Sqrt(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return tensor.Tensor(np.sqrt(a.data))

    @staticmethod
    def backward(ctx, grad):
        a, = ctx.saved_tensors
        return tensor.Tensor(grad.data / (2 * np.sqrt(a.data)))


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        out = tensor.Tensor(np.maximum(a.data, 0))
        print("relu: %.1f %% positive" % (100 * (out.data > 0).mean()))
        return out

    @staticmethod
    def backward(ctx, grad):
        a, = ctx.saved_tensors
        return tensor.Tensor(np.where(a.data > 0, grad.data, 0))


class XELoss(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        assert predicted.data.ndim == 2, predicted.shape
        assert target.shape == (predicted.shape[0],), target.shape
        x, y = predicted.data, target.data.astype(int)
        N = len(x)
        m = x.max(axis=1, keepdims=True)
        log_probs = x - m - np.log(np.exp(x - m).sum(axis=1, keepdims=True))
        loss = -log_probs[range(N), y].mean()
        print("loss", loss, "accuracy", (x.argmax(axis=1) == y).mean())
        ctx.probs, ctx.y = np.exp(log_probs), y
        return tensor.Tensor(loss)

    @staticmethod
    def backward(ctx, grad):
        N = len(ctx.y)
        dx = ctx.probs.copy()
        dx[range(N), ctx.y] -= 1
        return tensor.Tensor(dx / N * grad.data), None


def cross_entropy(predicted, target):
    return XELoss.apply(predicted, target)
