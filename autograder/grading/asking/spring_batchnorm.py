"""Spring 2020, 3.3 and App. C: batch norm, alone and within a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.asking.network_checks import check_network, draw, still
from autograder.grading.judging import network_answers, spring_answers
from autograder.grading.judging.diagnose import Wrong, changed
from autograder.grading.judging.network_answers import NETWORK_MISTAKES
from autograder.grading.judging.references import sensitivity_of
from autograder.grading.running.session import HandinFailed

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]

MISTAKES = [m for m in NETWORK_MISTAKES if m not in ("batch norm left out", "wrong axis")] + [
    "one-pass variance",
    "no eps",
    "variance without its root",
    "mean not subtracted",
    "squares normalised",
    "running standard deviation",
    "running average starts from the first batch",
    "running average keeps all of the old",
    "paths through the batch in evaluation",
    "settings ignored",
    "statistics over the features",
    "last batch in evaluation",
]


def _problem(exam: Exam, batches: tuple[int, ...], spread: float = 1.0, alpha: float | None = None) -> Any:
    """A problem with three columns of this spread, and a batch for evaluation."""
    rng, C = exam.rng, exam.size(3)
    scale, mean = np.array([1.0, 0.5, 2.0])[:C] * spread, np.array([0.5, 0.0, -1.0])[:C]
    sizes = [max(2, exam.size(N)) for N in batches]
    return {
        "gamma": rng.uniform(0.5, 2, (1, C)) * rng.choice([-1, 1], (1, C)),
        "beta": rng.normal(size=(1, C)),
        "xs": [rng.normal(size=(N, C)) * scale + mean for N in sizes],
        "deltas": [rng.normal(size=(N, C)) for N in sizes],
        "x_eval": rng.normal(size=(exam.size(5), C)) + 1,
        "alpha": alpha,
        "running": [rng.normal(size=(1, C)), rng.uniform(0.5, 2, (1, C))],
    }


def _check(exam: Exam, given: dict[str, Any], wanted: Callable[[str], bool], place: str) -> dict[str, Any]:
    got, want = exam.ask("batchnorm_run", **given), spring_answers.batchnorm_answers(**given)

    def by_formula(**xs: Array) -> dict[str, Any]:
        return spring_answers.norm_answers(**{**given, "xs": list(xs.values())})

    sensitivity = sensitivity_of(by_formula, {f"x{k}": x for k, x in enumerate(given["xs"])}, exam.rng)
    sizes = [len(x) for x in given["xs"]]
    exam.check(
        got,
        {name: value for name, value in want.items() if wanted(name)},
        place=place,
        sensitivity=sensitivity,
        candidates=lambda: [(m, spring_answers.norm_answers(**given, wrong=m)) for m in MISTAKES],
        N=lambda name: sizes[int(name[-1]) - 1] if name[-1].isdigit() else None,
        eps=1e-8,
        which="in Spring it is the biased one, over N",
    )
    return got


def _of_batches(name: str) -> Callable[[str], bool]:
    return lambda value: value.startswith(f"{name} of batch")


@TESTS.test("batchnorm", "training, forward", 1.5, about="BatchNorm")
def _forward(exam: Exam) -> None:
    given = _problem(exam, (7, 6))
    wanted = ("output of batch 1", "output of batch 2", "output where eval is left out")
    got = _check(exam, given, wanted.__contains__, "BatchNorm.forward")
    given_xs = {f"x of batch {k} afterwards": x for k, x in enumerate(given["xs"], 1)}
    exam.note(changed(got, given_xs, "BatchNorm.forward"))


@TESTS.test(
    "batchnorm",
    "training, forward of a small spread",
    0.5,
    about="BatchNorm",
    edge=True,
    after=("training, forward",),
)
def _small_spread(exam: Exam) -> None:
    """Columns of so small a variance that eps matters."""
    _check(exam, _problem(exam, (7, 6), 1e-4), _of_batches("output"), "BatchNorm.forward")


def _training(name: str, points: float, method: str, after: tuple[str, ...] = ("training, forward",)) -> None:
    said = {"running_mean": "running mean", "running_var": "running variance"}.get(name, name)

    @TESTS.test("batchnorm", f"training, {said}", points, about="BatchNorm", after=after)
    def _(exam: Exam) -> None:
        given = _problem(exam, (7, 6))
        got = _check(exam, given, _of_batches(name), f"BatchNorm.{method}")
        given_deltas = {f"delta of batch {k} afterwards": d for k, d in enumerate(given["deltas"], 1)}
        exam.note(changed(got, given_deltas, "BatchNorm.backward"))


_training("running_mean", 1, "forward")
_training("running_var", 1, "forward")
_training("dgamma", 1, "backward")
_training("dbeta", 1, "backward", ())
_training("dx", 2, "backward")

IN_A_NETWORK: dict[str, Any] = {
    "about": "MLP",
    "needs": ("activations", "loss", "linear", "hidden_layers", "batchnorm"),
}
BACKWARD = ("training, forward", "training, dgamma", "training, dbeta", "training, dx")
RUNNING = ("training, running mean", "training, running variance")


@TESTS.test("batchnorm", "training, in a network", 2, **IN_A_NETWORK, after=BACKWARD)
def _network(exam: Exam) -> None:
    problem = draw(exam, [5, 4, 6, 3], ["Sigmoid", "Sigmoid", "Identity"], [7, 6], num_bn_layers=2)
    check_network(exam, still(problem), lambda name: name.startswith(("output of", "d")))


@TESTS.test("batchnorm", "inference, forward", 2, about="BatchNorm", after=("training, forward",))
def _inference(exam: Exam) -> None:
    """Inference with the hand-in's own running averages; or, if they may be wrong, with given ones."""
    given, place = _problem(exam, (7, 6)), "BatchNorm.forward with eval=True"
    try:
        got = _check(exam, given, lambda name: "evaluation" in name or "example" in name, place)
    except (Wrong, HandinFailed) as of_its_own:
        try:
            _check(exam, given, lambda name: "given statistics" in name, place)
        except (Wrong, HandinFailed):
            raise of_its_own from None
        return
    exam.note(
        changed(got, {"x of evaluation afterwards": given["x_eval"]}, "BatchNorm.forward with eval=True")
    )


@TESTS.test(
    "batchnorm",
    "a new layer",
    0.5,
    about="BatchNorm",
    after=("training, forward", "inference, forward", *RUNNING),
)
def _new(exam: Exam) -> None:
    """A new layer has gamma and running variance 1, beta and running mean 0."""
    given, C = _problem(exam, (7,)), exam.size(3)
    zeros, ones = np.zeros((1, C)), np.ones((1, C))
    given |= {"gamma": ones, "beta": zeros, "x_eval": given["xs"][0], "running": [zeros, ones]}
    want = spring_answers.batchnorm_answers(**given)
    wanted = {
        "output of batch 1": want["output of batch 1"],
        "output in evaluation": want["output with given statistics"],
    }
    exam.check(exam.ask("new_batchnorm", x=given["x_eval"]), wanted, place="BatchNorm as it is made")


@TESTS.test(
    "batchnorm",
    "inference, with the alpha that was given",
    0.5,
    about="BatchNorm",
    edge=True,
    after=("inference, forward",),
)
def _alpha(exam: Exam) -> None:
    """With alpha 0 only the last batch counts; its variance is so small that eps matters."""
    given = _problem(exam, (7, 6), 1e-4, 0.0)
    _check(exam, given, lambda name: "evaluation" in name, "BatchNorm(alpha=0).forward with eval=True")


@TESTS.test(
    "batchnorm",
    "inference, in a network",
    2,
    **IN_A_NETWORK,
    after=("training, in a network", "inference, forward"),
)
def _network_inference(exam: Exam) -> None:
    problem = still(draw(exam, [5, 4, 3], ["Sigmoid", "Identity"], [7, 6], num_bn_layers=1))
    got = check_network(exam, problem, lambda name: "evaluation" in name and name.startswith(("o", "r")))
    again = {"output back in training": network_answers.plain_training_output(problem)}
    exam.check(
        got,
        again,
        place="MLP.train",
        candidates=lambda: [("stale state", {"output back in training": got["output in evaluation"]})],
    )


@TESTS.remark("batchnorm", "columns far from zero", about="BatchNorm", after=(*BACKWARD, *RUNNING))
def _far(exam: Exam) -> None:
    """A column with a mean of 1e6, and a constant column."""
    given = _problem(exam, (7, 6))
    given["xs"][1][:, 1:2] += 1e6
    given["xs"][1][:, 2:] = 0.75
    _check(exam, given, _of_batches("output"), "BatchNorm.forward")
