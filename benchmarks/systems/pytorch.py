"""PyTorch on the CPU, eager, as its tutorials write it."""

from typing import Any

import torch

from benchmarks.workloads import MOMENTUM, OPS, Problem

__all__ = ["build", "set_threads"]

LIBRARY = torch


def set_threads(count: int) -> None:
    torch.set_num_threads(count)


def build(problem: Problem) -> Any:
    return {"training": _Training, "chain": _Chain}[problem.workload.kind](problem)


class _Training:
    def __init__(self, problem: Problem) -> None:
        workload, dtype = problem.workload, getattr(torch, problem.dtype)
        layers: list[torch.nn.Module] = []
        for i, (W, b) in enumerate(problem.weights):
            linear = torch.nn.Linear(*W.shape, dtype=dtype)
            linear.load_state_dict({"weight": torch.tensor(W.T), "bias": torch.tensor(b)})
            layers.append(linear)
            if i < workload.bn:
                layers.append(torch.nn.BatchNorm1d(W.shape[1], dtype=dtype))
            if i < len(problem.weights) - 1:
                layers.append(getattr(torch.nn, workload.activation)())
        self.problem = problem
        self.images, self.labels = torch.tensor(problem.images), torch.tensor(problem.labels)
        self.batches = [torch.tensor(rows) for rows in problem.batches]
        self.model = torch.nn.Sequential(*layers)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=workload.lr, momentum=MOMENTUM)
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

    def finish(self) -> None:
        pass


class _Chain:
    def __init__(self, problem: Problem) -> None:
        dtype = getattr(torch, problem.dtype)
        self.x = torch.ones(10, dtype=dtype, requires_grad=True)
        self.scale, self.shift = torch.full((10,), 0.999, dtype=dtype), torch.full((10,), 0.002, dtype=dtype)
        self.latest: Any = None

    def step(self, number: int) -> None:
        y, scale, shift = self.x, self.scale, self.shift
        y.grad = None
        for _ in range(OPS // 2):
            y = y * scale
            y = y + shift
        y = y.sum()
        y.backward()
        self.latest = y

    def loss(self) -> float:
        assert self.x.grad is not None
        return self.latest.item() + self.x.grad.sum().item()

    def finish(self) -> None:
        pass
