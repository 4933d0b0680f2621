"""The results of a grading: a verdict for each test, the whole grade, and the grades of a class."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The problems of each term in the handout's order, and their points.
POINTS: dict[str, dict[str, float]] = {
    "spring": {
        "multiple_choice": 5,
        "activations": 12,
        "loss": 4,
        "batchnorm": 15,
        "linear": 4,
        "linear_mlp": 5,
        "hidden_layers": 40,
        "momentum": 10,
        "training_statistics": 5,
    },
    "fall": {
        "subtract": 5,
        "multiply": 5,
        "divide": 5,
        "autograd": 25,
        "linear": 5,
        "relu": 10,
        "sgd": 10,
        "batchnorm": 10,
        "cross_entropy": 15,
        "momentum": 10,
        "mnist": 10,
    },
}


@dataclass(frozen=True)
class Verdict:
    """The outcome of one test.

    message: empty for full marks. Otherwise its first line says in plain words what was wrong and where;
        the lines after it give index, got, expected and ratio, then the student's traceback cut to the
        student's files.
    hypothesis: the mistake that explains the numbers (diagnosis), or None.
    cause: the same text for the same fault in all tests: an error's type and line, or the mistake; "" if it
        is not known.
    verified: whether correcting the mistake makes the values right.
    paid: the test that loses the points for this fault, if it is another one; this test has full points then.
    """

    problem: str
    name: str
    points: float
    max_points: float
    message: str = ""
    hypothesis: str | None = None
    cause: str = ""
    verified: bool = False
    paid: str = ""

    @property
    def passed(self) -> bool:
        """Whether no points were lost."""
        return self.points >= self.max_points


@dataclass(frozen=True)
class Remark:
    """A message about better practice that no handout asks for; worth 0 points. Fields as in Verdict."""

    problem: str
    message: str
    hypothesis: str | None = None


@dataclass(frozen=True)
class Grade:
    """All verdicts of one hand-in. Equal hand-ins with equal seeds get equal grades, except for `seconds`."""

    term: str
    seed: int
    seconds: float
    verdicts: tuple[Verdict, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def scores(self) -> dict[str, float]:
        """The points of each problem, in the order of grading, rounded to 1/100 of a point."""
        sums: dict[str, float] = {}
        for verdict in self.verdicts:
            sums[verdict.problem] = sums.get(verdict.problem, 0.0) + verdict.points
        return {problem: round(points, 2) for problem, points in sums.items()}

    @property
    def total(self) -> float:
        return round(sum(self.scores.values()), 2)

    @property
    def max(self) -> float:
        return round(sum(verdict.max_points for verdict in self.verdicts), 2)

    @property
    def diagnoses(self) -> dict[str, list[str]]:
        """The first line of every message, by problem; problems with full marks are left out."""
        lines: dict[str, list[str]] = {}
        for verdict in self.verdicts:
            if not verdict.passed:
                lines.setdefault(verdict.problem, []).append(verdict.message.split("\n", 1)[0])
        return lines

    @property
    def imports(self) -> dict[str, list[Verdict]]:
        """Each error that importing the hand-in raised, with the tests that could not run because of it."""
        errors: dict[str, list[Verdict]] = {}
        for verdict in self.verdicts:
            if verdict.hypothesis == "import" and not verdict.passed:
                errors.setdefault(verdict.cause, []).append(verdict)
        return errors

    @property
    def remarked(self) -> dict[str, list[str]]:
        """The first line of every remark, by problem."""
        lines: dict[str, list[str]] = {}
        for remark in self.remarks:
            lines.setdefault(remark.problem, []).append(remark.message.split("\n", 1)[0])
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The object that `cli.py grade --json` prints."""
        return {
            "term": self.term,
            "seed": self.seed,
            "scores": self.scores,
            "total": self.total,
            "max": self.max,
            "diagnoses": self.diagnoses,
            "remarks": self.remarked,
        }


@dataclass
class Classroom:
    """A graded class.

    out: the folder of results. seed: the class's seed, from which the hand-ins' seeds are computed.
    results: the result of each hand-in, sorted by file name; `kept` of them are from an earlier run.
    skipped: the other entries of the folder, by name, with their types.
    """

    out: Path
    seed: int
    results: dict[str, dict[str, Any]]
    kept: int
    skipped: dict[str, str]

    @property
    def unread(self) -> list[str]:
        """The hand-ins that could not be graded because of a fault of their own."""
        return [name for name, result in self.results.items() if result["fault"] == "hand-in"]

    @property
    def broken(self) -> list[str]:
        """The hand-ins that were not graded although they are not at fault."""
        return [name for name, result in self.results.items() if result["fault"] in ("grader", "machine")]
