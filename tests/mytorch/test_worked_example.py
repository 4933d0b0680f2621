"""Tests that the worked example stays short to read, and that docs/engine.md gives its true length."""

import re
import subprocess
import sys
from pathlib import Path

from hw1.places import ROOT

SCRIPT = Path(__file__).parent / "worked_example.py"
DOCUMENT = (ROOT / "docs/engine.md").read_text("utf-8")


def measured():
    run = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True)
    *functions, figures = run.stdout.splitlines()
    return functions, figures, tuple(map(int, re.findall(r"\d+", figures)))


def test_the_example_enters_few_functions_lines_and_files():
    functions, _, (count, lines, files) = measured()
    assert count == len(functions)
    assert count <= 14
    assert lines <= 120
    assert files <= 5


def test_the_document_has_the_figures_and_names_what_is_entered():
    functions, figures, _ = measured()
    assert figures in DOCUMENT
    for row in functions:
        file, function, _ = row.split()
        assert f"`{function}`" in DOCUMENT, function
        assert f"`mytorch/{file}`" in DOCUMENT, file


def test_the_document_s_example_prints_what_it_says():
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.S)
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == re.search(r"^print\(.*\)  # (.*)$", code, re.M)[1]


def test_the_document_is_short():
    assert len(DOCUMENT.splitlines()) <= 120


def test_the_document_s_order_is_the_file_s():
    """The definitions of the engine that it explains, each under a heading of its own."""
    engine = (ROOT / "mytorch/autograd_engine.py").read_text("utf-8")
    defined = re.findall(r"^(?:class|def) ([A-Za-z]\w*)", engine, re.M)
    explained = re.findall(r"^### `(\w+)`", DOCUMENT, re.M)
    assert explained == defined
