from dataclasses import dataclass, field
from typing import Callable

import numpy as np


class Layer:
    """Something with a forward and a backward."""

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)


@dataclass(eq=False)
class Linear(Layer):
    in_feature: int
    out_feature: int
    weight_init_fn: Callable = field(repr=False)
    bias_init_fn: Callable = field(repr=False)
    W: np.ndarray = field(init=False, repr=False)
    b: np.ndarray = field(init=False, repr=False)

    def __post_init__(self):
        self.W = self.weight_init_fn(self.in_feature, self.out_feature)
        self.b = self.bias_init_fn(self.out_feature)
        self.dW, self.momentum_W = np.zeros_like(self.W), np.zeros_like(self.W)
        self.db, self.momentum_b = np.zeros_like(self.b), np.zeros_like(self.b)

    def forward(self, x):
        self._x = x
        return x @ self.W + self.b

    def backward(self, delta):
        self.dW = (delta.T @ self._x).T / self._batch
        self.db = delta.sum(axis=0, keepdims=True) / self._batch
        return (self.W @ delta.T).T

    @property
    def _batch(self):
        return self._x.shape[0]
