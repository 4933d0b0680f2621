"""Whole processes, here of a stand-in for cli.py."""

import pytest

from benchmarks import cold
from benchmarks.cold import run_cold


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a program in the place of cli.py."""
    monkeypatch.setattr(cold, "ROOT", tmp_path)
    return lambda text: (tmp_path / "cli.py").write_text(text)


def test_time_and_memory_are_those_of_the_process(program):
    program("import time; room = bytearray(10**7); time.sleep(0.1); print('{\"test_accuracy\": 0.95}')")
    told = []
    result = run_cold(["by autograd"], 2, show=lambda name, share: told.append(share))
    (one,) = result.contestants
    assert (len(one.seconds), one.threads, one.failed) == (2, None, None)
    assert all(0.1 < seconds < 60 for seconds in one.seconds)
    assert 15 < one.megabytes < 1000
    assert told == [0, 0.5, 1]
    assert result.same_work()


def test_the_memory_of_whoever_measures_is_not_counted(program):
    program("print('{\"test_accuracy\": 0.95}')")
    much = bytearray(b"x") * 2 * 10**8
    assert run_cold(["by autograd"], 1).contestants[0].megabytes < 100 < len(much) / 2**20


@pytest.mark.slow
def test_with_the_processors_clock_a_sleep_costs_nothing(program):
    program("import time; time.sleep(0.4); print('{\"test_accuracy\": 0.95}')")
    assert run_cold(["by autograd"], 1, clock="cpu").contestants[0].seconds[0] < 0.4


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("print('{\"test_accuracy\": 0.1}')", "a test accuracy of 0.100, which is below 0.93"),
        ("raise SystemExit('no data')", "exit code 1: no data"),
    ],
    ids=["learns nothing", "fails"],
)
def test_a_job_that_is_not_done_is_named(program, text, reason):
    program(text)
    result = run_cold(["by autograd"], 1)
    assert result.contestants[0].failed == reason
    assert not result.same_work()
