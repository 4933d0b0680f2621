"""The members of an archive or a folder, before their contents are read."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["MAX_MEMBERS", "ArchiveError", "Member"]

MAX_MEMBERS = 10_000  # largest number in one hand-in, including other files such as .git or data


class ArchiveError(Exception):
    """An archive cannot be read. The message says why in one line."""


@dataclass(frozen=True)
class Member:
    """A file or another member.

    name: its name in the archive. size: in bytes. what: "" for a regular file, else "a link", "a device" …
    content: returns the `size` bytes of a regular file; ArchiveError if they are damaged.
    """

    name: str
    size: int
    what: str
    content: Callable[[], bytes]
