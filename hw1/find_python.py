"""Finds the Python that has the needed packages, since the handouts' commands start with `python3`.

This file also runs in older Pythons, so that they can start the right one or say what to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from hw1.places import ROOT

__all__ = ["use_venv"]

VENV = ROOT / ".venv"


def use_venv(needed: Sequence[str] = ("numpy", "click", "matplotlib")) -> None:
    """Return if this Python has these packages; otherwise run the script again with the Python of .venv, and
    end.

    If that Python lacks them too, exit with code 1 and one line that says what is missing and what to do.
    """
    _open_standard_streams()
    missing = [name for name in needed if find_spec(name) is None]
    if sys.version_info < (3, 11):  # noqa: UP036 (this file is also run by those that are too old)
        missing.append("Python 3.11 or newer")
    if not missing:
        return
    for python in (VENV / "bin" / "python", VENV / "Scripts" / "python.exe"):
        if python.exists() and Path(sys.prefix).resolve() != VENV.resolve():
            command = [str(python), *sys.argv]
            if os.name == "nt":  # on Windows the caller of execv would not wait for the new process
                sys.exit(subprocess.call(command))
            os.execv(command[0], command)
    sys.exit(
        f"Error: {sys.executable} lacks {' and '.join(missing)}. Run this once in {VENV.parent}: "
        "python3 -m venv .venv && .venv/bin/pip install -e ."
    )


def _open_standard_streams() -> None:
    """Open the null device in place of a standard input, output or error that is closed.

    Otherwise the next file or pipe that is opened would get its number. Then printed text could go into a
    table of results, and the process of a hand-in could lose its pipe to the grader.
    """
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:  # os.open takes the lowest free number, which is this one
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
