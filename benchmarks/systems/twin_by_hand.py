"""classic_mlp.MLP, trained as in get_training_stats, without its statistics."""

from typing import Any

import numpy as np

import classic_mlp
from benchmarks.threads import limit as set_threads
from benchmarks.workloads import MOMENTUM, Problem

__all__ = ["build", "set_threads"]

LIBRARY = classic_mlp


def build(problem: Problem) -> Any:
    return {"training": _Training}[problem.workload.kind](problem)


class _Training:
    def __init__(self, problem: Problem) -> None:
        workload = problem.workload
        hidden = workload.sizes[1:-1]
        Ws, bs = (iter(arrays) for arrays in zip(*problem.weights, strict=True))
        activation = getattr(classic_mlp, workload.activation)
        self.problem = problem
        self.one_hot = np.eye(10, dtype=problem.dtype)[problem.labels]
        self.model = classic_mlp.MLP(
            784, 10, hidden, [*(activation() for _ in hidden), classic_mlp.Identity()],
            lambda n_in, n_out: next(Ws), lambda n_out: next(bs),
            classic_mlp.SoftmaxCrossEntropy(), workload.lr, MOMENTUM, workload.bn,
        )  # fmt: skip
        self.labels = self.one_hot[:0]

    def step(self, number: int) -> None:
        rows = self.problem.rows(number)
        x, labels = self.problem.images[rows], self.one_hot[rows]
        self.model.forward(x)
        self.model.backward(labels)
        self.model.step()
        self.model.zero_grads()
        self.labels = labels

    def loss(self) -> float:
        return float(self.model.total_loss(self.labels)) / len(self.labels)

    def finish(self) -> None:
        pass
