"""A lock on an open file, on any system. It ends when the process ends, for any reason."""

from typing import IO

from hw1.output import OutputError

__all__ = ["locked"]


def locked(file: IO[bytes]) -> bool:
    """Try to lock the file. True if it is locked now, False if another process has the lock."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ModuleNotFoundError:
        return _locked_on_windows(file)
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_on_windows(file: IO[bytes]) -> bool:
    try:
        import msvcrt
    except ModuleNotFoundError:
        raise OutputError("this system has no locks on files: two runs could disturb each other.") from None
    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except PermissionError:
        return False
    return True
