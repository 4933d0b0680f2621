"""Tests that the number of threads depends on the size of a step, unless the environment sets it."""

import os
import subprocess
import sys

import pytest

from hw1 import threads
from hw1.places import ROOT

SMALL, LARGE = (16_000, 100), (5_800_000, 512)


@pytest.fixture
def fresh(monkeypatch):
    """As in a process that has not loaded NumPy, and whose environment says nothing."""
    monkeypatch.delitem(sys.modules, "numpy")
    monkeypatch.setattr(os, "environ", without_threads())


def without_threads():
    return {name: value for name, value in os.environ.items() if name not in threads.VARIABLES}


def settings():
    return {name: value for name, value in os.environ.items() if name in threads.VARIABLES}


def test_a_small_network_gets_one_thread(fresh):
    assert threads.choose(*SMALL).startswith("1 BLAS thread (network of 16,000 weights, 100 images a batch; ")
    assert settings() == dict.fromkeys(threads.VARIABLES, "1")


def test_a_large_network_gets_what_the_blas_takes(fresh):
    assert "as many as it takes by itself (network of 5,800,000 weights" in threads.choose(*LARGE)
    assert settings() == {}


@pytest.mark.parametrize("name", threads.VARIABLES)
def test_the_environment_goes_before(fresh, name):
    os.environ[name] = "2"
    assert threads.choose(*SMALL) == f"BLAS threads: {name}=2, as the environment says"
    assert settings() == {name: "2"}


@pytest.mark.parametrize("value", ["", "0", "many", "-1"])
def test_a_variable_that_no_blas_would_obey_says_nothing(fresh, value):
    os.environ["OPENBLAS_NUM_THREADS"] = value
    assert threads.choose(*SMALL).startswith("1 BLAS thread ")


def test_once_numpy_is_loaded_nothing_is_changed_and_it_says_so(monkeypatch):
    import numpy  # noqa: F401

    monkeypatch.setattr(os, "environ", without_threads())
    assert threads.choose(*SMALL) == (
        "BLAS threads: as many as NumPy took when it was loaded, before this command"
    )
    assert settings() == {}


def test_the_commands_choose_before_numpy_is_loaded(shared_small_data, tmp_path):
    command = ["cli.py", "stats", "--epochs", "1", "--data", str(shared_small_data), "--out", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=without_threads(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines()[0].startswith("1 BLAS thread ")
