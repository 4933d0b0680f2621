"""Bad values for every option of every command: one line, exit code 1 or 2, nothing half-written.

The table is made from the commands themselves, so that a new option is in it by itself.
"""

import os
import shutil
from types import SimpleNamespace

import click
import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.image import imsave

from autograder.grading.result import Grade
from cli import main
from hw1.jobs.datasets import Scale, load_data
from hw1.jobs.fit import Inputs
from hw1.jobs.models import Description, build
from hw1.jobs.saved_model import facts_of, save_model
from hw1.output import write_csv
from hw1.run_record import RunRecord
from mytorch_twins.console import Sizes

HUGE = 10**30
NO_NUMBERS = ["", " ", "x", "1.5.", "0x10", "1 2", "None", "[1]", "1e", "--", "\0", "9" * 5000, "½", "\ud800"]
NO_NAMES = ["", "x", " ", "\0", "\ud800", "None", "9" * 5000]
NO_SIZES = [
    ",",
    "1,,2",
    "x",
    "0",
    "-1",
    "1.5",
    "8;8",
    "8,0",
    str(HUGE),
    f"8,{HUGE}",
    "1000000000",
    "9" * 5000,
    ",".join(["1"] * 2000),
]
NO_PATHS = ["", "\0", "a\0b", "\ud800"]


@pytest.fixture(scope="module")
def place(tmp_path_factory, shared_small_data):
    """A folder with the small data set in it, a model and a picture for it, a file and a pipe."""
    top = tmp_path_factory.mktemp("bad values")
    shutil.copytree(shared_small_data, top / "data")
    data = load_data(top / "data", None, 0)
    description, inputs = Description("mlp"), Inputs(Scale.of(data.train.x), False)
    model = build(description, data.input_shape, len(data.classes))
    save_model(top / "model", model, facts_of(data, description, inputs))
    imsave(top / "picture", np.zeros((28, 28)), cmap="gray", format="png")
    (top / "file").write_text("no tar")
    (top / "empty").mkdir()
    table = ["epoch", "batch", "loss", "validation_accuracy"]
    for name in ("one run", "another run"):
        (top / name).mkdir()
        RunRecord(top / name, "mnist", "rows.csv", {}).write("finished")
        write_csv(top / name / "rows.csv", table, [[1, 1, 2.0, 0.1]])
    if hasattr(os, "mkfifo"):
        os.mkfifo(top / "pipe")
    return top


def never(kind, place):
    """Values that an option of this kind can never take, whatever it is for."""
    if isinstance(kind, Sizes):
        return NO_SIZES
    if isinstance(kind, click.IntRange):
        low = [] if kind.min is None else [kind.min - 1]
        return [*NO_NUMBERS, "nan", "inf", "1.5", "1e3", *map(str, [*low, -1, -HUGE, HUGE])]
    if isinstance(kind, click.FloatRange):
        outside = [kind.min if kind.min_open else kind.min - 1, HUGE if kind.max is None else kind.max + 1]
        outside = outside[:1] if kind.max is None else outside
        return [*NO_NUMBERS, "nan", "NaN", "-nan", "inf", "-inf", "Infinity", "1e400", *map(str, outside)]
    if isinstance(kind, click.Choice):
        return [*NO_NAMES, kind.choices[0].upper(), " ".join(kind.choices)]
    if isinstance(kind, click.Path):
        below_a_file = str(place / "file" / "below")
        return [*NO_PATHS, below_a_file, below_a_file + "/deeper", "x" * 5000, "/".join(["y" * 300] * 3)]
    return NO_NAMES  # names that are looked up: problems, workloads, peers


# Paths that are bad for one option only: its command and name, and the names in the folder.
BAD_PLACES = [
    ("mnist", "--data", ["missing", "file", "pipe", "empty"]),
    ("mnist", "--out", ["file", "pipe", "/dev/null", "/dev/null/x"]),
    ("stats", "--data", ["missing", "file", "pipe", "empty"]),
    ("stats", "--out", ["file", "pipe", "/dev/null", "/dev/null/x"]),
    ("train", "--data", ["missing", "file", "pipe", "empty", "/dev/null"]),
    ("train", "--out", ["file", "pipe", "/dev/null", "/dev/null/x"]),
    ("predict", "MODEL", ["missing", "file", "pipe", "empty", "picture", "/dev/null"]),
    ("predict", "IMAGE|CSV", ["missing", "file", "pipe", "empty", "model", "/dev/null"]),
    ("graph", "--out", ["empty", "pipe", "missing/graph.svg", "/dev/null/x.svg", "file/graph.txt"]),
    ("graph", "--html", ["empty", "pipe", "missing/page.html", "/dev/null/x.html"]),
    ("handin", "--out", ["empty", "pipe", "missing/handin.tar", "/dev/null/x"]),
    ("handin", "--plots", ["missing", "file", "pipe"]),
    ("crosscheck", "--report", ["empty", "missing/report", "/dev/null/x"]),
    ("bench", "--out", ["file", "pipe", "/dev/null", "/dev/null/x"]),
    ("bench", "--checkout", ["missing", "file", "pipe"]),
    ("grade", "--handin", ["missing", "file", "pipe", "/dev/null", "/dev/null/x"]),
    ("grade", "--gradescope", ["empty", "pipe", "missing/results.json", "/dev/null/x"]),
    ("grade", "--report", ["empty", "pipe", "missing/page.html", "/dev/null/x"]),
    ("grade-all", "FOLDER", ["missing", "file", "pipe", "empty"]),
    ("grade-all", "--out", ["file", "pipe", "/dev/null", "/dev/null/x"]),
]

WRONG_COMMANDS = [
    [],
    ["nothing"],
    [""],
    ["a\0"],
    ["a\ud800"],
    ["--nothing"],
    ["mnist", "more"],
    ["mnist", "--lr"],
    ["mnist", "--epochs", "1", "--batch-size", "1"],
    ["mnist", "--no-such-option"],
    ["mnist", "-x"],
    ["stats", "--bn", "5"],
    ["stats", "--hidden", "8", "--bn", "3"],
    ["stats", "more"],
    ["stats", "--mode"],
    ["train", "more"],
    ["train", "--model", "lenet", "--hidden", "5"],
    ["train", "--model", "own.py:network", "--dropout", "0.5"],
    ["train", "--optimizer", "adam", "--momentum", "0.5"],
    ["train", "--label", "class"],
    ["predict"],
    ["predict", "model"],
    ["predict", "model", "picture", "more"],
    ["predict", "model", "picture", "--model", "mlp"],
    ["graph"],
    ["graph", "more"],
    ["graph", "--expr", "a", "--model", "mlp"],
    ["graph", "--expr", "a"],
    ["graph", "--expr", "a", "--set", "a=1", "--constant", "a=2"],
    ["graph", "--expr", "a", "--set", "a=1", "--set", "b=1"],
    ["graph", "--expr", "a", "--set", "a"],
    ["graph", "--expr", "a", "--set", "a=[[1],[2,3]]"],
    ["graph", "--expr", "a", "--set", "a=1", "--collapse", "1"],
    ["graph", "--expr", "__import__('os').system('true')"],
    ["graph", "--model", "mlp", "--set", "a=1"],
    ["graph", "--model", "mlp", "--shape", ""],
    ["graph", "--model", "mlp", "--shape", "1000000000"],
    ["graph", "--script", "mine.py"],
    ["graph", "--expr", "a", "--set", "a=1", "--out", "graph.pdf"],
    ["handin"],
    ["handin", "spring", "fall"],
    ["handin", "--out", "x"],
    ["crosscheck", "more"],
    ["crosscheck", "--audit", "--networks", "5"],
    ["crosscheck", "--audit", "--dtype", "float32"],
    ["crosscheck", "--audit", "--max-depth", "3"],
    ["crosscheck", "--audit", "--dtype", "both", "--json"],
    ["bench", "more"],
    ["bench", "--threads", "1", "--threads", "0"],
    ["grade"],
    ["grade", "spring", "fall"],
    ["grade", "fall", "--json", "--autolab"],
    ["grade", "fall", "--audit"],
    ["grade", "--audit", "--unsafe"],
    ["grade", "--audit", "--handin", "x"],
    ["grade", "--audit", "--report", "x"],
    ["grade", "--audit", "--problem", "relu"],
    ["grade", "--audit", "--timeout", "60"],
    ["grade-all"],
    ["grade-all", "a", "b"],
]


@pytest.fixture
def call(place, monkeypatch, tmp_path):
    """Runs a command line that must fail; what is wrong with the way it did, "" if nothing is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "autograder.grading.grade.grade", lambda files, term, **options: Grade(term, 1, 0.1, ())
    )

    monkeypatch.setattr("autograder.grading.classroom.check_layers", id)  # which takes a second

    def run(arguments):
        before = _everything(place), _everything(tmp_path)
        result = CliRunner().invoke(main, arguments)
        said = result.stderr.splitlines()
        faults = SimpleNamespace(
            escaped=not isinstance(result.exception, SystemExit) and repr(result.exception),
            traceback="Traceback" in result.output,
            code=result.exit_code not in (1, 2) and result.exit_code,
            errors=sum(line.startswith("Error: ") for line in said) != 1 and result.stderr,
            left=(_everything(place), _everything(tmp_path)) != before,
            stdout=result.stdout[:200] if result.exit_code == 2 else "",
        )
        found = {name: fault for name, fault in vars(faults).items() if fault}
        return f"{str(arguments)[:200]}: {found}" if found else ""

    return run


def _everything(folder):
    return sorted(str(path) for path in folder.rglob("*"))


def _beginning(command, place):
    """What a command needs besides the option that is tried: little work, should it be done after all."""
    return {
        "mnist": ["--data", str(place / "data"), "--epochs", "1"],
        "stats": ["--data", str(place / "data"), "--epochs", "1"],
        "train": ["--data", str(place / "data"), "--epochs", "1"],
        "predict": [str(place / "model"), str(place / "picture")],
        "graph": ["--expr", "a * 2", "--set", "a=1"],
        "handin": ["fall"],
        "grade": ["fall"],
        "grade-all": [str(place / "empty")],
        "bench": ["--workload", "W1", "--peers", "none", "--rounds", "1"],
        "crosscheck": ["--networks", "1"],
        "compare": [str(place / "one run"), str(place / "another run")],
    }[command]


def _with(command, parameter, value, place):
    """A command line with this value, given so that it cannot be taken for an option."""
    beginning = _beginning(command, place)
    if isinstance(parameter, click.Argument):
        arguments = [one for one in main.commands[command].params if isinstance(one, click.Argument)]
        at = arguments.index(parameter)
        return [command, "--", *beginning[:at], value, *beginning[at + 1 :]]
    return [command, *beginning, f"{parameter.opts[-1]}={value}"]


PARAMETERS = [
    pytest.param(name, parameter, id=f"{name} {parameter.name}")
    for name, command in main.commands.items()
    for parameter in command.params
]


def bad_values(parameter, place):
    if getattr(parameter, "is_flag", False):
        return ["1", "", "true", "\0"]  # a flag takes none
    return never(parameter.type, place)


@pytest.mark.parametrize(("command", "parameter"), PARAMETERS)
def test_a_value_that_cannot_be_is_refused(call, place, command, parameter):
    lines = [_with(command, parameter, value, place) for value in bad_values(parameter, place)]
    assert [fault for fault in map(call, lines) if fault] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the table names pipes and devices")
@pytest.mark.parametrize(("command", "option", "names"), BAD_PLACES, ids=lambda part: str(part)[:12])
def test_a_place_that_cannot_be_is_one_line(call, place, command, option, names):
    parameter = next(
        one for one in main.commands[command].params if option in (*one.opts, one.human_readable_name)
    )
    lines = [_with(command, parameter, str(place / name), place) for name in names]
    assert [fault for fault in map(call, lines) if fault] == []


def test_a_command_line_that_makes_no_sense_is_wrong_usage(call):
    faults = [call(line) for line in WRONG_COMMANDS if line]
    assert [fault for fault in faults if fault] == []
    assert {CliRunner().invoke(main, line).exit_code for line in WRONG_COMMANDS if line} == {2}
    assert CliRunner().invoke(main, []).exit_code in (0, 2)  # the help; before click 8.2 that was code 0


def test_the_table_has_four_hundred_command_lines_and_more(place):
    values = sum(len(bad_values(param.values[1], place)) for param in PARAMETERS)
    assert values + sum(len(names) for _, _, names in BAD_PLACES) + len(WRONG_COMMANDS) >= 400


REASONS = [
    (
        MemoryError("Unable to allocate 3 GiB"),
        "there is not enough memory for this (Unable to allocate 3 GiB).",
    ),
    (OSError(28, "No space left on device", "a/b"), "'a/b': No space left on device."),
    (ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib"), "matplotlib is not installed;"),
]


@pytest.mark.parametrize(("error", "said"), REASONS, ids=lambda part: type(part).__name__)
def test_what_the_machine_lacks_is_one_line(monkeypatch, error, said):
    def fail(*given):
        raise error

    monkeypatch.setattr("hw1.handin.build_handin", fail)
    run = CliRunner().invoke(main, ["handin", "fall"])
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr.startswith(f"Error: {said}")
    assert run.stderr.count("\n") == 1


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    monkeypatch.setattr("hw1.handin.build_handin", lambda *given: 1 / 0)
    assert isinstance(CliRunner().invoke(main, ["handin", "fall"]).exception, ZeroDivisionError)
