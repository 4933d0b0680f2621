"""`bench`, as its user meets it."""

import json
import os

import pytest
from click.testing import CliRunner

from benchmarks import rounds
from benchmarks.systems import PEERS, SYSTEMS, Entry
from cli import main
from hw1.data import load_mnist


@pytest.fixture
def bench(small_data, tmp_path, monkeypatch):
    """Runs `bench` on the small data set, one round of short turns."""
    monkeypatch.setattr(rounds, "TURN", 0.002)
    monkeypatch.setattr(rounds, "PAUSE", 0)
    monkeypatch.setattr(rounds, "load_mnist", lambda: load_mnist(small_data))
    for systems in (PEERS, SYSTEMS):
        monkeypatch.setitem(systems, "nobody", Entry("", "No Library", "no-library", "no_such_library"))

    def call(*arguments):
        options = ["--rounds", "1", "--threads", "1", "--out", str(tmp_path / "out")]
        return CliRunner().invoke(main, ["bench", *options, *arguments])

    return call


def test_json_alone_is_on_stdout_and_a_peer_that_is_missing_is_named(bench, tmp_path):
    run = bench("--workload", "W1", "--peers", "nobody", "--json")
    assert run.exit_code == 0, run.output
    result = json.loads(run.stdout)
    assert run.stdout.count("\n") == 1
    assert result["left_out"] == ["nobody"]
    assert [system["name"] for system in result["workloads"][0]["systems"]] == [
        "by autograd",
        "by hand",
        "products",
    ]
    assert "left out, not installed: No Library (no-library)" in run.stderr
    assert "W1: 784-20-10, BN and ReLU, batch 100, float32" in run.stderr
    assert sorted(os.listdir(tmp_path / "out")) == ["bench.csv", "bench.txt"]  # no PyTorch, no picture


@pytest.mark.parametrize(
    "arguments", [("--workload", "W9"), ("--peers", "numpy"), ("--rounds", "0")], ids=str
)
def test_wrong_usage_is_exit_code_2(bench, arguments):
    run = bench(*arguments)
    assert run.exit_code == 2
    assert arguments[1] in run.stderr


def test_work_that_differs_is_exit_code_1(bench, monkeypatch):
    monkeypatch.setitem(rounds.TOLERANCE, "float32", -1)
    run = bench("--workload", "W1", "--peers", "none")
    assert run.exit_code == 1
    assert "NOT THE SAME WORK, the losses differ: mytorch in W1, classic_mlp in W1." in run.stdout


def test_without_a_checkout_one_line_says_that_it_needs_one(bench, tmp_path, monkeypatch):
    monkeypatch.setattr("mytorch_twins.evidence_commands.ROOT", tmp_path)
    run = bench("--workload", "W1")
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr == (
        "Error: bench needs a checkout of the project, for what it runs is not installed: "
        "call `python cli.py bench` there.\n"
    )
