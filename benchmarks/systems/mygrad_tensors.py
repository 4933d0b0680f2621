"""MyGrad with the layers of its nnet, its memory guarding off as its manual advises for speed."""

from typing import Any

import mygrad
import numpy as np
from mygrad.nnet.activations import relu, sigmoid
from mygrad.nnet.layers import batchnorm
from mygrad.nnet.losses import softmax_crossentropy

from benchmarks.systems import System
from benchmarks.thread_limits import limit as set_threads
from benchmarks.workloads import LR, MOMENTUM, OPS, SCALE, SHIFT, Problem

__all__ = ["KINDS", "LIBRARY", "set_threads"]

LIBRARY = mygrad
EPS, BN_MOMENTUM = 1e-5, 0.1  # PyTorch's

mygrad.turn_memory_guarding_off()


class Training(System):
    def __init__(self, problem: Problem) -> None:
        workload = problem.workload
        self.problem = problem
        self.activation = relu if workload.activation == "ReLU" else sigmoid
        self.linear = [(mygrad.tensor(W), mygrad.tensor(b)) for W, b in problem.weights]
        ones = [np.ones(n, problem.dtype) for n in workload.sizes[1 : workload.bn + 1]]
        self.bn = [(mygrad.tensor(one), mygrad.tensor(0 * one)) for one in ones]
        self.running = [(0 * one, one.copy()) for one in ones]
        self.params = [p for pair in self.linear + self.bn for p in pair]
        self.velocity = [np.zeros_like(p.data) for p in self.params]
        self.latest: Any = None

    def step(self, number: int) -> None:
        rows = self.problem.rows(number)
        x: Any = self.problem.images[rows]
        for i, (W, b) in enumerate(self.linear):
            x = mygrad.matmul(x, W) + b
            if i < len(self.bn):
                self._observe(x.data, *self.running[i])
                gamma, beta = self.bn[i]
                x = batchnorm(x, gamma=gamma, beta=beta, eps=EPS)
            if i < len(self.linear) - 1:
                x = self.activation(x)
        loss = softmax_crossentropy(x, self.problem.labels[rows])
        loss.backward()
        for p, v in zip(self.params, self.velocity, strict=True):
            v *= MOMENTUM
            v += p.grad
            p.data -= LR * v
        self.latest = loss

    def _observe(self, x: Any, mean: Any, var: Any) -> None:
        """The running statistics, which MyGrad's layer leaves to its user."""
        mean += BN_MOMENTUM * (x.mean(axis=0) - mean)
        var += BN_MOMENTUM * (x.var(axis=0, ddof=1) - var)

    def loss(self) -> float:
        return self.latest.item()


class Chain(System):
    def __init__(self, problem: Problem) -> None:
        x, self.scale, self.shift = (np.full(10, value, problem.dtype) for value in (1, SCALE, SHIFT))
        self.x = mygrad.tensor(x)
        self.latest: Any = None

    def step(self, number: int) -> None:
        self.x.null_grad()
        y, scale, shift = self.x, self.scale, self.shift
        for _ in range(OPS // 2):
            y = y * scale
            y = y + shift
        y = y.sum()
        y.backward()
        self.latest = y

    def loss(self) -> float:
        return self.latest.item() + float(self.x.grad.sum())


KINDS = {"training": Training, "chain": Chain}
