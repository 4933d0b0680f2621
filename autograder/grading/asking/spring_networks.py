"""The problems of Spring 2020 on networks: MLP and momentum (3.5)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.asking.network_checks import (
    check_figures,
    check_gradients,
    check_network,
    check_steps,
    draw,
    still,
)
from autograder.grading.judging import network_answers
from autograder.grading.judging.compare import Mismatch, mismatch
from autograder.grading.judging.diagnose import wrong
from autograder.grading.running.session import HandinFailed

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
LAYERS = ("activations", "loss", "linear")  # the problems that a network consists of
MLP: dict[str, Any] = {"about": "MLP", "needs": LAYERS}
STEPS = ("hidden_layers: step, weights", "hidden_layers: step, biases")


def _output(name: str) -> bool:
    return name == "output of batch 1"


def _linear(exam: Exam, batches: list[int]) -> network_answers.NetworkProblem:
    return draw(exam, [6, 4], ["Identity"], batches)


@TESTS.test("linear_mlp", "forward", 2, **MLP, after=("hidden_layers: forward",))
def _linear_mlp_forward(exam: Exam) -> None:
    check_network(exam, _linear(exam, [7]), _output)


@TESTS.test("linear_mlp", "backward", 2, **MLP, after=("forward", "hidden_layers: dW", "hidden_layers: db"))
def _linear_mlp_backward(exam: Exam) -> None:
    problem = _linear(exam, [7, 5])
    for kind in ("dW", "db"):
        check_gradients(exam, problem, kind)


@TESTS.test(
    "linear_mlp",
    "step",
    1,
    **MLP,
    after=(*STEPS, "momentum: at a constant rate, weights", "momentum: at a constant rate, biases"),
)
def _linear_mlp_step(exam: Exam) -> None:
    """Two steps, with the network's default momentum."""
    problem = _linear(exam, [7, 5])
    same = network_answers.replace(problem, lrs=problem.lrs[:1] * 2)
    check_steps(exam, same, ("W", "b"), momentum_given=False)


# ---- hidden layers


def _deep(exam: Exam) -> list[network_answers.NetworkProblem]:
    return [
        draw(exam, [5, 6, 4], ["Sigmoid", "Identity"], [7, 4]),
        draw(exam, [6, 5, 4, 3], ["Sigmoid", "Tanh", "Identity"], [6, 9]),
        draw(exam, [4, 5, 3, 4, 3], ["ReLU", "Tanh", "Sigmoid", "Identity"], [8, 8]),
        draw(exam, [4, 5, 3], ["Tanh", "Sigmoid"], [5, 6]),
    ]


@TESTS.test("hidden_layers", "forward", 10, **MLP)
def _forward(exam: Exam) -> None:
    for problem in _deep(exam):
        check_network(exam, problem, _output)


@TESTS.test("hidden_layers", "dW", 8, **MLP)
def _dW(exam: Exam) -> None:
    for problem in _deep(exam):
        check_gradients(exam, problem, "dW")


@TESTS.test("hidden_layers", "db", 6, **MLP, after=("dW",))
def _db(exam: Exam) -> None:
    for problem in _deep(exam):
        check_gradients(exam, problem, "db")


@TESTS.test("hidden_layers", "step, weights", 6, **MLP)
def _step_weights(exam: Exam) -> None:
    for problem in _deep(exam)[:2]:
        check_steps(exam, _once(problem), ("W",))


@TESTS.test("hidden_layers", "step, biases", 4, **MLP)
def _step_biases(exam: Exam) -> None:
    for problem in _deep(exam)[:2]:
        check_steps(exam, _once(problem), ("b",))


def _once(problem: network_answers.NetworkProblem) -> network_answers.NetworkProblem:
    """A single step, which does not depend on momentum."""
    first = {name: getattr(problem, name)[:1] for name in ("xs", "labels", "lrs", "momenta")}
    return network_answers.replace(problem, **first)


def _zeroed(exam: Exam, num_bn_layers: int, kinds: tuple[str, ...]) -> None:
    """Zeros of any shape are accepted."""
    problem = draw(exam, [5, 4, 3], ["Sigmoid", "Identity"], [6], num_bn_layers=num_bn_layers)
    inputs = problem.inputs()
    own = ("sizes", "activations", "weights", "biases", "gammas", "betas")
    got = exam.ask("zeroed", **{name: inputs[name] for name in own})
    for name, value in got.items():
        if isinstance(value, HandinFailed):
            raise value
        if name.startswith(kinds) and (
            mismatch(value, np.zeros(np.shape(value))) if isinstance(value, np.ndarray) else value != 0
        ):
            raise wrong(f"MLP.zero_grads: {name}", ["gradients never zeroed"], Mismatch(None), {})


@TESTS.test("hidden_layers", "zero_grads", 1.5, **MLP)
def _zero_grads(exam: Exam) -> None:
    _zeroed(exam, 0, ("dW", "db"))


@TESTS.test(
    "hidden_layers",
    "zero_grads of batch norm",
    0.5,
    about="MLP",
    needs=(*LAYERS, "batchnorm"),
    after=("zero_grads",),
    edge=True,
)
def _zero_grads_batchnorm(exam: Exam) -> None:
    _zeroed(exam, 1, ("dgamma", "dbeta"))


@TESTS.test("hidden_layers", "any size", 4, **MLP, after=("forward", "dW", "db"), edge=True)
def _any_size(exam: Exam) -> None:
    for sizes, batches in (
        ([1, 1, 2], [1, 1]),
        ([3, 2, 2, 2, 2, 2, 2], [1, 11]),
        ([7, 9, 2], [2, 1]),
        ([300, 250, 200, 180, 4], [60, 50]),
    ):
        activations = [*exam.rng.choice(["Sigmoid", "Tanh", "ReLU"], len(sizes) - 2), "Sigmoid"]
        problem = still(draw(exam, sizes, [str(name) for name in activations], batches))
        check_network(exam, problem, lambda name: name.startswith(("output of", "d")))


@TESTS.remark(
    "hidden_layers", "one activation object in several layers", **MLP, after=("forward", "dW", "db")
)
def _shared(exam: Exam) -> None:
    problem = draw(exam, [5, 4, 4, 4], ["Sigmoid"] * 3, [6], shared=True)
    check_network(exam, problem, lambda name: name.startswith("d"))


@TESTS.remark("hidden_layers", "total_loss and error", **MLP, after=("forward",))
def _figures(exam: Exam) -> None:
    check_figures(exam, _deep(exam)[0], lambda name: name.endswith("of batch 1"))


# ---- momentum


def _with_momentum(exam: Exam, **more: Any) -> network_answers.NetworkProblem:
    return draw(exam, [5, 4, 3], ["Tanh", "Identity"], [6, 6, 5], momentum=True, **more)


def _constant(exam: Exam) -> network_answers.NetworkProblem:
    problem = _with_momentum(exam)
    return network_answers.replace(problem, lrs=problem.lrs[:1] * 3, momenta=problem.momenta[:1] * 3)


@TESTS.test("momentum", "at a constant rate, weights", 3.25, **MLP, after=STEPS[:1])
def _constant_weights(exam: Exam) -> None:
    check_steps(exam, _constant(exam), ("W",))


@TESTS.test("momentum", "at a constant rate, biases", 3.25, **MLP, after=STEPS[1:])
def _constant_biases(exam: Exam) -> None:
    check_steps(exam, _constant(exam), ("b",))


@TESTS.test(
    "momentum",
    "while lr and momentum change",
    2.5,
    **MLP,
    edge=True,
    after=(*STEPS, "at a constant rate, weights", "at a constant rate, biases"),
)
def _changing(exam: Exam) -> None:
    check_steps(exam, _with_momentum(exam), ("W", "b"))


@TESTS.test(
    "momentum", "gamma and beta take the plain step", 1, about="MLP", needs=(*LAYERS, "batchnorm"), edge=True
)
def _batchnorm(exam: Exam) -> None:
    check_steps(exam, _with_momentum(exam, num_bn_layers=1), ("gamma", "beta"))
