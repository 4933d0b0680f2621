"""The command that grades once more works as it is printed."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from autograder.grading.telling.again import again, program


@click.group()
def main() -> None:
    """As cli.py's."""


@main.command()
@click.argument("term", required=False)
@click.option("--handin", type=click.Path(path_type=Path))
@click.option("--seed", type=int)
@click.option("--timeout", type=float, default=60)
@click.option("--problem", "problems", multiple=True)
@click.option("--unsafe", is_flag=True)
@click.option("--how", "isolation", flag_value="none", default="full")
@click.option("--json", "as_json", is_flag=True)
@click.option("--report")
@click.pass_context
def grade(ctx: click.Context, **given: object) -> None:
    """As grade."""
    click.echo(again(ctx, 42), nl=False)


def _again(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    from click.testing import CliRunner

    monkeypatch.setattr(sys, "argv", ["cli.py"])
    monkeypatch.setattr(sys, "orig_argv", ["python3", "cli.py"])
    run = CliRunner().invoke(main, ["grade", *arguments], prog_name="python -m cli")
    assert run.exit_code == 0, run.output
    return run.output


GIVEN = [
    (["fall"], "fall --seed 42"),
    ([], "--seed 42"),
    (["fall", "--seed", "7", "--json", "--report", "x.html"], "fall --seed 42"),
    (["spring", "--timeout", "60"], "spring --seed 42 --timeout 60"),
    (["spring", "--timeout", "2.5", "--unsafe"], "spring --seed 42 --timeout 2.5 --unsafe"),
    (["fall", "--problem", "relu", "--problem", "sgd"], "fall --seed 42 --problem relu --problem sgd"),
    (["fall", "--how"], "fall --seed 42 --how"),
    (["fall", "--handin", "my work.tar"], "fall --handin 'my work.tar' --seed 42"),
    (["fall", "--handin=-x.tar"], "fall --handin=-x.tar --seed 42"),
    (["fall", "--handin", "été.tar"], "fall --handin été.tar --seed 42"),
]


@pytest.mark.parametrize(("arguments", "said"), GIVEN)
def test_it_has_what_was_given_and_the_seed(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _again(monkeypatch, *arguments).replace("'été.tar'", "été.tar") == f"python3 cli.py grade {said}"


ODD = [
    "my work.tar",
    "it's.tar",
    'a "b".tar',
    "-x.tar",
    "$HOME`x`.tar",
    "été.tar",
    "a\nb.tar",
    "\x1b[2J",
    "\udcff.tar",
]


@pytest.mark.skipif(os.name != "posix", reason="pasted into bash")
@pytest.mark.parametrize("name", ODD)
def test_bash_reads_the_name_as_it_was(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = _again(monkeypatch, "fall", f"--handin={name}")
    assert said.isprintable()
    show = "import os, sys; print(ascii([os.fsencode(word) for word in sys.argv[1:]]))"
    typed = said.replace("python3 cli.py", f"{shlex.quote(sys.executable)} -c {shlex.quote(show)}", 1)
    run = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, check=True)
    words = [os.fsdecode(word) for word in eval(run.stdout)]
    named = [f"--handin={name}"] if name[0] == "-" else ["--handin", name]
    assert words == ["grade", "fall", *named, "--seed", "42"]


def test_a_console_script_is_called_by_its_name_where_that_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "mytorch"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.setenv("PATH", "/nowhere")
    assert program() == [str(script)]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program() == ["mytorch"]


def test_a_script_that_changes_its_folder_is_named_from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["cli.py"])
    assert program(anywhere=True) == [sys.executable, str(Path("cli.py").resolve())]


def test_a_package_that_was_run_is_named_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/mytorch/__main__.py"])
    monkeypatch.setattr(sys, "orig_argv", ["python3", "-m", "mytorch", "grade"])
    assert program() == ["python3", "-m", "mytorch"]
