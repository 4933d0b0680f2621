"""The lines of the hand-written twins that the page shows: read from their files, never copied into ours."""

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from typing import Any, NamedTuple

from classic_mlp import Activation, Conv1d, Conv2d, Criterion

__all__ = ["Shown", "shown_lines", "shown_method"]


class Shown(NamedTuple):
    """Lines of a file that follow each other."""

    file: str  # as "classic_mlp/linear.py"
    line: int  # of the first one, counted from 1
    code: tuple[str, ...]  # without the indentation that all of them have


def shown_method(layer: type, backward: bool) -> Callable[..., Any]:
    """The method in which a layer's values are computed, or its gradient."""
    if issubclass(layer, Activation | Criterion):
        return layer.derivative if backward else layer.forward
    if issubclass(layer, Conv1d | Conv2d):  # forward and backward only bring the shapes into one form
        return layer.slide_back if backward else layer.slide
    method: Callable[..., Any] = getattr(layer, "backward" if backward else "forward")
    return method


@functools.cache
def shown_lines(method: Callable[..., Any]) -> Shown:
    """The lines of a method that compute: after its docstring, and after its checks of what it was given."""
    lines, first = inspect.getsourcelines(method)
    function = ast.parse(textwrap.dedent("".join(lines))).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body
    start = max((i + 1 for i, statement in enumerate(body) if _checks(statement)), default=0)
    begin, end = body[start].lineno, body[-1].end_lineno
    code = textwrap.dedent("".join(lines[begin - 1 : end])).splitlines()
    return Shown(f"{method.__module__.replace('.', '/')}.py", first + begin - 1, tuple(code))


def _checks(statement: ast.stmt) -> bool:
    """Whether a statement is the docstring, an assertion, or an `if` that only raises an error."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Assert():
            return True
        case ast.If(body=[ast.Raise()], orelse=[]):
            return True
    return False
