"""Stochastic gradient descent, with momentum."""

from collections.abc import Iterable

import numpy as np

from mytorch.optim.optimizer import Optimizer
from mytorch.tensor import Tensor

__all__ = ["SGD"]


class SGD(Optimizer):
    """v = momentum * v - lr * g,      p = p + v   (Fall 2020, 2.3 and 2.6)

    The course folds lr into the velocity v; PyTorch does not. At a constant lr they are the same.
    `momentums` holds the velocities: arrays shaped like the parameters, zeros at first. A parameter
    without gradient is left alone. Nothing of this enters a graph.
    """

    def __init__(self, params: Iterable[Tensor], lr: float = 0.001, momentum: float = 0.0) -> None:
        super().__init__(params)
        if not lr >= 0 or not momentum >= 0:
            raise ValueError(f"SGD needs lr >= 0 and momentum >= 0; got lr {lr}, momentum {momentum}.")
        self.lr, self.momentum = lr, momentum
        self.momentums = [np.zeros_like(p._data) for p in self.params]

    def step(self) -> None:
        """Change each parameter once, in place, by its gradient."""
        for p, v in zip(self.params, self.momentums, strict=True):
            if p.grad is None:
                continue
            v *= self.momentum
            v -= self.lr * p.grad._data
            p._data += v
            p._changed()
