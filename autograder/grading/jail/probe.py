"""Which layers of isolation this machine lacks: each is tried by itself, then all together."""

import functools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from autograder.grading.jail import IsolationError, cannot_isolate, landlock, seccomp
from autograder.grading.jail.confine import become_spare_user, spare_user
from autograder.grading.jail.jailed import ROOT
from autograder.grading.jail.launch import NAMESPACES
from autograder.grading.jail.plain import ENVIRONMENT
from autograder.grading.jail.syscalls import CLONE_NEWNS, CLONE_NEWUSER, unshare

__all__ = ["probe", "try_few", "try_layers", "weaknesses_of_process"]

TRY = "import sys; sys.path.insert(0, sys.argv[1]); import autograder.grading.jail.probe as p; p.{name}()"
PATIENCE = 20.0  # seconds for a jail to start, on a busy machine
TRUNCATE_SINCE = 3  # Landlock's version


def probe(isolation: str) -> None:
    """Try each layer by itself, then all together; IsolationError names those missing, and why."""
    missing = _apart("try_layers") if isolation == "full" else []
    if missing:
        raise IsolationError(cannot_isolate("; ".join(missing), isolation))
    from autograder.grading.session import HandinFailed, Session  # a session knows the jail, not the reverse

    try:
        with Session({}, "spring", deadline=time.monotonic() + PATIENCE, isolation=isolation) as session:
            session.begin()
    except HandinFailed as error:
        raise IsolationError(cannot_isolate(str(error), isolation)) from None


def weaknesses_of_process() -> str:
    """What the mode "process" has on this machine, and what a hand-in can do all the same."""
    found = _apart("try_few")
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


def _apart(name: str) -> Any:
    """What a function of this file prints as JSON, in a process of its own whose children are the trials."""
    command = [sys.executable, "-I", "-c", TRY.format(name=name), str(ROOT)]
    answer = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT, text=True)
    return json.loads(answer.stdout)


def try_layers() -> None:
    """Print the layers of a jail that failed, and why."""
    print(json.dumps([f"{name} ({why})" for name, action in _layers().items() if (why := _tried(action))]))


def try_few() -> None:
    """Print which of the layers that need no namespaces and mounts are there; of Landlock, which version."""
    print(
        json.dumps({
            "landlock": 0 if _tried(landlock.version) else landlock.version(),
            "user": os.geteuid() == 0 and not _tried(_as_another),
            "filter": not _tried(seccomp.restrict),
        })
    )  # fmt: skip


def _layers() -> dict[str, Callable[[], object]]:
    layers: dict[str, Callable[[], object]] = {
        "Landlock": landlock.version,
        "a filter of system calls": seccomp.restrict,
    }
    if os.geteuid() == 0:
        layers["mount namespaces for root"] = lambda: unshare(CLONE_NEWNS)
        layers["another user to be"] = _as_another
    for name, flag in NAMESPACES.items():
        layers[f"{name} namespaces"] = functools.partial(_in_namespace, flag)
    return layers


def _as_another() -> None:
    user = spare_user()
    become_spare_user(user, user)


def _in_namespace(flag: int) -> None:
    unshare(CLONE_NEWUSER)
    unshare(flag & ~CLONE_NEWUSER)


def _tried(action: Callable[[], object]) -> str:
    """Why the action fails, or ""."""
    reading, writing = os.pipe()
    if not os.fork():
        try:
            action()
        except OSError as error:
            os.write(writing, os.strerror(error.errno or 0).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        why = answer.read()
    os.wait()
    return why
