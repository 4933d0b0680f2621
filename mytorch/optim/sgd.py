"""Stochastic gradient descent, with momentum."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from mytorch import in_place
from mytorch.arguments import number
from mytorch.errors import shown
from mytorch.optim.optimizer import Optimizer
from mytorch.tensor import Tensor

__all__ = ["SGD"]

_HALF = np.dtype(np.float16)


class SGD(Optimizer):
    """v = momentum * v - lr * g,      p = p + v   (Fall 2020, 2.3 and 2.6)

    The course folds lr into the velocity v; PyTorch does not. At a constant lr they are the same.
    `momentums` holds the velocities: arrays shaped like the parameters, zeros at first. A parameter
    without gradient is left alone. Nothing of this enters a graph.

    lr and momentum are finite numbers of 0 and up, and may be assigned at any time. Where a parameter has
    been converted to another dtype, its velocity follows in the next step.

    TypeError or ValueError for settings, velocities and gradients that do not fit, from `step` before any
    parameter or velocity has changed.
    """

    def __init__(self, params: Iterable[Tensor], lr: float = 0.001, momentum: float = 0.0) -> None:
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self._settings()
        self.momentums = [np.zeros_like(p.array) for p in self.params]

    def step(self) -> None:
        """Change each parameter once, in place, by its gradient."""
        lr, momentum = self._settings()
        if len(self.momentums) != len(self.params):
            raise ValueError(
                f"SGD has {len(self.params)} parameters and {len(self.momentums)} momentums, not one each."
            )
        due = []
        for i, (p, v) in enumerate(zip(self.params, self.momentums, strict=True)):
            if p.kept_grad is None:
                continue
            g, data = p.kept_grad.array, p.array
            if not (
                type(v) is type(g) is np.ndarray
                and v.shape == g.shape == data.shape
                and v.dtype == g.dtype == data.dtype
                and data.dtype.kind == "f"
                and v.flags.writeable
                and data.flags.writeable
            ):
                v, g = _fitted(i, data, v, g)
            due.append((i, p, v, g))
        with np.errstate(all="ignore"):  # what overflows becomes inf; a warning as error would stop halfway
            for i, p, v, g in due:
                if v.dtype == _HALF:  # in which lr * g could vanish
                    v[...] = momentum * v.astype(np.float32) - lr * g.astype(np.float32)
                else:
                    v *= momentum
                    v -= lr * g
                p.array += v
                in_place.wrote(p)
                self.momentums[i] = v

    def _settings(self) -> tuple[float, float]:
        """lr and momentum, which may have been assigned since."""
        return number("SGD", "lr", self.lr), number("SGD", "momentum", self.momentum)


def _fitted(i: int, data: np.ndarray, v: Any, g: Any) -> tuple[np.ndarray, np.ndarray]:
    """The velocity and the gradient of parameter i, in the dtype that it has been converted to."""
    for name, array in (("momentums", v), ("gradients", g)):
        if not isinstance(array, np.ndarray) or array.shape != data.shape or array.dtype.kind not in "fiub":
            raise ValueError(
                f"SGD expects {name}[{i}] to be an array of shape {data.shape}, as parameter {i} is; got "
                f"{shown(array)}. A parameter that got data of another shape needs a new optimizer."
            )
    if data.dtype.kind != "f" or not data.flags.writeable:
        raise ValueError(
            f"SGD cannot change parameter {i}: its data, of {data.dtype}, is read-only or no floats."
        )
    return (v if v.dtype == data.dtype and v.flags.writeable else v.astype(data.dtype)), g.astype(data.dtype)
