from typing import Optional, Tuple

import numpy as np

import mytorch.nn.functional as F
from mytorch import autograd_engine


class Tensor:
    __slots__ = ("_data", "requires_grad", "is_leaf", "is_parameter", "grad_fn", "grad", "__weakref__")

    def __init__(self, data, requires_grad: bool = False, is_leaf: bool = True, is_parameter: bool = False):
        self.data = np.array(data)
        self.requires_grad = requires_grad
        self.is_leaf = is_leaf
        self.is_parameter = is_parameter
        self.grad_fn = None
        self.grad: Optional["Tensor"] = None

    @property
    def data(self) -> np.ndarray:
        return self._data

    @data.setter
    def data(self, value) -> None:
        # whatever comes out of an operation on 0-d arrays, an array is kept
        self._data = np.asarray(value)

    @property
    def shape(self) -> Tuple[int, ...]:
        return self._data.shape

    @property
    def T(self) -> "Tensor":
        return F.Transpose.apply(self)

    def fill_(self, value) -> "Tensor":
        self._data.fill(value)
        return self

    def copy(self) -> "Tensor":
        return Tensor(self._data)

    @classmethod
    def parameter(cls, data) -> "Tensor":
        return cls(data, requires_grad=True, is_parameter=True)

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
        return Tensor(np.random.normal(size=shape))

    @staticmethod
    def empty(*shape):
        return Tensor(np.empty(shape))

    def backward(self) -> None:
        autograd_engine.backward(self.grad_fn, Tensor.ones(*self.shape))

    def reshape(self, *shape):
        return F.Reshape.apply(self, shape)

    def log(self):
        return F.Log.apply(self)

    def exp(self):
        return F.Exp.apply(self)

    def __pow__(self, exponent: float):
        return F.Pow.apply(self, exponent)

    def sum(self, axis=None, keepdims=False):
        return F.Sum.apply(self, axis, keepdims)

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total * Tensor(np.asarray(total.data.size / self.data.size))

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
