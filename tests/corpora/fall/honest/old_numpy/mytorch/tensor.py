import numpy as np

import mytorch.nn.functional as F
import mytorch.autograd_engine as autograd_engine


class Tensor(object):
    def __init__(self, data, requires_grad=False, is_leaf=True, is_parameter=False):
        self.data = np.array(data)
        if self.data.dtype == np.int and requires_grad:
            self.data = self.data.astype(np.float)
        self.requires_grad = np.bool(requires_grad)
        self.is_leaf = np.bool(is_leaf)
        self.is_parameter = is_parameter
        self.grad_fn = None
        self.grad = None

    def __str__(self):
        return "Tensor(%s)" % self.data

    @property
    def shape(self):
        return self.data.shape

    @property
    def size(self):
        return np.product(self.data.shape)

    def fill_(self, value):
        self.data.fill(value)

    def copy(self):
        return Tensor(self.data)

    def item(self):
        return np.asscalar(self.data)

    @staticmethod
    def zeros(*shape):
        return Tensor(np.zeros(shape, dtype=np.float))

    @staticmethod
    def ones(*shape):
        return Tensor(np.ones(shape, dtype=np.float))

    @staticmethod
    def arange(*interval):
        return Tensor(np.arange(*interval))

    @staticmethod
    def randn(*shape):
        return Tensor(np.random.normal(0, 1, shape))

    @staticmethod
    def empty(*shape):
        return Tensor(np.empty(shape, dtype=np.float))

    def backward(self):
        autograd_engine.backward(self.grad_fn, Tensor.ones(*self.shape))

    def T(self):
        return F.Transpose.apply(self)

    def reshape(self, *shape):
        return F.Reshape.apply(self, shape)

    def log(self):
        return F.Log.apply(self)

    def mean(self):
        return F.Mean.apply(self)

    def sqrt(self):
        return F.Sqrt.apply(self)

    def __add__(self, other):
        return F.Add.apply(self, other)

    def __sub__(self, other):
        return F.Sub.apply(self, other)

    def __mul__(self, other):
        return F.Mul.apply(self, other)

    def __truediv__(self, other):
        return F.Div.apply(self, other)

    def dot(self, other):
        return F.Dot.apply(self, other)
