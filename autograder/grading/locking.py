"""A lock on an open file that ends with the process, however that ends; on any system."""

from typing import IO

from hw1.output import OutputError

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["locked"]


def locked(file: IO[bytes]) -> bool:
    """Whether the file is now locked, by us; False where another process has the lock."""
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except ModuleNotFoundError:
        raise OutputError(
            "this system has no locks for files, so that two runs might disturb each other."
        ) from None
    except OSError:  # BlockingIOError, or PermissionError on Windows
        return False
    return True
