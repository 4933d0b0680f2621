"""One test of one problem: what it is called, what it is worth, and what it may ask.

A test is a function of an Exam. It draws inputs from `exam.rng`, asks the hand-in's process for values,
and checks them against references; it raises Wrong (diagnose.py) at the first value that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.grading.session import Session

Test = Callable[["Exam"], None]


@dataclass
class Exam:
    """What a test works with: numbers drawn from the grade's seed, and the hand-in's process."""

    rng: np.random.Generator
    session: Session

    def ask(self, scenario: str, **inputs: Any) -> dict[str, Any]:
        """The values of a scenario of inside/<term>.py. Raises HandinFailed."""
        return self.session.call(scenario, **inputs)


@dataclass(frozen=True)
class Item:
    """A test in the catalogue."""

    problem: str
    name: str
    points: float
    test: Test


class Catalogue:
    """The tests of one term, in the order they are run."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def test(self, problem: str, name: str, points: float) -> Callable[[Test], Test]:
        """Enter the function below as a test."""

        def enter(test: Test) -> Test:
            self.items.append(Item(problem, f"{problem}: {name}", points, test))
            return test

        return enter
