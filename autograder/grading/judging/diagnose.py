"""Finds the mistake behind a wrong value, by comparing numbers.

Each mistake predicts numbers: those of layer_formulas.py with this mistake, or the expected value scaled,
shifted or transposed. A mistake is named only if it is verified: the formulas with it give every value of
the hand-in, so that correcting it makes all of them right. If none is verified, the message says so and
shows the handout's formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.grading.judging.compare import Mismatch, allowed, close, improvable, mismatch
from autograder.grading.judging.handout import formula_of
from autograder.grading.judging.mistakes import MISTAKES
from autograder.grading.running.session import HandinFailed

Values = Mapping[str, Any]
Candidates = Callable[..., Iterable[tuple[str, Values]]]

OF_THE_FORM = ("wrong shape", "missing", "no array", "another value")  # a deeper mistake is named instead
TOGETHER = " + "  # separates the names of two mistakes that explain a value together
FIT = 100  # times what a right answer may be off is near enough for a mistake's numbers, if the truth is far


class Wrong(Exception):
    """A value of the hand-in is wrong. The text is the message for the student.

    hypothesis: the mistake, by its name in mistakes.py; None where none is known to explain the value.
    unnamed: the text without the mistake, for where it would say too much.
    """

    def __init__(
        self, first: str, lines: Sequence[str] = (), hypothesis: str | None = None, unnamed: str = ""
    ) -> None:
        super().__init__("\n  ".join([first, *lines]))
        self.hypothesis = hypothesis
        self.unnamed = unnamed or str(self)


def check(
    got: Values,
    want: Values,
    *,
    place: str | Callable[[str], str],
    candidates: Candidates = lambda: (),
    sensitivity: Values | None = None,
    **numbers: Any,
) -> Wrong | None:
    """Raise Wrong at the first value, in the order of `want`, that is not as expected.

    HandinFailed if the hand-in failed to compute the value. Returns a remark on the first right value that
    has another dtype or fewer digits than it should.
    place: where it was computed, such as "Linear.backward"; or a function that finds this from a value's
        name.
    candidates: a function for the mistakes with the values they predict; called only if a value is wrong.
    numbers: what the phrases of mistakes.py want: N, lr, eps ...; each the same for all values, or how to
        find it from a value's name.
    """
    sensitivity, better = sensitivity or {}, None
    for name, expected in want.items():
        value = got.get(name)
        if isinstance(value, HandinFailed):
            raise value
        where = place if isinstance(place, str) else place(name)
        tolerance = allowed(expected, sensitivity.get(name, 0.0)) if _numeric(expected) else None
        found = mismatch(value, expected, tolerance)
        if found is None:
            found = improvable(value, expected, sensitivity.get(name, 0.0))
            if found is not None and better is None:
                better = wrong(f"{where}: {name}", [str(found.mistake)], found, found.filled)
            continue
        names = [found.mistake] if found.mistake else []
        if not names or found.mistake in OF_THE_FORM:
            fits = _fitting(name, got, want, candidates, sensitivity)
            names = fits + names if fits else names
        known = {key: number(name) if callable(number) else number for key, number in numbers.items()}
        filled = known | {"bad": _bad(value)} | found.filled
        if not names and _numeric(expected):
            names, more = _generic(value, expected, tolerance, known)
            filled |= more
        raise wrong(f"{where}: {name}", names, found, filled)
    return better


def no_gradient(got: Values, names: Iterable[str]) -> tuple[str, Values]:
    """The mistake of a missing gradient, as a candidate."""
    return "gradient missing", {name: None for name in names if got.get(name) is None}


def changed(got: Values, given: Values, place: str) -> Wrong | None:
    """A remark if the hand-in changed these inputs, else None.

    No handout forbids that, so it goes into Exam.note.
    """
    for name, value in given.items():
        if name in got and (found := mismatch(got[name], value)) is not None:
            return wrong(f"{place}: {name}", ["changed in place"], found, {})
    return None


def wrong(what: str, names: Sequence[str], found: Mismatch, filled: Mapping[str, Any]) -> Wrong:
    """The message: the mistake in one line, then the numbers."""
    formula = formula_of(what)
    plain = Wrong(f"{what} is wrong", [*found.lines, *([f"by the handout: {formula}"] if formula else [])])
    if not names:
        return plain
    lines = list(found.lines)
    if len(names) > 1:
        lines.append("would also give these numbers: " + ", ".join(names[1:4]))
    phrases = [MISTAKES[name].format(**filled) for name in names[0].split(TOGETHER)]
    return Wrong(f"{what} {'; and it '.join(phrases)}", lines, names[0], str(plain))


def _bad(value: Any) -> str:
    """The first element that is not finite: nan or inf."""
    array = np.asarray(value) if _numeric(value) else np.zeros(0)
    bad = array[~np.isfinite(array)] if array.dtype.kind in "fiub" else array[:0]
    return str(bad.flat[0]) if bad.size else "far off"


def _numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.number | int | float) and not isinstance(value, bool)


def _fitting(name: str, got: Values, want: Values, candidates: Candidates, sensitivity: Values) -> list[str]:
    """The mistakes that explain every value, the wrong one of this name among them, the best first.

    Explained is what the mistake predicts, and what is right and not spoken of by it; what could not be had
    needs no explanation, as a mistake in one value may be an exception for the next.
    """
    ranked: list[tuple[int, bool, bool, int, str]] = []
    right = {key for key, value in want.items() if _is_right(got.get(key), value, sensitivity.get(key, 0.0))}
    had = [key for key in want if not isinstance(got.get(key), HandinFailed)]
    for mistake, predicted in candidates():
        if name not in predicted or not _fits(name, got, predicted, want, sensitivity):
            continue
        explained = {key for key in had if key in predicted and _fits(key, got, predicted, want, sensitivity)}
        if any(key not in explained and (key in predicted or key not in right) for key in had):
            continue
        alike = _same_where_not_finite(got[name], predicted[name])
        near = not all(_is_right(got[key], predicted[key], sensitivity.get(key, 0.0)) for key in explained)
        ranked.append((-len(explained), not alike, near, len(ranked), mistake))
    return list(dict.fromkeys(ranking[-1] for ranking in sorted(ranked)))


def _is_right(value: Any, expected: Any, sensitivity: Any) -> bool:
    return mismatch(value, expected, allowed(expected, sensitivity) if _numeric(expected) else None) is None


def _same_where_not_finite(value: Any, guess: Any) -> bool:
    """Whether both have nan, inf and -inf in the same places: overflow and underflow differ in that."""
    if not (_numeric(value) and _numeric(guess)):
        return True
    a, b = np.asarray(value, dtype=float), np.asarray(guess, dtype=float)
    bad = ~np.isfinite(a)
    return np.array_equal(a[bad], b[bad], equal_nan=True)


def _fits(name: str, got: Values, predicted: Values, want: Values, sensitivity: Values) -> bool:
    """Whether the prediction is what was given: to rounding, or at least 100 times nearer to it than the
    truth is.
    """
    value, guess, truth = got.get(name), predicted[name], want[name]
    if not (_numeric(guess) and _numeric(value)):
        return type(value) is type(guess) and not isinstance(value, np.ndarray) and bool(value == guess)
    a, b = np.asarray(value), np.asarray(guess)
    if a.shape != b.shape or a.dtype.kind not in "fiub":
        return False
    finite = np.isfinite(a)
    if (finite != np.isfinite(b)).any():
        return False
    a, b = np.where(finite, a, 0), np.where(finite, b, 0)
    limit = sensitivity.get(name, 0.0)
    limit = allowed(b, limit if np.shape(limit) in ((), a.shape) else 0.0)
    if close(a, b, limit):
        return True
    if not _numeric(truth) or np.shape(truth) != a.shape:
        return False
    gap = np.abs(np.where(finite, truth, 0) - a).max(initial=0)
    return close(a, b, np.minimum(FIT * limit, gap / FIT))


def _generic(
    got: Any, want: Any, tolerance: Any, numbers: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    """Mistakes that the value alone shows: a factor, a sign, a transposition, a value that is no number."""
    a, b = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    bad = ~np.isfinite(a)
    if bad.any() and np.isfinite(b).all():
        return ["nothing finite" if bad.all() else numbers.get("unstable", "not a number")], {}
    limit = np.asarray(tolerance)
    if not a.any() and b.any():
        return ["all zero"], {}
    if a.ndim == 2 and a.shape[0] == a.shape[1] and close(a.T, b, limit):
        return ["transposed"], {}
    N = numbers.get("N")
    size = float((b * b).sum())
    if size and not close(a, b, limit):
        k = float((a * b).sum()) / size
        if k and close(a, k * b, (1 + abs(k)) * limit) and a.size + b.ndim > 0:
            named = {-1.0: "sign"}
            if N and N > 1:
                named |= {float(N): "times N", 1.0 / N: "divided by N", float(N) ** 2: "times N squared"}
            for factor, name in named.items():
                if abs(k - factor) < 1e-6 * abs(factor):
                    return [name], {"k": k, "N": N, "N2": N and N * N}
            return (["factor"], {"k": k}) if a.size > 1 else ([], {})
    if a.size > 1 and a.shape == b.shape:
        shift = float((a - b).mean())
        if close(a, b + shift, limit):
            return ["offset"], {"k": shift}
        if a.size > 2 and close(np.sort(a, axis=None), np.sort(b, axis=None), np.max(limit)):
            return ["transposed" if close(a.reshape(b.T.shape).T, b, limit) else "permuted"], {}
    return [], {}
