"""Tests that a stopped run leaves complete files with its results so far, and says where they are."""

import csv
import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli import main
from hw1.output import Table
from hw1.places import ROOT
from hw1.plots import training_curves

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
PLOTS = {
    "stats": ["overview.png", "train_error.png", "train_loss.png", "val_error.png", "val_loss.png"],
    "mnist": ["validation_accuracy.png"],
}
FILES = ("run.json", "stats.csv")
TABLE = {"stats": "stats.csv", "mnist": "validation_accuracy.csv"}


@pytest.fixture(autouse=True)
def as_from_a_terminal():
    """The signals as a process has them that a terminal starts, whatever started the tests."""
    defaults = dict.fromkeys(SIGNALS, signal.SIG_DFL) | {signal.SIGINT: signal.default_int_handler}
    before = {number: signal.signal(number, handler) for number, handler in defaults.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def stopped(shared_small_data, tmp_path, monkeypatch):
    """Runs a command and does something after the n-th row of its table; the result and the folder."""

    def run(command, rows, does, *arguments):
        add = Table.add

        def add_and_more(table, *row):
            add(table, *row)
            if len(table.rows) == rows:
                does()

        monkeypatch.setattr(Table, "add", add_and_more)
        given = ["--data", str(shared_small_data), "--out", str(tmp_path / "out"), "--epochs", "5"]
        return CliRunner().invoke(main, [command, *given, *arguments]), tmp_path / "out"

    return run


def rows_of(table):
    with open(table, newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("command", "number"), [*(("stats", number) for number in SIGNALS), ("mnist", signal.SIGTERM)]
)
def test_a_signal_leaves_the_table_and_the_plots_of_what_there_is(stopped, command, number):
    run, out = stopped(command, 2, lambda: signal.raise_signal(number))
    assert run.exit_code == 128 + number
    assert sorted(os.listdir(out)) == sorted([*PLOTS[command], TABLE[command], "run.json"])
    assert len(rows_of(out / TABLE[command])) == 2
    assert str(out) in run.stdout
    assert run.stderr.startswith("Interrupted ")
    assert "of 5" in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["stats", "mnist"])
def test_json_of_an_interrupted_run_says_so_and_has_what_there_is(stopped, command):
    run, out = stopped(command, 2, lambda: signal.raise_signal(signal.SIGINT), "--json")
    result = json.loads(run.stdout)
    assert result["interrupted"] is True
    assert result["out"] == str(out)
    column, name = {
        "stats": ("training_losses", "training_losses"),
        "mnist": ("validation_accuracies", "validation_accuracy"),
    }[command]
    assert result[column] == [float(row[name]) for row in rows_of(out / TABLE[command])]


@pytest.mark.slow
def test_a_whole_run_is_not_called_interrupted(shared_small_data, tmp_path):
    given = ["--data", str(shared_small_data), "--out", str(tmp_path / "out"), "--epochs", "1", "--json"]
    run = CliRunner().invoke(main, ["stats", *given])
    assert (run.exit_code, json.loads(run.stdout)["interrupted"]) == (0, False)


def test_a_signal_before_the_first_epoch_leaves_nothing(shared_small_data, tmp_path, monkeypatch):
    monkeypatch.setattr("hw1.stats.build_network", lambda *given: signal.raise_signal(signal.SIGINT))
    out = tmp_path / "new" / "out"
    run = CliRunner().invoke(main, ["stats", "--data", str(shared_small_data), "--out", str(out), "--json"])
    assert (run.exit_code, run.stdout) == (130, "")
    assert (
        run.stderr.splitlines()[-1]
        == "Interrupted before the first epoch was over: there is nothing to keep."
    )
    assert not out.parent.exists()


def test_the_folder_that_was_there_before_stays(shared_small_data, tmp_path, monkeypatch):
    monkeypatch.setattr("hw1.stats.build_network", lambda *given: signal.raise_signal(signal.SIGINT))
    (tmp_path / "stats.csv").write_text("an older run's")
    CliRunner().invoke(main, ["stats", "--data", str(shared_small_data), "--out", str(tmp_path)])
    assert (tmp_path / "stats.csv").read_text() == "an older run's"


@pytest.mark.slow
def test_the_second_of_two_runs_that_is_interrupted_leaves_the_first(
    shared_small_data, tmp_path, monkeypatch
):
    write, calls = Table.write, []

    def write_and_stop(table):
        write(table)
        calls.append(table)
        if len(calls) == 3:  # the first row of the first run, and two of the second
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Table, "write", write_and_stop)
    given = ["--data", str(shared_small_data), "--out", str(tmp_path / "out"), "--epochs", "3", "--json"]
    run = CliRunner().invoke(main, ["stats", "--mode", "both", *given])
    result = json.loads(run.stdout)
    assert run.exit_code == 143
    assert [len(result[f"{mode}_training_losses"]) for mode in ("hand", "autograd")] == [3, 2]
    rows = rows_of(tmp_path / "out" / "stats.csv")
    assert [bool(row["autograd_validation_errors"]) for row in rows] == [True, True, False]
    assert all(row["hand_validation_errors"] for row in rows)
    assert "after 3 of 3 epochs by hand and 2 of 3 epochs by autograd" in run.stderr
    assert set(PLOTS["stats"]) < set(os.listdir(tmp_path / "out"))


@pytest.mark.parametrize("command", ["stats", "mnist"])
def test_the_table_is_on_the_disk_row_by_row_and_whole(shared_small_data, tmp_path, monkeypatch, command):
    add, seen = Table.add, []

    def look(table, *row):
        add(table, *row)
        seen.append(table.path.read_text())

    monkeypatch.setattr(Table, "add", look)
    given = ["--data", str(shared_small_data), "--out", str(tmp_path / "out"), "--epochs", "3"]
    assert CliRunner().invoke(main, [command, *given]).exit_code == 0
    assert [text.count("\n") for text in seen] == [2, 3, 4]
    assert seen[-1] == (tmp_path / "out" / TABLE[command]).read_text()
    assert all(later.startswith(earlier) for earlier, later in zip(seen, seen[1:], strict=False))


@pytest.mark.parametrize(("signals", "code", "drawn"), [(1, 130, True), (2, 130, False)])
def test_a_signal_while_it_draws_waits_and_a_second_one_does_not(
    shared_small_data, tmp_path, monkeypatch, signals, code, drawn
):
    save = training_curves.save

    def interrupted(figure, path):
        if path.name == "train_error.png":
            for _ in range(signals):
                signal.raise_signal(signal.SIGINT)
        save(figure, path)

    monkeypatch.setattr(training_curves, "save", interrupted)
    given = ["--data", str(shared_small_data), "--out", str(tmp_path), "--epochs", "1"]
    run = CliRunner().invoke(main, ["stats", *given])
    assert run.exit_code == code
    left = set(os.listdir(tmp_path))
    assert left == ({*PLOTS["stats"], *FILES} if drawn else {*FILES, "train_loss.png"})


@pytest.mark.parametrize("error", [FloatingPointError("the loss became nan"), MemoryError()])
@pytest.mark.slow
def test_what_ends_a_run_by_itself_costs_no_result_either(stopped, error):
    def fail():
        raise error

    run, out = stopped("stats", 2, fail, "--json")
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr.splitlines()[-1].startswith("Error: ")
    assert str(out) in run.stderr
    assert sorted(os.listdir(out)) == sorted([*PLOTS["stats"], *FILES])


@pytest.mark.slow
def test_a_signal_that_is_ignored_stays_ignored(stopped):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run, out = stopped("stats", 2, lambda: signal.raise_signal(signal.SIGINT))
    assert run.exit_code == 0
    assert len(rows_of(out / "stats.csv")) == 5
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


@pytest.mark.slow
def test_the_handlers_of_whoever_calls_are_put_back(stopped):
    before = [signal.getsignal(number) for number in SIGNALS]
    stopped("stats", 2, lambda: signal.raise_signal(SIGNALS[-1]))
    assert [signal.getsignal(number) for number in SIGNALS] == before


@pytest.mark.parametrize("kind", [["--networks", "100000"], ["--audit"]], ids=" ".join)
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="a terminal's Ctrl-C goes to a group of processes")
def test_ctrl_c_in_a_check_ends_its_workers_too(tmp_path, kind):
    command = [sys.executable, "cli.py", "crosscheck", *kind]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": _spy(tmp_path)},
    ) as run:
        while len(os.listdir(tmp_path / "pids")) < 2:  # both workers are at work
            assert run.poll() is None
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(timeout=30) == 130
        assert (run.stdout.read(), run.stderr.read()) == ("", "Interrupted.\n")
    for pid in os.listdir(tmp_path / "pids"):
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


def _spy(folder):
    """A path on which each worker leaves its process's number when it starts."""
    (folder / "pids").mkdir()
    code = f"""
import os, sys
if "autograder.crosscheck.audit_worker" in sys.orig_argv:
    open(f"{folder}/pids/{{os.getpid()}}", "w").close()
"""
    (folder / "sitecustomize.py").write_text(code)
    return str(folder)
