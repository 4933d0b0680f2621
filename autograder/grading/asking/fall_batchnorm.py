"""The problem of Fall 2020 on batch norm (2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.asking.fall_operations import away_from_zero
from autograder.grading.judging import fall_answers
from autograder.grading.judging.compare import Mismatch
from autograder.grading.judging.diagnose import Wrong, changed, no_gradient, wrong

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
NEEDS = ("subtract", "multiply", "divide", "autograd", "linear")  # of linear: Add

BATCHNORM_MISTAKES = (
    "missing gamma",
    "missing mean path",
    "missing variance path",
    "missing both paths",
    "sign of the variance path",
    "sign of the mean path",
    "factor 2 in the variance path",
    "standard deviation left out of the derivative",
    "dgamma averaged",
    "dbeta averaged",
    "dgamma from x instead of the normalised x",
    "gamma left out going forward",
    "beta left out",
    "batch statistics in evaluation",
    "evaluation mode ignored",
    "training mode ignored",
    "made in evaluation mode",
    "running average the wrong way round",
    "running variance biased the other way",
    "running averages never move",
    "running averages move in evaluation",
    "running average not averaged",
    "unbiased variance where the biased one belongs",
    "eps outside the root",
    "wrong eps",
    "no eps",
    "variance without its root",
    "one-pass variance",
    "mean not subtracted",
    "running standard deviation",
    "running average starts from the first batch",
    "running average keeps all of the old",
    "settings ignored",
)
SPREAD, SMALL = np.array([20.0, 16.0, 32.0, 24.0]), np.full(4, 0.01)  # far above the root of eps, and near it


def _batchnorm(
    exam: Exam,
    wanted: Sequence[str],
    place: str,
    *,
    spread: Array = SPREAD,
    far: float = 0.0,
    momentum: float | None = None,
    as_made: bool = False,
) -> dict[str, Any]:
    """Check these values of a layer trained on two batches and evaluated; far: added to both."""
    rng, C = exam.rng, exam.size(4)
    xs = [
        (rng.normal(size=(max(2, exam.size(N)), C)) + rng.normal(size=C)) * spread[:C] + far for N in (7, 6)
    ]
    given: dict[str, Any] = {
        "gamma": away_from_zero(rng, C),
        "beta": rng.normal(size=C),
        "xs": xs,
        "x_eval": rng.normal(size=(max(2, exam.size(5)), C)) * spread[:C] + 1,
        "momentum": momentum,
    }
    got = exam.ask("batchnorm_forward", **given, as_made=as_made)
    want = fall_answers.batchnorm_answers(**given)
    want = {name: want[name] for name in wanted}
    exam.check(
        _without_shape(exam, got, want, place),
        want,
        place=place,
        N=len(xs[0]),
        eps=1e-5,
        which="in Fall it is the unbiased one, over N - 1",
        candidates=lambda: [(m, fall_answers.norm_answers(**given, wrong=m)) for m in BATCHNORM_MISTAKES],
    )
    exam.note(changed(got, {f"x of batch {k} afterwards": x for k, x in enumerate(xs, 1)}, "BatchNorm1d"))
    return got


def _without_shape(exam: Exam, got: dict[str, Any], want: dict[str, Any], place: str) -> dict[str, Any]:
    """The values with running averages in the shape that the starter code gives them: another one is a
    remark, for no formula of the handout speaks of it.
    """
    shaped = dict(got)
    for name, expected in want.items():
        value = got[name]
        alike = isinstance(value, np.ndarray) and value.size == expected.size
        if name.startswith("running") and alike and value.shape != expected.shape:
            shapes = {"got": value.shape, "want": expected.shape}
            exam.note(wrong(f"{place}: {name}", ["wrong shape"], Mismatch(None), shapes))
            shaped[name] = value.reshape(expected.shape)
    return shaped


@TESTS.test("batchnorm", "forward", 2, about="BatchNorm1d", needs=NEEDS)
def _batchnorm_forward(exam: Exam) -> None:
    """In training, which is the mode of a new layer."""
    _batchnorm(exam, ["output of batch 1", "output of batch 2"], "BatchNorm1d in training", as_made=True)


@TESTS.test(
    "batchnorm",
    "forward where the variance is small",
    0.5,
    about="BatchNorm1d",
    needs=NEEDS,
    after=["forward"],
    edge=True,
)
def _batchnorm_eps(exam: Exam) -> None:
    """A variance so small that eps matters."""
    _batchnorm(exam, ["output of batch 1", "output of batch 2"], "BatchNorm1d in training", spread=SMALL)


for _name, _points in (("gradient of x", 1.5), ("gradient of gamma", 1), ("gradient of beta", 1)):

    @TESTS.test("batchnorm", _name, _points, about="BatchNorm1d", needs=NEEDS, after=["forward"])
    def _(exam: Exam, name: str = _name) -> None:
        rng, N, C = exam.rng, max(2, exam.size(7)), exam.size(4)
        given = {
            "gamma": away_from_zero(rng, C),
            "beta": rng.normal(size=C),
            "x": rng.normal(size=(N, C)) * SPREAD[:C],
            "g": rng.normal(size=(N, C)),
        }
        got, want = exam.ask("batchnorm_gradients", **given), fall_answers.batchnorm_gradients(**given)
        exam.check(
            got,
            {name: want[name]},
            place="BatchNorm1d, backward in training",
            N=N,
            eps=1e-5,
            candidates=lambda: [
                *((m, fall_answers.norm_gradients(**given, wrong=m)) for m in BATCHNORM_MISTAKES),
                no_gradient(got, [name]),
            ],
        )


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
