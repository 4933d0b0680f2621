"""mytorch, used as by a user: Sequential, CrossEntropyLoss, SGD."""

from typing import Any

import numpy as np

import mytorch
from benchmarks.systems import System
from benchmarks.systems.by_hand import Stats
from benchmarks.thread_limits import limit as set_threads
from benchmarks.workloads import LR, MOMENTUM, OPS, SCALE, SHIFT, Problem
from mytorch import nn

__all__ = ["KINDS", "LIBRARY", "set_threads"]

LIBRARY = mytorch


class Training(System):
    def __init__(self, problem: Problem) -> None:
        workload = problem.workload
        mytorch.set_default_dtype(problem.dtype)
        layers: list[nn.Module] = []
        for i, (W, b) in enumerate(problem.weights):
            linear = nn.Linear(*W.shape)
            linear.load_state_dict({"weight": W.T, "bias": b})
            layers.append(linear)
            if i < workload.bn:
                layers.append(nn.BatchNorm1d(W.shape[1]))
            if i < len(problem.weights) - 1:
                layers.append(getattr(nn, workload.activation)())
        self.problem = problem
        self.model = nn.Sequential(*layers)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = mytorch.optim.SGD(self.model.parameters(), lr=LR, momentum=MOMENTUM)
        self.latest: Any = None

    def step(self, number: int) -> None:
        rows = self.problem.rows(number)
        x, labels = mytorch.Tensor(self.problem.images[rows]), mytorch.Tensor(self.problem.labels[rows])
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), labels)
        loss.backward()
        self.optimizer.step()
        self.latest = loss

    def loss(self) -> float:
        return self.latest.item()


class Chain(System):
    def __init__(self, problem: Problem) -> None:
        self.x = mytorch.Tensor(np.ones(10, problem.dtype), requires_grad=True)
        self.scale = mytorch.Tensor(np.full(10, SCALE, problem.dtype))
        self.shift = mytorch.Tensor(np.full(10, SHIFT, problem.dtype))
        self.latest: Any = None

    def step(self, number: int) -> None:
        self.x.grad = None
        y, scale, shift = self.x, self.scale, self.shift
        for _ in range(OPS // 2):
            y = y * scale
            y = y + shift
        y = y.sum()
        y.backward()
        self.latest = y

    def loss(self) -> float:
        assert self.x.grad is not None
        return self.latest.item() + self.x.grad.sum().item()


class AutogradStats(Stats):
    mode = "by autograd"


KINDS = {"training": Training, "chain": Chain, "stats": AutogradStats}
