"""Stochastic gradient descent, with momentum."""

import itertools
from collections.abc import Iterable

import numpy as np

from mytorch.memory import empty_like, out_like
from mytorch.optim.optimizer import Optimizer
from mytorch.tensor import Tensor

__all__ = ["SGD"]

SMALL = 2**13  # elements; parameters up to this size are stepped together
BLOCK = 2**16  # elements that stay in the processor's cache from one pass to the next


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
        self._flat, self.momentums = _velocities([p._data for p in self.params])
        self._flat_gradient = np.empty_like(self._flat)
        self._in_flat = tuple(id(v) for v in self.momentums if v.base is self._flat)

    def step(self) -> None:
        """Change each parameter once, in place, by its gradient."""
        together = []
        for p, v in zip(self.params, self.momentums, strict=True):
            if p.grad is None:
                continue
            g = p.grad._data
            if v.base is self._flat and g.strides == v.strides and g.dtype == v.dtype:
                together.append((p._data, v, g))
            else:
                self._descend(p._data, v, g)
            p._changed()
        if tuple(id(v) for _, v, _ in together) != self._in_flat:  # some are left alone, or change places
            for data, v, g in together:
                self._descend(data, v, g)
        elif together:
            np.concatenate([g.ravel("K") for _, _, g in together], out=self._flat_gradient)
            self._accelerate(self._flat, self._flat_gradient)
            for data, v, _ in together:
                data += v

    def _descend(self, data: np.ndarray, v: np.ndarray, g: np.ndarray) -> None:
        for data_part, v_part, g_part in _blocks(data, v, g):
            self._accelerate(v_part, g_part)
            data_part += v_part

    def _accelerate(self, v: np.ndarray, g: np.ndarray) -> None:
        v *= self.momentum
        v -= np.multiply(self.lr, g, out=out_like(v))


def _velocities(params: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Zeros like each parameter; those of small parameters are parts of one flat array, given first."""
    dtype = params[0].dtype
    sizes = [p.size if p.size <= SMALL and p.dtype == dtype else 0 for p in params]
    flat = np.zeros(sum(sizes), dtype)
    velocities = []
    for p, size, end in zip(params, sizes, itertools.accumulate(sizes), strict=True):
        if size:
            velocities.append(flat[end - size : end].reshape(p.shape, order="F" if p.flags.fnc else "C"))
        else:
            velocities.append(empty_like(p))
            velocities[-1].fill(0)
    return flat, velocities


def _blocks(*arrays: np.ndarray) -> Iterable[tuple[np.ndarray, ...]]:
    """Large arrays laid out alike, in blocks."""
    if arrays[0].size <= BLOCK:
        return (arrays,)
    if all(a.flags.f_contiguous for a in arrays):
        arrays = tuple(a.T for a in arrays)
    if not all(a.flags.c_contiguous for a in arrays):
        return (arrays,)
    flat = [a.reshape(-1) for a in arrays]
    return (tuple(a[i : i + BLOCK] for a in flat) for i in range(0, arrays[0].size, BLOCK))
