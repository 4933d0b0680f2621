"""What an archive or a folder holds, before any of it is read."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["MAX_MEMBERS", "ArchiveError", "Member"]

MAX_MEMBERS = 10_000  # of one hand-in, with what lies beside it: a .git, a folder of data


class ArchiveError(Exception):
    """What is wrong with an archive, in one line."""


@dataclass(frozen=True)
class Member:
    """A file, or what is none.

    name: as it stands there. size: bytes. what: "" for a regular file, else "a link", "a device" …
    content: gives a regular file's bytes, `size` of them; ArchiveError where it is damaged.
    """

    name: str
    size: int
    what: str
    content: Callable[[], bytes]
