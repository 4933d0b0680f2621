from dataclasses import dataclass

import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr: float = 0.001, momentum: float = 0.0):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.momentums = [np.zeros_like(p.data) for p in self.params]

    def step(self) -> None:
        for index in range(len(self.params)):
            self._update(index)

    def _update(self, index: int) -> None:
        parameter = self.params[index]
        self.momentums[index] = self._velocity(self.momentums[index], parameter.grad.data)
        parameter.data = parameter.data + self.momentums[index]

    def _velocity(self, old: np.ndarray, gradient: np.ndarray) -> np.ndarray:
        return self.momentum * old - self.lr * gradient
