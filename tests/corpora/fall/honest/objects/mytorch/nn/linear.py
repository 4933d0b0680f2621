from dataclasses import dataclass

import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


@dataclass(frozen=True)
class UniformInit:
    """As torch does it: between -1/sqrt(n) and 1/sqrt(n)."""

    n: int

    def __call__(self, *shape: int) -> Tensor:
        bound = self.n ** -0.5
        return Tensor(np.random.uniform(-bound, bound, shape), requires_grad=True, is_parameter=True)


class Linear(Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        init = UniformInit(in_features)
        self.weight = init(out_features, in_features)
        self.bias = init(out_features)

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight.T + self.bias
