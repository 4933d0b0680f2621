import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function

__all__ = [
    "Add",
    "Div",
    "Log",
    "MatMul",
    "Mul",
    "Reshape",
    "Sqrt",
    "Sub",
    "Sum",
    "Transpose",
    "cross_entropy",
]


def make(array):
    return tensor.Tensor(array)


def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for i, n in enumerate(shape):
        if n == 1 and grad.shape[i] != 1:
            grad = grad.sum(axis=i, keepdims=True)
    return make(grad)


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return make(a.data.T)

    @staticmethod
    def backward(ctx, grad_output):
        return make(grad_output.data.T)


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        return make(a.data.reshape(shape))

    @staticmethod
    def backward(ctx, grad_output):
        return make(grad_output.data.reshape(ctx.shape)), None


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return make(np.log(a.data))

    @staticmethod
    def backward(ctx, grad_output):
        (a,) = ctx.saved_tensors
        return make(grad_output.data / a.data)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return make(a.data + b.data)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return unbroadcast(grad_output.data, a.shape), unbroadcast(grad_output.data, b.shape)


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return make(a.data - b.data)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return unbroadcast(grad_output.data, a.shape), unbroadcast(-grad_output.data, b.shape)


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return make(a.data * b.data)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        g = grad_output.data
        return unbroadcast(g * b.data, a.shape), unbroadcast(g * a.data, b.shape)


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return make(a.data / b.data)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        g = grad_output.data
        return unbroadcast(g / b.data, a.shape), unbroadcast(-g * a.data / b.data**2, b.shape)


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return make(a.data @ b.data)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return make(grad_output.data @ b.data.T), make(a.data.T @ grad_output.data)


class Sum(Function):
    @staticmethod
    def forward(ctx, a, axis, keepdims):
        ctx.shape, ctx.axis, ctx.keepdims = a.shape, axis, keepdims
        return make(a.data.sum(axis=axis, keepdims=keepdims))

    @staticmethod
    def backward(ctx, grad_output):
        g = grad_output.data
        if ctx.axis is not None and not ctx.keepdims:
            g = np.expand_dims(g, ctx.axis)
        return make(np.ones(ctx.shape) * g)


class Sqrt(Function):
    @staticmethod
    def forward(ctx, a):
        root = make(np.sqrt(a.data))
        ctx.save_for_backward(root)
        return root

    @staticmethod
    def backward(ctx, grad_output):
        (root,) = ctx.saved_tensors
        return make(grad_output.data / (2 * root.data))


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return make(np.where(a.data > 0, a.data, 0.0))

    @staticmethod
    def backward(ctx, grad_output):
        (a,) = ctx.saved_tensors
        return make(np.where(a.data > 0, grad_output.data, 0.0))


class CrossEntropy(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        x, labels = predicted.data, target.data.astype(int)
        n = len(x)
        shifted = x - x.max(axis=1, keepdims=True)
        log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        ctx.log_softmax, ctx.labels = log_softmax, labels
        return make(-log_softmax[np.arange(n), labels].sum() / n)

    @staticmethod
    def backward(ctx, grad_output):
        n = len(ctx.labels)
        grad = np.exp(ctx.log_softmax)
        grad[np.arange(n), ctx.labels] -= 1
        return make(grad_output.data * grad / n), None


def cross_entropy(predicted, target):
    return CrossEntropy.apply(predicted, target)
