import numpy as np

from mytorch.autograd_engine import *
import mytorch.autograd_engine as autograd_engine
from mytorch.nn import functional as F


class Tensor:
    """An array, and its place in the graph."""

    def __init__(self, data, requires_grad=False, is_leaf=True,
                 is_parameter=False):
        self.data = np.array(data)
        self.requires_grad = requires_grad
        self.is_leaf = is_leaf
        self.grad_fn = None # set by Function.apply
        self.grad = None
        self.is_parameter = is_parameter

    def __str__(self):
        return "{}{}".format(
            str(self.data),
            ", grad_fn={}".format(self.grad_fn.__class__.__name__) if self.grad_fn is not None else ""
        )

    def __repr__(self):
        return self.__str__()

    @property
    def shape(self):
        return self.data.shape

    def fill_(self, fill_value):
        self.data.fill(fill_value)
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
        return Tensor(np.random.normal(0, 1, shape))

    @staticmethod
    def empty(*shape):
        return Tensor(np.empty(shape))

    def backward(self):
        return autograd_engine.backward(self.grad_fn, Tensor(np.ones(self.shape)))

    def T(self):
        return F.Transpose.apply(self)

    def reshape(self, *shape):
        return F.Reshape.apply(self, shape)

    def log(self):
        return F.Log.apply(self)

    def sum(self, axis=None, keepdims=False):
        return F.Sum.apply(self, axis, keepdims)

    def sqrt(self):
        return F.Sqrt.apply(self)

    def exp(self):
        return F.Exp.apply(self)

    def __add__(self, other):
        return F.Add.apply(self, other)

    def __sub__(self, other):
        return F.Sub.apply(self, other)

    def __mul__(self, other):
        return F.Mul.apply(self, other)

    def __truediv__(self, other):
        return F.Div.apply(self, other)

    def __matmul__(self, other):
        return F.Dot.apply(self, other)
