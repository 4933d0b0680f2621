"""The hand-in of Fall 2020, unpacked in an empty folder, against the stand-in for its grader."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.grading.attempt import own_files

GRADER = Path(__file__).parent / "fall_grader.py"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What is wrong with the hand-in, by check."""
    top = tmp_path_factory.mktemp("fall") / "a hand-in"
    for name, content in own_files("fall").items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-B", str(GRADER)]
    run = subprocess.run(command, cwd=top, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    "name",
    [name.replace("_", " ") for name in re.findall(r"^@check\ndef (\w+)", GRADER.read_text("utf-8"), re.M)],
)
def test_the_fall_hand_in_gets_full_points(found, name):
    assert found[name] == ""
