"""Gradescope's results.json, with one test for each verdict."""

import json
from collections.abc import Sequence
from typing import Any

from autograder.grading.result import Grade
from autograder.grading.telling.grade_report import REMARKS, plain, short

__all__ = ["results"]


def results(grade: Grade, failure: str | None = None, warnings: Sequence[str] = ()) -> bytes:
    """The contents of results.json.

    failure: the reason if the grading did not run. warnings: what of the hand-in was not read. The student
        sees both above the tests.
    """
    tests: list[dict[str, Any]] = []
    number = dict.fromkeys(grade.scores, 0)
    order = list(number)
    for verdict in grade.verdicts:
        number[verdict.problem] += 1
        tests.append(
            {
                "name": f"{verdict.problem}: {short(verdict)}",
                "score": verdict.points,
                "max_score": verdict.max_points,
                "status": "passed" if verdict.passed else "failed",
                "output": plain(
                    f"costs nothing here: {verdict.message}" if verdict.paid else verdict.message
                ),
                "number": f"{order.index(verdict.problem) + 1}.{number[verdict.problem]}",
                "tags": [verdict.problem],
                "visibility": "visible",
            }
        )
    output = (
        failure or f"{grade.total:g} of {grade.max:g} points; the inputs were drawn from seed {grade.seed}."
    )
    output = "\n".join([output, *(f"Warning: {line}" for line in warnings)])
    if grade.remarks:
        said = [f"{name}: {line}" for name, lines in grade.remarked.items() for line in lines]
        output = "\n".join([output, "", REMARKS, *said])
    report = {
        "score": grade.total,
        "execution_time": grade.seconds,
        "output": plain(output),
        "visibility": "visible",
        "tests": tests,
        "leaderboard": [{"name": "points", "value": grade.total, "order": "desc"}],
    }
    return json.dumps(report, allow_nan=False, indent=1).encode()
