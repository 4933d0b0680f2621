"""The check of one of the later homeworks' layers: values and gradients in every way, compared in pairs.

A difference is measured in units of the sensitivity, as in check.py; here that is found by moving the numbers
of the problem (docs/same-gradient.md).
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.crosscheck import pytorch_oracle
from autograder.crosscheck.check import KINK, Finding
from autograder.crosscheck.dialects import Answers
from autograder.crosscheck.later_dialects import later_answer, later_of_the_summed_loss
from autograder.crosscheck.later_oracle import later_along, later_kink, later_value
from autograder.crosscheck.later_problems import LaterProblem
from autograder.crosscheck.later_pytorch import later_by_pytorch
from autograder.crosscheck.measures import distance
from hw1.networks import TWINS

__all__ = ["LATER_COMPARISONS", "MOST_LATER_RATIO", "check_later"]

Array = NDArray[Any]
MOVES = 4  # random movements of all numbers by one epsilon, to find the sensitivity
MOST_LATER_RATIO = 64  # largest error divided by sensitivity; four movements of few numbers are a rough guess
LATER_COMPARISONS = (
    "by hand ~ by autograd",
    "by hand ~ complex step",
    "by autograd ~ complex step",
    "by hand ~ PyTorch",
    "by autograd ~ PyTorch",
)


def check_later(problem: LaterProblem, *, with_pytorch: bool = True) -> Iterator[Finding]:
    """Compare the value, every gradient, and what steps of training lead to, in all ways that there are."""
    with np.errstate(all="ignore"):
        twins = {twin: later_answer(twin, problem) for twin in TWINS}
        sensitivity = _Sensitivity(problem, twins)
        hand, autograd = twins["by hand"], twins["by autograd"]
        for name, array in hand.items():
            yield _finding(problem, LATER_COMPARISONS[0], name, autograd[name], array, sensitivity)
        if later_kink(problem) <= KINK * float(np.finfo(problem.dtype).eps):
            return  # another slope would be right as well
        yield from _against_complex_step(problem, twins, sensitivity)
        if with_pytorch and pytorch_oracle.version():
            for name, theirs in later_by_pytorch(problem).items():
                right = theirs.astype(problem.dtype)
                for twin, answers in twins.items():
                    yield _finding(problem, f"{twin} ~ PyTorch", name, answers[name], right, sensitivity)


def _against_complex_step(
    problem: LaterProblem, twins: dict[str, Answers], sensitivity: "_Sensitivity"
) -> Iterator[Finding]:
    """Compare the value, and the derivative along a random direction of each array."""
    right = later_value(problem).astype(problem.dtype)
    exact = {
        name: np.array(later_along(problem, name, direction), problem.dtype)
        for name, direction in _directions(problem).items()
    }
    for twin, answers in twins.items():
        comparison = f"{twin} ~ complex step"
        yield _finding(problem, comparison, "y", answers["y"], right, sensitivity)
        ours = _along(problem, answers)
        for name, slope in exact.items():
            yield _finding(problem, comparison, f"d({name})", ours[f"d({name})"], slope, sensitivity)


def _finding(
    problem: LaterProblem, comparison: str, name: str, ours: Array, right: Array, sensitivity: "_Sensitivity"
) -> Finding:
    figures = distance(ours, right, partial(sensitivity.of, name))
    return Finding(f"{problem.layer}: {comparison}", name, figures, figures.ratio <= MOST_LATER_RATIO)


def _directions(problem: LaterProblem) -> dict[str, Array]:
    rng = np.random.default_rng([problem.seed, 4])
    return {name: rng.normal(size=array.shape) for name, array in problem.arrays.items()}


def _along(problem: LaterProblem, answers: Answers) -> Answers:
    """The derivative of the loss along each direction, by the gradients that were found: "d(x)" …"""
    gradients = later_of_the_summed_loss(problem, answers)
    return {
        f"d({name})": np.array((gradients[f"d{name}"] * v.astype(np.longdouble)).sum(), problem.dtype)
        for name, v in _directions(problem).items()
    }


class _Sensitivity:
    """How far a tensor moves when the numbers that it is made of move by one epsilon, computed when needed.

    Both twins are moved, and the smaller change counts: so a bug that makes one of them noisy does not make
    the check less strict. It is at least half an epsilon of the largest element, and for a derivative along a
    direction at least that of its largest term. The gradient of x is at least half an epsilon of the loss's
    largest term over the largest x: where attention has one key, both twins give exactly 0, and another
    program may give the rounding errors of two such terms that cancel.
    """

    def __init__(self, problem: LaterProblem, twins: dict[str, Answers]) -> None:
        self.problem, self.twins = problem, twins
        self._moved: dict[str, list[Answers]] = {}

    def of(self, name: str) -> float:
        """The sensitivity of the most sensitive element."""
        if not self._moved:
            rng = np.random.default_rng([self.problem.seed, 5])
            problems = [self.problem.moved(rng) for _ in range(MOVES)]
            self._moved = {
                twin: [self._all(answers), *(self._all(later_answer(twin, moved)) for moved in problems)]
                for twin, answers in self.twins.items()
            }
        found = []
        for start, *moved in self._moved.values():
            changes = [float(np.abs(other[name] - start[name]).max()) for other in moved]
            found.append(max(self._least(name, start), *changes))
        return min(found)

    def _all(self, answers: Answers) -> Answers:
        return answers | _along(self.problem, answers)

    def _least(self, name: str, start: Answers) -> float:
        half = float(np.finfo(self.problem.dtype).eps) / 2
        if name.startswith("d("):
            of = name[2:-1]
            terms = later_of_the_summed_loss(self.problem, start)[f"d{of}"] * _directions(self.problem)[of]
            return half * float(np.abs(terms).max())
        x = self.problem.arrays.get(name.removeprefix("d"))
        size = 0.0 if x is None else float(np.abs(x).max(initial=0))
        term = float(np.abs(start["y"] * self.problem.upstream).max(initial=0)) / size if size else 0.0
        return half * max(term, float(np.abs(start[name]).max()))
