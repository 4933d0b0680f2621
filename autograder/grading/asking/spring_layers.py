"""The problems of Spring 2020 on activations and the loss: questions, right answers, points.

Inputs are drawn from the grade's seed. Values are arrays of numbers of the handout's shapes, and close as
autograder/grading/judging/compare.py says. Batch norm's are in spring_batchnorm.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.judging import spring_answers
from autograder.grading.judging.compare import improvable, mismatch
from autograder.grading.judging.diagnose import changed, wrong
from autograder.grading.judging.layer_formulas import activate, cross_entropy, slope, softmax
from autograder.grading.judging.references import sensitivity_of

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
Candidate = tuple[str, dict[str, Any]]


# ---- activations


def _ask(exam: Exam, name: str, z: Array) -> dict[str, Any]:
    return exam.ask("activation_run", name=name, z=z, z2=exam.rng.normal(size=z.shape))


def _moderate(exam: Exam) -> Array:
    """Numbers of both signs, small and larger ones, without zeros."""
    spread = np.array([0.1, 1.0, 1.0, 5.0, 1.0]) if exam.largest is None else np.ones(exam.largest)
    return exam.rng.normal(size=(exam.size(6), len(spread))) * spread


def _forward_mistakes(name: str, z: Array) -> Iterable[Candidate]:
    yield "sign", {"output": activate(name, -z)}
    yield "absolute value", {"output": np.abs(z)}


def _forward(exam: Exam, name: str, z: Array) -> dict[str, Any]:
    got = _ask(exam, name, z)
    exam.check(
        got,
        {"output": spring_answers.activation_answers(name, z)["output"]},
        place=f"{name}.forward",
        unstable="unstable",
        candidates=lambda: _forward_mistakes(name, z),
    )
    return got


def _slope_mistakes(name: str, z: Array) -> Iterable[Candidate]:
    y = activate(name, z)
    for mistake in (
        "derivative at 0",
        "sign inside the derivative",
        "factor left out",
        "square left out",
        "derivative of the input",
        "no activation derivative",
    ):
        yield mistake, {"derivative": slope(name, y, mistake)}
    yield "sign", {"derivative": -slope(name, y)}


def _by_state(name: str, got: dict[str, Any], state: str, value: str, z: Array) -> Array:
    """The expected derivative: that of the state that forward kept, if the result is right for it."""
    kept, truth = got[state], spring_answers.activation_answers(name, z)["derivative"]
    if mismatch(got[value], truth) is None or not (isinstance(kept, np.ndarray) and kept.shape == z.shape):
        return truth
    if not np.isfinite(kept).all():
        return truth
    by_state = slope(name, kept)
    return by_state if mismatch(got[value], by_state) is None else truth


def _derivative(exam: Exam, name: str, z: Array) -> None:
    got = _ask(exam, name, z)
    first = _by_state(name, got, "state", "derivative", z)
    exam.check(
        got,
        {"derivative": first},
        place=f"{name}.derivative",
        unstable="unstable",
        candidates=lambda: _slope_mistakes(name, z),
    )
    again, later = "derivative asked again", "derivative of a second input"
    second = _by_state(name, got, "second state", later, exam.inputs["z2"])
    exam.check(
        got,
        {again: first, later: second},
        place=f"{name}.derivative",
        candidates=lambda: [("stale state", {again: second}), ("stale state", {later: first})],
    )


def _activation(name: str, forward: float, derivative: float) -> None:
    @TESTS.test("activations", f"{name} forward", forward, about=name)
    def _(exam: Exam) -> None:
        z = _moderate(exam)
        got = _forward(exam, name, z)
        exam.note(changed(got, {"input": z}, f"{name}.forward"))

    @TESTS.test("activations", f"{name} derivative", derivative, about=name)
    def _(exam: Exam) -> None:
        _derivative(exam, name, _moderate(exam))


_activation("Sigmoid", 1.5, 2)


@TESTS.test(
    "activations", "Sigmoid of large numbers", 0.5, about="Sigmoid", after=("Sigmoid forward",), edge=True
)
def _sigmoid_large(exam: Exam) -> None:
    large = np.array([[1000.0, -1000.0, 800.0, -800.0], [0.0, 50.0, -50.0, 0.5]])
    _forward(exam, "Sigmoid", large[: exam.size(2), : exam.size(4)])


_activation("Tanh", 2, 2)
_activation("ReLU", 2, 1.25)


@TESTS.test("activations", "ReLU at zero", 0.5, about="ReLU", after=("ReLU derivative",), edge=True)
def _relu_at_zero(exam: Exam) -> None:
    z = _moderate(exam)
    z[0] = 0.0
    _derivative(exam, "ReLU", z)


@TESTS.test("activations", "float64 in, float64 out", 0.25, about="dtypes", edge=True)
def _dtypes(exam: Exam) -> None:
    """Of what is right but for that; where nothing is, there is nothing to ask of."""
    right = 0
    for name in ("Sigmoid", "Tanh", "ReLU"):
        z = _moderate(exam)
        got, want = _ask(exam, name, z), spring_answers.activation_answers(name, z)
        for value, place in (("output", "forward"), ("derivative", "derivative")):
            right += mismatch(got[value], want[value]) is None
            found = improvable(got[value], want[value])
            if found is not None and found.mistake == "wrong dtype":
                raise wrong(f"{name}.{place}: {value}", ["wrong dtype"], found, found.filled)
    if not right:
        exam.check(got, {"output": want["output"]}, place="ReLU.forward")


# ---- loss


def _labelled(exam: Exam, x: Array) -> tuple[Array, Array]:
    return x, np.eye(x.shape[1])[exam.rng.integers(x.shape[1], size=len(x))]


def _ordinary_rows(exam: Exam) -> tuple[Array, Array]:
    return _labelled(exam, exam.rng.normal(size=(exam.size(7), exam.size(10))) * 2)


def _large_rows(exam: Exam) -> tuple[Array, Array]:
    """A batch with rows around 1000 and rows around -1000."""
    levels = np.array([1000, -1000, 0, 500, -1000, 1000.0])[: exam.size(6), np.newaxis]
    return _labelled(exam, exam.rng.normal(size=(len(levels), exam.size(10))) * 30 + levels)


def _loss_mistakes(x: Array, y: Array) -> Iterable[Candidate]:
    N, true = len(x), cross_entropy(x, y)
    for mistake in (
        "unstable",
        "global maximum",
        "maximum not added back",
        "sign",
    ):
        yield mistake, {"loss": cross_entropy(x, y, mistake)}
    yield "divided by N", {"loss": true / N}
    yield "averaged", {"loss": true.mean()}
    with np.errstate(all="ignore"):
        yield "unstable", {"loss": -np.log(softmax(x, "unstable")[y > 0])}
        yield "global maximum", {"loss": -np.log(softmax(x, "global maximum")[y > 0])}
        for constant in (1e-8, 1e-10, 1e-12, 1e-15):
            yield "constant in the logarithm", {"loss": -np.log(softmax(x)[y > 0] + constant)}
    p, peak = softmax(x), x.max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        yield "maximum not added back", {"derivative": p * np.exp(peak) - y}
        over_rows = peak + np.log(np.exp(x - peak).sum(axis=0))  # sums over rows instead of classes
        yield (
            "wrong axis",
            {"loss": (y * (over_rows - x)).sum(axis=1), "derivative": np.exp(x - over_rows) - y},
        )
    for mistake in ("unstable", "global maximum"):
        yield mistake, {"derivative": softmax(x, mistake) - y}
    yield "sign", {"derivative": y - p}
    yield "1/N in the loss", {"derivative": (p - y) / N}
    yield "labels left out", {"derivative": p}


def _loss(exam: Exam, name: str, batch: tuple[Array, Array], *, again: bool = False) -> None:
    place = f"SoftmaxCrossEntropy.{'forward' if name == 'loss' else 'derivative'}"
    x, y = batch
    x2, y2 = _ordinary_rows(exam)
    got, want = exam.ask("loss_run", x=x, y=y, x2=x2, y2=y2), spring_answers.loss_answers(x, y)
    sensitivity = sensitivity_of(
        lambda x: {"loss": cross_entropy(x, y), "derivative": softmax(x) - y}, {"x": x}, exam.rng
    )
    exam.check(
        got,
        {name: want[name]},
        place=place,
        unstable="unstable",
        N=len(x),
        sensitivity=sensitivity,
        candidates=lambda: _loss_mistakes(x, y),
    )
    if again:
        later = f"{name} of a second batch"
        exam.check(
            got,
            {later: spring_answers.loss_answers(x2, y2)[name]},
            place=place,
            N=len(x2),
            candidates=lambda: [("stale state", {later: want[name]})],
        )
    exam.note(changed(got, {"logits": x, "labels": y}, place))


@TESTS.test("loss", "forward", 1.5, about="SoftmaxCrossEntropy")
def _loss_forward(exam: Exam) -> None:
    _loss(exam, "loss", _ordinary_rows(exam))


@TESTS.test(
    "loss", "forward of large logits", 0.5, about="SoftmaxCrossEntropy", after=("forward",), edge=True
)
def _loss_forward_large(exam: Exam) -> None:
    _loss(exam, "loss", _large_rows(exam))


@TESTS.test("loss", "derivative", 1.5, about="SoftmaxCrossEntropy")
def _loss_derivative(exam: Exam) -> None:
    _loss(exam, "derivative", _ordinary_rows(exam), again=True)


@TESTS.test(
    "loss", "derivative of large logits", 0.5, about="SoftmaxCrossEntropy", after=("derivative",), edge=True
)
def _loss_derivative_large(exam: Exam) -> None:
    _loss(exam, "derivative", _large_rows(exam))
