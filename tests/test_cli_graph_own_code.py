"""The command `graph` with the user's own code, which may end the program, print, move, or fail backward."""

import warnings

import pytest
from click.testing import CliRunner

from cli import main

OWN = """\
import os, sys
import numpy as np
from mytorch import Tensor
from mytorch.autograd_engine import Function
from mytorch.nn import Linear, Module, Sequential


ELSEWHERE = os.path.join(os.path.dirname(__file__), "elsewhere")


class FailsBackward(Function):
    @staticmethod
    def forward(ctx, a):
        return Tensor(a.data * 2)

    @staticmethod
    def backward(ctx, g):
        raise KeyError("lost")


class EndsBackward(FailsBackward):
    @staticmethod
    def backward(ctx, g):
        sys.exit(0)


class Own(Module):
    def __init__(self, does):
        super().__init__()
        self.layer, self.does = Linear(4, 3), does

    def forward(self, x):
        return self.does(self.layer(x))


class Unsayable(Linear):
    def __repr__(self):
        raise RuntimeError("no words")


def ends():
    return Own(lambda y: sys.exit(0))


def fails_backward():
    return Own(FailsBackward.apply)


def prints():
    return Own(lambda y: print("said by the model") or y)


def moves():
    return Own(lambda y: os.chdir(ELSEWHERE) or y)


def is_unsayable():
    return Sequential(Unsayable(4, 3))


def is_infinite():
    layer = Linear(4, 3)
    layer.weight.data[...] = np.inf
    return Sequential(layer)


def gives_two():
    return Own(lambda y: (y, y))


def has_a_strange_name():
    model = Sequential()
    model.add_module("\\ud800</script>", Linear(4, 3))
    return model


class NotBegun(Module):
    def __init__(self):
        pass


a = Tensor(2.0, requires_grad=True)
loss = FailsBackward.apply(a)
ended = EndsBackward.apply(a)
"""
MODEL = ["--shape", "4", "--out", "a.svg", "--html", "a.html"]


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Runs the command in a folder with the code in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "elsewhere").mkdir()
    return lambda *arguments: CliRunner().invoke(main, ["graph", *arguments])


def written(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".svg", ".html"))


FAILURES = {
    "a model that ends the program": (
        ["--model", "own.py:ends", *MODEL],
        "'own.py:ends' failed in line 42: SystemExit: 0",
    ),
    "an op that fails backward in a model": (
        ["--model", "own.py:fails_backward", *MODEL],
        "'own.py:fails_backward' failed in line 18: KeyError: 'lost'",
    ),
    "an op that fails backward in a script": (
        ["--script", "own.py:loss", "--html", "a.html"],
        "'own.py:loss' failed in line 18: KeyError: 'lost'",
    ),
    "an op that ends the program backward": (
        ["--script", "own.py:ended", "--html", "a.html"],
        "'own.py:ended' failed in line 24: SystemExit: 0",
    ),
    "a layer whose repr fails": (
        ["--model", "own.py:is_unsayable", *MODEL],
        "'own.py:is_unsayable' failed in line 38: RuntimeError: no words",
    ),
    "a model whose class does not call super().__init__()": (
        ["--model", "own.py:NotBegun", *MODEL],
        "'own.py:NotBegun' failed: RuntimeError: NotBegun.__init__ must call super().__init__() before it "
        "assigns anything.",
    ),
    "a model that returns two tensors": (
        ["--model", "own.py:gives_two", *MODEL],
        "the model returns tuple; a lesson takes one that returns a Tensor.",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), FAILURES.values(), ids=FAILURES)
def test_own_code_that_fails_is_one_line_with_its_place_and_nothing_is_written(
    call, tmp_path, arguments, said
):
    run = call(*arguments)
    assert (run.exit_code, run.stdout, run.stderr) == (1, "", f"Error: {said}\n")
    assert written(tmp_path) == []


def test_what_a_model_prints_while_it_runs_goes_to_standard_error(call):
    run = call("--model", "own.py:prints", "--shape", "4")
    assert (run.exit_code, run.stderr) == (0, "said by the model\n")
    assert run.stdout.startswith("   kind")


def test_files_are_written_where_the_command_began_although_the_code_moves_elsewhere(call, tmp_path):
    run = call("--model", "own.py:moves", *MODEL, "--out", "a.png")
    assert run.exit_code == 0
    assert run.stdout.splitlines() == [
        "a.svg: 4 vertices, 3 edges",
        "a.png: 4 vertices, 3 edges",
        "a.html: 8 steps",
    ]
    assert written(tmp_path) == ["a.html", "a.svg"]
    assert (tmp_path / "a.png").exists()


def test_numbers_that_are_not_finite_are_drawn_without_warnings(call, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = call("--model", "own.py:is_infinite", *MODEL)
    assert (run.exit_code, run.stderr) == (0, "")
    assert written(tmp_path) == ["a.html", "a.svg"]


def test_a_name_that_no_file_can_hold_is_written_with_another_character(call, tmp_path):
    run = call("--model", "own.py:has_a_strange_name", *MODEL)
    assert run.exit_code == 0
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "model.?\\u003c/script> = Linear" in page
    assert page.count("</script>") == 2


@pytest.mark.parametrize("other", ["--out", "--html"])
def test_two_results_in_one_file_are_refused(call, tmp_path, other):
    run = call("--expr", "a * 2", "--set", "a=1", "--out", "a.svg", other, "./elsewhere/../a.svg")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.splitlines()[-1].startswith("Error: './elsewhere/../a.svg' is named twice")
    assert written(tmp_path) == []
