"""The check of one network: differentiates it in every way, and compares the results in pairs.

The limits (`LIMITS`), and why they cannot be stricter: docs/same-gradient.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.crosscheck import complex_oracle, pytorch_oracle
from autograder.crosscheck.dialects import Answers, answer, of_the_summed_loss
from autograder.crosscheck.measures import Distance, distance
from autograder.crosscheck.problems import Problem
from autograder.crosscheck.rounding import sensitivities
from hw1.networks import TWINS

Array = NDArray[Any]

__all__ = ["COMPARISONS", "KINK", "WAYS", "Finding", "check_network"]

PLAIN = "by hand = by autograd, without BN"
WITH_BN = "by hand ~ by autograd, with BN"
COMPARISONS = (
    PLAIN,
    WITH_BN,
    "by hand ~ complex step",
    "by autograd ~ complex step",
    "by hand ~ PyTorch",
    "by autograd ~ PyTorch",
)

WAYS = ("by hand", "by autograd", "complex step", "PyTorch")

MOST_RATIO = 8  # largest error divided by sensitivity
MOST_EPSILONS = 64  # of the largest element, in networks of up to SHALLOW layers
SHALLOW = 4
MOVES = 6  # random movements of all inputs by one epsilon, to find the sensitivity
LOST = 0.1  # largest error of a normalised value of size 1, so that a first-order estimate of errors is valid
KINK = 1000  # epsilons: closer to a ReLU's kink, rounding may decide the side


class Finding(NamedTuple):
    """The comparison of one tensor."""

    comparison: str
    tensor: str
    distance: Distance
    agrees: bool

    @property
    def ways(self) -> tuple[str, str]:
        """The two ways of differentiating that were compared."""
        first, _, rest = self.comparison.partition(" ~ " if " ~ " in self.comparison else " = ")
        return first, rest.partition(",")[0]


def check_network(
    problem: Problem,
    *,
    with_pytorch: bool = True,
    on_skip: Callable[[str, str], object] = lambda way, why: None,
) -> Iterator[Finding]:
    """Compare all tensors of one network. Overflows count as findings, not as warnings.

    on_skip: called with each way of differentiating that was left out for this network, and the reason.
    """
    with np.errstate(all="ignore"):
        problem = _calm(problem)
        twins = {twin: answer(twin, problem) for twin in TWINS}
        sensitivity = _Sensitivity(problem)
        yield from _twins(problem, twins["by hand"], twins["by autograd"], sensitivity)
        why = _no_derivative(problem, twins["by autograd"], sensitivity)
        if why:
            on_skip("complex step", why)
        else:
            yield from _against_complex_step(problem, twins, sensitivity)
        why_not = "it was not asked for" if not with_pytorch else _no_pytorch() or why
        if why_not:
            on_skip("PyTorch", why_not)
        else:
            yield from _against_pytorch(problem, twins, sensitivity)


def _calm(problem: Problem) -> Problem:
    """The problem with an lr so small that the first step at most doubles a parameter, so that none
    explodes.
    """
    gradients = answer("by hand", problem, gradients_only=True)
    largest = max(float(np.abs(array).max()) for name, array in gradients.items() if name.startswith("d"))
    return replace(problem, lr=problem.lr / max(1.0, largest))


def _no_derivative(problem: Problem, answers: Answers, sensitivity: "_Sensitivity") -> str:
    """The reason why no oracle can differentiate this network, or "" if one can.

    The reasons: a gradient is too large for the dtype, a ReLU is too close to its kink, or a batch norm
    normalises values that are hardly larger than rounding errors.
    """
    if not all(np.isfinite(array).all() for name, array in answers.items() if " " not in name):
        return "" if problem.dtype == "float64" else f"a gradient too large for {problem.dtype}"
    if problem.has_bn and not sensitivity.rounding("x_hat").max() <= LOST:
        return "a batch norm that normalises rounding"
    close = complex_oracle.closest_kink(problem) <= KINK * float(np.finfo(problem.dtype).eps)
    return f"a ReLU within {KINK:,} epsilons of its kink" if close else ""


def _no_pytorch() -> str:
    return "" if pytorch_oracle.version() else "PyTorch is not installed"


def _twins(
    problem: Problem, hand: Answers, autograd: Answers, sensitivity: "_Sensitivity"
) -> Iterator[Finding]:
    """Compare every tensor of one twin with that of the other."""
    for name in hand:
        figures = distance(autograd[name], hand[name], partial(sensitivity.of, name))
        if not problem.has_bn:
            yield Finding(PLAIN, name, figures, figures.equal)
        else:
            shallow = len(problem.weights) <= SHALLOW and name.startswith("d")
            agrees = figures.ratio <= MOST_RATIO and not (shallow and _far(figures))
            yield Finding(WITH_BN, name, figures, agrees)


def _far(figures: Distance) -> bool:
    """Whether they differ by more than 64 epsilons, and not only by the rounding errors of a true 0."""
    return figures.epsilons > MOST_EPSILONS and not figures.is_zero


def _against_complex_step(
    problem: Problem, twins: dict[str, Answers], sensitivity: "_Sensitivity"
) -> Iterator[Finding]:
    """Compare the gradients before training, along random directions."""
    for group, direction in complex_oracle.directions(problem).items():
        exact = np.array(complex_oracle.along(problem, direction), problem.dtype)
        allowed = sensitivity.along(direction) + np.finfo(problem.dtype).eps * abs(float(exact))
        for twin, answers in twins.items():
            gradients = of_the_summed_loss(answers, len(problem.x))
            ours = sum(
                (gradients[f"d{name}"] * v.astype(np.longdouble)).sum() for name, v in direction.items()
            )
            figures = distance(np.array(ours, problem.dtype), exact, partial(float, allowed))
            yield Finding(f"{twin} ~ complex step", f"d({group})", figures, figures.ratio <= MOST_RATIO)


def _against_pytorch(
    problem: Problem, twins: dict[str, Answers], sensitivity: "_Sensitivity"
) -> Iterator[Finding]:
    """Compare outputs, loss and gradients before training."""
    for name, theirs in pytorch_oracle.by_pytorch(problem).items():
        for twin, answers in twins.items():
            figures = distance(answers[name], theirs.astype(problem.dtype), partial(sensitivity.of, name))
            yield Finding(f"{twin} ~ PyTorch", name, figures, figures.ratio <= MOST_RATIO)


class _Sensitivity:
    """The sensitivity of a tensor, computed when it is first needed."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._rounding: Answers = {}
        self._moved: list[list[Answers]] = []

    def rounding(self, name: str) -> Array:
        """The sensitivity of each element of a tensor before training."""
        self._rounding = self._rounding or sensitivities(self.problem)
        return self._rounding[name]

    def of(self, name: str) -> float:
        """The sensitivity of the most sensitive element."""
        if "after" in name or "evaluation" in name:
            return self._by_moving(name)
        return float(self.rounding(name).max())

    def along(self, direction: dict[str, Array]) -> float:
        """The sensitivity of the derivative of the summed loss along a direction."""
        errors = {f"d{name}": self.rounding(f"d{name}") for name in direction}
        errors = of_the_summed_loss(errors, len(self.problem.x))
        return float(np.sqrt(sum(((errors[f"d{name}"] * v) ** 2).sum() for name, v in direction.items())))

    def _by_moving(self, name: str) -> float:
        """The sensitivity of a result of training: its change when all inputs change randomly by one epsilon.

        Both twins are measured and the smaller change counts. So a bug that makes one twin noisy does not
        make the check less strict.
        """
        if not self._moved:
            rng = np.random.default_rng([self.problem.seed, 2])
            problems = [self.problem, *(self.problem.moved(rng) for _ in range(MOVES))]
            self._moved = [[answer(twin, problem) for problem in problems] for twin in TWINS]
        least = float(np.finfo(self.problem.dtype).eps) / 2
        found = []
        for start, *moved in self._moved:
            changes = [float(np.abs(other[name] - start[name]).max()) for other in moved]
            found.append(max(least * float(np.abs(start[name]).max()), *changes))
        return min(found)
