import numpy as np

import mytorch.nn.functional as F
from mytorch import autograd_engine

DEFAULT = np.float32  # of what we make ourselves, as in torch


class Tensor:
    def __init__(self, data, requires_grad=False, is_leaf=True, is_parameter=False):
        if isinstance(data, (int, float)):
            data = np.float64(data)
        self.data = np.array(data)
        if requires_grad and not np.issubdtype(self.data.dtype, np.floating):
            self.data = self.data.astype(np.float64)
        self.requires_grad = requires_grad
        self.is_leaf = is_leaf
        self.is_parameter = is_parameter
        self.grad_fn = None
        self.grad = None

    @property
    def shape(self):
        return self.data.shape

    @property
    def dtype(self):
        return self.data.dtype

    def fill_(self, value):
        self.data.fill(value)
        return self

    def copy(self):
        return Tensor(self.data)

    @staticmethod
    def zeros(*shape):
        return Tensor(np.zeros(shape, dtype=DEFAULT))

    @staticmethod
    def ones(*shape):
        return Tensor(np.ones(shape, dtype=DEFAULT))

    @staticmethod
    def arange(*interval):
        return Tensor(np.arange(*interval))

    @staticmethod
    def randn(*shape):
        return Tensor(np.random.randn(*shape))

    @staticmethod
    def empty(*shape):
        return Tensor(np.empty(shape, dtype=DEFAULT))

    def backward(self):
        autograd_engine.backward(self.grad_fn, Tensor(np.ones(self.shape, dtype=self.dtype)))

    @property
    def T(self):
        return F.Transpose.apply(self)

    def reshape(self, *shape):
        return F.Reshape.apply(self, shape)

    def log(self):
        return F.Log.apply(self)

    def exp(self):
        return F.Exp.apply(self)

    def sqrt(self):
        return F.Sqrt.apply(self)

    def sum(self, axis=None, keepdims=False):
        return F.Sum.apply(self, axis, keepdims)

    def __add__(self, other):
        return F.Add.apply(self, self._same(other))

    def __sub__(self, other):
        return F.Sub.apply(self, self._same(other))

    def __mul__(self, other):
        return F.Mul.apply(self, self._same(other))

    def __truediv__(self, other):
        return F.Div.apply(self, self._same(other))

    def __matmul__(self, other):
        return F.MatMul.apply(self, other)

    def _same(self, other):
        # a number takes the dtype of the tensor it is used with
        return other if isinstance(other, Tensor) else Tensor(np.asarray(other, dtype=self.dtype))
