"""Grades one hand-in, from its path to its grade, and handles every error on the way."""

import hashlib
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.grading.intake.terms import count_marks, other_term
from autograder.grading.result import POINTS, Grade, Verdict

__all__ = ["Attempt", "attempt", "detect_term", "own_files", "seed_of", "ungraded", "zero"]


@dataclass(frozen=True)
class Attempt:
    """A grade, or the reason why the grading did not run.

    failure: the reason in one line, or None if the grading ran.
    fault: "" if it ran; else "hand-in" (it has no points then), "machine" (a layer of isolation is missing)
        or "grader". In the last two cases there is no grade at all.
    details: the traceback of a grader that failed.
    warnings: what of the hand-in was not read, one line each.
    """

    grade: Grade
    failure: str | None = None
    fault: str = ""
    details: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def scored(self) -> bool:
        """Whether the points of the grade were earned by the hand-in."""
        return self.fault in ("", "hand-in")

    def to_dict(self) -> dict[str, Any]:
        """The object that `cli.py grade --json` prints. Without a grading, points are null and not 0."""
        found = self.grade.to_dict()
        if not self.scored:
            found |= {"total": None, "max": None}
        return found if self.failure is None else {**found, "failure": self.failure}


def attempt(
    path: Path | None,
    term: str | None,
    *,
    seed: int,
    timeout: float,
    problems: Sequence[str] | None = None,
    isolation: str = "full",
    on_problem: Callable[[str, float], None] | None = None,
) -> Attempt:
    """Read the hand-in at `path`, the repository's own for None, and grade it. Raises nothing.

    term: "spring" or "fall", or None to recognise it from the names of the files.
    """
    try:
        from autograder.grading.grade import grade
        from autograder.grading.intake.take_in import Handin, HandinError, read_handin
        from autograder.grading.running.isolation import IsolationError

        try:
            handin = Handin(own_files(term or "fall")) if path is None else read_handin(path)
            if term and (other := other_term(handin.files, term)):
                reason = _wrong_term(*other)
                return Attempt(zero(None, seed, reason), reason, "hand-in", warnings=handin.warnings)
            term = term or detect_term(handin.files)
            graded = grade(
                handin.files,
                term,
                seed=seed,
                timeout=timeout,
                problems=problems,
                isolation=isolation,
                on_problem=on_problem,
            )
            return Attempt(graded, warnings=handin.warnings)
        except HandinError as error:
            reason = str(error).removeprefix(f"{path}: ")
            return Attempt(zero(term, seed, reason, problems), reason, "hand-in")
        except IsolationError as error:
            return ungraded(term, seed, str(error), "machine")
    except Exception as error:
        reason = f"the grader failed, not the hand-in: {type(error).__name__}: {error}".split("\n")[0]
        return ungraded(term, seed, reason, "grader", traceback.format_exc())


def ungraded(term: str | None, seed: int, reason: str, fault: str, details: str = "") -> Attempt:
    """An attempt that failed without a fault of the hand-in: no problem has points, not even 0."""
    return Attempt(Grade(term or "", seed, 0.0, ()), reason, fault, details)


def detect_term(files: Iterable[str]) -> str:
    """The term of which the hand-in has more files. HandinError if it has equally many of both."""
    from autograder.grading.intake.take_in import HandinError

    found = count_marks(files)
    if found["spring"] == found["fall"]:
        raise HandinError(
            "has neither the files of spring (mytorch/activation.py, hw1/hw1.py, …) nor those of fall "
            "(mytorch/tensor.py, hw1/mnist.py, …); --term says which it is."
        )
    return max(found, key=lambda term: found[term])


def _wrong_term(term: str, marks: list[str]) -> str:
    """The reason for refusing a hand-in of another term; it gets no points for that."""
    files = ", ".join(marks[:2]) + (", …" if len(marks) > 2 else "")
    return f"is a {term} hand-in ({files}); grade it with `grade {term}`"


def zero(term: str | None, seed: int, reason: str, problems: Sequence[str] | None = None) -> Grade:
    """A grade of 0 points for each problem, with the reason; without problems if the term is not known."""
    points = POINTS.get(term or "", {})
    return Grade(
        term or "",
        seed,
        0.0,
        tuple(
            Verdict(name, name, 0.0, most, reason)
            for name, most in points.items()
            if problems is None or name in problems
        ),
    )


def seed_of(class_seed: int, name: str) -> int:
    """The seed of one hand-in of a class, below 2**32, computed from the class's seed and the name."""
    digest = hashlib.sha256(f"{class_seed}/".encode() + name.encode(errors="surrogateescape")).digest()
    return int.from_bytes(digest[:4], "big")


def own_files(term: str) -> dict[str, bytes]:
    """The hand-in that this repository makes."""
    import io
    import tarfile

    from hw1.handin import build_handin

    with tarfile.open(fileobj=io.BytesIO(build_handin(term)[0])) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
