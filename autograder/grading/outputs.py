"""What a grading leaves behind besides what it prints."""

from pathlib import Path

from autograder.grading.attempt import Attempt
from autograder.grading.gradescope import results
from autograder.grading.report import about, page
from hw1.output import OutputError, write_file

__all__ = ["leave"]


def leave(outcome: Attempt, handin: Path | None, gradescope: Path | None, report: Path | None) -> list[str]:
    """Write Gradescope's results and the student's page, where they are asked for.

    Returns what went wrong, a line each: why there was no grading, and which file could not be written.
    """
    failure = outcome.failure
    if failure and outcome.fault == "hand-in":
        failure = about(str(handin), failure)
    errors = [failure] if failure else []
    title = handin.name if handin else f"our own work, {outcome.grade.term}"
    pages: list[tuple[Path | None, bytes]] = [
        (gradescope, results(outcome.grade, outcome.failure)),
        (report, page(outcome.grade, title, outcome.failure, outcome.warnings).encode()),
    ]
    for file, content in pages:
        if file:
            try:
                write_file(file, content)
            except OutputError as error:
                errors.append(str(error))
    return errors
