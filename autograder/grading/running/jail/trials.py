"""Tries each layer of a jail separately, in a child of a new process, for ../probe.py."""

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from autograder.grading.running.jail import landlock, seccomp
from autograder.grading.running.jail.confine import become_spare_user, spare_user
from autograder.grading.running.jail.jailed import ROOT
from autograder.grading.running.jail.launch import NAMESPACES
from autograder.grading.running.jail.plain import ENVIRONMENT
from autograder.grading.running.jail.syscalls import CLONE_NEWNS, CLONE_NEWUSER, unshare

__all__ = ["apart", "try_few", "try_layers"]

TRY = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "import autograder.grading.running.jail.trials as trials; trials.{name}()"
)


def apart(name: str) -> Any:
    """The JSON that a function of this file prints, run in a new process whose children are the trials."""
    command = [sys.executable, "-I", "-c", TRY.format(name=name), str(ROOT)]
    answer = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT, text=True)
    return json.loads(answer.stdout)


def try_layers() -> None:
    """Print the layers of a jail that failed, and why."""
    print(json.dumps([f"{name} ({why})" for name, action in _layers().items() if (why := _tried(action))]))


def try_few() -> None:
    """Print which layers without namespaces and mounts are available, and the version of Landlock."""
    print(
        json.dumps(
            {
                "landlock": 0 if _tried(landlock.version) else landlock.version(),
                "user": os.geteuid() == 0 and not _tried(_as_another),
                "filter": not _tried(seccomp.restrict),
            }
        )
    )


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
    """The reason why the action fails, or ""."""
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
