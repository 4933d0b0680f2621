"""The files that a grading writes."""

from pathlib import Path

from autograder.grading.attempt import Attempt
from autograder.grading.telling.grade_report import about, page, plain_line
from autograder.grading.telling.gradescope import results
from hw1.output import OutputError, write_file

__all__ = ["discard", "leave"]


def discard(gradescope: Path | None) -> None:
    """Remove an earlier run's results, so that nobody takes them for new ones. OutputError if that fails."""
    try:
        if gradescope and gradescope.is_file():
            gradescope.unlink()
    except OSError as error:
        raise OutputError(
            f"cannot remove the earlier results {plain_line(str(gradescope))!r}: {error.strerror}."
        ) from None


def leave(outcome: Attempt, handin: Path | None, gradescope: Path | None, report: Path | None) -> list[str]:
    """Write Gradescope's results and the student's page, if they were requested.

    Returns the errors, one line each: why the grading did not run, and which file could not be written. If
    the hand-in is not at fault, no results are written.
    """
    failure = outcome.failure
    if failure and outcome.fault == "hand-in":
        failure = about(str(handin), failure)
    errors = [failure] if failure else []
    title = handin.name if handin else f"our own work, {outcome.grade.term}"
    told = page(outcome.grade, title, outcome.failure, outcome.warnings)
    pages: list[tuple[Path | None, bytes]] = [(report, told.encode())]
    if outcome.scored:
        pages.append((gradescope, results(outcome.grade, outcome.failure, outcome.warnings)))
    elif gradescope:
        errors.append(f"nothing was graded, and no results are left in {plain_line(str(gradescope))!r}.")
    for file, content in pages:
        if file:
            try:
                write_file(file, content)
            except OutputError as error:
                errors.append(str(error))
    return errors
