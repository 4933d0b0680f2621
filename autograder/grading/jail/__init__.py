"""Where a hand-in runs: a process of its own that sees Python, NumPy, its own files, and one pipe.

Session (../session.py) starts it. A layer that this machine lacks stops the grading, unless it is waived:

- namespaces (root.py, launch.py): of users, processes, mounts, network, IPC, host name and control groups;
- a root folder of its own, read-only but for a small /handin, with what Python and NumPy need (needs.py);
- a user that is nobody, no capabilities, no way to get any;
- Landlock (landlock.py) and a filter of system calls (seccomp.py), in case a namespace leaks;
- limits of memory, threads, open files, file sizes and processor time (launch.py), and the deadline.
"""

__all__ = ["IsolationError", "missing_layers"]


class IsolationError(Exception):
    """The machine lacks a layer of isolation; the message names it in one line."""


def missing_layers() -> list[str]:
    """The layers that this machine lacks, in words; none where it can grade."""
    from autograder.grading.jail.probe import (
        probe,
    )  # here, for the launcher imports this package in every jail

    return probe()
