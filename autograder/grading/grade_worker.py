"""The process that grades one hand-in of a class:  python -m autograder.grading.grade_worker < job

The job is one line of JSON, the arguments of `attempt`; the result is the last line on standard output.
Because it is a separate process, a hand-in that hangs or crashes it affects no other hand-in.
"""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from autograder.grading.attempt import Attempt, attempt
from autograder.grading.result import Grade, Remark, Verdict

__all__ = ["grade_of", "main", "result_of"]


def main() -> None:
    if sys.platform == "linux":  # on other systems it may run on after its parent ended, until its time limit
        from autograder.grading.running.jail.syscalls import die_with_parent

        die_with_parent()
    job = json.loads(sys.stdin.readline())
    print(json.dumps(result_of(attempt(Path(job.pop("path")), **job)), allow_nan=False))


def result_of(outcome: Attempt) -> dict[str, Any]:
    """The saved form of an attempt: the object of `grade --json`, and what a report needs in addition."""
    grade = outcome.grade
    verdicts = [dataclasses.asdict(verdict) for verdict in grade.verdicts]
    beside = {
        "failure": outcome.failure,
        "fault": outcome.fault,
        "details": outcome.details,
        "warnings": outcome.warnings,
        "verdicts": verdicts,
        "remarks": [dataclasses.asdict(remark) for remark in grade.remarks],  # all lines
    }
    return {**outcome.to_dict(), "seconds": grade.seconds, **beside}


def grade_of(result: dict[str, Any]) -> Grade:
    """The grade, restored from its saved form."""
    verdicts = tuple(Verdict(**verdict) for verdict in result["verdicts"])
    remarks = tuple(Remark(**remark) for remark in result["remarks"])
    return Grade(result["term"], result["seed"], result["seconds"], verdicts, remarks)


if __name__ == "__main__":
    main()
