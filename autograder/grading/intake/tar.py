"""Reads an untrusted tar in the formats of POSIX.1-1988 and 2001, with GNU's long names.

Python's `tarfile` supports more than a hand-in needs. Attackers have made it write through chains of links,
loop over negative sizes, and spend minutes on a header. This reader checks every length against the bytes
that exist, and contains no code that writes files.
"""

from collections.abc import Iterator
from functools import partial

from autograder.grading.intake.members import MAX_MEMBERS, ArchiveError, Member

__all__ = ["is_tar", "members"]

BLOCK = 512
MAX_EXTENDED = 64 * 1024  # largest size of a header for a long name, in bytes
MAX_RECORDS = 50  # largest number of records in such a header
REGULAR, FOLDER, EXTENDED, GLOBAL, LONG_NAME, LONG_LINK = (b"0", b"\0"), b"5", b"x", b"g", b"L", b"K"
HEADERS = (EXTENDED, GLOBAL, LONG_NAME, LONG_LINK)  # these describe the next member
OTHERS = {b"1": "a hard link", b"2": "a link", b"3": "a device", b"4": "a device", b"6": "a named pipe"}
NOT_A_TAR = "it is not a tar, or damaged"


def is_tar(content: bytes) -> bool:
    """Whether the content begins like a tar."""
    try:
        return bool(_kind(content[:BLOCK]))
    except ArchiveError:
        return False


def members(tar: bytes) -> Iterator[Member]:
    """Each file, link and device in the order of the tar. ArchiveError if it is no tar, or damaged."""
    at, better = 0, dict[str, str]()  # better: values from an extended header for the next member
    for _ in range(MAX_MEMBERS):
        header = tar[at : at + BLOCK]
        if at and not header.strip(b"\0"):
            return
        kind, size = _kind(header), int(better.get("size", _octal(header[124:136])))
        size = 0 if kind == FOLDER or kind in OTHERS else size  # these have no content
        start = at + BLOCK
        at = start + -(-size // BLOCK) * BLOCK
        if start + size > len(tar):
            raise ArchiveError("it is cut short")
        if kind in HEADERS and size > MAX_EXTENDED:
            raise ArchiveError(f"a name of {size} bytes is in it")
        if kind == EXTENDED:
            better |= _records(tar[start : start + size])
        elif kind == LONG_NAME:
            better["path"] = _text(tar[start : start + size])
        elif kind not in HEADERS:
            name = better.get("path") or _name(header)
            if kind not in (*REGULAR, FOLDER, *OTHERS):
                raise ArchiveError(f"{ascii(name[:100])} is no regular file")
            if kind != FOLDER and not (kind in REGULAR and name.endswith("/")):
                yield Member(name, size, OTHERS.get(kind, ""), partial(_part, tar, start, size))
            better = {}
    raise ArchiveError(f"more than {MAX_MEMBERS} members")


def _part(tar: bytes, start: int, size: int) -> bytes:
    return tar[start : start + size]


def _kind(header: bytes) -> bytes:
    """The type of a member whose header is whole."""
    if len(header) < BLOCK or _octal(header[148:156]) != sum(header[:148]) + sum(header[156:]) + 8 * ord(" "):
        raise ArchiveError(NOT_A_TAR)
    return header[156:157]


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0")
    if digits.strip(b"01234567"):
        raise ArchiveError(NOT_A_TAR)
    return int(digits or b"0", 8)


def _name(header: bytes) -> str:
    name, prefix = _text(header[:100]), _text(header[345:500])
    return f"{prefix}/{name}" if header[257:263] == b"ustar\0" and prefix else name


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("utf-8", errors="backslashreplace")


def _records(content: bytes) -> dict[str, str]:
    """The path and size that an extended header gives, in records "length key=value\n"."""
    found, at = dict[str, str](), 0
    for _ in range(MAX_RECORDS):
        if at == len(content):
            return found
        digits = content[at : at + 8].partition(b" ")[0]
        end = at + int(digits) if digits.isdigit() else at
        key, equals, value = content[at + len(digits) + 1 : end - 1].partition(b"=")
        if not equals or content[end - 1 : end] != b"\n":
            raise ArchiveError("an extended header is damaged")
        if key == b"path":
            found["path"] = value.decode("utf-8", errors="backslashreplace")
        elif key == b"size" and value.isdigit() and len(value) < 15:
            found["size"] = value.decode()
        elif key.startswith(b"GNU.sparse"):
            raise ArchiveError("a file with holes is in it")
        at = end
    raise ArchiveError("an extended header has too many records")
