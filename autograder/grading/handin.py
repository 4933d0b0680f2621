"""A stranger's hand-in as {name: content}, out of a tar or a folder, by an allow-list.

Only regular files with plain relative names come through, so many and so large at most; links, devices and
pipes do not. Nothing is unpacked here; tar.py reads the tar.
"""

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from autograder.grading.tar import TarError, members

__all__ = ["MAX_FILE", "MAX_FILES", "MAX_TOTAL", "HandinError", "read_handin"]

MB = 2**20
MAX_FILE, MAX_TOTAL, MAX_FILES = 8 * MB, 24 * MB, 1_000
MAX_NAME, MAX_DEPTH = 200, 10  # characters; parts
GZIP = b"\x1f\x8b"
LEFT_OUT = (".pyc", ".so", ".pyd", ".pth")  # what is not source is not graded
# A pipe is not waited for and a link not followed, where the system has flags for that; bytes stay bytes.
FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    FLAGS |= getattr(os, _name, 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
TOPS = ("mytorch/", "hw1/")


class HandinError(Exception):
    """The hand-in cannot be read; the message says why in one line."""


def read_handin(path: Path | str) -> dict[str, bytes]:
    """The files of a hand-in: a tar, gzipped or not, or a folder. HandinError says what is wrong with it."""
    path = Path(path)
    try:
        if path.is_dir():
            found = _folder(path)
        else:
            descriptor = os.open(path, FLAGS)
            found = members(_unzipped(_content(descriptor, MAX_TOTAL, path.name)), MAX_FILE)
        return _within_caps(found)
    except (HandinError, TarError) as error:
        raise HandinError(f"{path}: {error}") from None
    except OSError as error:
        raise HandinError(f"{path}: {error.strerror or error}") from None


def _within_caps(found: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    """The files, counted as they come; without what machines add, and without a folder around it all."""
    files = dict[str, bytes]()
    total = 0
    for raw, content in found:
        name = _plain(raw)
        total += len(content)
        if name in files:
            raise HandinError(f"{name} is in it twice")
        if len(files) == MAX_FILES or total > MAX_TOTAL:
            raise HandinError(f"more than {MAX_FILES} files or {MAX_TOTAL // MB} MB")
        files[name] = content
    folders = {name[:at] for name in files for at, letter in enumerate(name) if letter == "/"}
    if both := sorted(folders & files.keys()):
        raise HandinError(f"{both[0]} is in it both as a file and as a folder")
    kept = {name: content for name, content in files.items() if not _left_out(name)}
    around = _around(kept)
    kept = {name.removeprefix(around): content for name, content in kept.items()}
    if not any(name.startswith(TOPS) for name in kept):
        raise HandinError("there is no mytorch/ and no hw1/ in it")
    return kept


def _plain(name: str) -> str:
    """A relative name without "." parts; HandinError if it could mean anything but a file of the hand-in."""
    shown = ascii(name[:MAX_NAME])
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or ".." in parts or not parts:
        raise HandinError(f"the name {shown} leads out of the hand-in")
    if len(name) > MAX_NAME or len(parts) > MAX_DEPTH or not name.isprintable() or "\\" in name:
        raise HandinError(f"the name {shown} is not a plain one")
    return "/".join(parts)


def _left_out(name: str) -> bool:
    *folders, last = name.split("/")
    return "__pycache__" in folders or last.startswith(".") or last.endswith(LEFT_OUT)


def _around(files: dict[str, bytes]) -> str:
    """The folder, "/" included, that the whole hand-in lies in; mostly ""."""
    tops = {name.split("/")[0] + "/" for name in files} - set(TOPS)
    around = tops.pop() if len(tops) == 1 else ""
    return around if any(name.removeprefix(around).startswith(TOPS) for name in files) else ""


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    """What lies in a folder, or in its mytorch/ and hw1/ where it has them. No link is followed."""
    seen = 0
    for folder, subfolders, files, directory in _walk(path):
        relative = Path(os.path.relpath(folder, path)).as_posix()
        if relative == "." and (graded := [name for name in subfolders if f"{name}/" in TOPS]):
            subfolders[:], files = graded, []
        subfolders[:] = sorted(name for name in subfolders if name[0] != "." and name != "__pycache__")
        seen += len(subfolders) + len(files)
        if seen > 4 * MAX_FILES or relative.count("/") > MAX_DEPTH:
            raise HandinError("too many files, or folders too deep")
        for name in sorted(subfolders + files):
            inside = (Path(relative) / name).as_posix()
            place = os.path.join(folder, name) if directory is None else name
            if stat.S_ISLNK(os.stat(place, dir_fd=directory, follow_symlinks=False).st_mode):
                raise HandinError(f"{inside} is a link")
            if name in files and name[0] != ".":
                descriptor = os.open(place, FLAGS | NO_LINK, dir_fd=directory)
                yield inside, _content(descriptor, MAX_FILE, inside)


def _walk(path: Path) -> Iterator[tuple[str, list[str], list[str], int | None]]:
    """As os.fwalk, whose folders cannot be changed for others under way; without descriptors on Windows."""
    if hasattr(os, "fwalk"):
        yield from os.fwalk(path, onerror=_fail, follow_symlinks=False)
    else:
        for folder, subfolders, files in os.walk(path, onerror=_fail):
            yield folder, subfolders, files, None


def _fail(error: OSError) -> None:
    raise error


def _content(descriptor: int, longest: int, name: str) -> bytes:
    """The content of a regular file; pipes and devices are not waited for."""
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise HandinError(f"{name} is a device or a pipe, not a regular file")
        content = file.read(longest + 1)
    if len(content) > longest:
        raise HandinError(f"{name} has more than {longest // MB} MB")
    return content


def _unzipped(content: bytes) -> bytes:
    """The tar inside, if it is gzipped; never more of it than a hand-in may hold."""
    if not content.startswith(GZIP):
        return content
    longest = MAX_TOTAL + 1024 * MAX_FILES  # with headers and padding
    stream = zlib.decompressobj(wbits=31)
    try:
        tar = stream.decompress(content, longest)
    except zlib.error:
        raise HandinError("a gzip file that is damaged") from None
    if stream.unconsumed_tail:
        raise HandinError(f"it unzips to more than {longest // MB} MB")
    if not stream.eof:
        raise HandinError("a gzip file that is cut short")
    return tar
