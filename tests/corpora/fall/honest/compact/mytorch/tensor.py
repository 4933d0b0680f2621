import numpy as np

import mytorch.nn.functional as F
from mytorch import autograd_engine


class Tensor:
    def __init__(self, data, requires_grad=False, is_leaf=True, is_parameter=False):
        self.data, self.grad, self.grad_fn = np.array(data), None, None
        self.requires_grad, self.is_leaf, self.is_parameter = requires_grad, is_leaf, is_parameter

    shape = property(lambda s: s.data.shape)
    T = property(lambda s: F.Transpose.apply(s))
    zeros, ones, empty = (staticmethod(lambda *n, f=f: Tensor(f(n))) for f in (np.zeros, np.ones, np.empty))
    arange, randn = (staticmethod(lambda *n, f=f: Tensor(f(*n))) for f in (np.arange, np.random.randn))

    def fill_(self, v): self.data.fill(v)
    def copy(self): return Tensor(self.data)
    def backward(self): autograd_engine.backward(self.grad_fn, Tensor.ones(*self.shape))
    def reshape(self, *shape): return F.Reshape.apply(self, shape)
    def log(self): return F.Log.apply(self)
    def exp(self): return F.Exp.apply(self)
    def sqrt(self): return F.Sqrt.apply(self)
    def mean(self, axis=None): return F.Mean.apply(self, axis)
    def sum(self, axis=None): return F.Sum.apply(self, axis)
    def __add__(self, o): return F.Add.apply(self, o)
    def __sub__(self, o): return F.Sub.apply(self, o)
    def __mul__(self, o): return F.Mul.apply(self, o)
    def __truediv__(self, o): return F.Div.apply(self, o)
    def __matmul__(self, o): return F.MatMul.apply(self, o)
