"""Autolab's last line."""

import json

from autograder.grading.result import Grade, Verdict
from autograder.grading.telling.autolab import last_line


def test_the_line_has_points_by_problem_and_a_scoreboard():
    verdicts = (
        Verdict("linear", "a", 1.5, 2),
        Verdict("linear", "b", 2, 2),
        Verdict("relu", "c", 0, 10, "no"),
    )
    line = last_line(Grade("fall", 1, 1.0, verdicts))
    assert json.loads(line) == {"scores": {"linear": 3.5, "relu": 0}, "scoreboard": [3.5]}
    assert "\n" not in line
