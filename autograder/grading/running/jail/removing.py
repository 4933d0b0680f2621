"""Removes a folder that a stranger filled: of any depth, with folders of any mode."""

import os

__all__ = ["remove"]

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def remove(folder: str) -> None:
    """Remove it, if it is there. No process may still write in it.

    What lies deep is moved up to the first level, so that no path is long and nothing recurs.
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
    """Remove a file, a link or the like; False for a folder, which may be opened and moved then."""
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
