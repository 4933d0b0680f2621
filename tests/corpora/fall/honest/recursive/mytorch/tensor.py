import numpy as np

import mytorch.nn.functional as F
from mytorch import autograd_engine

__all__ = ["Tensor"]


def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


class Tensor:
    def __init__(self, data, requires_grad=False, is_leaf=True, is_parameter=False):
        if isinstance(data, Tensor):
            data = data.data
        self.data = np.array(data)
        # numbers become floats, as torch.tensor(1.) is one
        if requires_grad and self.data.dtype.kind in "iu":
            self.data = self.data.astype(float)
        self.requires_grad = requires_grad
        self.is_leaf = is_leaf
        self.is_parameter = is_parameter
        self.grad_fn = None
        self.grad = None

    def __repr__(self):
        return f"tensor({self.data}, requires_grad={self.requires_grad})"

    shape = property(lambda self: self.data.shape)
    T = property(lambda self: F.Transpose.apply(self))

    def fill_(self, value):
        self.data.fill(value)

    def copy(self):
        return Tensor(self.data.copy())

    def item(self):
        return self.data.item()

    zeros = staticmethod(lambda *shape: Tensor(np.zeros(shape)))
    ones = staticmethod(lambda *shape: Tensor(np.ones(shape)))
    empty = staticmethod(lambda *shape: Tensor(np.empty(shape)))
    arange = staticmethod(lambda *interval: Tensor(np.arange(*interval)))
    randn = staticmethod(lambda *shape: Tensor(np.random.randn(*shape)))

    def backward(self):
        autograd_engine.backward(self.grad_fn, Tensor(np.ones(self.shape)))

    def reshape(self, *shape):
        return F.Reshape.apply(self, shape)

    def log(self):
        return F.Log.apply(self)

    def exp(self):
        return F.Exp.apply(self)

    def sqrt(self):
        return F.Power.apply(self, 0.5)

    def __pow__(self, n):
        return F.Power.apply(self, n)

    def sum(self, axis=None):
        return F.Sum.apply(self, axis)

    def mean(self, axis=None):
        return F.Mean.apply(self, axis)

    def relu(self):
        return F.ReLU.apply(self)

    def __add__(self, other):
        return F.Add.apply(self, as_tensor(other))

    def __sub__(self, other):
        return F.Sub.apply(self, as_tensor(other))

    def __mul__(self, other):
        return F.Mul.apply(self, as_tensor(other))

    def __truediv__(self, other):
        return F.Div.apply(self, as_tensor(other))

    def __matmul__(self, other):
        return F.MatMul.apply(self, other)

    def __neg__(self):
        return self * -1.0

    __radd__ = __add__
    __rmul__ = __mul__
