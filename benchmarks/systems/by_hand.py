"""classic_mlp.MLP, trained as in get_training_stats: without the statistics, and with them."""

from typing import Any

import numpy as np

import classic_mlp
from benchmarks.systems import System
from benchmarks.thread_limits import limit as set_threads
from benchmarks.workloads import LR, MOMENTUM, STATS_LR, STATS_MOMENTUM, Problem
from hw1.networks import build_network

__all__ = ["KINDS", "LIBRARY", "Stats", "set_threads"]

LIBRARY = classic_mlp


def build(mode: str, problem: Problem, lr: float, momentum: float) -> Any:
    """The network of Spring 2020 in either mode, with the problem's first weights."""
    workload = problem.workload
    Ws, bs = iter([W for W, _ in problem.weights]), iter([b for _, b in problem.weights])
    return build_network(
        mode,
        workload.sizes,
        [workload.activation for _ in workload.sizes[1:-1]],
        lambda n_in, n_out: next(Ws),
        lambda n_out: next(bs).reshape(1, -1),
        lr,
        momentum,
        workload.bn,
    )


class Training(System):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.one_hot = np.eye(10, dtype=problem.dtype)[problem.labels]
        self.mlp = build("by hand", problem, LR, MOMENTUM)
        self.labels = self.one_hot[:0]

    def step(self, number: int) -> None:
        rows = self.problem.rows(number)
        x, self.labels = self.problem.images[rows], self.one_hot[rows]
        self.mlp.forward(x)
        self.mlp.backward(self.labels)
        self.mlp.step()
        self.mlp.zero_grads()

    def loss(self) -> float:
        return float(self.mlp.total_loss(self.labels)) / len(self.labels)

    def reference(self, count: int) -> list[float] | None:
        """The losses of autograd_mlp, as Spring's network with BatchNorm learns differently
        (docs/dialects.md).
        """
        if not self.problem.workload.bn:
            return None
        twin = Training(self.problem)
        twin.mlp = build("by autograd", self.problem, LR, MOMENTUM)
        return twin.first_losses(count)


class Stats(System):
    """An epoch of get_training_stats, its validation included; the loss is the training loss."""

    mode = "by hand"

    def __init__(self, problem: Problem) -> None:
        self.dset = problem.partitions()
        self.batch = problem.workload.batch
        self.mlp = build(self.mode, problem, STATS_LR, STATS_MOMENTUM)
        self.latest = 0.0

    def step(self, number: int) -> None:
        np.random.seed(number)  # noqa: NPY002 (get_training_stats shuffles by the global generator)
        stats = classic_mlp.get_training_stats(self.mlp, self.dset, 1, self.batch)
        self.latest = float(stats.training_losses[0])

    def loss(self) -> float:
        return self.latest


KINDS = {"training": Training, "stats": Stats}
