"""Starts a hand-in without namespaces or mounts, for machines that have none: the mode `--isolation process`.

    keeper      makes a folder and waits; at the end, at SIGTERM or when the grader dies, it kills all that
                descends from it (orphans become its children) and removes the folder
    hand-in     Python anew, as another user where the keeper is root, with the pipe and nothing else

Landlock shows it Python, NumPy and its folder; the filter of system calls denies it processes and sockets.
What of these the machine lacks is done without, except that the grader's own right answers must be out of
reach. The plan, and what is said of the end, go as in launch.py.
"""

import contextlib
import marshal
import os
import resource
import signal
import sys
import time

from autograder.grading.running.jail import landlock, seccomp
from autograder.grading.running.jail.confine import (
    LIMITS,
    MB,
    NOBODY,
    SAID,
    arrange_descriptors,
    become_python,
    become_spare_user,
    limit_resources,
    outlive_nothing,
    spare_user,
)
from autograder.grading.running.jail.descendants import descendants
from autograder.grading.running.jail.removing import remove
from autograder.grading.running.jail.root import DEVICES
from autograder.grading.running.jail.syscalls import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_NO_NEW_PRIVS,
    LayerError,
    layer,
    prctl,
)

__all__ = ["GRADER", "HANDIN", "main"]

GRADER, HANDIN = "grader", "handin"  # names in the keeper's folder
MOST_SPACE, MOST_NAMES, MOST_LEVELS = 32 * MB, 2_000, 12  # of a hand-in's folder
TICK = 0.02  # seconds between checks of its size


def main() -> None:
    """Carry out the plan; exit code 0 where the hand-in's process has run, 1 where too much is missing."""
    plan = marshal.load(sys.stdin.buffer)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD})
    outlive_nothing(plan["grader"], signal.SIGTERM)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    os.umask(0o022)
    try:
        keep(plan)
    except LayerError as error:
        sys.exit(f"missing layer: {error}")


def keep(plan: dict) -> None:
    """Run the hand-in's process until it ends, and remove everything that it leaves."""
    with layer("another user to be"):
        user = spare_user() if os.geteuid() == 0 else None
    try:
        with layer(f"a folder to work in: {plan['folder']}"):
            make_folder(plan, user)
        with layer("processes of one's own"):
            child = os.fork()
        if not child:
            try:
                become_handin(plan, user)
            except LayerError as error:
                os.write(SAID, f"missing layer: {error}".encode())
            finally:
                os._exit(1)
        os.close(plan["requests"])
        os.close(plan["replies"])
        wait_for(child, f"{plan['folder']}/{HANDIN}")
    finally:
        end_descendants()
        remove(plan["folder"])


def make_folder(plan: dict, user: int | None) -> None:
    """Make the folder: the grader's files inside, readable for all, and the hand-in's folder for its user
    only.
    """
    os.mkdir(plan["folder"], 0o711)
    for name, content in plan["grader_files"].items():
        path = f"{plan['folder']}/{GRADER}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
    os.mkdir(f"{plan['folder']}/{HANDIN}", 0o700)
    if user is not None:
        os.chown(f"{plan['folder']}/{HANDIN}", user, user)


def become_handin(plan: dict, user: int | None) -> None:
    """Keep the pipe only; another user, Landlock, limits, no new privileges, the filter; then Python anew."""
    keeper = os.getppid()
    arrange_descriptors(plan["requests"], plan["replies"])
    os.setsid()
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.chdir(f"{plan['folder']}/{HANDIN}")
    limits = LIMITS | {resource.RLIMIT_CPU: plan["seconds"]}
    if user is None or user == NOBODY:
        del limits[resource.RLIMIT_NPROC]  # it would count all processes of this user
    if user is not None:
        with layer("another user to be"):
            become_spare_user(user, user)
    outlive_nothing(keeper, signal.SIGKILL)
    if not os.access(f"{plan['folder']}/{GRADER}", os.X_OK):
        raise LayerError(f"a temporary folder that every user may enter: {plan['folder']}")
    if not os.access(plan["needs"]["executable"], os.X_OK):
        raise LayerError(f"a Python that every user may run: {plan['needs']['executable']}")
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    try:
        landlock.restrict(rights(plan))
    except OSError as error:
        within_reach = [path for path in plan["answers"] if os.access(path, os.X_OK)]
        if within_reach:
            raise LayerError(
                f"Landlock ({error.strerror}), without which the hand-in could read the grader's own right "
                f"answers in {', '.join(within_reach)}"
            ) from None
    limit_resources(limits)
    with contextlib.suppress(OSError):
        seccomp.restrict()
    become_python(plan)


def rights(plan: dict) -> dict[str, int]:
    """The Landlock rights for each path. Of other packages, only the names can be listed."""
    needs, folder = plan["needs"], plan["folder"]
    rules = dict.fromkeys([*needs["folders"], needs["packages_in"]], landlock.READ_DIR)
    for library in needs["folders"]:
        entries = [f"{library}/{name}" for name in os.listdir(library)]
        rules |= {path: landlock.READ for path in entries if path not in needs["masked"]}
    rules |= dict.fromkeys([*needs["packages"], f"{folder}/{GRADER}"], landlock.READ)
    rules |= dict.fromkeys(needs["files"], landlock.READ | landlock.EXECUTE)
    rules |= dict.fromkeys(DEVICES, landlock.READ | landlock.WRITE_FILE)
    rules[f"{folder}/{HANDIN}"] = landlock.WRITE
    return {path: right for path, right in rules.items() if os.path.exists(path)}


def wait_for(child: int, folder: str) -> None:
    """Wait until the hand-in's process ends (return how) or until SIGTERM. A folder that is too large ends
    it.
    """
    while True:
        got = signal.sigtimedwait({signal.SIGTERM, signal.SIGCHLD}, TICK)
        if got is not None and got.si_signo == signal.SIGTERM:
            return
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            os.write(1, str(os.waitstatus_to_exitcode(status)).encode())
            return
        if too_large(folder):
            os.kill(child, signal.SIGKILL)


def too_large(folder: str) -> bool:
    """Whether the folder has more bytes, names or levels than allowed, or has unreadable parts."""
    space = names = 0
    unseen: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unseen.append):
        names += len(folders) + len(files)
        for name in files:
            with contextlib.suppress(OSError):  # it was removed in the meantime
                space += os.lstat(f"{place}/{name}").st_blocks * 512
        deep = place.count("/") - folder.count("/") >= MOST_LEVELS
        if deep or space > MOST_SPACE or names > MOST_NAMES:
            return True
    return any(not isinstance(error, FileNotFoundError | NotADirectoryError) for error in unseen)


def end_descendants() -> None:
    """Kill and collect all descendants of this process, until there are none."""
    with contextlib.suppress(ChildProcessError):
        while True:
            for process in descendants():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            time.sleep(0.001)
