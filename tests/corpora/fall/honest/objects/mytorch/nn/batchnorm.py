from dataclasses import dataclass
from typing import Tuple

import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


@dataclass
class RunningStatistics:
    momentum: float
    mean: Tensor
    var: Tensor

    def update(self, mean: np.ndarray, var: np.ndarray) -> None:
        self.mean.data = (1 - self.momentum) * self.mean.data + self.momentum * mean
        self.var.data = (1 - self.momentum) * self.var.data + self.momentum * var


class BatchNorm1d(Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = Tensor(eps)
        self.gamma = Tensor.parameter(np.ones(num_features))
        self.beta = Tensor.parameter(np.zeros(num_features))
        self.statistics = RunningStatistics(momentum, Tensor.zeros(num_features), Tensor.ones(num_features))

    @property
    def running_mean(self) -> Tensor:
        return self.statistics.mean

    @property
    def running_var(self) -> Tensor:
        return self.statistics.var

    def forward(self, x: Tensor) -> Tensor:
        mean, var = self._of_batch(x) if self.is_train else (self.running_mean, self.running_var)
        return self.gamma * ((x - mean) * (var + self.eps) ** -0.5) + self.beta

    def _of_batch(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        mean = x.mean(axis=0)
        var = ((x - mean) ** 2).mean(axis=0)
        bessel = x.shape[0] / (x.shape[0] - 1)
        self.statistics.update(mean.data, var.data * bessel)
        return mean, var
