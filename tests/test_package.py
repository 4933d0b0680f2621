"""Tests of the built wheel, installed alone, and of the unpacked source distribution."""

import importlib.metadata
import os
import shutil
import subprocess
import sys

import pytest

from hw1.places import ROOT

NAMES = {"mytorch", "classic_mlp", "autograd_mlp", "autograder", "hw1", "mytorch_twins"}
LEFT = (
    ".git",
    ".venv",
    ".hypothesis",
    ".*_cache",
    "__pycache__",
    "*.egg-info",
    "build",
    "dist",
    "runs",
    "*.tar",
)
BUILD = "from setuptools import build_meta; build_meta.build_{kind}({folder!r})"


def run(*command, cwd, **environment):
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, env=os.environ | environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Builds a "wheel" or an "sdist" of a copy of the project, and gives its path; no network is needed."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT, folder / "source", ignore=shutil.ignore_patterns(*LEFT))

    def build(kind):
        out = folder / kind
        out.mkdir()
        made = run(sys.executable, "-c", BUILD.format(kind=kind, folder=str(out)), cwd=folder / "source")
        assert made.returncode == 0, made.stderr
        (path,) = out.iterdir()
        return path

    return build


@pytest.mark.slow
def test_an_installed_wheel_has_every_command_but_what_needs_a_checkout(built, tmp_path):
    place = tmp_path / "installed"
    shutil.unpack_archive(built("wheel"), place, "zip")
    assert {path.name for path in place.iterdir() if not path.name.endswith(".dist-info")} == NAMES
    (entry,) = importlib.metadata.Distribution.at(next(place.glob("*.dist-info"))).entry_points
    assert (entry.name, entry.value) == ("mytorch", "mytorch_twins.main:main")
    command = (sys.executable, "-P", "-m", "mytorch")
    train = run(*command, "mnist", "--epochs", "1", "--out", "out", cwd=tmp_path, PYTHONPATH=str(place))
    assert train.returncode == 0, train.stderr
    assert (tmp_path / "out" / "validation_accuracy.png").exists()
    bench = run(*command, "bench", cwd=tmp_path, PYTHONPATH=str(place))
    assert (bench.returncode, bench.stdout, bench.stderr.count("\n")) == (1, "", 1)
    assert "needs a checkout" in bench.stderr


@pytest.mark.slow
def test_the_tests_of_an_unpacked_source_distribution_run(built, tmp_path):
    subprocess.run(["tar", "xzf", built("sdist")], cwd=tmp_path, check=True)
    (source,) = tmp_path.iterdir()
    some = [
        "test_architecture.py",
        "test_contributing.py",
        "test_readme.py",
        "classic_mlp",
        "handouts",
        "deploy",
    ]
    tests = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *some, cwd=source / "tests")
    assert tests.returncode == 0, tests.stdout
