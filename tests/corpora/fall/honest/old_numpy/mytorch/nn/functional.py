import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def unbroadcast(grad, shape):
    extra = grad.ndim - len(shape)
    ones = np.array([1] * extra + list(shape), dtype=np.int) == 1
    axes = tuple(np.nonzero(ones)[0].astype(np.int).tolist())
    if np.sometrue(ones):
        grad = np.sum(grad, axis=axes, keepdims=True)
    return tensor.Tensor(np.reshape(grad, shape))


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return tensor.Tensor(np.transpose(a.data))

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(np.transpose(grad_output.data))


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        out = tensor.Tensor(np.reshape(a.data, shape))
        assert np.product(out.shape) == np.product(a.shape)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(np.reshape(grad_output.data, ctx.shape)), None


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return tensor.Tensor(np.log(a.data))

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(np.true_divide(grad_output.data, ctx.saved_tensors[0].data))


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.add(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return unbroadcast(grad_output.data, a.shape), unbroadcast(grad_output.data, b.shape)


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.subtract(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return unbroadcast(grad_output.data, a.shape), unbroadcast(np.negative(grad_output.data), b.shape)


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.multiply(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = np.multiply(grad_output.data, b.data)
        grad_b = np.multiply(grad_output.data, a.data)
        return unbroadcast(grad_a, a.shape), unbroadcast(grad_b, b.shape)


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.true_divide(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = np.true_divide(grad_output.data, b.data)
        grad_b = np.multiply(grad_output.data, np.true_divide(-a.data, np.square(b.data)))
        return unbroadcast(grad_a, a.shape), unbroadcast(grad_b, b.shape)


class Dot(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.asarray(np.mat(a.data) * np.mat(b.data)))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        g = np.mat(grad_output.data)
        return tensor.Tensor(np.asarray(g * np.mat(b.data).T)), tensor.Tensor(np.asarray(np.mat(a.data).T * g))


class Mean(Function):
    """Over the batch, one number a column."""

    @staticmethod
    def forward(ctx, a):
        ctx.shape = a.shape
        return tensor.Tensor(np.mean(a.data, axis=0))

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(np.tile(grad_output.data / np.float(ctx.shape[0]), (ctx.shape[0], 1)))


class Sqrt(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.root = np.sqrt(a.data)
        return tensor.Tensor(ctx.root)

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(0.5 * grad_output.data / ctx.root)


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.mask = np.greater(a.data, 0).astype(np.bool)
        return tensor.Tensor(np.where(ctx.mask, a.data, 0.))

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(grad_output.data * ctx.mask.astype(np.float))


class CrossEntropy(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        x = predicted.data
        ctx.n = np.int(x.shape[0])
        ctx.labels = target.data.astype(np.int)
        a = np.amax(x, axis=1)[:, np.newaxis]
        ctx.log_p = x - a - np.log(np.sum(np.exp(x - a), axis=1))[:, np.newaxis]
        return tensor.Tensor(-np.mean(ctx.log_p[np.arange(ctx.n), ctx.labels]))

    @staticmethod
    def backward(ctx, grad_output):
        grad = np.exp(ctx.log_p)
        grad[np.arange(ctx.n), ctx.labels] -= 1.
        return tensor.Tensor(grad / np.float(ctx.n) * grad_output.data), None


def cross_entropy(predicted, target):
    return CrossEntropy.apply(predicted, target)
