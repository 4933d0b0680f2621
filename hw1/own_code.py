"""Runs a file of the user's own, of which one object is wanted: FILE.py:name."""

import contextlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["MODULE", "OwnCodeError", "in_one_line", "loaded", "running"]


MODULE = "code_of_the_user"  # the name of the module that the file last run became, in sys.modules


class OwnCodeError(Exception):
    """The user's code cannot be run, or fails, with the error __cause__. The message is one line."""


@contextlib.contextmanager
def loaded(place: str, kind: str, which: str) -> Iterator[Any]:
    """A context that has the module which running the file of FILE.py:name made; the name is in it.

    kind and which: what is wanted, in words for error messages, as "function" and "that returns a Module".

    The file may import its neighbours, and what it prints goes to standard error. OwnCodeError if there is no
    such file or name, or if the user's code fails, also inside the context; it names the line of the file.
    """
    file, _, name = place.rpartition(":")
    path = Path(file)
    if not path.is_file():
        raise OwnCodeError(f"{file!r} is no file; expected FILE.py:{kind}, a {kind} {which}.")
    with _said_in_one_line(place, path, all_errors=True), _beside(path):
        spec = importlib.util.spec_from_file_location(MODULE, path)
        if spec is None or spec.loader is None:
            raise OwnCodeError(f"{file!r} is no Python file; expected a name that ends in .py.")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # where dataclasses, among others, look for it
        spec.loader.exec_module(module)
        if not hasattr(module, name):
            raise OwnCodeError(f"{file!r} has no {kind} {name!r}; expected one {which}.")
        yield module


@contextlib.contextmanager
def running(place: str) -> Iterator[None]:
    """A context in which code that `loaded` ran goes on: a forward of its model, a backward of its op.

    What it prints goes to standard error. OwnCodeError if a line of the file FILE.py:name is to blame for an
    error, or ends the program; other errors are raised as they are.
    """
    path = Path(place.rpartition(":")[0])
    with _said_in_one_line(place, path, all_errors=False), _beside(path):
        yield


def in_one_line(error: BaseException) -> str:
    """The error's kind and the beginning of its message."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:300]}" if words else type(error).__name__


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[None]:
    """A context in which the file may import its neighbours, and what it prints goes to standard error."""
    folder = str(path.resolve().parent)
    sys.path.insert(0, folder)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.path.remove(folder)


@contextlib.contextmanager
def _said_in_one_line(place: str, path: Path, all_errors: bool) -> Iterator[None]:
    """A context in which an error of the user's code becomes an OwnCodeError, with the line of the file.

    all_errors: also one that no line of the file is to blame for, as an error of its syntax.
    """
    here = os.path.abspath(path)  # before the code changes the folder
    try:
        yield
    except OwnCodeError:
        raise
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if os.path.abspath(frame.filename) == here]
        if not (lines or all_errors):
            raise
        line = f" in line {lines[-1]}" if lines else ""
        raise OwnCodeError(f"{place!r} failed{line}: {in_one_line(error)}") from error
