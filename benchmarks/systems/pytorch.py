"""PyTorch on the CPU, eager, as its tutorials write it."""

from typing import Any

import numpy as np
import torch

from benchmarks.systems import System
from benchmarks.workloads import LR, MOMENTUM, OPS, SCALE, SHIFT, STATS_LR, STATS_MOMENTUM, Problem

__all__ = ["KINDS", "LIBRARY", "set_threads"]

LIBRARY = torch


def set_threads(count: int) -> None:
    torch.set_num_threads(count)


def _model(problem: Problem) -> torch.nn.Sequential:
    workload, dtype = problem.workload, getattr(torch, problem.dtype)
    layers: list[torch.nn.Module] = []
    for i, (W, b) in enumerate(problem.weights):
        linear = torch.nn.Linear(W.shape[0], W.shape[1], dtype=dtype)
        linear.load_state_dict({"weight": torch.tensor(W.T), "bias": torch.tensor(b)})
        layers.append(linear)
        if i < workload.bn:
            layers.append(torch.nn.BatchNorm1d(W.shape[1], dtype=dtype))
        if i < len(problem.weights) - 1:
            layers.append(getattr(torch.nn, workload.activation)())
    return torch.nn.Sequential(*layers)


class Training(System):
    def __init__(self, problem: Problem) -> None:
        self.images, self.labels = torch.from_numpy(problem.images), torch.from_numpy(problem.labels)
        self.batches = [torch.from_numpy(rows) for rows in problem.batches]
        self.model = _model(problem)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=LR, momentum=MOMENTUM)
        self.latest: Any = None

    def step(self, number: int) -> None:
        rows = self.batches[number % len(self.batches)]
        x, labels = self.images[rows], self.labels[rows]
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), labels)
        loss.backward()
        self.optimizer.step()
        self.latest = loss

    def loss(self) -> float:
        return self.latest.item()


class Chain(System):
    def __init__(self, problem: Problem) -> None:
        dtype = getattr(torch, problem.dtype)
        self.x, self.scale, self.shift = (
            torch.full((10,), value, dtype=dtype) for value in (1.0, SCALE, SHIFT)
        )
        self.x.requires_grad_()
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


class Stats(System):
    """The epoch of get_training_stats: losses, errors and validation, batch by batch."""

    def __init__(self, problem: Problem) -> None:
        self.train, self.validation = (
            (torch.from_numpy(x), torch.from_numpy(y.argmax(axis=1))) for x, y in problem.partitions()[:2]
        )
        self.batch = problem.workload.batch
        self.model = _model(problem)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=STATS_LR, momentum=STATS_MOMENTUM)
        self.latest = 0.0

    def step(self, number: int) -> None:
        np.random.seed(number)  # noqa: NPY002 (the order of get_training_stats)
        order = np.arange(len(self.train[0]))
        np.random.shuffle(order)  # noqa: NPY002
        self.model.train()
        self.latest, _ = self._averages(*self.train, torch.from_numpy(order).split(self.batch), learn=True)
        self.model.eval()
        starts = range(0, len(self.validation[0]), self.batch)
        with torch.no_grad():
            self._averages(*self.validation, [slice(i, i + self.batch) for i in starts], learn=False)

    def _averages(
        self, images: torch.Tensor, labels: torch.Tensor, batches: Any, learn: bool
    ) -> tuple[float, float]:
        loss_sum = errors = 0.0
        for rows in batches:
            truth = labels[rows]
            output = self.model(images[rows])
            loss = self.criterion(output, truth)
            loss_sum += loss.item() * len(truth)
            errors += (output.argmax(1) != truth).sum().item()
            if learn:
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
        return loss_sum / len(images), errors / len(images)

    def loss(self) -> float:
        return self.latest


KINDS = {"training": Training, "chain": Chain, "stats": Stats}
