"""One test of one problem: what it is called, what it is worth, and what it may ask.

A test is a function of an Exam. It draws inputs from `exam.rng`, asks the hand-in's process for values,
and checks them against references; it raises Wrong (diagnose.py) at the first value that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.grading.judging.diagnose import Wrong, check
from autograder.grading.running.session import Session

Test = Callable[["Exam"], None]


@dataclass
class Exam:
    """What a test works with: numbers drawn from the grade's seed, and the hand-in's process.

    largest: None; or, while the smallest input is sought that goes wrong (smallest.py), the most rows and
        columns.
    notes: what the test noticed that costs nothing, in the order noticed.
    """

    rng: np.random.Generator
    session: Session
    largest: int | None = None
    inputs: dict[str, Any] = field(default_factory=dict)  # of the last question
    notes: list[Wrong] = field(default_factory=list)

    def size(self, n: int) -> int:
        """n rows or columns; fewer in the search for the smallest input."""
        return n if self.largest is None else min(n, self.largest)

    def ask(self, scenario: str, **inputs: Any) -> dict[str, Any]:
        """The values of a scenario of inside/<term>.py. Raises HandinFailed.

        A value that the hand-in could not give is a HandinFailed, which `check` raises where it is wanted.
        """
        self.inputs = inputs
        return self.session.call(scenario, **inputs)

    def check(self, got: Mapping[str, Any], want: Mapping[str, Any], **how: Any) -> None:
        """Check values (diagnose.check); what could only be better is noted."""
        self.note(check(got, want, **how))

    def note(self, found: Wrong | None) -> None:
        """Keep what is better practice, and asked for by no handout: shown, and worth nothing."""
        if found is not None:
            self.notes.append(found)


@dataclass(frozen=True)
class Item:
    """A test in the catalogue.

    points: 0 for what is better practice only: where it fails, that is a remark.
    about: the class or function that it is about: one mistake there is paid for once.
    needs: the problems whose work it relies on, and is not about.
    after: the tests without which this one cannot come out right.
    edge: whether it is about inputs that few ask for: worth a quarter of its problem at most.
    """

    problem: str
    name: str
    points: float
    test: Test
    about: str
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    edge: bool = False

    @property
    def short(self) -> str:
        """The name without that of the problem."""
        return self.name.removeprefix(f"{self.problem}: ")


class Catalogue:
    """The tests of one term, in the order they are run."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def test(
        self,
        problem: str,
        name: str,
        points: float,
        *,
        about: str = "",
        needs: tuple[str, ...] = (),
        after: Sequence[str] = (),
        edge: bool = False,
    ) -> Callable[[Test], Test]:
        """Enter the function below as a test.

        about, needs, edge: see Item; about is the problem where it is not given. after: names in the same
        problem, or "problem: name" of another.
        """

        def enter(test: Test) -> Test:
            whole = tuple(one if ": " in one else f"{problem}: {one}" for one in after)
            item = Item(problem, f"{problem}: {name}", points, test, about or problem, needs, whole, edge)
            self.items.append(item)
            return test

        return enter

    def remark(self, problem: str, name: str, **how: Any) -> Callable[[Test], Test]:
        """Enter the function below as a test of what is better practice, worth 0.

        how: as for `test`. What fails is only said where the tests in `after`, and the problems in `needs`,
        have no fault of their own.
        """
        return self.test(problem, name, 0, **how)
