import numpy as np

import mytorch.nn.functional as functional
import mytorch.autograd_engine as autogradEngine


class Tensor(object):
    """A numpy array together with what the autograd engine has to know of it."""

    def __init__(self, data, requires_grad=False, is_leaf=True, is_parameter=False):
        self.data = np.array(data)
        self.requires_grad = requires_grad
        self.is_leaf = is_leaf
        self.is_parameter = is_parameter
        self.grad_fn = None
        self.grad = None

    def __str__(self):
        return "Tensor(" + str(self.data) + ")"

    @property
    def shape(self):
        return self.data.shape

    def fill_(self, fillValue):
        self.data.fill(fillValue)
        return self

    def copy(self):
        return Tensor(self.data)

    @staticmethod
    def zeros(*shape):
        return Tensor(np.zeros(shape))

    @staticmethod
    def ones(*shape):
        return Tensor(np.ones(shape))

    @staticmethod
    def arange(*interval):
        return Tensor(np.arange(*interval))

    @staticmethod
    def randn(*shape):
        return Tensor(np.random.normal(0.0, 1.0, shape))

    @staticmethod
    def empty(*shape):
        return Tensor(np.empty(shape))

    def backward(self):
        gradientOfItself = Tensor.ones(*self.shape)
        autogradEngine.backward(self.grad_fn, gradientOfItself)

    def T(self):
        return functional.Transpose.apply(self)

    def reshape(self, *shape):
        return functional.Reshape.apply(self, shape)

    def log(self):
        return functional.Log.apply(self)

    def __add__(self, other):
        return functional.Add.apply(self, other)

    def __sub__(self, other):
        return functional.Sub.apply(self, other)

    def __mul__(self, other):
        return functional.Mul.apply(self, other)

    def __truediv__(self, other):
        return functional.Div.apply(self, other)

    def matmul(self, other):
        return functional.MatrixMultiplication.apply(self, other)
