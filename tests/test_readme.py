"""What the README quotes is what comes out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.S))
def test_an_example_prints_what_its_comments_say(code):
    promised = re.findall(r"^print\(.*\)  # (.*)$", code, re.M)
    assert promised
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == promised


def test_the_quoted_accuracies_are_those_of_a_run(mnist_run):
    quoted = re.search(r"^validation accuracy (0\.\d+), test accuracy (0\.\d+)$", README, re.M)
    measured = mnist_run.json["validation_accuracy"], mnist_run.json["test_accuracy"]
    for claim, fact in zip(quoted.groups(), measured, strict=True):
        assert float(claim) == pytest.approx(fact, abs=0.005)


def test_the_files_that_the_readme_names_are_there():
    for name in re.findall(r"`([\w/]+(?:\.py|/))`", README):
        assert (ROOT / name).exists() or name.startswith("runs/"), name


def test_the_sandbox_is_the_worked_example():
    run = subprocess.run([sys.executable, "sandbox.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "a.grad = tensor(3.)\nb.grad = None\nc.grad = tensor(1.)\n" in run.stdout
