"""The five questions of Spring 2020's multiple choice (1)."""

from __future__ import annotations

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.judging.compare import Mismatch
from autograder.grading.judging.diagnose import wrong

__all__ = ["TESTS"]

TESTS = Catalogue()
LETTERS = {1: "b", 2: "a", 3: "a", 4: "a", 5: "c"}  # the reasons are in hw1/mc.py


def _question(number: int) -> None:
    @TESTS.test("multiple_choice", f"question {number}", 1, about=f"question {number}")
    def _(exam: Exam) -> None:
        answer = exam.ask("multiple_choice", question=number)["answer"]
        if answer != LETTERS[number]:
            raise wrong(
                f"mc.question_{number}: the answer", ["wrong answer"], Mismatch(None), {"got": answer}
            )


for _number in LETTERS:
    _question(_number)
