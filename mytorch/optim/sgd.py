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

    In the course's formula the velocity v contains lr; in PyTorch's it does not. With a constant lr both
    give the same parameters. `momentums` is the list of the velocities: arrays of the parameters' shapes,
    zeros at first. A parameter without gradient does not change. No step is recorded in a graph.

    lr and momentum are finite numbers of at least 0, and may be assigned at any time. If a parameter was
    converted to another dtype, the next step converts its velocity.

    `step` raises TypeError or ValueError for settings, velocities and gradients that do not fit, before any
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
        with np.errstate(all="ignore"):  # overflow gives inf; a warning raised as an error would stop halfway
            for i, p, v, g in due:
                if v.dtype == _HALF:  # lr * g could become 0 in float16
                    v[...] = momentum * v.astype(np.float32) - lr * g.astype(np.float32)
                else:
                    v *= momentum
                    v -= lr * g
                p.array += v
                in_place.wrote(p)
                self.momentums[i] = v

    def _settings(self) -> tuple[float, float]:
        """lr and momentum, checked in every step, as they may have been assigned since the last one."""
        return number("SGD", "lr", self.lr), number("SGD", "momentum", self.momentum)


def _fitted(i: int, data: np.ndarray, v: Any, g: Any) -> tuple[np.ndarray, np.ndarray]:
    """The velocity and the gradient of parameter i, converted to the parameter's present dtype."""
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
