"""Files that are there whole or not at all."""

import contextlib
import os
from typing import Any

from mytorch.errors import shown

__all__ = ["path_of", "write_whole"]


def path_of(owner: str, f: Any) -> str:
    """The path as a string. TypeError or ValueError, which name the owner, for what cannot be one."""
    if not isinstance(f, str | os.PathLike) or isinstance(os.fspath(f), bytes):
        raise TypeError(f"{owner} expects the path of a file; got {shown(f)}.")
    path = os.fspath(f)
    try:
        possible = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise ValueError(f"{owner} expects the path of a file; {shown(path)} cannot be one.")
    return path


def write_whole(path: str, parts: list[Any]) -> None:
    """Write the parts, bytes or arrays, to a new file in the same folder, then rename it to the path."""
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    beside = os.path.join(folder, f".{name[:100]}.{os.urandom(8).hex()}")
    try:
        with open(beside, "xb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
