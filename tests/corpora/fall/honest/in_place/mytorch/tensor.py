import numpy as np

import mytorch.nn.functional as F
from mytorch import autograd_engine


class Tensor:
    def __init__(self, data, requires_grad=False, is_leaf=True, is_parameter=False):
        self.data = np.array(data)
        if self.data.dtype.kind != "f" and requires_grad:
            self.data = self.data.astype(np.float64)
        self.requires_grad = requires_grad
        self.is_leaf = is_leaf
        self.is_parameter = is_parameter
        self.grad_fn = None
        self.grad = None

    @classmethod
    def wrap(cls, array):
        """Without a copy, for arrays that were just made."""
        tensor = cls.__new__(cls)
        tensor.data = np.asarray(array)
        tensor.requires_grad, tensor.is_leaf, tensor.is_parameter = False, True, False
        tensor.grad_fn = tensor.grad = None
        return tensor

    @property
    def shape(self):
        return self.data.shape

    def fill_(self, value):
        self.data[...] = value
        return self

    def copy(self):
        return Tensor(self.data)

    @staticmethod
    def zeros(*shape):
        return Tensor.wrap(np.zeros(shape))

    @staticmethod
    def ones(*shape):
        return Tensor.wrap(np.ones(shape))

    @staticmethod
    def arange(*interval):
        return Tensor.wrap(np.arange(*interval))

    @staticmethod
    def randn(*shape):
        return Tensor.wrap(np.random.standard_normal(shape))

    @staticmethod
    def empty(*shape):
        return Tensor.wrap(np.empty(shape))

    def backward(self):
        autograd_engine.backward(self.grad_fn, Tensor.ones(*self.shape))

    @property
    def T(self):
        return F.Transpose.apply(self)

    def reshape(self, *shape):
        return F.Reshape.apply(self, shape)

    def log(self):
        return F.Log.apply(self)

    def __add__(self, other):
        return F.Add.apply(self, other)

    def __sub__(self, other):
        return F.Sub.apply(self, other)

    def __mul__(self, other):
        return F.Mul.apply(self, other)

    def __truediv__(self, other):
        return F.Div.apply(self, other)

    def __matmul__(self, other):
        return F.MatMul.apply(self, other)
