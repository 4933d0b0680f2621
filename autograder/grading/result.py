"""What a grading says: one verdict a test, the whole grade, and the grades of a class."""

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
    hypothesis: the mistake that explains the numbers (diagnosis), or None where none of them does.
    cause: what the same fault has in common wherever it shows: an error's type and line, or the mistake;
        "" where it is not known.
    verified: whether un-making the mistake makes the values right.
    paid: where the points for this fault are lost, if they are not lost here; the points here are full then.
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
    """What is better practice and asked for by no handout: worth 0. The rest is as a Verdict's."""

    problem: str
    message: str
    hypothesis: str | None = None


@dataclass(frozen=True)
class Grade:
    """All verdicts of one hand-in. Equal hand-ins with equal seeds get equal grades, but for `seconds`."""

    term: str
    seed: int
    seconds: float
    verdicts: tuple[Verdict, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def scores(self) -> dict[str, float]:
        """Points a problem, in the order graded. Sums of tests are rounded to 1/100 of a point."""
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
        """Each error that importing the hand-in raised, with the tests that could not be run for it."""
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

    out: the folder of results. seed: that all others follow from.
    results: what was kept of each hand-in, by its file name, sorted; `kept` of them an earlier run has left.
    skipped: what else lies in the folder, by name, and what it is.
    """

    out: Path
    seed: int
    results: dict[str, dict[str, Any]]
    kept: int
    skipped: dict[str, str]

    @property
    def unread(self) -> list[str]:
        """The hand-ins that could not be graded by their own fault."""
        return [name for name, result in self.results.items() if result["fault"] == "hand-in"]

    @property
    def broken(self) -> list[str]:
        """The hand-ins that were not graded for no fault of theirs."""
        return [name for name, result in self.results.items() if result["fault"] in ("grader", "machine")]
