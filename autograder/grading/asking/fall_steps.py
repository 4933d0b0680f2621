"""The problems of Fall 2020 on the optimizer: SGD and momentum (2.3, 2.6)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.judging.compare import Mismatch
from autograder.grading.judging.diagnose import TOGETHER, changed, wrong
from autograder.grading.judging.network_formulas import advance

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
Candidate = tuple[str, dict[str, Any]]

STEP_MISTAKES = (
    "lr outside the velocity",
    "dampened",
    "ascends",
    "Nesterov",
    "momentum twice",
    "old velocity",
    "velocity and step added",
    "lr left out",
    "velocity never decays",
    "lr twice",
)
OTHERS = ("shared velocity", "last parameter not stepped", "lr of the start")  # independent of the formula


def steps(exam: Exam, lrs: list[float], momenta: list[float], given: tuple[str, ...]) -> None:
    """Three parameters, two of them of one shape, under gradients drawn at random."""
    rows, columns = exam.size(3), exam.size(4)
    shapes = ((rows, columns), (rows,), (rows, columns))
    params = [exam.rng.normal(size=shape) for shape in shapes]
    one = 1 / lrs[0]  # with gradients of this size, a step is of size 1
    grads = [one * exam.rng.normal(size=shape) for _ in lrs for shape in shapes]
    asked = {"params": params, "grads": grads, "lrs": lrs, "given": list(given)}
    got = exam.ask("sgd_run", **asked, momenta=momenta)

    def after(
        mistake: str = "", other: str = "", lrs: list[float] = lrs, momenta: list[float] = momenta
    ) -> dict[str, Any]:
        now, v, values = list(params), [0 * p for p in params], {}
        if other == "lr of the start":
            lrs = lrs[:1] * len(lrs)
        for k, (lr, beta) in enumerate(zip(lrs, momenta, strict=True)):
            for i in range(len(now)):
                if other == "shared velocity":
                    v[i] = v[max(j for j in range(3) if shapes[j] == shapes[i])]
                if other != "last parameter not stepped" or i < 2:
                    now[i], v[i] = advance(now[i], v[i], grads[3 * k + i], lr, beta, mistake)
                if other == "shared velocity":
                    v = [v[i] if shapes[j] == shapes[i] else v[j] for j in range(3)]
                values[f"parameter {i} after step {k + 1}"] = now[i]
        return values

    def candidates() -> Iterable[Candidate]:
        yield (
            "unchanged",
            {f"parameter {i} after step {k + 1}": p for i, p in enumerate(params) for k in range(len(lrs))},
        )
        yield from ((mistake, after(mistake)) for mistake in STEP_MISTAKES)
        yield from ((other, after(other=other)) for other in OTHERS)
        if any(momenta):
            yield "momentum left out", after(momenta=[0.0] * len(lrs))
            own = exam.session.call("sgd_run", **asked, momenta=[0.0] * len(lrs))  # by its own plain step
            yield "momentum left out", {name: value for name, value in own.items() if name in after()}
        for mistake, other in product(STEP_MISTAKES, OTHERS):
            yield f"{mistake}{TOGETHER}{other}", after(mistake, other)

    exam.check(got, after(), place="SGD.step", candidates=candidates, lr=lrs[0])
    _note_gradients(exam, got, grads)


def _note_gradients(exam: Exam, got: dict[str, Any], grads: list[Array]) -> None:
    """Remark on gradients that step() changed, and on those that zero_grad() left."""
    for number, g in enumerate(grads):
        name = f"gradient {number % 3} after step {number // 3 + 1}"
        value = got[name]
        if value is None or (isinstance(value, np.ndarray) and not value.any()):
            exam.note(wrong(f"SGD.step: {name}", ["cleared by the step"], Mismatch(None), {}))
        else:
            exam.note(changed(got, {name: g}, "SGD.step"))
    for i in range(3):
        value = got[f"gradient {i} after zero_grad"]
        if value is not None:
            mistake = (
                "cleared to zeros"
                if isinstance(value, np.ndarray) and not value.any()
                else "gradients never zeroed"
            )
            exam.note(wrong(f"Optimizer.zero_grad: gradient {i}", [mistake], Mismatch(None), {}))


def _rates(exam: Exam, low: float, high: float, n: int = 4) -> list[float]:
    return [float(rate) for rate in exam.rng.uniform(low, high, n)]


@TESTS.test("sgd", "steps", 6, about="SGD")
def _sgd_steps(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5)[:1] * 3, [0.0] * 3, ("lr",))


@TESTS.test("sgd", "default settings", 1, about="SGD", after=["steps"], edge=True)
def _sgd_default(exam: Exam) -> None:
    steps(exam, [0.001] * 2, [0.0] * 2, ())


@TESTS.test("sgd", "while lr changes", 1, about="SGD", after=["steps"], edge=True)
def _sgd_changing(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5), [0.0] * 4, ("lr", "momentum"))


@TESTS.test(
    "sgd",
    "five steps of a network",
    2,
    about="SGD",
    needs=("subtract", "multiply", "divide", "autograd", "linear", "relu"),
    after=["steps"],
)
def _sgd_network(exam: Exam) -> None:
    sizes, N, lr = [exam.size(4), exam.size(5), exam.size(3)], exam.size(6), _rates(exam, 0.05, 0.1, 1)[0]
    xs = [exam.rng.normal(size=(N, sizes[0])) for _ in range(5)]
    gs = [exam.rng.normal(size=(N, sizes[-1])) for _ in range(5)]
    got = exam.ask("training_run", sizes=sizes, xs=xs, gs=gs, lr=lr)
    start = [got[f"parameter {i} at the start"] for i in range(4)]
    if not all(isinstance(value, np.ndarray) for value in start):
        raise wrong("a network: a parameter", ["missing"], Mismatch(None), {"got": "no array"})

    def trained(mistake: str = "") -> dict[str, Any]:
        now = [np.asarray(value, dtype=float) for value in start]
        total = [0 * value for value in now]
        for x, g in zip(xs, gs, strict=True):
            z = x @ now[0].T + now[1]
            h = np.maximum(z, 0)
            back = (g @ now[2]) * (z > 0)
            new = [back.T @ x, back.sum(axis=0), g.T @ h, g.sum(axis=0)]
            total = [a + b for a, b in zip(total, new, strict=True)] if mistake else new
            now = [value - lr * d for value, d in zip(now, total, strict=True)]
        return {f"parameter {i} in the end": value for i, value in enumerate(now)}

    exam.check(
        got,
        trained(),
        place="five steps of Linear -> ReLU -> Linear",
        candidates=lambda: [
            ("gradients never zeroed", trained("gradients never zeroed")),
            ("unchanged", {f"parameter {i} in the end": value for i, value in enumerate(start)}),
        ],
    )
    flags = [f"parameter {i} {what}" for i in range(4) for what in ("is a leaf", "requires a gradient")]
    exam.check(got, dict.fromkeys(flags, True), place="SGD.step")


PLAIN = ("sgd: steps",)  # must be right before a step with momentum can be right


@TESTS.test("momentum", "at a constant rate", 7.5, after=PLAIN)
def _momentum_constant(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5, 1) * 4, _rates(exam, 0.4, 0.9, 1) * 4, ("lr", "momentum"))


@TESTS.test(
    "momentum",
    "while lr and momentum change",
    2.5,
    after=[*PLAIN, "sgd: while lr changes", "at a constant rate"],
    edge=True,
)
def _momentum_changing(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5), _rates(exam, 0.4, 0.9), ("lr", "momentum"))
