"""Students' systems: macOS and Windows have little of what this project's grader is made of on Linux."""

import json
import subprocess
import sys

import pytest

from hw1.handin import build_handin
from hw1.places import ROOT

pytestmark = pytest.mark.slow  # many processes; runs with -m slow

WRONG = "\nSoftmaxCrossEntropy.derivative = lambda self: self.logits\n"
ENDS = "\nSigmoid.forward = lambda self, x: [][0]\n"


def run(*command, posix=False):
    """The process of a command of ours; without POSIX, unless told otherwise."""
    prelude = [] if posix else ["tests/without_posix.py"]
    return subprocess.run(
        [sys.executable, *prelude, *map(str, command)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def answer(*command, **options):
    """What it prints as JSON on its last line, having ended well."""
    done = run(*command, **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def handin(tmp_path, unpack):
    """A folder with our own work of spring, of which two problems are wrong."""
    folder = tmp_path / "handin"
    unpack(folder, build_handin("spring")[0])
    for module, more in (("loss", WRONG), ("activation", ENDS)):
        with (folder / f"mytorch/{module}.py").open("a", encoding="utf-8") as file:
            file.write(more)
    return folder


def test_nothing_of_posix_is_there(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal\n"
        "assert not any(hasattr(os, name) for name in ('fork', 'killpg', 'O_NOFOLLOW'))\n"
        "assert not hasattr(signal, 'SIGKILL') and hasattr(signal, 'SIGINT')\n"
        "for name in ('fcntl', 'resource', 'pwd', 'select'):\n"
        "    try:\n        __import__(name)\n    except ModuleNotFoundError:\n        print(name)\n"
    )
    assert run(script).stdout.split() == ["fcntl", "resource", "pwd", "select"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("mnist", "--epochs", "1"), "test accuracy"),
        (("stats", "--epochs", "1", "--hidden", "6"), "validation loss"),
    ],
    ids=["mnist", "stats"],
)
def test_a_network_is_trained(small_data, tmp_path, command, said):
    done = run("cli.py", *command, "--data", small_data, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert said in done.stdout.splitlines()[-1]
    assert list((tmp_path / "out").glob("*.png"))


def test_gradients_are_compared():
    result = answer("cli.py", "crosscheck", "--networks", "2", "--max-depth", "2", "--json")
    assert (result["agree"], result["networks"]) == (True, 2)


@pytest.mark.parametrize("term", ["spring", "fall"])
def test_the_hand_in_is_the_same(tmp_path, term):
    assert run("cli.py", "handin", term, "--out", tmp_path / "it.tar").returncode == 0
    assert (tmp_path / "it.tar").read_bytes() == build_handin(term)[0]


@pytest.mark.parametrize("kind", ["folder", "tar"])
def test_work_of_ones_own_gets_the_same_points_and_words(handin, tmp_path, kind):
    path = handin
    if kind == "tar":
        path = tmp_path / "own.tar"
        path.write_bytes(build_handin("spring")[0])
    asked = ["cli.py", "grade", "spring", "--unsafe", "--json", "--seed", "7", "--handin", path]
    asked += [word for name in ("activations", "loss", "linear") for word in ("--problem", name)]
    ours, theirs = answer(*asked), answer(*asked, posix=True)
    assert ours == theirs
    assert (ours["total"] == ours["max"]) is (kind == "tar")


def test_a_class_is_graded(handin, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    handin.rename(folder / "wrong")
    (folder / "right.tar").write_bytes(build_handin("fall")[0])
    done = run("cli.py", "grade-all", folder, "--unsafe", "--problem", "linear", "--seed", "1")
    assert done.returncode == 0, done.stderr
    assert "2 graded" in done.stdout


@pytest.mark.parametrize(
    "command", [("cli.py", "grade", "fall"), ("cli.py", "grade-all", "tests")], ids=["grade", "grade-all"]
)
def test_isolation_needs_linux_and_says_so_in_one_line(command):
    done = run(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "isolation, which is for strangers' code, needs Linux, and this system is win32" in done.stderr
    assert "--unsafe" in done.stderr


@pytest.mark.parametrize("command", ["bench", "grade", "grade-all"])
def test_every_command_tells_how_it_is_used(command):
    done = run("cli.py", command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage:")


def test_a_step_is_timed(tmp_path):
    asked = ["--workload", "W1", "--peers", "none", "--rounds", "1", "--threads", "1", "--out", tmp_path]
    assert answer("cli.py", "bench", *asked, "--json")["workloads"]


@pytest.mark.parametrize("term", ["spring", "fall"])
def test_the_runner_gives_the_points_that_it_gives_on_linux(term):
    asked = ("autograder/hw1_autograder/runner.py", term, "--seed", "2")
    assert answer(*asked) == answer(*asked, posix=True)


def test_the_runner_says_in_a_line_that_it_goes_on_without_isolation():
    done = run("autograder/hw1_autograder/runner.py", "spring", "--seed", "2")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert done.stderr.startswith("Graded without isolation, which one's own work does not need: ")
