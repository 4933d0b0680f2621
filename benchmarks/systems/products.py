"""The lower bound: only the matrix products of a step; for a chain of ops, only its ufuncs."""

from typing import Any

import numpy as np

from benchmarks.systems import System
from benchmarks.thread_limits import limit as set_threads
from benchmarks.workloads import OPS, SCALE, SHIFT, Problem

__all__ = ["KINDS", "LIBRARY", "set_threads"]

LIBRARY = np


class Products(System):
    """Of each layer x @ W, x.T @ delta and, but for the first, delta @ W.T, into arrays that are there."""

    def __init__(self, problem: Problem) -> None:
        rng = np.random.default_rng(2)
        batch, dtype = problem.workload.batch, np.dtype(problem.dtype).type
        self.products: list[tuple[Any, Any, Any]] = []
        for i, (W, _) in enumerate(problem.weights):
            n_in, n_out = W.shape
            x = rng.random((batch, n_in), dtype) if i else problem.images[problem.rows(0)]
            delta = rng.random((batch, n_out), dtype)
            self.products += [(x, W, np.empty_like(delta)), (x.T, delta, np.empty_like(W))]
            if i:
                self.products.append((delta, W.T, np.empty_like(x)))

    def step(self, number: int) -> None:
        for a, b, out in self.products:
            np.matmul(a, b, out)


class Ufuncs(System):
    """y * scale and y + shift forward, g * scale backward; what an addition passes on is g itself."""

    def __init__(self, problem: Problem) -> None:
        self.x, self.scale, self.shift = (np.full(10, value, problem.dtype) for value in (1, SCALE, SHIFT))

    def step(self, number: int) -> None:
        y = g = self.x
        scale, shift = self.scale, self.shift
        for _ in range(OPS // 2):
            y = np.multiply(y, scale)
            y = np.add(y, shift)
        for _ in range(OPS // 2):
            g = np.multiply(g, scale)


KINDS = {"training": Products, "chain": Ufuncs}
