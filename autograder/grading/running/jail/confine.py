"""The last steps of a launcher's process before it starts Python: it sets its user, limits and descriptors.

Shared by both launchers, launch.py and keep.py.
"""

import errno
import fcntl
import os
import resource
from collections.abc import Mapping

from autograder.grading.running.jail.syscalls import PR_SET_DUMPABLE, die_with_parent, layer, prctl

__all__ = ["LIMITS", "MB", "NOBODY", "REPLIES", "REQUESTS", "SAID"]
__all__ += ["arrange_descriptors", "become_python", "become_spare_user", "limit_resources"]
__all__ += ["outlive_nothing", "spare_user"]

NOBODY = 65534
SPARE_USERS = (
    2_000_000_000  # from here up, one for each launcher: no account has it, and no two jails share one
)
FEW_USERS, HOW_FEW = 60_000, 4_000  # the same in a container that has few: distributions leave these alone
REQUESTS, REPLIES, SAID = 3, 4, 5  # the hand-in's descriptors; SAID closes when Python starts
MB = 2**20
LIMITS = {
    resource.RLIMIT_AS: 1536 * MB,  # under 512 MB `import numpy` may spin for ever
    resource.RLIMIT_STACK: 64 * MB,
    resource.RLIMIT_FSIZE: 16 * MB,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_NPROC: 16,  # of the user: the hand-in's process, two of a launcher's, and threads
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_MEMLOCK: 0,
}


def spare_user() -> int:
    """A user id without an account; in a container that has none, that of nobody; else OSError."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        ranges = [[int(field) for field in line.split()] for line in file]
    for wanted in SPARE_USERS + os.getpid(), FEW_USERS + os.getpid() % HOW_FEW, NOBODY:
        if any(first <= wanted < first + count for first, _, count in ranges):
            return wanted
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def become_spare_user(user: int, group: int) -> None:
    """Change from root to a user without groups or capabilities."""
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    prctl(PR_SET_DUMPABLE, 1)  # otherwise /proc/self would still belong to root


def outlive_nothing(parent: int, number: int) -> None:
    """Let the kernel send this signal when the parent dies; end at once if it has already died."""
    die_with_parent(number)
    if os.getppid() != parent:
        os._exit(1)


def arrange_descriptors(requests: int, replies: int) -> None:
    """Set the descriptors: 0-2 the null device, 3 and 4 the pipe, 5 standard error until Python starts."""
    null = os.open("/dev/null", os.O_RDWR)
    wanted = [null, null, null, requests, replies, 2]
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 64) for descriptor in wanted]
    for place, descriptor in enumerate(moved):
        os.dup2(descriptor, place, inheritable=place != SAID)
    os.closerange(SAID + 1, os.sysconf("SC_OPEN_MAX"))


def limit_resources(limits: Mapping[int, int]) -> None:
    """Set these limits so that they cannot be raised again; lower existing limits are kept."""
    with layer("limits of resources"):
        for kind, most in limits.items():
            hard = resource.getrlimit(kind)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (least, least))


def become_python(plan: dict) -> None:
    """Replace this process by a new Python, with the plan's arguments and environment."""
    executable = plan["needs"]["executable"]
    with layer(f"a Python that every user may run: {executable}"):
        os.execve(executable, [executable, *plan["arguments"]], plan["environment"])
