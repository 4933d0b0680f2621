from __future__ import annotations

import logging
from typing import Optional

import numpy as np

import mytorch.nn.functional as F
from mytorch import autograd_engine

logger = logging.getLogger("mytorch")


class Tensor:
    count = 0  # how many there were, to find leaks

    def __init__(self, data, requires_grad: bool = False, is_leaf: bool = True, is_parameter: bool = False) -> None:
        self.data: np.ndarray = np.array(data)
        self.requires_grad: bool = requires_grad
        self.is_leaf: bool = is_leaf
        self.is_parameter: bool = is_parameter
        self.grad_fn = None
        self.grad: Optional[Tensor] = None
        self.id: int = Tensor.count
        Tensor.count += 1
        assert not (is_parameter and not requires_grad), "a parameter requires a gradient"

    def __repr__(self) -> str:
        return f"Tensor #{self.id} of shape {self.shape}, grad_fn={self.grad_fn}:\n{self.data}"

    @property
    def shape(self) -> tuple:
        return self.data.shape

    def fill_(self, value) -> None:
        self.data.fill(value)

    def copy(self) -> Tensor:
        return Tensor(self.data)

    @staticmethod
    def zeros(*shape: int) -> Tensor:
        return Tensor(np.zeros(shape))

    @staticmethod
    def ones(*shape: int) -> Tensor:
        return Tensor(np.ones(shape))

    @staticmethod
    def arange(*interval) -> Tensor:
        return Tensor(np.arange(*interval))

    @staticmethod
    def randn(*shape: int) -> Tensor:
        return Tensor(np.random.normal(0, 1, shape))

    @staticmethod
    def empty(*shape: int) -> Tensor:
        return Tensor(np.empty(shape))

    def backward(self) -> None:
        print("backward from a tensor of shape", self.shape)
        assert self.grad_fn is not None, "nothing to go back to"
        autograd_engine.backward(self.grad_fn, Tensor(np.ones_like(self.data, dtype=float)))

    def T(self) -> Tensor:
        return F.Transpose.apply(self)

    def reshape(self, *shape: int) -> Tensor:
        return F.Reshape.apply(self, shape)

    def log(self) -> Tensor:
        return F.Log.apply(self)

    def sum(self, axis: Optional[int] = None) -> Tensor:
        return F.Sum.apply(self, axis)

    def sqrt(self) -> Tensor:
        return F.Sqrt.apply(self)

    def __add__(self, other: Tensor) -> Tensor:
        return F.Add.apply(self, other)

    def __sub__(self, other: Tensor) -> Tensor:
        return F.Sub.apply(self, other)

    def __mul__(self, other: Tensor) -> Tensor:
        return F.Mul.apply(self, other)

    def __truediv__(self, other: Tensor) -> Tensor:
        return F.Div.apply(self, other)

    def __matmul__(self, other: Tensor) -> Tensor:
        return F.MatMul.apply(self, other)


if __name__ == "__main__":
    import torch

    a, b = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    (a * b + a).backward()
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    (x * y + x).backward()
    print(a.grad, x.grad, b.grad, y.grad)
