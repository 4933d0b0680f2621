"""The modes of isolation, and the error if this machine cannot isolate a hand-in."""

__all__ = ["MODES", "IsolationError", "cannot_isolate"]

MODES = ("full", "process", "none")  # jail/ whole, all of it but two layers (jail/keep.py), jail/plain.py

PAGE = 'docs/grading.md, "Where a layer is missing"'


class IsolationError(Exception):
    """The machine lacks a layer of isolation; the message names it, and what to do, in one line."""


def cannot_isolate(why: str, isolation: str) -> str:
    """An IsolationError's message, of one of MODES."""
    weaker = "--isolation process, which is weaker, does without namespaces and mounts; "
    remedy = (weaker if isolation == "full" else "") + f"see {PAGE}."
    return f"this machine cannot isolate a hand-in: {why}; {remedy}"
