"""Where a hand-in runs: a process of its own that sees NumPy, its own files, and one pipe.

IsolationError and `missing_layers` say what this machine cannot do; docs/grading.md says what each layer is for.
"""

__all__ = ["IsolationError", "missing_layers"]


class IsolationError(Exception):
    """The machine lacks a layer of isolation; the message names it in one line."""


def missing_layers() -> list[str]:
    """The layers that this machine lacks, in words."""
    return []
