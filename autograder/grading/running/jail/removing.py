"""Removes a folder with untrusted contents, of any depth and with any permissions."""

import os

__all__ = ["remove"]

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def remove(folder: str) -> None:
    """Remove the folder if it exists. No process may still write to it.

    Deep folders are moved up to the first level, so that no path is long and no recursion is needed.
    """
    if not os.path.lexists(folder):
        return
    top = os.open(folder, FOLDER)
    try:
        while names := os.listdir(top):
            for name in names:
                if not _unlinked(name, top):
                    _take_apart(name, top)
    finally:
        os.close(top)
    os.rmdir(folder)


def _unlinked(name: str, place: int) -> bool:
    """Remove a file or a link and return True. For a folder return False, and make it accessible."""
    try:
        os.unlink(name, dir_fd=place)
    except IsADirectoryError:
        os.chmod(name, 0o700, dir_fd=place)
        return False
    return True


def _take_apart(name: str, top: int) -> None:
    """Remove a folder of `top`; those in it move to `top`."""
    inside = os.open(name, FOLDER, dir_fd=top)
    try:
        for inner in os.listdir(inside):
            if not _unlinked(inner, inside):
                os.rename(inner, os.urandom(8).hex(), src_dir_fd=inside, dst_dir_fd=top)
    finally:
        os.close(inside)
    os.rmdir(name, dir_fd=top)
