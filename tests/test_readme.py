"""Tests that the README's examples, numbers and names are true; of the pages in docs, see tests/docs."""

import ast
import re
import shlex
import subprocess
import sys
import textwrap

import pytest
from click.testing import CliRunner

from cli import main
from hw1.places import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MAP = (ROOT / "docs/where-things-are.md").read_text("utf-8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.S))
def test_an_example_prints_what_its_comments_say(code):
    promised = re.findall(r"^print\(.*\)  # (.*)$", code, re.M)
    assert promised
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == promised


def test_the_twins_side_by_side_are_the_files_own_lines():
    """All but the docstring, the types and the comments."""
    titles = re.findall(r"<code>(\w+/.*?\.py)</code>", README)
    blocks = re.findall(r"```py\n(.*?)```", README, re.S)
    assert titles == ["classic_mlp/linear.py", "mytorch/nn/linear.py"]
    quoted = 0
    for file, block in zip(titles, blocks, strict=True):
        source = (ROOT / file).read_text("utf-8")
        defined = {
            node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)
        }
        for function in re.split(r"\n\n\n", re.sub(r"\n*# .*\n", "\n", block).strip()):
            name = re.match(r"def (\w+)", function)[1]
            assert function == bare(defined[name], source.splitlines())
            quoted += 1
    assert quoted == 3


def bare(function, lines):
    """A function without its docstring and types, else as its file has it."""
    for part in [*function.args.args, *function.args.kwonlyargs]:
        part.annotation = None
    first = function.body[ast.get_docstring(function) is not None]
    body = textwrap.dedent("\n".join(lines[first.lineno - 1 : function.end_lineno]))
    return f"def {function.name}({ast.unparse(function.args)}):\n{textwrap.indent(body, '    ')}"


def test_the_commands_are_understood():
    shell = "".join(re.findall(r"```sh\n(.*?)```", README, re.S))
    lines = re.findall(r"python cli.py (\S+) (.*)$", shell, re.M)
    assert {"graph", "mnist"} <= {name for name, _ in lines}
    for name, arguments in lines:
        main.commands[name].make_context(name, shlex.split(arguments))  # exits on an option that is none


def test_the_commands_that_it_mentions_are_there():
    mentioned = re.findall(r"`python cli.py ([a-z][a-z-]*)", README)
    assert mentioned
    assert set(mentioned) <= set(main.commands)


def test_the_picture_of_the_graph_is_that_of_the_command(tmp_path):
    (command,) = re.findall(r"^.venv/bin/python cli.py (graph .*) --html", README, re.M)
    drawn = CliRunner().invoke(main, [*shlex.split(command), "--out", f"{tmp_path}/graph.svg"])
    assert drawn.exit_code == 0, drawn.output
    assert (tmp_path / "graph.svg").read_text("utf-8") == (ROOT / "docs/graph.svg").read_text("utf-8")


def test_the_quoted_accuracies_are_those_of_a_run(mnist_run):
    quoted = re.search(r"^validation accuracy (0\.\d+), test accuracy (0\.\d+)$", README, re.M)
    measured = mnist_run.json["validation_accuracy"], mnist_run.json["test_accuracy"]
    for claim, fact in zip(quoted.groups(), measured, strict=True):
        assert float(claim) == pytest.approx(fact, abs=0.005)


@pytest.mark.parametrize("text", [README, MAP], ids=["README.md", "where-things-are.md"])
def test_the_files_that_are_named_are_there(text):
    for name in re.findall(r"`([\w/]+(?:\.py|/))`", text):
        assert (ROOT / name).exists() or name.startswith(("runs/", "handins/")), name


def test_the_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)", README)
    assert len(targets) > 15
    for target in targets:
        assert (ROOT / target).is_file(), target


def test_the_list_of_examples_is_the_folder():
    page = (ROOT / "docs/mytorch.md").read_text("utf-8")
    (listed,) = re.findall(r"^Sixteen whole programs.*?\n\n", page + "\n", re.S | re.M)
    programs = sorted(path.stem for path in (ROOT / "examples").glob("*.py"))
    assert sorted(re.findall(r"`(\w+)`", listed)) == programs
    assert len(programs) == 16


def test_the_sandbox_is_the_worked_example():
    run = subprocess.run([sys.executable, "sandbox.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "a.grad = tensor(3.)\nb.grad = None\nc.grad = tensor(1.)\n" in run.stdout
