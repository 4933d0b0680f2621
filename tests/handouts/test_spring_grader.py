"""The hand-in of Spring 2020 against the stand-in for its grader (spring_grader.py), with NumPy alone."""

import json
import re
from pathlib import Path

import pytest

GRADER = (Path(__file__).parent / "spring_grader.py").read_text("utf-8")


@pytest.fixture(scope="module")
def found(unpacked):
    """What is wrong with the hand-in, by check."""
    return json.loads(unpacked("spring").run(GRADER))


@pytest.mark.parametrize(
    "name", [name.replace("_", " ") for name in re.findall(r"^@check\ndef (\w+)", GRADER, re.M)]
)
def test_the_spring_hand_in_gets_full_points(found, name):
    assert found[name] == ""
