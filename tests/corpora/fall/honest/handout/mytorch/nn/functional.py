import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def unbroadcast(grad, shape):
    """Sum a gradient over the axes along which its tensor was broadcast."""
    while len(grad.shape) > len(shape):
        grad = grad.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


def check_tensors(*args):
    for arg in args:
        if type(arg).__name__ != "Tensor":
            raise Exception("Args must be Tensors: {}".format(type(arg).__name__))


def result(data, *parents):
    requires_grad = any(parent.requires_grad for parent in parents)
    return tensor.Tensor(data, requires_grad=requires_grad, is_leaf=not requires_grad)


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        check_tensors(a)
        return result(a.data.T, a)

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(grad_output.data.T)


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        check_tensors(a)
        ctx.shape = a.shape
        return result(a.data.reshape(shape), a)

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(grad_output.data.reshape(ctx.shape)), None


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        check_tensors(a)
        ctx.save_for_backward(a)
        return result(np.log(a.data), a)

    @staticmethod
    def backward(ctx, grad_output):
        a, = ctx.saved_tensors
        return tensor.Tensor(grad_output.data / a.data)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        check_tensors(a, b)
        ctx.save_for_backward(a, b)
        return result(a.data + b.data, a, b)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        # dL/da = dL/dout * 1
        grad_a = unbroadcast(grad_output.data, a.shape)
        grad_b = unbroadcast(grad_output.data, b.shape)
        return tensor.Tensor(grad_a), tensor.Tensor(grad_b)


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        check_tensors(a, b)
        ctx.save_for_backward(a, b)
        return result(a.data - b.data, a, b)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = unbroadcast(grad_output.data, a.shape)
        grad_b = unbroadcast(-grad_output.data, b.shape)
        return tensor.Tensor(grad_a), tensor.Tensor(grad_b)


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        check_tensors(a, b)
        ctx.save_for_backward(a, b)
        return result(a.data * b.data, a, b)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = unbroadcast(grad_output.data * b.data, a.shape)
        grad_b = unbroadcast(grad_output.data * a.data, b.shape)
        return tensor.Tensor(grad_a), tensor.Tensor(grad_b)


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        check_tensors(a, b)
        ctx.save_for_backward(a, b)
        return result(a.data / b.data, a, b)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = unbroadcast(grad_output.data / b.data, a.shape)
        grad_b = unbroadcast(-grad_output.data * a.data / (b.data ** 2), b.shape)
        return tensor.Tensor(grad_a), tensor.Tensor(grad_b)


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        check_tensors(a, b)
        ctx.save_for_backward(a, b)
        return result(np.matmul(a.data, b.data), a, b)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = np.matmul(grad_output.data, b.data.T)
        grad_b = np.matmul(a.data.T, grad_output.data)
        return tensor.Tensor(grad_a), tensor.Tensor(grad_b)


class Sum(Function):
    @staticmethod
    def forward(ctx, a, axis, keepdims):
        check_tensors(a)
        ctx.axis = axis
        ctx.shape = a.shape
        ctx.keepdims = keepdims
        return result(a.data.sum(axis=axis, keepdims=keepdims), a)

    @staticmethod
    def backward(ctx, grad_output):
        grad = grad_output.data
        if ctx.axis is not None and not ctx.keepdims:
            grad = np.expand_dims(grad, axis=ctx.axis)
        return tensor.Tensor(np.ones(ctx.shape) * grad), None, None


class Sqrt(Function):
    @staticmethod
    def forward(ctx, a):
        check_tensors(a)
        ctx.save_for_backward(a)
        return result(np.sqrt(a.data), a)

    @staticmethod
    def backward(ctx, grad_output):
        a, = ctx.saved_tensors
        return tensor.Tensor(grad_output.data * 0.5 / np.sqrt(a.data))


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        check_tensors(a)
        ctx.save_for_backward(a)
        return result(np.maximum(a.data, 0), a)

    @staticmethod
    def backward(ctx, grad_output):
        a, = ctx.saved_tensors
        return tensor.Tensor(grad_output.data * (a.data > 0))


class CrossEntropy(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        check_tensors(predicted, target)
        batch_size, num_classes = predicted.shape
        # LogSumExp: a + log sum e^(x - a)
        a = np.max(predicted.data, axis=1, keepdims=True)
        log_sum_exp = a + np.log(np.sum(np.exp(predicted.data - a), axis=1, keepdims=True))
        log_softmax = predicted.data - log_sum_exp
        ctx.softmax = np.exp(log_softmax)
        ctx.one_hot = to_one_hot(target.data, num_classes)
        nll_loss = -np.sum(log_softmax * ctx.one_hot) / batch_size
        return result(nll_loss, predicted)

    @staticmethod
    def backward(ctx, grad_output):
        batch_size = ctx.one_hot.shape[0]
        return tensor.Tensor(grad_output.data * (ctx.softmax - ctx.one_hot) / batch_size), None


def cross_entropy(predicted, target):
    return CrossEntropy.apply(predicted, target)


def to_one_hot(arr, num_classes):
    arr = arr.astype(int)
    a = np.zeros((arr.shape[0], num_classes))
    a[np.arange(len(a)), arr] = 1
    return a
