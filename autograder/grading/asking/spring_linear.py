"""The problems of Spring 2020 on the linear layer: questions, right answers, points.

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
from autograder.grading.judging.compare import allowed, close, improvable
from autograder.grading.judging.diagnose import changed, wrong

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
Candidate = tuple[str, dict[str, Any]]


def _linear(exam: Exam, batches: tuple[int, ...]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A layer and batches of these sizes: the inputs, the hand-in's values, and the right values."""
    rng, n, m = exam.rng, exam.size(4), exam.size(3)
    sizes = [exam.size(N) for N in batches]
    given: dict[str, Any] = {
        "W": rng.normal(size=(n, m)),
        "b": rng.normal(size=(1, m)),
        "xs": [rng.normal(size=(N, n)) for N in sizes],
        "deltas": [rng.normal(size=(N, m)) for N in sizes],
    }
    got, want = exam.ask("linear_run", **given), dict[str, Any]()
    for k, (x, delta) in enumerate(zip(given["xs"], given["deltas"], strict=True), start=1):
        answers = spring_answers.linear_answers(x, given["W"], given["b"], delta)
        want |= {f"{name} of batch {k}": value for name, value in answers.items()}
    return given, got, want


def _linear_mistakes(given: dict[str, Any], got: dict[str, Any]) -> Iterable[Candidate]:
    """Of the first batch."""
    W, b, x, delta = given["W"], given["b"], given["xs"][0], given["deltas"][0]
    N, dW, db = len(x), x.T @ delta, delta.sum(axis=0, keepdims=True)
    names = {"output": x @ W, "dW": dW, "db": db, "dx": delta @ W.T / N}
    summed = all(
        isinstance(got[f"{name} of batch 1"], np.ndarray)
        and close(got[f"{name} of batch 1"], names[name], allowed(names[name]))
        for name in ("dW", "db")
    )
    for mistake, values in {
        "bias left out": {"output": x @ W},
        "bias subtracted": {"output": x @ W - b},
        **({"gradients summed": {"dW": dW, "db": db}} if summed else {}),
        "dW summed": {"dW": dW},
        "db summed": {"db": db},
        "delta divided by N": {"dx": names["dx"]},
        "sign": {"dW": -dW / N, "db": -db / N, "dx": -delta @ W.T},
    }.items():
        yield mistake, {f"{name} of batch 1": value for name, value in values.items()}


def _linear_test(name: str, points: float, method: str, after: tuple[str, ...] = ()) -> None:
    @TESTS.test("linear", f"{method}, {name}".removesuffix(", output"), points, about="Linear", after=after)
    def _(exam: Exam) -> None:
        given, got, want = _linear(exam, (7,))
        value = f"{name} of batch 1"
        exam.check(
            got,
            {value: want[value]},
            place=f"Linear.{method}",
            N=len(given["xs"][0]),
            candidates=lambda: _linear_mistakes(given, got),
        )
        array = "x" if method == "forward" else "delta"
        exam.note(changed(got, {f"{array} of batch 1 afterwards": given[f"{array}s"][0]}, f"Linear.{method}"))


_linear_test("output", 1.5, "forward")


@TESTS.test("linear", "W and b as they were drawn", 0.5, about="Linear.__init__", edge=True)
def _linear_drawn(exam: Exam) -> None:
    n, m = exam.size(4), exam.size(3)
    numbers = exam.rng.normal(size=n * m + m)
    got = exam.ask("linear_drawn", numbers=numbers, n_in=n, n_out=m)
    want = {"W": numbers[: n * m].reshape(n, m), "b": numbers[n * m :][np.newaxis]}
    bias_first = {"W": numbers[m:].reshape(n, m), "b": numbers[:m][np.newaxis]}
    exam.check(got, want, place="Linear.__init__", candidates=lambda: [("wrong draw", bias_first)])
    for name, value in want.items():
        found = improvable(got[name], value)
        if found is not None:
            raise wrong(f"Linear.__init__: {name}", [str(found.mistake)], found, found.filled)


_linear_test("dW", 0.75, "backward")
_linear_test("db", 0.5, "backward")
_linear_test("dx", 0.5, "backward")


@TESTS.test(
    "linear",
    "backward of a second batch",
    0.25,
    about="Linear",
    edge=True,
    after=("backward, dW", "backward, db", "backward, dx"),
)
def _linear_second(exam: Exam) -> None:
    """A second batch of the size of the first, and one of another size."""
    given, got, want = _linear(exam, (7, 7, 5))
    later = {name: value for name, value in want.items() if name[0] == "d" and not name.endswith("1")}
    stale = given["xs"][0].T @ given["deltas"][1] / len(given["xs"][1])

    def added_up(letters: tuple[str, ...]) -> dict[str, Any]:
        sums = dict(later)
        for name in letters:
            sums[f"{name} of batch 2"] = want[f"{name} of batch 1"] + want[f"{name} of batch 2"]
            sums[f"{name} of batch 3"] = sums[f"{name} of batch 2"] + want[f"{name} of batch 3"]
        return sums

    exam.check(
        got,
        later,
        place="Linear.backward",
        N=lambda name: len(given["xs"][int(name[-1]) - 1]),
        candidates=lambda: [
            ("stale state", later | {"dW of batch 2": stale}),
            *(("gradients added up", added_up(letters)) for letters in (("dW", "db"), ("dW",), ("db",))),
        ],
    )
