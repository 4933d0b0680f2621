"""Reads an untrusted zip: its directory, and members that are stored or deflated.

Python's `zipfile` reads both. Of each member at most its size in the directory is read, and the caller
checks this size against its limits. Nothing is unpacked to the disk.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial

from autograder.grading.intake.members import MAX_MEMBERS, ArchiveError, Member

__all__ = ["BEGINNINGS", "members"]

BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")  # the second one is that of an empty zip
ENTRY = b"PK\x01\x02"  # begins each entry of the directory
ENCRYPTED = 0x1
DOS = 0  # on this system, archives may contain a\b instead of a/b
READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
    OSError,
)


def members(content: bytes) -> Iterator[Member]:
    """Each file and link in the order of the directory; ArchiveError where it is damaged or encrypted."""
    if content.count(ENTRY) > MAX_MEMBERS:  # before the directory is read
        raise ArchiveError(f"more than {MAX_MEMBERS} members")
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE:
        raise ArchiveError("a zip that is damaged, or cut short") from None
    for info in opened.infolist():
        if info.flag_bits & ENCRYPTED:
            raise ArchiveError("a zip that is encrypted; hand it in without a password")
        name = info.filename.replace("\\", "/") if info.create_system == DOS else info.filename
        if not name.endswith("/"):
            yield Member(name, info.file_size, _what(info), partial(_content, opened, info))


def _what(info: zipfile.ZipInfo) -> str:
    """What a member is, if it is not a regular file that can be read."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "a link" if kind == stat.S_IFLNK else "no regular file"
    return "" if info.compress_type in READ else f"packed by method {info.compress_type}, which is not read"


def _content(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, as many as the directory says."""
    try:
        with opened.open(info) as file:
            content = file.read(info.file_size + 1)
    except DAMAGE:
        content = None
    if content is None or len(content) != info.file_size:
        raise ArchiveError(f"{ascii(info.filename[:100])} in the zip is damaged")
    return content
