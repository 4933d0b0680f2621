"""System calls that Python's library does not offer; each raises OSError if it fails."""

import contextlib
import ctypes
import os
from collections.abc import Iterator

__all__ = ["LayerError", "call", "die_with_parent", "layer", "mount", "prctl", "unshare"]

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x0002_0000, 0x0200_0000, 0x0400_0000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
SIGKILL = 9  # on every Linux
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
SYS_MOUNT_SETATTR = 442  # numbers from 424 up are the same on every architecture

libc = ctypes.CDLL(None, use_errno=True)


class LayerError(Exception):
    """A layer of isolation could not be set up; the message names it and says why."""


@contextlib.contextmanager
def layer(name: str) -> Iterator[None]:
    """A context in which an OSError becomes a LayerError of this layer."""
    try:
        yield
    except OSError as error:
        raise LayerError(f"{name} ({error.strerror})") from None


def call(number: int, *arguments: int | bytes | ctypes.Array | None) -> int:
    """A system call by its number; integers are taken as 64 bits."""
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _checked(libc.syscall(ctypes.c_long(number), *wide))


def unshare(flags: int) -> None:
    """Leave the namespaces that the flags name, for new ones."""
    _checked(libc.unshare(flags))


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2)."""
    _checked(
        libc.mount(
            os.fsencode(source),
            os.fsencode(target),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            options.encode(),
        )
    )


def restrict_mounts(path: str) -> None:
    """Make every mount at and under a path read-only, without devices or set-user-id programs."""
    attributes = (ctypes.c_uint64 * 4)(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
    call(SYS_MOUNT_SETATTR, AT_FDCWD, os.fsencode(path), AT_RECURSIVE, attributes, ctypes.sizeof(attributes))


def change_root(path: str) -> None:
    """Make a mount the root, and detach everything outside it."""
    os.chdir(path)
    call(SYS_PIVOT_ROOT[os.uname().machine], b".", b".")
    _checked(libc.umount2(b".", MNT_DETACH))
    os.chdir("/")


def prctl(option: int, value: int, third: object = 0) -> None:
    """prctl(2)."""
    _checked(libc.prctl(option, ctypes.c_ulong(value), third, 0, 0))


def die_with_parent(number: int = SIGKILL) -> None:
    """Be sent a signal, by default be killed, when the thread that started this process ends."""
    prctl(PR_SET_PDEATHSIG, number)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
