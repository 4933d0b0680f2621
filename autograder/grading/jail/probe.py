"""Which layers of isolation this machine lacks: each is tried by itself, then all together."""

import functools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

from autograder.grading.jail import IsolationError, landlock, seccomp
from autograder.grading.jail.jailed import ROOT
from autograder.grading.jail.launch import NAMESPACES, become_spare_user, spare_user
from autograder.grading.jail.plain import ENVIRONMENT
from autograder.grading.jail.syscalls import CLONE_NEWNS, CLONE_NEWUSER, unshare

__all__ = ["probe", "try_layers"]

TRY = "import sys; sys.path.insert(0, sys.argv[1]); import autograder.grading.jail.probe as p; p.try_layers()"
PATIENCE = 20.0  # seconds for a jail to start, on a busy machine


def probe() -> list[str]:
    """The missing layers in words; each names what the kernel answered."""
    command = [sys.executable, "-I", "-c", TRY, str(ROOT)]
    answer = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT, text=True)
    return json.loads(answer.stdout) or _whole()


def _whole() -> list[str]:
    """Start a jail with nothing in it."""
    from autograder.grading.session import (
        HandinFailed,
        Session,
    )  # here: a session knows the jail, not the reverse

    try:
        with Session({}, "spring", deadline=time.monotonic() + PATIENCE) as session:
            session.begin()
    except (IsolationError, HandinFailed) as error:
        return [str(error)]
    return []


def try_layers() -> None:
    """Print, as JSON, what failed; run in a process of its own, whose children it makes the trials."""
    print(json.dumps([f"{name} ({why})" for name, action in _layers().items() if (why := _tried(action))]))


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
