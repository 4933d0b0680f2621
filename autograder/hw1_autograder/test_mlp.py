"""The problems of Fall 2020 on layers: linear layer, ReLU, batch norm, cross entropy (2.1, 2.2, 2.4, 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import autograd_layers as layers
from autograder.grading.compare import Mismatch, close
from autograder.grading.diagnose import Wrong, changed, no_gradient, wrong
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.operations import ODD, away_from_zero, judge_shapes

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
OPERATIONS = ("subtract", "multiply", "divide", "autograd")
NEEDS = (*OPERATIONS, "linear")  # of linear: Add


# ---- 2.1 linear layer


def _linear(exam: Exam, name: str) -> None:
    """One of the values that a layer gives for two batches, of its own weights."""
    N, n_in, n_out = exam.size(6), exam.size(4), exam.size(3)
    xs = [exam.rng.normal(size=(N, n_in)) for _ in range(2)]
    gs = [exam.rng.normal(size=(N, n_out)) for _ in range(2)]
    got = exam.ask("linear_run", n_in=n_in, n_out=n_out, xs=xs, gs=gs)
    weight = _parameter(exam, got, "weight", (n_out, n_in))
    bias = _parameter(exam, got, "bias", (n_out,) if name == "gradient of bias" else np.shape(got["bias"]))
    bias = bias.reshape(n_out)

    def values(k: int) -> dict[str, Any]:
        return layers.linear_answers(xs[k], weight, bias, gs[k])

    def named(value: Any) -> dict[str, Any]:
        return {f"{name} of batch {k + 1}": value(k) for k in range(2)}

    mistakes = {
        "output": {"bias left out": lambda k: xs[k] @ weight.T},
        "gradient of x": {},
        "gradient of weight": {"stale state": lambda k: gs[k].T @ xs[0]},
        "gradient of bias": {
            **({"bias left out": lambda k: None} if close(got["output of batch 1"], xs[0] @ weight.T, 1e-6) else {}),
            "not un-broadcast": lambda k: gs[k], "un-broadcast by the mean": lambda k: gs[k].mean(axis=0),
        },
    }[name]  # fmt: skip
    exam.check(
        got, named(lambda k: values(k)[name]), N=N,
        place="Linear.forward" if name == "output" else "Linear, backward",
        candidates=lambda: [
            *((mistake, named(value)) for mistake, value in mistakes.items()),
            no_gradient(got, named(lambda k: None)),
        ],
    )  # fmt: skip
    if name == "output":
        exam.note(
            changed(got, {f"x of batch {k + 1} afterwards": x for k, x in enumerate(xs)}, "Linear.forward")
        )
        exam.note(changed(got, {"weight afterwards": weight, "bias afterwards": got["bias"]}, "Linear"))


def _parameter(exam: Exam, got: dict[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    """The hand-in's own, which has to be an array of this shape."""
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
    "linear", "Add of different shapes", 0.5, about="broadcasting", needs=("autograd",), after=["gradient of bias"],
    edge=True,
)  # fmt: skip
def _add(exam: Exam) -> None:
    rows, columns = exam.size(3), exam.size(4)
    judge_shapes(exam, "+", [((rows, columns), one) for one in ((columns,), (1, columns), ())])
    if exam.largest is None:
        judge_shapes(exam, "+", ODD)


# ---- 2.2 ReLU


def _relu(exam: Exam, name: str, x: Array) -> None:
    g = exam.rng.normal(size=x.shape)
    got, want = exam.ask("relu_run", x=x, g=g), layers.relu_answers(x, g)
    exam.check(
        got, {name: want[name]}, place="ReLU",
        candidates=lambda: [
            ("derivative at 0", {"gradient of x": g * (x >= 0)}),
            ("gradient passed on", {"gradient of x": g}),
            ("derivative instead of the gradient", {"gradient of x": (x > 0) * 1.0}),
            ("sign", {"gradient of x": -g * (x > 0), "output": np.maximum(-x, 0)}),
            ("derivative of the input", {"gradient of x": g * np.maximum(x, 0)}),
            no_gradient(got, [name]),
        ],
    )  # fmt: skip
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


# ---- 2.4 batch norm

BATCHNORM_MISTAKES = (
    "missing gamma", "missing mean path", "missing variance path", "missing both paths",
    "sign of the variance path", "sign of the mean path", "factor 2 in the variance path",
    "standard deviation left out of the derivative", "dgamma averaged", "dbeta averaged",
    "dgamma from x instead of the normalised x", "gamma left out going forward", "beta left out",
    "batch statistics in evaluation", "evaluation mode ignored", "training mode ignored", "made in evaluation mode",
    "running average the wrong way round", "running variance biased the other way", "running averages never move",
    "running averages move in evaluation", "running average not averaged",
    "unbiased variance where the biased one belongs", "eps outside the root", "wrong eps", "no eps",
    "variance without its root", "one-pass variance", "mean not subtracted", "running standard deviation",
    "running average starts from the first batch", "running average keeps all of the old", "settings ignored",
)  # fmt: skip
SPREAD, SMALL = np.array([20.0, 16.0, 32.0, 24.0]), np.full(4, 0.01)  # far above eps's root, and near it


def _batchnorm(
    exam: Exam, wanted: Sequence[str], place: str, *, spread: Array = SPREAD, far: float = 0.0,
    momentum: float | None = None, as_made: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Check these values of a layer trained on two batches and evaluated; far: added to both."""
    rng, C = exam.rng, exam.size(4)
    xs = [
        (rng.normal(size=(max(2, exam.size(N)), C)) + rng.normal(size=C)) * spread[:C] + far for N in (7, 6)
    ]
    given = {
        "gamma": away_from_zero(rng, C), "beta": rng.normal(size=C), "xs": xs,
        "x_eval": rng.normal(size=(max(2, exam.size(5)), C)) * spread[:C] + 1, "momentum": momentum,
    }  # fmt: skip
    got, want = exam.ask("batchnorm_forward", **given, as_made=as_made), layers.batchnorm_answers(**given)
    want = {name: want[name] for name in wanted}
    exam.check(
        _without_shape(exam, got, want, place), want, place=place, N=len(xs[0]), eps=1e-5,
        which="in Fall it is the unbiased one, over N - 1",
        candidates=lambda: [(m, layers.norm_answers(**given, wrong=m)) for m in BATCHNORM_MISTAKES],
    )  # fmt: skip
    exam.note(changed(got, {f"x of batch {k} afterwards": x for k, x in enumerate(xs, 1)}, "BatchNorm1d"))
    return got


def _without_shape(exam: Exam, got: dict[str, Any], want: dict[str, Any], place: str) -> dict[str, Any]:
    """The values with running averages in the shape that the starter code gives them: another one is a remark,
    for no formula of the handout speaks of it.
    """
    shaped = dict(got)
    for name, expected in want.items():
        value = got[name]
        if name.startswith("running") and isinstance(value, np.ndarray) and value.shape != expected.shape:
            if value.size == expected.size:
                exam.note(wrong(f"{place}: {name}", ["wrong shape"], Mismatch(None),
                                {"got": value.shape, "want": expected.shape}))  # fmt: skip
                shaped[name] = value.reshape(expected.shape)
    return shaped


@TESTS.test("batchnorm", "forward", 2, about="BatchNorm1d", needs=NEEDS)
def _batchnorm_forward(exam: Exam) -> None:
    """In training, which is the mode of a new layer."""
    _batchnorm(exam, ["output of batch 1", "output of batch 2"], "BatchNorm1d in training", as_made=True)


@TESTS.test(
    "batchnorm", "forward where the variance is small", 0.5, about="BatchNorm1d", needs=NEEDS, after=["forward"],
    edge=True,
)  # fmt: skip
def _batchnorm_eps(exam: Exam) -> None:
    """So small that eps counts."""
    _batchnorm(exam, ["output of batch 1", "output of batch 2"], "BatchNorm1d in training", spread=SMALL)


for _name, _points in (("gradient of x", 1.5), ("gradient of gamma", 1), ("gradient of beta", 1)):

    @TESTS.test("batchnorm", _name, _points, about="BatchNorm1d", needs=NEEDS, after=["forward"])
    def _(exam: Exam, name: str = _name) -> None:
        rng, N, C = exam.rng, max(2, exam.size(7)), exam.size(4)
        given = {
            "gamma": away_from_zero(rng, C), "beta": rng.normal(size=C), "x": rng.normal(size=(N, C)) * SPREAD[:C],
            "g": rng.normal(size=(N, C)),
        }  # fmt: skip
        got, want = exam.ask("batchnorm_gradients", **given), layers.batchnorm_gradients(**given)
        exam.check(
            got, {name: want[name]}, place="BatchNorm1d, backward in training", N=N, eps=1e-5,
            candidates=lambda: [
                *((m, layers.norm_gradients(**given, wrong=m)) for m in BATCHNORM_MISTAKES), no_gradient(got, [name]),
            ],
        )  # fmt: skip


for _name, _value in (("running mean", "running_mean"), ("running variance", "running_var")):

    @TESTS.test("batchnorm", _name, 1, about="BatchNorm1d", needs=NEEDS)
    def _(exam: Exam, value: str = _value) -> None:
        _batchnorm(exam, [f"{value} of batch 1", f"{value} of batch 2"], "BatchNorm1d in training")


RUNNING = ("running mean", "running variance")


@TESTS.test("batchnorm", "evaluation", 1.5, about="BatchNorm1d", needs=NEEDS, after=["forward", *RUNNING])
def _batchnorm_evaluation(exam: Exam) -> None:
    place = "BatchNorm1d in evaluation"
    still = ["running_mean after evaluation", "running_var after evaluation"]
    _batchnorm(exam, ["output in evaluation", *still, "output back in training"], place)
    x = exam.rng.normal(size=(exam.size(3), exam.size(4)))
    exam.check(exam.ask("new_batchnorm", x=x), {"output of a new layer": x / np.sqrt(1 + 1e-5)}, place=place)


@TESTS.test(
    "batchnorm",
    "momentum given",
    0.5,
    about="BatchNorm1d",
    needs=NEEDS,
    after=["forward", *RUNNING],
    edge=True,
)
def _batchnorm_momentum(exam: Exam) -> None:
    moved = ["running_mean of batch 1", "running_var of batch 1"]
    _batchnorm(exam, moved, "BatchNorm1d(momentum=0.75) in training", momentum=0.75)


@TESTS.remark("batchnorm", "columns far from zero", needs=NEEDS, after=["forward"])
def _batchnorm_far(exam: Exam) -> None:
    place = "BatchNorm1d in training"
    try:
        _batchnorm(exam, ["output of batch 1", "output of batch 2"], place, spread=np.ones(4), far=1e5)
    except Wrong as error:
        lines = tuple(str(error).split("\n  ")[1:])
        raise wrong(
            f"{place}, far from 0: output", ["digits lost"], Mismatch(None, lines=lines), {}
        ) from None


@TESTS.remark("batchnorm", "running averages and the graph", needs=NEEDS, after=["forward", *RUNNING])
def _batchnorm_graph(exam: Exam) -> None:
    got = _batchnorm(exam, [], "BatchNorm1d in training")
    for name in ("running_mean", "running_var"):
        if got[f"{name} requires a gradient"] is True:
            raise wrong(f"BatchNorm1d: {name}", ["statistics in the graph"], Mismatch(None), {})


@TESTS.remark("batchnorm", "a batch of one", needs=NEEDS, after=["forward", *RUNNING])
def _batchnorm_one(exam: Exam) -> None:
    value = exam.ask("batch_of_one", x=exam.rng.normal(size=(1, 4)))["running_var"]
    if not isinstance(value, np.ndarray) or not np.isfinite(value).all():
        found = Mismatch("not a number", lines=("N - 1 is 0: raise an error that says so",))
        raise wrong("BatchNorm1d: running_var after a batch of one", ["not a number"], found, {"bad": "nan"})


# ---- 2.5 cross entropy

LOSS_MISTAKES = (
    "summed", "unstable", "unstable logarithm", "global maximum", "maximum not added back",
    "divided by N twice", "sign", "labels left out", "labels out of order",
)  # fmt: skip


def _cross_entropy(
    exam: Exam, wanted: Sequence[str], place: str, around: Sequence[float] = (0.0,), spread: float = 2.0
) -> None:
    """Check these values for logits whose rows lie around these numbers in turn."""
    N, C = exam.size(7), exam.size(5)
    x = exam.rng.normal(size=(N, C)) * spread + np.resize(around, N)[:, np.newaxis]
    labels, g = exam.rng.integers(C, size=N), float(exam.rng.uniform(0.5, 2))
    got = exam.ask("cross_entropy_run", x=x, labels=labels, g=g)
    whole = "gradient of the logits"

    def values(mistake: str = "") -> dict[str, Any]:
        found = (
            layers.cross_entropy_mistake(x, labels, mistake)
            if mistake
            else layers.cross_entropy_answers(x, labels)
        )
        return found | {"loss of the function": found["loss"], f"{whole}, scaled": g * found[whole]}

    right = values()
    exam.check(
        _single(got), {name: right[name] for name in wanted}, place=place, unstable="unstable", N=N,
        candidates=lambda: [
            *((mistake.removesuffix(" logarithm"), values(mistake)) for mistake in LOSS_MISTAKES),
            ("derivative instead of the gradient", {f"{whole}, scaled": right[whole]}),
            no_gradient(got, wanted),
        ],
    )  # fmt: skip
    exam.note(changed(got, {"logits afterwards": x, "labels afterwards": labels}, place))


def _single(got: dict[str, Any]) -> dict[str, Any]:
    """The values with losses of shape (), whatever the shape of the one number: that is a test of its own."""
    return {
        name: value.reshape(()) if name.startswith("loss") and isinstance(value, np.ndarray) and value.size == 1
        else value for name, value in got.items()
    }  # fmt: skip


LOSSES, GRADIENT = ("loss", "loss of the function"), "gradient of the logits"
LARGE, MIXED = (1000.0,), (1000.0, -1000.0, 0.0, 500.0)  # where the rows' logits lie


@TESTS.test("cross_entropy", "forward", 5, about="cross_entropy", needs=NEEDS)
def _cross_entropy_forward(exam: Exam) -> None:
    _cross_entropy(exam, LOSSES, "cross_entropy")


@TESTS.test("cross_entropy", "shape of the loss", 0.5, about="cross_entropy", needs=NEEDS, edge=True)
def _cross_entropy_shape(exam: Exam) -> None:
    """One number, of shape (), as the starter code says."""
    x, labels = exam.rng.normal(size=(exam.size(7), exam.size(5))), np.zeros(exam.size(7), dtype=int)
    got = exam.ask("cross_entropy_run", x=x, labels=labels, g=1.0)
    loss = got["loss of the function"]
    if not isinstance(loss, np.ndarray) or loss.shape != ():
        exam.check(
            got,
            {"loss of the function": layers.cross_entropy_answers(x, labels)["loss"]},
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
    "cross_entropy", "forward of rows of different size", 1, about="cross_entropy", needs=NEEDS, after=["forward"],
    edge=True,
)  # fmt: skip
def _cross_entropy_mixed(exam: Exam) -> None:
    _cross_entropy(exam, LOSSES, "cross_entropy", MIXED)


@TESTS.test("cross_entropy", "backward", 5.5, about="cross_entropy", needs=NEEDS)
def _cross_entropy_backward(exam: Exam) -> None:
    _cross_entropy(exam, [GRADIENT], "cross_entropy, backward")


@TESTS.test(
    "cross_entropy", "backward, times what arrives", 0.5, about="cross_entropy", needs=NEEDS, after=["backward"],
    edge=True,
)  # fmt: skip
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
