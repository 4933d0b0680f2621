"""Whether the tests of this folder have compared every op there is; so this is the last file that may."""

import ast
import re
from pathlib import Path

import pytest

from mytorch import ops


def names_of_tests(path):
    """The names of a file's tests."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if getattr(node, "name", "").startswith("test_")}


def test_every_op_has_been_compared(oracle, request):
    run = {(item.path, item.originalname) for item in request.session.items}
    files = {path: path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")}
    comparing = [path for path, text in files.items() if re.search(r"oracle\.(agree|note_ops)\(", text)]
    assert comparing
    if not {(path, name) for path in comparing for name in names_of_tests(path)} <= run:
        pytest.skip("not all tests that compare ops were asked for")
    names = set(ops.__all__) - {"ArrayFunction"}
    assert "Add" in names
    assert names <= oracle.compared_ops
