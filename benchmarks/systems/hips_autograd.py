"""HIPS autograd: NumPy's functions differentiated, the update written out in NumPy."""

from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
from autograd.tracer import getval

from benchmarks.systems import System
from benchmarks.thread_limits import limit as set_threads
from benchmarks.workloads import LR, MOMENTUM, OPS, SCALE, SHIFT, Problem

__all__ = ["KINDS", "LIBRARY", "set_threads"]

LIBRARY = autograd
EPS, BN_MOMENTUM = 1e-5, 0.1  # PyTorch's


class Training(System):
    def __init__(self, problem: Problem) -> None:
        workload = problem.workload
        self.problem = problem
        self.one_hot = np.eye(10, dtype=problem.dtype)[problem.labels]
        self.linear = len(problem.weights)
        self.params = [array.copy() for pair in problem.weights for array in pair]
        widths = workload.sizes[1 : workload.bn + 1]
        self.params += [make(n, problem.dtype) for n in widths for make in (np.ones, np.zeros)]
        self.running = [[np.zeros(n, problem.dtype), np.ones(n, problem.dtype)] for n in widths]
        self.velocity = [np.zeros_like(p) for p in self.params]
        self.differentiate = autograd.value_and_grad(self._loss)
        self.latest = 0.0

    def step(self, number: int) -> None:
        rows = self.problem.rows(number)
        self.latest, grads = self.differentiate(self.params, self.problem.images[rows], self.one_hot[rows])
        for p, v, g in zip(self.params, self.velocity, grads, strict=True):
            v *= MOMENTUM
            v += g
            p -= LR * v

    def _loss(self, params: Any, x: Any, labels: Any) -> Any:
        for i in range(self.linear):
            x = anp.dot(x, params[2 * i]) + params[2 * i + 1]
            if i < len(self.running):
                gamma = 2 * (self.linear + i)
                x = self._batchnorm(x, params[gamma], params[gamma + 1], i)
            if i < self.linear - 1:
                relu = self.problem.workload.activation == "ReLU"
                x = anp.maximum(x, 0) if relu else 1 / (1 + anp.exp(-x))
        x = x - anp.max(x, axis=1, keepdims=True)
        log_p = x - anp.log(anp.sum(anp.exp(x), axis=1, keepdims=True))
        return -anp.sum(log_p * labels) / len(labels)

    def _batchnorm(self, x: Any, gamma: Any, beta: Any, i: int) -> Any:
        mean, var = anp.mean(x, axis=0), anp.var(x, axis=0)
        N = len(x)
        for kept, new in zip(self.running[i], (getval(mean), getval(var) * (N / (N - 1))), strict=True):
            kept += BN_MOMENTUM * (new - kept)
        return gamma * ((x - mean) / anp.sqrt(var + EPS)) + beta

    def loss(self) -> float:
        return float(self.latest)


class Chain(System):
    def __init__(self, problem: Problem) -> None:
        self.x, scale, shift = (np.full(10, value, problem.dtype) for value in (1, SCALE, SHIFT))

        def chain(y: Any) -> Any:
            for _ in range(OPS // 2):
                y = y * scale
                y = y + shift
            return anp.sum(y)

        self.differentiate = autograd.value_and_grad(chain)
        self.latest: Any = None

    def step(self, number: int) -> None:
        self.latest = self.differentiate(self.x)

    def loss(self) -> float:
        value, grad = self.latest
        return float(value + grad.sum())


KINDS = {"training": Training, "chain": Chain}
