"""Where a hand-in runs: a process of its own that sees Python, NumPy, its own files, and one pipe.

Session (../session.py) starts it. A layer that this machine lacks stops the grading, unless it is waived:

- namespaces (root.py, launch.py): of users, processes, mounts, network, IPC, host name and control groups;
- a root folder of its own, read-only but for a small /handin, with what Python and NumPy need (needs.py);
- a user that is nobody, no capabilities, no way to get any;
- Landlock (landlock.py) and a filter of system calls (seccomp.py), in case a namespace leaks;
- limits of memory, threads, open files, file sizes and processor time (launch.py), and the deadline.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.grading.jail.jailed import JailedProcess
    from autograder.grading.jail.plain import PlainProcess

__all__ = ["MODES", "IsolationError", "missing_layers", "process_class"]

MODES = ("full", "none")  # how much isolation: all that is listed above, or nothing (plain.py)


class IsolationError(Exception):
    """The machine lacks a layer of isolation; the message names it in one line."""


# What follows imports where it is needed: the launcher imports this package in every jail, and other systems
# than Linux have not got what the launcher imports.


def process_class(isolation: str) -> type[JailedProcess | PlainProcess]:
    """The class of the hand-in's process in one of MODES; IsolationError on a system that has none such."""
    if isolation == "none":
        from autograder.grading.jail.plain import PlainProcess

        return PlainProcess
    if isolation not in MODES:
        raise ValueError(f"isolation is one of {', '.join(MODES)}; got {isolation!r}.")
    try:
        from autograder.grading.jail.jailed import JailedProcess
    except ImportError as error:  # fcntl or resource, which Windows lacks
        raise IsolationError(_NEEDS_LINUX) from error
    if sys.platform != "linux":
        raise IsolationError(_NEEDS_LINUX)
    return JailedProcess


_NEEDS_LINUX = (
    f"isolation needs Linux's system calls, which this system ({sys.platform}) lacks; "
    "--unsafe grades code of your own without isolation."
)


def missing_layers(isolation: str) -> list[str]:
    """The layers of one of MODES that this machine lacks, in words; none where it can grade."""
    if isolation == "none":
        return []
    try:
        process_class(isolation)
    except IsolationError as error:
        return [str(error)]
    from autograder.grading.jail.probe import probe

    return probe()
