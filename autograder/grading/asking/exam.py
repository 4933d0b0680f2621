"""One test of one problem: its name, its points, and its access to the hand-in.

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

    largest: None; or, in the search for the smallest wrong input (smallest.py), the largest number of rows
        and columns.
    notes: remarks, which cost no points, in order.
    """

    rng: np.random.Generator
    session: Session
    largest: int | None = None
    inputs: dict[str, Any] = field(default_factory=dict)  # the inputs of the last scenario
    notes: list[Wrong] = field(default_factory=list)

    def size(self, n: int) -> int:
        """n, the number of rows or columns, or less in the search for the smallest input."""
        return n if self.largest is None else min(n, self.largest)

    def ask(self, scenario: str, **inputs: Any) -> dict[str, Any]:
        """The values of a scenario of inside/<term>.py. Raises HandinFailed.

        A value that the hand-in could not compute is a HandinFailed, which `check` raises when it needs the
        value.
        """
        self.inputs = inputs
        return self.session.call(scenario, **inputs)

    def check(self, got: Mapping[str, Any], want: Mapping[str, Any], **how: Any) -> None:
        """Check values (diagnose.check); right values that could be better get a remark."""
        self.note(check(got, want, **how))

    def note(self, found: Wrong | None) -> None:
        """Keep a remark on better practice that no handout asks for. It is shown and costs no points."""
        if found is not None:
            self.notes.append(found)


@dataclass(frozen=True)
class Item:
    """A test in the catalogue.

    points: 0 for a test of better practice; if it fails, that gives a remark.
    about: the tested class or function; one mistake in it is charged once.
    needs: other problems whose code it uses.
    after: tests that must pass before this one can pass.
    edge: whether it uses unusual inputs; it is then worth at most a quarter of its problem.
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
        """Register the decorated function as a test.

        about, needs, edge: see Item; about is by default the problem. after: names in the same problem, or
            "problem: name" of another.
        """

        def enter(test: Test) -> Test:
            whole = tuple(one if ": " in one else f"{problem}: {one}" for one in after)
            item = Item(problem, f"{problem}: {name}", points, test, about or problem, needs, whole, edge)
            self.items.append(item)
            return test

        return enter

    def remark(self, problem: str, name: str, **how: Any) -> Callable[[Test], Test]:
        """Register the decorated function as a test of better practice, worth 0 points.

        how: as for `test`. A failure is reported only if the tests in `after` and the problems in `needs`
            have no fault of their own.
        """
        return self.test(problem, name, 0, **how)
