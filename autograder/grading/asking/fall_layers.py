"""The problems of Fall 2020 on layers: linear layer, ReLU, cross entropy (2.1, 2.2, 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.asking.fall_operations import ODD, away_from_zero, judge_shapes
from autograder.grading.judging import fall_answers
from autograder.grading.judging.compare import close
from autograder.grading.judging.diagnose import changed, no_gradient

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
OPERATIONS = ("subtract", "multiply", "divide", "autograd")
NEEDS = (*OPERATIONS, "linear")  # of linear: Add


# ---- 2.1 linear layer


def _linear(exam: Exam, name: str) -> None:
    """Check one of the values that a layer computes for two batches with its own weights."""
    N, n_in, n_out = exam.size(6), exam.size(4), exam.size(3)
    xs = [exam.rng.normal(size=(N, n_in)) for _ in range(2)]
    gs = [exam.rng.normal(size=(N, n_out)) for _ in range(2)]
    got = exam.ask("linear_run", n_in=n_in, n_out=n_out, xs=xs, gs=gs)
    weight = _parameter(exam, got, "weight", (n_out, n_in))
    bias = _parameter(exam, got, "bias", (n_out,) if name == "gradient of bias" else np.shape(got["bias"]))
    bias = bias.reshape(n_out)

    def values(k: int) -> dict[str, Any]:
        return fall_answers.linear_answers(xs[k], weight, bias, gs[k])

    def named(value: Any) -> dict[str, Any]:
        return {f"{name} of batch {k + 1}": value(k) for k in range(2)}

    mistakes = {
        "output": {"bias left out": lambda k: xs[k] @ weight.T},
        "gradient of x": {},
        "gradient of weight": {"stale state": lambda k: gs[k].T @ xs[0]},
        "gradient of bias": {
            "not un-broadcast": lambda k: gs[k],
            "un-broadcast by the mean": lambda k: gs[k].mean(axis=0),
        },
    }[name]
    output = got["output of batch 1"]
    if (
        name == "gradient of bias"
        and isinstance(output, np.ndarray)
        and close(output, xs[0] @ weight.T, 1e-6)
    ):
        mistakes = {"bias left out": lambda k: None}
    exam.check(
        got,
        named(lambda k: values(k)[name]),
        N=N,
        place="Linear, forward" if name == "output" else "Linear, backward",
        candidates=lambda: [
            *((mistake, named(value)) for mistake, value in mistakes.items()),
            no_gradient(got, named(lambda k: None)),
        ],
    )
    if name == "output":
        exam.note(
            changed(got, {f"x of batch {k + 1} afterwards": x for k, x in enumerate(xs)}, "Linear, forward")
        )
        exam.note(changed(got, {"weight afterwards": weight, "bias afterwards": got["bias"]}, "Linear"))


def _parameter(exam: Exam, got: dict[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    """The hand-in's own parameter, which must be an array of this shape."""
    value = got[name]
    if not isinstance(value, np.ndarray) or value.shape != shape:
        exam.check(got, {name: np.zeros(shape)}, place="Linear.__init__")
    return np.asarray(value, dtype=float)


for _name, _points in (
    ("forward", 1.5),
    ("gradient of weight", 1),
    ("gradient of bias", 0.75),
    ("gradient of x", 0.75),
):

    @TESTS.test("linear", _name, _points, about="Linear", needs=OPERATIONS)
    def _(exam: Exam, name: str = "output" if _name == "forward" else _name) -> None:
        _linear(exam, name)


@TESTS.test("linear", "several in a Sequential", 0.5, about="Sequential", needs=OPERATIONS, after=["forward"])
def _sequential(exam: Exam) -> None:
    sizes = [exam.size(n) for n in (4, 5, 3, 2)]
    x, g = exam.rng.normal(size=(exam.size(6), sizes[0])), exam.rng.normal(size=(exam.size(6), sizes[-1]))
    got = exam.ask("sequential_run", sizes=sizes, x=x, g=g)
    output = x
    for i, shape in enumerate(zip(sizes[1:], sizes, strict=False), start=1):
        weight = _parameter(exam, got, f"weight {i}", shape)
        output = output @ weight.T + _parameter(exam, got, f"bias {i}", np.shape(got[f"bias {i}"]))
    exam.check(got, {"output": output}, place="Sequential.forward")


@TESTS.test(
    "linear",
    "Add of different shapes",
    0.5,
    about="broadcasting",
    needs=("autograd",),
    after=["gradient of bias"],
    edge=True,
)
def _add(exam: Exam) -> None:
    rows, columns = exam.size(3), exam.size(4)
    judge_shapes(exam, "+", [((rows, columns), one) for one in ((columns,), (1, columns), ())])
    if exam.largest is None:
        judge_shapes(exam, "+", ODD)


# ---- 2.2 ReLU


def _relu(exam: Exam, name: str, x: Array) -> None:
    g = exam.rng.normal(size=x.shape)
    got, want = exam.ask("relu_run", x=x, g=g), fall_answers.relu_answers(x, g)
    exam.check(
        got,
        {name: want[name]},
        place="ReLU",
        candidates=lambda: [
            ("derivative at 0", {"gradient of x": g * (x >= 0)}),
            ("gradient passed on", {"gradient of x": g}),
            ("derivative instead of the gradient", {"gradient of x": (x > 0) * 1.0}),
            ("sign", {"gradient of x": -g * (x > 0), "output": np.maximum(-x, 0)}),
            ("derivative of the input", {"gradient of x": g * np.maximum(x, 0)}),
            ("cut by the gradient", {"gradient of x": np.maximum(g, 0)}),
            no_gradient(got, [name]),
        ],
    )
    exam.note(changed(got, {"x afterwards": x}, "ReLU"))


@TESTS.test("relu", "forward", 4, about="ReLU", needs=NEEDS)
def _relu_forward(exam: Exam) -> None:
    _relu(exam, "output", away_from_zero(exam.rng, exam.size(5), exam.size(4)))


@TESTS.test("relu", "backward", 4.5, about="ReLU", needs=NEEDS)
def _relu_backward(exam: Exam) -> None:
    _relu(exam, "gradient of x", away_from_zero(exam.rng, exam.size(5), exam.size(4)))


@TESTS.test("relu", "at zero", 1.5, about="ReLU", needs=NEEDS, after=["forward", "backward"], edge=True)
def _relu_at_zero(exam: Exam) -> None:
    x = away_from_zero(exam.rng, exam.size(5), exam.size(4))
    x[0, 0], x[-1, -1] = 0.0, -0.0
    for name in ("output", "gradient of x"):
        _relu(exam, name, x)


# ---- 2.5 cross entropy

LOSS_MISTAKES = (
    "summed",
    "unstable",
    "unstable logarithm",
    "global maximum",
    "maximum not added back",
    "divided by N twice",
    "sign",
    "labels left out",
    "labels out of order",
)


def _cross_entropy(
    exam: Exam, wanted: Sequence[str], place: str, around: Sequence[float] = (0.0,), spread: float = 2.0
) -> None:
    """Check these values for logits whose rows have these means in turn."""
    N, C = exam.size(7), exam.size(5)
    x = exam.rng.normal(size=(N, C)) * spread + np.resize(around, N)[:, np.newaxis]
    x = np.round(x * 64) / 64  # exact in float32 too
    labels, g = exam.rng.integers(C, size=N), float(exam.rng.uniform(0.5, 2))
    got = exam.ask("cross_entropy_run", x=x, labels=labels, g=g)
    whole = "gradient of the logits"

    def values(mistake: str = "") -> dict[str, Any]:
        found = (
            fall_answers.cross_entropy_mistake(x, labels, mistake)
            if mistake
            else fall_answers.cross_entropy_answers(x, labels)
        )
        return found | {"loss of the function": found["loss"], f"{whole}, scaled": g * found[whole]}

    right = values()
    exam.check(
        _single(got),
        {name: right[name] for name in wanted},
        place=place,
        unstable="unstable",
        N=N,
        candidates=lambda: [
            *((mistake.removesuffix(" logarithm"), values(mistake)) for mistake in LOSS_MISTAKES),
            ("derivative instead of the gradient", {f"{whole}, scaled": right[whole]}),
            no_gradient(got, wanted),
        ],
    )
    exam.note(changed(got, {"logits afterwards": x, "labels afterwards": labels}, place))


def _single(got: dict[str, Any]) -> dict[str, Any]:
    """The values with losses reshaped to (); another test checks their shape."""
    losses = {name: value for name, value in got.items() if name.startswith("loss")}
    single = {name: v.reshape(()) for name, v in losses.items() if isinstance(v, np.ndarray) and v.size == 1}
    return got | single


LOSSES, GRADIENT = ("loss", "loss of the function"), "gradient of the logits"
LARGE, MIXED = (1000.0,), (1000.0, -1000.0, 0.0, 500.0)  # means of the rows' logits


@TESTS.test("cross_entropy", "forward", 5, about="cross_entropy", needs=NEEDS)
def _cross_entropy_forward(exam: Exam) -> None:
    _cross_entropy(exam, LOSSES, "cross_entropy")


@TESTS.test("cross_entropy", "shape of the loss", 0.5, about="cross_entropy", needs=NEEDS, edge=True)
def _cross_entropy_shape(exam: Exam) -> None:
    """The loss is one number, of shape (), as in the starter code."""
    x, labels = exam.rng.normal(size=(exam.size(7), exam.size(5))), np.zeros(exam.size(7), dtype=int)
    got = exam.ask("cross_entropy_run", x=x, labels=labels, g=1.0)
    loss = got["loss of the function"]
    if not isinstance(loss, np.ndarray) or loss.shape != ():
        exam.check(
            got,
            {"loss of the function": fall_answers.cross_entropy_answers(x, labels)["loss"]},
            place="cross_entropy",
        )


@TESTS.test(
    "cross_entropy",
    "forward of large logits",
    1.5,
    about="cross_entropy",
    needs=NEEDS,
    after=["forward"],
    edge=True,
)
def _cross_entropy_large(exam: Exam) -> None:
    _cross_entropy(exam, LOSSES, "cross_entropy", LARGE)


@TESTS.test(
    "cross_entropy",
    "forward of rows of different size",
    1,
    about="cross_entropy",
    needs=NEEDS,
    after=["forward"],
    edge=True,
)
def _cross_entropy_mixed(exam: Exam) -> None:
    _cross_entropy(exam, LOSSES, "cross_entropy", MIXED)


@TESTS.test("cross_entropy", "backward", 5.5, about="cross_entropy", needs=NEEDS)
def _cross_entropy_backward(exam: Exam) -> None:
    _cross_entropy(exam, [GRADIENT], "cross_entropy, backward")


@TESTS.test(
    "cross_entropy",
    "backward, times what arrives",
    0.5,
    about="cross_entropy",
    needs=NEEDS,
    after=["backward"],
    edge=True,
)
def _cross_entropy_scaled(exam: Exam) -> None:
    _cross_entropy(exam, [f"{GRADIENT}, scaled"], "cross_entropy, backward")


@TESTS.test(
    "cross_entropy",
    "backward of large logits",
    1,
    about="cross_entropy",
    needs=NEEDS,
    after=["backward"],
    edge=True,
)
def _cross_entropy_back_large(exam: Exam) -> None:
    _cross_entropy(exam, [GRADIENT], "cross_entropy, backward", LARGE)
