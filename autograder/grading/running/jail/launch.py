"""Starts a jail of three processes, each the parent of the next:

    launcher    waits outside the process namespace, and ends it at SIGTERM or when the grader dies
    first       process 1 of the namespace: when it ends, in whatever way, the kernel ends all others in it
    hand-in     a new Python, which has only the pipe

The plan comes by marshal on standard input: both ends are the same Python, and marshal needs no slow import,
which matters because every problem of every hand-in starts a jail. If a layer is missing, one line on
standard error says so, and nothing runs. How the hand-in's process ended is written to standard output.
"""

import marshal
import os
import resource
import select
import signal
import sys

from autograder.grading.running.jail import landlock, seccomp
from autograder.grading.running.jail.confine import (
    LIMITS,
    NOBODY,
    SAID,
    arrange_descriptors,
    become_python,
    become_spare_user,
    limit_resources,
    outlive_nothing,
    spare_user,
)
from autograder.grading.running.jail.root import HANDIN, enter_root
from autograder.grading.running.jail.syscalls import (
    CLONE_NEWCGROUP,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    PR_SET_DUMPABLE,
    LayerError,
    die_with_parent,
    layer,
    prctl,
    unshare,
)

__all__ = ["NAMESPACES", "main"]

NAMESPACES = {
    "user": CLONE_NEWUSER,
    "mount": CLONE_NEWNS,
    "process": CLONE_NEWPID,
    "network": CLONE_NEWNET,
    "IPC": CLONE_NEWIPC,
    "host-name": CLONE_NEWUTS,
    "control-group": CLONE_NEWCGROUP,
}


def main() -> None:
    """Carry out the plan; exit code 0 where the hand-in's process has run, 1 where a layer is missing."""
    plan = marshal.load(sys.stdin.buffer)
    try:
        isolate(plan)
        first, alive = start_first(plan)
    except LayerError as error:
        sys.exit(f"missing layer: {error}")
    outlive_nothing(plan["grader"], signal.SIGKILL)
    for descriptor in plan["requests"], plan["replies"]:
        os.close(descriptor)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(first, signal.SIGKILL))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    os.waitpid(first, 0)
    os.close(alive)


def isolate(plan: dict) -> None:
    """Make a new root folder, change to another user if this one is root, and make each kind of namespace."""
    process = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    is_root = os.geteuid() == 0
    with layer("another user to be"):
        user = spare_user() if is_root else os.geteuid()
    group = user if is_root else os.getegid()
    with layer("mount namespaces" if is_root else "user namespaces for ordinary users"):
        unshare(CLONE_NEWNS if is_root else CLONE_NEWUSER | CLONE_NEWNS)
        if not is_root:
            map_user(process, user, group, user, group)
    enter_root(plan["needs"], plan["grader_files"], user, group)
    if is_root:
        with layer("another user to be"):
            become_spare_user(user, group)
    for name, flag in NAMESPACES.items():
        with layer(f"{name} namespaces"):
            unshare(flag)
            if flag == CLONE_NEWUSER:
                map_user(process, NOBODY, NOBODY, user, group)
    os.close(process)


def map_user(process: int, user: int, group: int, outer_user: int, outer_group: int) -> None:
    """Map this process's user in a new user namespace. No other user exists there, not even root."""
    maps = {"setgroups": "deny", "uid_map": f"{user} {outer_user} 1", "gid_map": f"{group} {outer_group} 1"}
    for name, text in maps.items():
        descriptor = os.open(f"self/{name}", os.O_WRONLY | os.O_CLOEXEC, dir_fd=process)
        os.write(descriptor, text.encode())
        os.close(descriptor)


def start_first(plan: dict) -> tuple[int, int]:
    """Fork process 1; its number outside, and a descriptor that it sees close if the launcher dies."""
    lifeline, alive = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    with layer("processes of one's own"):
        child = os.fork()
    if child:
        os.close(lifeline)
        return child, alive
    try:
        os.close(alive)
        first_process(plan, lifeline)
    finally:
        os._exit(1)


def first_process(plan: dict, lifeline: int) -> None:
    """Start the hand-in's process, collect ended processes, and end with it. It gets no signals
    from inside.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    die_with_parent()
    if select.select([lifeline], [], [], 0)[0]:
        return
    child = os.fork()
    if not child:
        try:
            become_handin(plan)
        except LayerError as error:
            os.write(SAID, f"missing layer: {error}".encode())
        finally:
            os._exit(1)
    prctl(PR_SET_DUMPABLE, 0)
    os.close(plan["requests"])
    os.close(plan["replies"])
    while True:
        ended, status = os.wait()
        if ended == child:
            os.write(1, str(os.waitstatus_to_exitcode(status)).encode())
            return


def become_handin(plan: dict) -> None:
    """Keep the pipe only; Landlock, limits, no new privileges, the filter; then Python anew."""
    arrange_descriptors(plan["requests"], plan["replies"])
    os.setsid()
    os.chdir(HANDIN)
    with layer("Landlock"):
        rights = {"/": landlock.READ, "/dev": landlock.READ | landlock.WRITE_FILE, HANDIN: landlock.WRITE}
        programs = {path: landlock.READ | landlock.EXECUTE for path in plan["needs"]["files"]}
        landlock.restrict(rights | programs)
    limit_resources(LIMITS | {resource.RLIMIT_CPU: plan["seconds"]})
    with layer("a filter of system calls"):
        seccomp.restrict()
    become_python(plan)
