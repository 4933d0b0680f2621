"""The floor: the matrix products of a step and nothing else; for a chain, its ufuncs and nothing else."""

from typing import Any

import numpy as np

from benchmarks.threads import limit as set_threads
from benchmarks.workloads import OPS, Problem

__all__ = ["build", "set_threads"]

LIBRARY = np


def build(problem: Problem) -> Any:
    return _Chain(problem) if problem.workload.kind == "chain" else _Products(problem)


class _Products:
    """Of each layer x @ W, x.T @ delta and, but for the first, delta @ W.T, into arrays that are there."""

    def __init__(self, problem: Problem) -> None:
        batch = problem.workload.batch
        rng = np.random.default_rng(2)
        self.operands: list[tuple[Any, Any, Any]] = []
        for i, (W, _) in enumerate(problem.weights):
            n_in, n_out = W.shape
            x = problem.images[problem.rows(0)] if i == 0 else rng.random((batch, n_in), dtype=problem.dtype)
            delta = rng.random((batch, n_out), dtype=problem.dtype)
            products = [(x, W, np.empty_like(delta)), (x.T, delta, np.empty_like(W))]
            if i:
                products.append((delta, W.T, np.empty_like(x)))
            self.operands += products

    def step(self, number: int) -> None:
        for a, b, out in self.operands:
            np.matmul(a, b, out)

    def loss(self) -> None:
        return None

    def finish(self) -> None:
        pass


class _Chain:
    """y * scale and y + shift forward, g * scale backward (the sum hands g on as it is)."""

    def __init__(self, problem: Problem) -> None:
        self.y, self.g = (np.ones(10, problem.dtype) for _ in range(2))
        self.scale, self.shift = np.full(10, 0.999, problem.dtype), np.full(10, 0.002, problem.dtype)

    def step(self, number: int) -> None:
        y, g, scale, shift = self.y, self.g, self.scale, self.shift
        for _ in range(OPS // 2):
            y = np.multiply(y, scale)
            y = np.add(y, shift)
        for _ in range(OPS // 2):
            g = np.multiply(g, scale)

    def loss(self) -> None:
        return None

    def finish(self) -> None:
        pass
