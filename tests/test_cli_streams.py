"""Tests that the result files are written even if a command's printed output cannot be written."""

import os
import subprocess
import sys
import time

import click
import pytest
from click.testing import CliRunner

from autograder.crosscheck.run import Certificate
from autograder.crosscheck.tally import Tally
from autograder.grading.result import Grade
from cli import main
from hw1.places import ROOT
from mytorch_twins import console
from mytorch_twins.streams import failure, steady_streams


@pytest.fixture
def process(shared_small_data, tmp_path):
    """Runs `mnist` on the small data set with the shell's redirections."""

    def run(redirections, *arguments):
        words = [sys.executable, "cli.py", "mnist", "--epochs", "2", "--data", str(shared_small_data)]
        words += ["--out", str(tmp_path / "out"), *arguments]
        shell = ["sh", "-c", f'exec "$@" {redirections}', "sh", *words]
        result = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True)
        assert sorted(os.listdir(tmp_path / "out")) == [
            "run.json",
            "validation_accuracy.csv",
            "validation_accuracy.png",
        ]
        assert "Traceback" not in result.stderr
        return result

    return run


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no disk that is always full")
def test_a_full_disk_under_the_output_is_an_error_that_costs_no_result(process, tmp_path):
    run = process("> /dev/full")
    assert run.returncode == 1
    assert f"plot and table: {tmp_path / 'out'}" in run.stderr
    assert run.stderr.splitlines()[-1] == (f"Error: standard output cannot be written: {os.strerror(28)}.")


@pytest.mark.skipif(os.name != "posix", reason="closes streams as a POSIX shell does")
def test_closed_streams_cost_no_result(process):
    run = process("<&- >&- 2>&-")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_a_reader_that_has_seen_enough_costs_no_result(shared_small_data, tmp_path):
    words = ["cli.py", "mnist", "--epochs", "2", "--data", str(shared_small_data)]
    with subprocess.Popen(
        [sys.executable, *words, "--out", str(tmp_path / "out")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert "BLAS thread" in run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == f"plot and table: {tmp_path / 'out'}\n"
    assert run.returncode == 0
    assert len(os.listdir(tmp_path / "out")) == 3


def pipe_without_reader():
    reader, writer = os.pipe()
    os.close(reader)
    return open(writer, "w")


@pytest.mark.parametrize(
    "arguments",
    [
        ("handin", "fall", "--out", "x.tar"),
        ("crosscheck", "--report", "x"),
        ("grade", "fall"),
        ("--help",),
        ("bench", "--help"),
    ],
    ids=" ".join,
)
def test_every_command_goes_on_without_a_reader(monkeypatch, tmp_path, arguments):
    certificate = Certificate(1, 0, ["float64"], 16, 0.1, {"pytorch": None}, Tally())
    monkeypatch.setattr("autograder.grading.grade.grade", lambda *files, **options: Grade("fall", 1, 0.1, ()))
    monkeypatch.setattr("autograder.crosscheck.run.run", lambda *given: certificate)
    monkeypatch.chdir(tmp_path)
    with pipe_without_reader() as stdout, pipe_without_reader() as stderr:
        monkeypatch.setattr(sys, "stdout", stdout)
        monkeypatch.setattr(sys, "stderr", stderr)
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
        assert end.value.code == 0
        assert sys.stdout is stdout  # put back
    names = {"handin": ["x.tar"], "crosscheck": ["x.html", "x.json"]}.get(arguments[0], [])
    assert sorted(os.listdir(tmp_path)) == names


def test_a_steady_stream_remembers_why_it_failed(monkeypatch):
    with pipe_without_reader() as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        with steady_streams():
            assert failure(sys.stdout) is None
            click.echo("one")
            assert isinstance(failure(sys.stdout), BrokenPipeError)
            click.echo("two")


def test_a_character_that_the_terminal_does_not_have_costs_nothing(monkeypatch, tmp_path):
    with open(tmp_path / "said", "w", encoding="ascii") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        with steady_streams():
            print("Ω \udcff")
    assert (tmp_path / "said").read_text() == "\\u03a9 \\udcff\n"


def test_progress_off_a_terminal_is_a_line_now_and_then_on_standard_error(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with console.progress(4, to_stderr=False, label="checking") as show:
        for second in range(1, 31):
            now[0] = float(second)
            show(second / 10, "a result" if second == 15 else None)
    said = capsys.readouterr()
    assert said.out == "a result\n"
    assert said.err == "checking: 25%\nchecking: 62%\n"


@pytest.mark.parametrize("arguments", [["--lr", "nan"], ["--data", "missing"]], ids=" ".join)
def test_an_error_leaves_nothing_on_the_output_of_json(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["mnist", "--json", *arguments])
    assert run.exit_code in (1, 2)
    assert run.stdout == ""
    assert run.stderr.splitlines()[-1].startswith("Error: ")


def test_no_colour_is_asked_of_a_terminal(tmp_path):
    run = CliRunner(env={"NO_COLOR": "1"}).invoke(
        main, ["handin", "fall", "--out", str(tmp_path / "x")], color=True
    )
    assert "\x1b" not in run.output
