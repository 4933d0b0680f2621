"""Right answers, each computed in two ways that share no code.

One is the twin that the student did not write, the other the complex step (autograder/complex_step.py).
If the two disagree, the grader is at fault and stops before it calls a hand-in wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
REMEMBERED = 2000  # number of remembered questions, of a few KB each
AGREED = 1e-9  # relative to the largest element, or to 1


class DisagreementError(Exception):
    """The grader's own references disagree: no hand-in can be graded."""


def remembered(answers: Callable[..., Any]) -> Callable[..., Any]:
    """Compute the answers to the same question once: an audit asks many hand-ins the same. Nobody may
    change them.
    """
    known: dict[Any, Any] = {}

    @wraps(answers)
    def wrapper(*question: Any, **more: Any) -> Any:
        key = _key((question, more))
        if key not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[key] = answers(*question, **more)
        return known[key]

    return wrapper


def _key(value: Any) -> Any:
    """A value that can be hashed, equal for equal questions."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, dict):
        return tuple((name, _key(part)) for name, part in value.items())
    if isinstance(value, list | tuple):
        return tuple(_key(part) for part in value)
    return _key(vars(value)) if is_dataclass(value) else value


def demand_agreement(what: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    """Raise DisagreementError unless both have the same names with the same values."""
    if one.keys() != other.keys():
        raise DisagreementError(
            f"the references of {what} name different values: {sorted(one.keys() ^ other.keys())}"
        )
    for name, value in one.items():
        a, b = np.asarray(value, dtype=float), np.asarray(other[name], dtype=float)
        if a.shape != b.shape:
            raise DisagreementError(
                f"the references of {what} differ in the shape of {name}: {a.shape}, {b.shape}"
            )
        off = float(np.abs(a - b).max(initial=0))
        if not off <= AGREED * max(1.0, float(np.abs(b).max(initial=0))):
            raise DisagreementError(f"the references of {what} disagree on {name} by {off:.3g}")


def sensitivity_of(
    answers: Callable[..., Mapping[str, Any]], arrays: Mapping[str, Array], rng: np.random.Generator
) -> dict[str, Array]:
    """How far each answer, element by element, moves when every input moves by one epsilon: the larger of
    two tries.
    """
    base = answers(**arrays)
    worst = {name: np.zeros(np.shape(value)) for name, value in base.items()}
    for _ in range(2):
        moved = {
            name: a * (1 + np.finfo(float).eps * rng.choice([-1, 1], a.shape)) for name, a in arrays.items()
        }
        for name, value in answers(**moved).items():
            worst[name] = np.maximum(worst[name], np.abs(np.asarray(value) - base[name]))
    return worst
