"""Tests that the pages in docs/ are true: their code prints what they show, and what they name is there."""

import ast
import contextlib
import importlib.util
import io
import json
import re
import shlex

import numpy as np
import pytest
from click import Context

from cli import main
from hw1.places import ROOT

DOCS = ROOT / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md"))}
# A block of code, and the block of what it prints if that stands below.
CODE = re.compile(r"```python\n(.*?)```(?:\n+```text\n(.*?)```)?", re.S)
WITH_CODE = [name for name, page in PAGES.items() if CODE.search(page)]
DERIVATIONS = [name for name in PAGES if name.startswith("derivations/") and name != "derivations/index.md"]


def promised(code, shown):
    """The lines that a block of code is to print: those of the block below, or its own comments."""
    return shown.splitlines() if shown else re.findall(r"^ *print\(.*\)  # (.*)$", code, re.M)


def shell_lines(page):
    for block in re.findall(r"```sh\n(.*?)```", page, re.S):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            while words and "=" in words[0]:  # NAME=value in front of a command
                words.pop(0)
            if words:
                yield words


LONG = {"tutorial/5-mnist.md"}  # which trains


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in WITH_CODE]
)
def test_a_page_read_from_top_to_bottom_prints_what_it_shows(name, tmp_path, monkeypatch):
    """The generator has another seed than a page would set: a page that draws numbers must set its own."""
    monkeypatch.chdir(tmp_path)
    np.random.seed(20261127)  # noqa: NPY002 (the library draws from it)
    typed = {"__name__": "__main__"}
    for code, shown in CODE.findall(PAGES[name]):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, name, "exec"), typed)
        assert printed.getvalue().splitlines() == promised(code, shown), code


def test_the_pages_that_teach_have_code():
    """Else the test above would pass without a block to run."""
    assert {"faq.md", "engine.md", *DERIVATIONS} <= set(WITH_CODE)
    assert len([name for name in WITH_CODE if name.startswith("tutorial/")]) == 5
    assert all(re.search(r"^print\(.*\)  # |```text", PAGES[name], re.M) for name in WITH_CODE)


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_of_a_page_are_understood(name):
    for first, *words in shell_lines(PAGES[name]):
        if words[:1] == ["cli.py"]:
            command, *arguments = words[1:]
            main.commands[command].make_parser(Context(main.commands[command])).parse_args(arguments)
        elif words[:1] == ["-m"]:
            assert importlib.util.find_spec(words[1].split(".")[0]), words
        elif first.startswith("python"):
            assert (ROOT / words[0]).is_file(), words


@pytest.mark.parametrize("name", PAGES)
def test_the_files_that_a_page_links_and_names_are_there(name):
    folder = (DOCS / name).parent
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", PAGES[name]):
        assert (folder / target).exists(), target
    for target in re.findall(
        r"`((?:mytorch|classic_mlp|autograd_mlp|hw1|examples)/[\w/]+\.py)`", PAGES[name]
    ):
        assert (ROOT / target).is_file(), target


@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_derivation_shows_the_code_by_its_definition_and_names_the_file_and_its_twin(name):
    files = re.findall(r"^By hand: \[(\S+)\]\(\.\./\.\./(\S+)\)", PAGES[name], re.M)
    twins = re.findall(r"^By autograd: \[(\S+)\]\(\.\./\.\./(\S+)\)", PAGES[name], re.M)
    assert len(files) == len(twins) == 1
    assert all(text == target for text, target in files + twins)
    tree = ast.parse((ROOT / files[0][0]).read_text("utf-8"))
    assert ast.get_docstring(tree).splitlines()[-1] == f"Twin: {twins[0][0]}"
    shown = re.findall(
        r"```\{literalinclude\} \.\./\.\./(\S+)\n:pyobject: (\S+)\n:language: python\n```", PAGES[name]
    )
    assert shown
    for file, definition in shown:
        body = ast.parse((ROOT / file).read_text("utf-8")).body
        for part in definition.split("."):
            (found,) = [node for node in body if getattr(node, "name", None) == part]
            body = found.body


@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_derivation_is_compared_with_the_complex_step(name):
    code = "\n".join(block for block, _ in CODE.findall(PAGES[name]))
    assert "complex_gradients(" in code
    assert "np.allclose(" in code


def test_notebooks_are_kept_without_results():
    notebooks = sorted(DOCS.rglob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert (cell.get("outputs", []), cell.get("execution_count")) == ([], None), path
