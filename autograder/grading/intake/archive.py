"""Recognises a file by its first bytes, and reads archives: tars, compressed or not, and zips."""

import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from autograder.grading.intake import tar
from autograder.grading.intake.members import ArchiveError, Member
from autograder.grading.intake.zip import BEGINNINGS as ZIP
from autograder.grading.intake.zip import members as members_of_zip

__all__ = ["ADVICE", "MAX_ARCHIVE", "archive_members", "is_archive", "kind_of"]

MB = 2**20
MAX_ARCHIVE = 128 * MB  # largest size of the file, and of the tar compressed in it
CHUNK = MB
MAX_STREAMS = 1_000  # largest number of compressed streams in one file
MAX_MEMORY = 128 * MB  # for xz, whose strongest setting takes 65 MB
ADVICE = "hand in a tar or a zip"


class Packer(NamedTuple):
    """A compression format: its name, its first bytes, the module that reads it, and that module's error."""

    name: str
    beginning: bytes
    module: str
    new: Callable[[Any], Any]
    error: str


PACKERS = [
    Packer("a gzip file", b"\x1f\x8b", "zlib", lambda zlib: zlib.decompressobj(wbits=31), "error"),
    Packer(
        "an xz file",
        b"\xfd7zXZ\x00",
        "lzma",
        lambda lzma: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_MEMORY),
        "LZMAError",
    ),
    Packer("a bzip2 file", b"BZh", "bz2", lambda bz2: bz2.BZ2Decompressor(), "OSError"),
]
ARCHIVES = {  # the first bytes of archives that are not supported
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"\x04\x22\x4d\x18": "an LZ4 file",
    b"LZIP": "an lzip file",
    b"\x5d\x00\x00": "an LZMA file of the old form",
    b"\x1f\x9d": "a file of `compress`",
    b"xar!": "a xar archive",
    b"!<arch>\n": "an ar archive",
    b"07070": "a cpio archive",
}
OTHERS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"\x93NUMPY": "an array of NumPy's",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLite format 3": "a database",
}


def archive_members(content: bytes) -> Iterator[Member]:
    """The members of an archive. ArchiveError says what the file is instead, or what is wrong with it."""
    if tar.is_tar(content):
        return tar.members(content)
    if content.startswith(ZIP):
        return members_of_zip(content)
    for packer in PACKERS:
        if content.startswith(packer.beginning):
            inside = _unpacked(content, packer)
            if not tar.is_tar(inside):
                raise ArchiveError(f"{packer.name} of {kind_of(inside)}, not of a tar; {ADVICE}")
            return tar.members(inside)
    raise ArchiveError(f"{kind_of(content)}; {ADVICE}")


def is_archive(head: bytes) -> bool:
    """Whether a file with these first bytes is an archive, even an unsupported one."""
    return tar.is_tar(head) or head.startswith((*ZIP, *(packer.beginning for packer in PACKERS), *ARCHIVES))


def kind_of(content: bytes) -> str:
    """The type of a file in words."""
    named = {packer.beginning: packer.name for packer in PACKERS}
    named |= dict.fromkeys(ZIP, "a zip")
    for beginning, kind in {**named, **ARCHIVES, **OTHERS}.items():
        if content.startswith(beginning):
            return kind
    head = content[:CHUNK]
    if not head.strip():
        return "an empty file"
    try:
        text = head.decode("utf-8-sig", errors="strict" if len(content) <= CHUNK else "ignore")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return "something that is not a tar, or a damaged one"
    if text.lstrip()[:14].lower().startswith(("<!doctype html", "<html")):
        return "a web page"
    if text.lstrip().startswith("{") and '"cells"' in text:
        return "a notebook"
    return "a Python file" if re.search(r"^(import|from|def|class) ", text, re.M) else "a text file"


def _unpacked(content: bytes, packer: Packer) -> bytes:
    """Decompress one or several streams; at most MAX_ARCHIVE bytes and one chunk."""
    try:
        module = importlib.import_module(packer.module)
    except ImportError:
        raise ArchiveError(f"{packer.name}, which this Python cannot read; {ADVICE}") from None
    unpacked, at = bytearray(), 0
    try:
        for _ in range(MAX_STREAMS):
            at = _stream(content, at, packer.new(module), unpacked)
            if not content.startswith(packer.beginning, at):  # usually zeros after the last stream
                return bytes(unpacked)
    except EOFError:
        raise ArchiveError(f"{packer.name} that is cut short") from None
    except (OSError, ValueError, getattr(module, packer.error, OSError)) as error:
        raise ArchiveError(f"{packer.name} that is damaged: {error}") from None
    raise ArchiveError(f"{packer.name} of more than {MAX_STREAMS} parts")


def _stream(content: bytes, at: int, stream: Any, unpacked: bytearray) -> int:
    """Unpack the stream that begins at a place, onto the end of `unpacked`; the place where it ends."""
    while not stream.eof:
        chunk = getattr(stream, "unconsumed_tail", b"")  # input that zlib has not used yet
        if not chunk and getattr(stream, "needs_input", True):
            chunk = content[at : at + CHUNK]
            at += len(chunk)
            if not chunk:
                raise EOFError
        unpacked += stream.decompress(chunk, CHUNK)
        if len(unpacked) > MAX_ARCHIVE:
            raise ArchiveError(f"it unpacks to more than {MAX_ARCHIVE // MB} MB; leave data out of it")
    return at - len(stream.unused_data)
