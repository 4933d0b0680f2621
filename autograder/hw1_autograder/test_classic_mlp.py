"""The problems of Spring 2020 on networks: MLP and momentum (3.5), and batch norm within a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import networks
from autograder.grading.diagnose import changed, check
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.formulas import advance
from autograder.grading.networks import NETWORK_MISTAKES

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
Candidate = tuple[str, dict[str, Any]]


@TESTS.test("batchnorm", "in a network, training", 2)
def _batchnorm_network(exam: Exam) -> None:
    problem = networks.draw(
        exam.rng, [5, 4, 6, 3], ["Sigmoid", "Sigmoid", "Identity"], [7, 6], num_bn_layers=2
    )
    network(exam, problem, lambda name: "evaluation" not in name)
    large = networks.draw(exam.rng, [30, 180, 3], ["Sigmoid", "Identity"], [50, 60], num_bn_layers=1)
    network(exam, large, lambda name: "evaluation" not in name)


@TESTS.test("batchnorm", "in a network, inference", 2)
def _batchnorm_network_inference(exam: Exam) -> None:
    problem = networks.draw(exam.rng, [5, 4, 3], ["Sigmoid", "Identity"], [7, 6], num_bn_layers=1)
    got = network(exam, problem, lambda name: "evaluation" in name)
    again = {"output back in training": networks.plain_training_output(problem)}
    check(
        got,
        again,
        place="MLP.train",
        candidates=lambda: [("stale state", {"output back in training": got["output in evaluation"]})],
    )


# ---- networks


def _place(name: str) -> str:
    if name.startswith(("output", "error", "loss")):
        method = {"o": "forward", "e": "error", "l": "total_loss"}[name[0]]
        return f"MLP.{method}"
    if name.startswith("running"):
        return "BatchNorm.forward"
    return "MLP.backward" if name.startswith("d") else "MLP.step"


def network(exam: Exam, problem: networks.NetworkProblem, wanted: Callable[[str], bool]) -> dict[str, Any]:
    """Ask for all answers of a network and check the wanted ones."""
    got, want = exam.ask("mlp_run", **problem.inputs()), networks.true_answers(problem)
    N = len(problem.xs[0])

    def candidates() -> Iterable[Candidate]:
        for mistake in NETWORK_MISTAKES:
            yield mistake, networks.plain_answers(problem, mistake)
        losses = {name: value for name, value in want.items() if name.startswith("loss")}
        errors = {name: value for name, value in want.items() if name.startswith("error")}
        sizes = {name: len(problem.x_eval) if "evaluation" in name else N for name in want}
        yield "averaged", {name: value / sizes[name] for name, value in losses.items()}
        yield "as a fraction", {name: value / sizes[name] for name, value in errors.items()}
        yield "complement", {name: sizes[name] - value for name, value in errors.items()}

    check(
        got, {name: value for name, value in want.items() if wanted(name)}, place=_place,
        candidates=candidates, N=N,
        sensitivity=networks.sensitivities(problem, exam.rng), unstable="unstable", eps=1e-8,
        lr=problem.lrs[0],
        which="in Spring it is the biased one, over N",
    )  # fmt: skip
    for k, (x, labels) in enumerate(zip(problem.xs, problem.labels, strict=True), start=1):
        exam.note(
            changed(got, {f"x of batch {k} afterwards": x, f"labels of batch {k} afterwards": labels}, "MLP")
        )
    return got


def _figures(name: str) -> bool:
    return name.endswith("of batch 1")


def _gradients(name: str) -> bool:
    return name.startswith("d")


def still(problem: networks.NetworkProblem) -> networks.NetworkProblem:
    """The same with learning rates of 0: what comes after a step does not depend on it."""
    return networks.replace(problem, lrs=(0.0,) * len(problem.lrs))


STEP_MISTAKES = (
    "lr outside the velocity", "dampened", "ascends", "Nesterov", "momentum twice", "old velocity",
    "velocity and step added", "lr left out", "velocity never decays",
)  # fmt: skip


def steps(exam: Exam, problem: networks.NetworkProblem) -> None:
    """Check every step against the gradients that the hand-in itself gave: so that only the step counts."""
    got = exam.ask("mlp_run", **problem.inputs())
    start = {f"W{i}": W for i, W in enumerate(problem.weights, 1)} | {
        f"b{i}": b for i, b in enumerate(problem.biases, 1)
    }
    n = len(problem.xs)

    def after(
        mistake: str = "",
        lrs: tuple[float, ...] = problem.lrs,
        momenta: tuple[float, ...] = problem.momenta,
        only: str = "Wb",
    ) -> dict[str, Any]:
        values = {}
        for name, p in start.items():
            v = 0 * p
            for k in range(1, n + 1):
                g = got.get(f"d{name} after batch {k}")
                g = g if isinstance(g, np.ndarray) and g.shape == p.shape else 0 * p
                beta = momenta[k - 1] if name[0] in only else 0.0
                p, v = advance(p, v, g, lrs[k - 1], beta, mistake)
                values[f"{name} after batch {k}"] = p
        return values

    def candidates() -> Iterable[Candidate]:
        yield (
            "unchanged",
            {f"W{i} after batch {k}": W for i, W in enumerate(problem.weights, 1) for k in range(1, n + 1)},
        )
        for mistake in STEP_MISTAKES:
            yield mistake, after(mistake)
        yield "momentum left out", after(momenta=(0.0,) * n)
        yield "no momentum for biases", after(only="W")
        yield "lr of the start", after(lrs=problem.lrs[:1] * n)
        yield (
            "biases not stepped",
            want
            | {f"b{i} after batch {k}": b for i, b in enumerate(problem.biases, 1) for k in range(1, n + 1)},
        )

    want = after()
    ordered = dict(sorted(want.items(), key=lambda item: item[0].split()[-1]))
    check(got, ordered, place="MLP.step", candidates=candidates, lr=problem.lrs[0])


@TESTS.test("linear_mlp", "forward", 2)
def _linear_mlp_forward(exam: Exam) -> None:
    network(exam, networks.draw(exam.rng, [6, 4], ["Identity"], [7]), _figures)


@TESTS.test("linear_mlp", "backward", 2)
def _linear_mlp_backward(exam: Exam) -> None:
    network(exam, still(networks.draw(exam.rng, [6, 4], ["Identity"], [7, 5])), _gradients)


@TESTS.test("linear_mlp", "step", 1)
def _linear_mlp_step(exam: Exam) -> None:
    problem = networks.draw(exam.rng, [6, 4], ["Identity"], [7, 5])
    steps(exam, networks.replace(problem, lrs=problem.lrs[:1] * 2))  # all as constructed


DEEP = (
    ([5, 6, 4], ["Sigmoid", "Identity"], [7, 4]),
    ([6, 5, 4, 3], ["Sigmoid", "Tanh", "Identity"], [6, 9]),
    ([4, 5, 3, 4, 3], ["ReLU", "Tanh", "Sigmoid", "Identity"], [8, 8]),
)


@TESTS.test("hidden_layers", "forward", 8)
def _hidden_forward(exam: Exam) -> None:
    for sizes, activations, batches in DEEP:
        network(exam, networks.draw(exam.rng, sizes, activations, batches[:1]), _figures)


@TESTS.test("hidden_layers", "backward", 16)
def _hidden_backward(exam: Exam) -> None:
    for sizes, activations, batches in DEEP:
        network(exam, still(networks.draw(exam.rng, sizes, activations, batches)), _gradients)


@TESTS.test("hidden_layers", "step", 8)
def _hidden_step(exam: Exam) -> None:
    for sizes, activations, batches in DEEP[:2]:
        steps(exam, networks.draw(exam.rng, sizes, activations, batches))


@TESTS.test("hidden_layers", "zero_grads", 2)
def _hidden_zero_grads(exam: Exam) -> None:
    for bn in (0, 1):
        problem = networks.draw(exam.rng, [5, 4, 3], ["Sigmoid", "Identity"], [6], num_bn_layers=bn)
        got = exam.ask("mlp_run", **problem.inputs())
        zeros = {f"dW{i} after zero_grads": 0 * W for i, W in enumerate(problem.weights, 1)}
        zeros |= {f"db{i} after zero_grads": 0 * b for i, b in enumerate(problem.biases, 1)}
        for i, gamma in enumerate(problem.gammas, 1):
            zeros |= {f"dgamma{i} after zero_grads": 0 * gamma, f"dbeta{i} after zero_grads": 0 * gamma}
        check(
            got, zeros, place="MLP.zero_grads",
            candidates=lambda got=got, zeros=zeros: [("gradients never zeroed",
            {name: got[name] for name in zeros})],
        )  # fmt: skip


@TESTS.test("hidden_layers", "any size", 4)
def _hidden_any_size(exam: Exam) -> None:
    for sizes, batches in (
        ([1, 1, 2], [1, 1]),
        ([3, 2, 2, 2, 2, 2, 2], [1, 11]),
        ([7, 9, 2], [2, 1]),
        ([300, 250, 200, 180, 4], [60, 50]),
    ):
        activations = [*exam.rng.choice(["Sigmoid", "Tanh", "ReLU"], len(sizes) - 2), "Sigmoid"]
        problem = networks.draw(exam.rng, sizes, [str(name) for name in activations], batches)
        network(exam, problem, lambda name: True)


@TESTS.test("hidden_layers", "one activation object in several layers", 2)
def _hidden_shared(exam: Exam) -> None:
    problem = networks.draw(exam.rng, [5, 4, 4, 4], ["Sigmoid"] * 3, [6], shared=True)
    network(exam, problem, _gradients)


@TESTS.test("momentum", "at a constant rate", 5)
def _momentum_constant(exam: Exam) -> None:
    problem = networks.draw(exam.rng, [5, 4, 3], ["Tanh", "Identity"], [6, 6, 5], momentum=True)
    same = networks.replace(problem, lrs=problem.lrs[:1] * 3, momenta=problem.momenta[:1] * 3)
    steps(exam, same)


@TESTS.test("momentum", "while lr and momentum change", 4)
def _momentum_changing(exam: Exam) -> None:
    steps(exam, networks.draw(exam.rng, [5, 4, 3], ["Tanh", "Identity"], [6, 6, 5], momentum=True))


@TESTS.test("momentum", "gamma and beta take the plain step", 1)
def _momentum_batchnorm(exam: Exam) -> None:
    problem = networks.draw(
        exam.rng, [5, 4, 3], ["Sigmoid", "Identity"], [6, 6], num_bn_layers=1, momentum=True
    )
    got = exam.ask("mlp_run", **problem.inputs())
    want, with_momentum = {}, {}
    for name, p in (("gamma1", problem.gammas[0]), ("beta1", problem.betas[0])):
        v, other = 0 * p, p
        for k in (1, 2):
            key, g = f"{name} after batch {k}", got.get(f"d{name} after batch {k}")
            g = g if isinstance(g, np.ndarray) and g.shape == p.shape else 0 * p
            p = p - problem.lrs[k - 1] * g
            other, v = advance(other, v, g, problem.lrs[k - 1], problem.momenta[k - 1])
            want[key], with_momentum[key] = p, other
    unmoved = {key: problem.gammas[0] if key[0] == "g" else problem.betas[0] for key in want}
    check(
        got, want, place="MLP.step",
        candidates=lambda: [("momentum for gamma and beta", with_momentum), ("batch norm not stepped",
        unmoved)],
    )  # fmt: skip
