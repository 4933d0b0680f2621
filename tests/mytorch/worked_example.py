"""Counts the functions, lines and files that a reader of the worked example enters, while it runs.

    python tests/mytorch/worked_example.py

Counted are the functions of mytorch that Python enters from the first operator to the last gradient, the
lines of their bodies (no signature, docstring, comment or blank line), and the files that they are in.
Making the three leaves is not part of it.
"""

import ast
import inspect
import os
import sys
import textwrap
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import mytorch
from mytorch.tensor import Tensor

PACKAGE = os.path.dirname(mytorch.__file__)


def example() -> list[CodeType]:
    """e = (a + a*b + c) + 3; e.backward(): the functions that are entered, in order, each once."""
    a, b, c = Tensor(1.0, requires_grad=True), Tensor(2.0), Tensor(3.0, requires_grad=True)
    entered: dict[CodeType, None] = {}

    def trace(frame: FrameType, event: str, given: Any) -> None:
        if frame.f_code.co_filename.startswith(PACKAGE):
            entered[frame.f_code] = None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        e = (a + a * b + c) + 3
        e.backward()
    finally:
        sys.settrace(before)
    assert (a.grad.item(), b.grad, c.grad.item()) == (3.0, None, 1.0)
    return list(entered)


def lines_of(code: CodeType) -> int:
    """How many lines the body of a function has."""
    source = textwrap.dedent(inspect.getsource(code))
    function: Any = ast.parse(source).body[0]
    first = function.body[ast.get_docstring(function) is not None].lineno
    body = [line.strip() for line in source.splitlines()[first - 1 : function.end_lineno]]
    return sum(bool(line) and not line.startswith("#") for line in body)


def figures() -> tuple[int, int, int]:
    """Functions, lines, files."""
    codes = example()
    return len(codes), sum(map(lines_of, codes)), len({code.co_filename for code in codes})


if __name__ == "__main__":
    for code in example():
        print(f"{os.path.relpath(code.co_filename, PACKAGE):22} {code.co_qualname:32} {lines_of(code):3}")
    print("{} functions, {} lines, {} files".format(*figures()))
