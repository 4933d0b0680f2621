"""Reads a hand-in from an archive or a folder, with an allow-list.

Only Python files with plain relative names are accepted, up to limits of number and size (selection.py).
Nothing is unpacked to the disk, and no link is followed.
"""

import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.grading.intake.archive import MAX_ARCHIVE, archive_members
from autograder.grading.intake.members import MAX_MEMBERS, ArchiveError, Member
from autograder.grading.intake.selection import JUNK, MAX_FILE, SOURCE, TOPS, Handin, select

__all__ = ["Handin", "HandinError", "read_handin"]

MAX_DEPTH = 16  # levels of folders below the given one
# If the system has these flags, opening a pipe does not wait, links are not followed, and files are binary.
FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    FLAGS |= getattr(os, _name, 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class HandinError(Exception):
    """The hand-in cannot be read; the message says why in one line."""


def read_handin(path: Path | str) -> Handin:
    """The hand-in at a path: a tar (also in gzip, xz, bzip2), a zip, or a folder, which may contain just an
    archive.

    HandinError says what is wrong with it.
    """
    path = Path(path)
    try:
        if not path.is_dir():
            return select(archive_members(_content(os.open(path, FLAGS), MAX_ARCHIVE)))
        if archive := _only_file(path):
            return select(archive_members(_content(os.open(archive, FLAGS | NO_LINK), MAX_ARCHIVE)))
        return select(_folder(path))
    except ArchiveError as error:
        raise HandinError(f"{path}: {error}") from None
    except OSError as error:
        raise HandinError(f"{path}: {error.strerror or error}") from None


def _only_file(folder: Path) -> str | None:
    """The only file of a folder (Gradescope puts an archive into a folder); None if there are more."""
    with os.scandir(folder) as found:
        seen = list(itertools.islice((entry for entry in found if entry.name[0] != "."), 2))
    return seen[0].path if len(seen) == 1 and seen[0].is_file(follow_symlinks=False) else None


def _folder(path: Path) -> Iterator[Member]:
    """The members of a folder, or only of its mytorch/ and hw1/ if it has them. No link is followed."""
    seen, read = 0, 0  # files and folders; bytes
    for folder, subfolders, files, directory in _walk(path):
        relative = Path(os.path.relpath(folder, path))
        if relative == Path() and (graded := [name for name in subfolders if f"{name}/" in TOPS]):
            subfolders[:], files = graded, []
        subfolders[:] = sorted(name for name in subfolders if name[0] != "." and name not in JUNK)
        if len(relative.parts) == MAX_DEPTH:
            subfolders[:] = []
        seen += len(subfolders) + len(files)
        if seen > MAX_MEMBERS:
            raise ArchiveError(f"more than {MAX_MEMBERS} files and folders")
        for name in sorted([*subfolders, *files]):
            place = os.path.join(folder, name) if directory is None else name
            status = os.stat(place, dir_fd=directory, follow_symlinks=False)
            kind, size, content = stat.S_IFMT(status.st_mode), status.st_size, b""
            if kind == stat.S_IFDIR:
                continue
            if kind == stat.S_IFREG and size <= MAX_FILE and name.endswith(SOURCE):
                content = _content(os.open(place, FLAGS | NO_LINK, dir_fd=directory), MAX_FILE)
                size, read = len(content), read + len(content)
            if read > MAX_ARCHIVE:
                raise ArchiveError(f"more than {MAX_ARCHIVE // 2**20} MB of Python files")
            inside = (relative / name).as_posix()
            yield Member(inside, size, _what(kind), lambda content=content: content)  # type: ignore[misc]


def _what(kind: int) -> str:
    """The type of an entry in words; "" for a regular file."""
    if kind == stat.S_IFREG:
        return ""
    return "a link" if kind == stat.S_IFLNK else "a device or a pipe"


def _walk(path: Path) -> Iterator[tuple[str, list[str], list[str], int | None]]:
    """os.fwalk, which works by descriptors so that nobody can exchange a folder; os.walk on Windows."""
    if hasattr(os, "fwalk"):
        yield from os.fwalk(path, onerror=_fail, follow_symlinks=False)
    else:
        for folder, subfolders, files in os.walk(path, onerror=_fail):
            yield folder, subfolders, files, None


def _fail(error: OSError) -> None:
    raise error


def _content(descriptor: int, longest: int) -> bytes:
    """The content of a regular file; pipes and devices are not waited for."""
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ArchiveError("a device or a pipe, not a regular file")
        content = file.read(min(longest, status.st_size) + 1)
    if len(content) > longest:
        raise ArchiveError(f"it has more than {longest // 2**20} MB")
    return content
