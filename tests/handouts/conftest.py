"""The hand-in of a term, unpacked in an empty folder and used from there."""

import os
import subprocess
import sys

import pytest

from autograder.grading.attempt import own_files
from hw1.places import ROOT

# Stands for a Python that has nothing but NumPy, and no copy of this project, however it was installed.
ONLY_NUMPY = f"""
import sys, numpy
installed = ("site-packages", "dist-packages", {str(ROOT)!r})
sys.path[:] = [folder for folder in sys.path if not folder.endswith(installed)]
sys.meta_path[:] = [finder for finder in sys.meta_path if finder.__module__.startswith("_frozen_importlib")]
"""


class Handin:
    """An unpacked hand-in."""

    def __init__(self, top):
        self.top = top

    def run(self, code, *, cwd=None, flags=()):
        """Run code with NumPy alone, by default from the hand-in's top folder; what it printed."""
        script = self.top.parent / "a grader" / "script.py"
        script.parent.mkdir(exist_ok=True)
        script.write_text(ONLY_NUMPY + code, "utf-8")
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [sys.executable, "-B", *flags, str(script)]
        run = subprocess.run(command, cwd=cwd or self.top, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """A function that unpacks the hand-in of a term in an empty folder whose path has a space."""

    def make(term):
        top = tmp_path_factory.mktemp(term) / "a hand-in"
        for name, content in own_files(term).items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return Handin(top)

    return make
