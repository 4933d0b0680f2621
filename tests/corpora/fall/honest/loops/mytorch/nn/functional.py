import math

import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def unbroadcast(grad, shape):
    # leading axes that the tensor does not have
    while len(grad.shape) > len(shape):
        total = 0
        for part in grad:
            total = total + part
        grad = np.array(total)
    # axes of size 1
    for i in range(len(shape)):
        if shape[i] == 1 and grad.shape[i] > 1:
            total = 0
            for j in range(grad.shape[i]):
                total = total + np.take(grad, [j], axis=i)
            grad = total
    return tensor.Tensor(grad)


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        return tensor.Tensor([list(column) for column in zip(*a.data)])

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor([list(column) for column in zip(*grad_output.data)])


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        ctx.shape = a.shape
        return tensor.Tensor(a.data.reshape(shape))

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(grad_output.data.reshape(ctx.shape)), None


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return tensor.Tensor(np.log(a.data))

    @staticmethod
    def backward(ctx, grad_output):
        a = ctx.saved_tensors[0]
        return tensor.Tensor(grad_output.data / a.data)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data + b.data)

    @staticmethod
    def backward(ctx, grad_output):
        grads = []
        for t in ctx.saved_tensors:
            grads.append(unbroadcast(grad_output.data, t.shape))
        return tuple(grads)


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data - b.data)

    @staticmethod
    def backward(ctx, grad_output):
        grads = []
        for t, sign in zip(ctx.saved_tensors, [1, -1]):
            grads.append(unbroadcast(sign * grad_output.data, t.shape))
        return tuple(grads)


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data * b.data)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return unbroadcast(grad_output.data * b.data, a.shape), unbroadcast(grad_output.data * a.data, b.shape)


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return tensor.Tensor(a.data / b.data)

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = grad_output.data / b.data
        grad_b = -1 * grad_output.data * a.data / b.data ** 2
        return unbroadcast(grad_a, a.shape), unbroadcast(grad_b, b.shape)


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        out = []
        for row in a.data:
            out.append(np.dot(row, b.data))
        return tensor.Tensor(np.array(out))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        grad_a = []
        grad_b = np.zeros(b.shape)
        for row, grad in zip(a.data, grad_output.data):
            grad_a.append(np.dot(b.data, grad))
            grad_b = grad_b + np.outer(row, grad)
        return tensor.Tensor(np.array(grad_a)), tensor.Tensor(grad_b)


class ColumnMeans(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.shape = a.shape
        means = []
        for k in range(a.shape[1]):
            means.append(a.data[:, k].sum() / a.shape[0])
        return tensor.Tensor(means)

    @staticmethod
    def backward(ctx, grad_output):
        grad = np.zeros(ctx.shape)
        for k in range(ctx.shape[1]):
            grad[:, k] = grad_output.data[k] / ctx.shape[0]
        return tensor.Tensor(grad)


class Sqrt(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return tensor.Tensor([math.sqrt(value) for value in a.data])

    @staticmethod
    def backward(ctx, grad_output):
        a = ctx.saved_tensors[0]
        return tensor.Tensor([g / (2 * math.sqrt(value)) for g, value in zip(grad_output.data, a.data)])


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        out = np.zeros(a.shape)
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                if a.data[i, j] > 0:
                    out[i, j] = a.data[i, j]
        return tensor.Tensor(out)

    @staticmethod
    def backward(ctx, grad_output):
        a = ctx.saved_tensors[0]
        grad = np.zeros(a.shape)
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                if a.data[i, j] > 0:
                    grad[i, j] = grad_output.data[i, j]
        return tensor.Tensor(grad)


class CrossEntropy(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        ctx.save_for_backward(predicted, target)
        loss = 0
        ctx.softmax = []
        for x, label in zip(predicted.data, target.data):
            a = max(x)
            log_sum = a + math.log(sum(np.exp(x - a)))
            ctx.softmax.append(np.exp(x - log_sum))
            loss += log_sum - x[int(label)]
        return tensor.Tensor(loss / len(predicted.data))

    @staticmethod
    def backward(ctx, grad_output):
        predicted, target = ctx.saved_tensors
        grad = np.zeros(predicted.shape)
        for i in range(len(grad)):
            for j in range(len(grad[i])):
                if j == target.data[i]:
                    grad[i, j] = ctx.softmax[i][j] - 1
                else:
                    grad[i, j] = ctx.softmax[i][j]
        return tensor.Tensor(grad_output.data * grad / len(grad)), None


def cross_entropy(predicted, target):
    return CrossEntropy.apply(predicted, target)
