"""The handouts' lines start `python3`, which seldom is the Python that has the packages: that is found here.

Works in older Pythons too, as far as to find a newer one, or to say what to do.
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
    """Return where this Python has these packages; else run the same script with that of .venv, and end.

    Where that does not help either, exit with code 1 and one line that says what is missing and what to do.
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
            if os.name == "nt":  # there execv would not wait
                sys.exit(subprocess.call(command))
            os.execv(command[0], command)
    sys.exit(
        f"Error: {sys.executable} lacks {' and '.join(missing)}. Run this once in {VENV.parent}: "
        "python3 -m venv .venv && .venv/bin/pip install -e ."
    )


def _open_standard_streams() -> None:
    """Put the null device where standard input, output or error was closed.

    Else the next file or pipe that is opened would get that number: what is printed would be written into
    a table of results, and a hand-in's process would lose the pipe to its grader.
    """
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:  # the lowest number that is free is given out first
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
