"""Where a hand-in runs: a process of its own that sees Python, NumPy, its own files, and one pipe.

Session (../session.py) starts it. A layer that this machine lacks stops the grading, unless it is waived:

- namespaces (root.py, launch.py): of users, processes, mounts, network, IPC, host name and control groups;
- a root folder of its own, read-only but for a small /handin, with what Python and NumPy need (needs.py);
- a user that is nobody, no capabilities, no way to get any (confine.py);
- Landlock (landlock.py) and a filter of system calls (seccomp.py, allowed.py), in case a namespace leaks;
- limits of memory, threads, open files, file sizes and processor time (confine.py), and the deadline.

A weaker mode does without the first two, and says what it does not hold (keep.py, probe.py).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.grading.jail.jailed import JailedProcess
    from autograder.grading.jail.plain import PlainProcess

__all__ = ["MODES", "IsolationError", "cannot_isolate", "check_layers", "process_class", "weaknesses"]

MODES = ("full", "process", "none")  # how much isolation: all of the above, all but two (keep.py), plain.py

PAGE = 'docs/grading.md, "Where a layer is missing"'


class IsolationError(Exception):
    """The machine lacks a layer of isolation; the message names it, and what to do, in one line."""


def cannot_isolate(why: str, isolation: str) -> str:
    """An IsolationError's message, of one of MODES."""
    weaker = "--isolation process, which is weaker, does without namespaces and mounts; "
    remedy = (weaker if isolation == "full" else "") + f"see {PAGE}."
    return f"this machine cannot isolate a hand-in: {why}; {remedy}"


# What follows imports where it is needed: the launcher imports this package in every jail, and other systems
# than Linux have not got what the launcher imports.


def process_class(isolation: str) -> type[JailedProcess | PlainProcess]:
    """The class of the hand-in's process in one of MODES; IsolationError on a system that has none such."""
    if isolation == "none":
        from autograder.grading.jail.plain import PlainProcess

        return PlainProcess
    if isolation not in MODES:
        raise ValueError(f"isolation is one of {', '.join(MODES)}; got {isolation!r}.")
    if sys.platform != "linux":
        raise IsolationError(
            f"isolation, which is for strangers' code, needs Linux, and this system is {sys.platform}; "
            "--unsafe grades code of your own, with the same points."
        )
    from autograder.grading.jail.jailed import JailedProcess, KeptProcess

    return JailedProcess if isolation == "full" else KeptProcess


def check_layers(isolation: str) -> None:
    """Raise IsolationError with all the layers that this machine lacks for one of MODES, if any."""
    process_class(isolation)
    if isolation != "none":
        from autograder.grading.jail.probe import probe

        probe(isolation)


def weaknesses(isolation: str) -> str:
    """What one of MODES does not hold on this machine, in words: "" for "full"."""
    if isolation == "none":
        return "hand-ins run with your rights, and nothing shuts them off."
    if isolation == "full" or sys.platform != "linux":
        return ""
    from autograder.grading.jail.probe import weaknesses_of_process

    return weaknesses_of_process()
