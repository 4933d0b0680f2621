"""Gradescope's results.json, by its format."""

import json

import pytest

from autograder.grading.result import Grade, Verdict
from autograder.grading.telling.gradescope import results

VERDICTS = (
    Verdict("linear", "forward", 2, 2),
    Verdict("linear", "backward", 1, 2, "transposed\ngot \x1b[31m1", "transposed"),
    Verdict("relu", "at 0", 0, 10, "expected 0"),
)
FIELDS = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "visibility": str,
    "tests": list,
    "leaderboard": list,
}
TEST_FIELDS = {
    "name": str,
    "score": (int, float),
    "max_score": (int, float),
    "status": str,
    "output": str,
    "number": str,
    "tags": list,
    "visibility": str,
}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


@pytest.fixture
def report():
    return json.loads(results(Grade("fall", 7, 2.5, VERDICTS)))


def test_every_field_of_the_format_is_there_and_no_other(report):
    assert {name: isinstance(report[name], kind) for name, kind in FIELDS.items()} == dict.fromkeys(
        FIELDS, True
    )
    assert set(report) == set(FIELDS)
    assert report["visibility"] in VISIBILITIES
    for test in report["tests"]:
        assert set(test) == set(TEST_FIELDS)
        assert all(isinstance(test[name], kind) for name, kind in TEST_FIELDS.items())
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in VISIBILITIES
    assert report["leaderboard"] == [{"name": "points", "value": 3, "order": "desc"}]


def test_a_test_has_its_points_and_what_was_wrong(report):
    assert (report["score"], report["execution_time"]) == (3, 2.5)
    first, second, third = report["tests"]
    assert (first["number"], first["status"], first["output"]) == ("1.1", "passed", "")
    assert (second["number"], second["status"], second["score"]) == ("1.2", "failed", 1)
    assert second["output"] == "transposed\ngot \\x1b[31m1"
    assert (third["name"], third["number"], third["max_score"]) == ("relu: at 0", "2.1", 10)


def test_a_grading_that_did_not_run_says_why():
    report = json.loads(results(Grade("fall", 7, 0.0, ()), "it is not a tar"))
    assert (report["score"], report["tests"], report["output"]) == (0, [], "it is not a tar")


def test_what_was_not_read_is_said_above_the_tests():
    report = json.loads(
        results(Grade("fall", 7, 2.5, VERDICTS), warnings=["skipped a.csv", "skipped \x1b[1m"])
    )
    assert "Warning: skipped a.csv\nWarning: skipped" in report["output"]
    assert "\x1b" not in report["output"]
