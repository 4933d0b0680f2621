"""Imitates the environment that a hand-in was written for: old NumPy, plotting packages, a keyboard.

What is missing is replaced as far as the hand-in's values do not depend on it, with a remark. Nothing here
judges the hand-in: this code runs in the hand-in's process, which may change it.
"""

import builtins
import io
import sys
from typing import Any

from autograder.grading.running.inside.numpy118 import put_back
from autograder.grading.running.inside.numpy118_calls import put_back_calls
from autograder.grading.running.inside.remarks import Remarks
from autograder.grading.running.inside.standins import NotThere, StandIn, debugger, stand_in_for_packages

__all__ = ["error_in", "first_cause", "set_up"]

DEPTH = 10  # errors of a chain that are examined, without running code of the hand-in
CAUSE, CONTEXT = (BaseException.__dict__[name].__get__ for name in ("__cause__", "__context__"))


class NoInput(io.TextIOBase):
    """A standard input that is at its end; reading it leaves a remark."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> str:
        self._remarks.left_behind("a read of sys.stdin")
        return ""

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        return self.read()


def set_up(folder: str, files: dict[str, bytes]) -> Remarks:
    """Set up the environment before a hand-in is imported. Its files, {name: content}, are in the folder."""
    remarks = Remarks(folder, files)
    put_back(remarks)
    put_back_calls(remarks)
    stand_in_for_packages(remarks)
    sys.modules["pdb"] = debugger(remarks)
    sys.stdin = NoInput(remarks)

    def wait_for_nobody(*args: Any, **kwargs: Any) -> None:
        remarks.left_behind("breakpoint()")

    def read_nothing(prompt: object = "") -> str:
        remarks.left_behind("input()")
        return ""

    sys.breakpointhook = wait_for_nobody
    setattr(builtins, "input", read_nothing)  # noqa: B010 (its type is not that of a function of ours)
    return remarks


def error_in(value: Any) -> BaseException | None:
    """The error to send instead of a value, if the value is an error or a stand-in."""
    if isinstance(value, BaseException):
        return first_cause(value)
    for item in value if type(value) is list else [value]:
        if type(item) is StandIn:
            return ImportError(item._why)
    return None


def first_cause(error: BaseException) -> BaseException:
    """The first cause of an error: that of a stand-in used as a value, if NumPy raised another
    one from it.
    """
    one: BaseException | None = error
    for _ in range(DEPTH):
        if type(one) is NotThere:
            return ImportError(*one.args).with_traceback(error.__traceback__)
        one = CAUSE(one) or CONTEXT(one)
        if one is None:
            break
    return error
