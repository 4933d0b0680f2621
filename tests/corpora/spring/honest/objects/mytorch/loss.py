from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import Optional

import numpy as np


class Criterion(ABC):
    def __init__(self):
        self.logits: Optional[np.ndarray] = None
        self.labels: Optional[np.ndarray] = None
        self.loss: Optional[np.ndarray] = None

    def __call__(self, x, y):
        return self.forward(x, y)

    @abstractmethod
    def forward(self, x, y): ...

    @abstractmethod
    def derivative(self): ...


@dataclass(frozen=True)
class LogSoftmax:
    """The logarithm of a softmax, row by row; what follows from it is computed when it is asked for."""

    logits: np.ndarray = field(repr=False)

    @cached_property
    def shifted(self):
        return self.logits - self.logits.max(axis=1, keepdims=True)

    @cached_property
    def value(self):
        return self.shifted - np.log(np.exp(self.shifted).sum(axis=1, keepdims=True))

    @cached_property
    def probabilities(self):
        return np.exp(self.value)


class SoftmaxCrossEntropy(Criterion):
    def __init__(self):
        super().__init__()
        self._softmax: Optional[LogSoftmax] = None

    def forward(self, x, y):
        self.logits, self.labels, self._softmax = x, y, LogSoftmax(x)
        self.loss = -(y * self._softmax.value).sum(axis=1)
        return self.loss

    def derivative(self):
        return self._softmax.probabilities - self.labels
