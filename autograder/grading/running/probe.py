"""Finds the layers of isolation that this machine lacks: tries each separately, then all together."""

import sys
import time
from typing import Any

from autograder.grading.running.isolation import IsolationError, cannot_isolate
from autograder.grading.running.session import HandinFailed, Session, process_class

__all__ = ["check_layers", "weaknesses"]

PATIENCE = 20.0  # seconds for a jail to start, on a busy machine
TRUNCATE_SINCE = 3  # Landlock's version

# jail/ is imported only where it is needed, because it imports modules that only Linux has.


def check_layers(isolation: str) -> None:
    """Raise IsolationError with all the layers that this machine lacks for one of MODES, if any."""
    process_class(isolation)
    if isolation == "none":
        return
    missing = _tried_apart("try_layers") if isolation == "full" else []
    if missing:
        raise IsolationError(cannot_isolate("; ".join(missing), isolation))
    try:
        with Session({}, "spring", deadline=time.monotonic() + PATIENCE, isolation=isolation) as session:
            session.begin()
    except HandinFailed as error:
        raise IsolationError(cannot_isolate(str(error), isolation)) from None


def weaknesses(isolation: str) -> str:
    """What a hand-in can still do in one of MODES on this machine, in words; "" for "full"."""
    if isolation == "none":
        return "hand-ins run with your rights, and nothing shuts them off."
    if isolation == "full" or sys.platform != "linux":
        return ""
    return _weaknesses_of_process()


def _weaknesses_of_process() -> str:
    """The layers of the mode "process" on this machine, and what a hand-in can still do."""
    from autograder.grading.running.jail import landlock

    found = _tried_apart("try_few")
    landlock_version, user, filtered = found["landlock"], found["user"], found["filter"]
    held = (
        ["another user"] * user
        + ["Landlock"] * bool(landlock_version)
        + ["a filter of system calls"] * filtered
    )
    can = ["see which files there are"]
    if not landlock_version:
        can += ["read what every user may read", "write where every user may, as in /tmp"]
    elif landlock_version < TRUNCATE_SINCE and not user:
        can.append("empty those of Python's files that you own")
    if not filtered:
        apart = ", but for TCP" if landlock_version >= landlock.NET_SINCE else ""
        can += ["start processes, which are ended with it", f"use the network{apart}"]
        if not user:
            can.append("change the modes of your files")
        if not user and landlock_version < landlock.SCOPES_SINCE:
            can.append("end your processes, the grader among them")
    can.append("use more of the disk for a moment than it is granted")
    return (
        f"hand-ins are held by {_listed(held) or 'nothing'}. On this machine they can still {_listed(can)}."
    )


def _listed(words: list[str]) -> str:
    """a, b and c."""
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def _tried_apart(name: str) -> Any:
    """The result of a function of jail/trials.py."""
    from autograder.grading.running.jail.trials import apart

    return apart(name)
