"""scikit-learn's MLPClassifier, several steps a `partial_fit`; it has no BatchNorm."""

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

from benchmarks.systems import System, Unsupported
from benchmarks.thread_limits import limit as set_threads
from benchmarks.workloads import LR, MOMENTUM, Problem

__all__ = ["KINDS", "LIBRARY", "set_threads"]

LIBRARY = sklearn


class Training(System):
    def __init__(self, problem: Problem) -> None:
        workload = problem.workload
        if workload.bn:
            raise Unsupported("MLPClassifier has no BatchNorm")
        self.problem = problem
        activation = "relu" if workload.activation == "ReLU" else "logistic"
        self.model = MLPClassifier(
            workload.sizes[1:-1],
            activation,
            solver="sgd",
            alpha=0,
            batch_size=workload.batch,
            shuffle=False,
            learning_rate_init=LR,
            momentum=MOMENTUM,
            nesterovs_momentum=False,
        )
        rows = problem.rows(0)
        self.model.partial_fit(problem.images[rows], problem.labels[rows], classes=np.arange(10))
        for (W, b), coef, intercept in zip(
            problem.weights, self.model.coefs_, self.model.intercepts_, strict=True
        ):
            coef[...], intercept[...] = W, b
        for velocity in self.model._optimizer.velocities:
            velocity[...] = 0

    def step(self, number: int) -> None:
        self.steps(range(number, number + 1))

    def steps(self, numbers: range) -> None:
        if numbers:
            rows = np.concatenate([self.problem.rows(number) for number in numbers])
            self.model.partial_fit(self.problem.images[rows], self.problem.labels[rows])

    def loss(self) -> float:
        return float(self.model.loss_)


KINDS = {"training": Training}
