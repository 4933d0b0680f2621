from abc import ABC, abstractmethod
from typing import Optional, Union

import numpy as np

Derivative = Union[float, np.ndarray]


class Activation(ABC):
    """Template method: subclasses say what the function and its slope are."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state: Optional[np.ndarray] = None

    def __call__(self, x: np.ndarray) -> np.ndarray:
        return self.forward(x)

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.state = self._function(x)
        return self.state

    def derivative(self) -> Derivative:
        if self.state is None:
            raise RuntimeError("forward comes first")
        return self._slope(self.state)

    @staticmethod
    @abstractmethod
    def _function(z: np.ndarray) -> np.ndarray: ...

    @staticmethod
    @abstractmethod
    def _slope(state: np.ndarray) -> Derivative: ...


class Identity(Activation):
    __slots__ = ()

    @staticmethod
    def _function(z):
        return z

    @staticmethod
    def _slope(state):
        return 1.0


class Tanh(Activation):
    __slots__ = ()

    @staticmethod
    def _function(z):
        return np.tanh(z)

    @staticmethod
    def _slope(state):
        return 1.0 - state**2


class Sigmoid(Tanh):
    """A tanh, squeezed: S(z) = (tanh(z / 2) + 1) / 2."""

    __slots__ = ()

    @staticmethod
    def _function(z):
        return (Tanh._function(z / 2) + 1) / 2

    @staticmethod
    def _slope(state):
        return state * (1.0 - state)


class ReLU(Activation):
    __slots__ = ()

    @staticmethod
    def _function(z):
        return np.fmax(z, 0.0)

    @staticmethod
    def _slope(state):
        return (state > 0).astype(state.dtype)
