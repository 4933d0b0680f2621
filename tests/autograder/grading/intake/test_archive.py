"""Tests of recognising a file's type and of reading archives up to the size limits."""

import bz2
import gzip
import io
import lzma
import struct
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading.auditing.tarmaking import member, tar
from autograder.grading.intake.archive import is_archive, kind_of
from autograder.grading.intake.members import MAX_MEMBERS
from autograder.grading.intake.selection import MAX_FILE
from autograder.grading.intake.take_in import HandinError, read_handin

MB = 2**20
TAR = tar(member("hw1/mc.py"))
ONE = {"hw1/mc.py": b"x = 1\n"}


def _read(tmp_path: Path, content: bytes) -> dict[str, bytes]:
    path = tmp_path / "handin"
    path.write_bytes(content)
    return read_handin(path).files


def _zip(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as opened:
        for name, content in files:
            opened.writestr(name, content)
    return buffer.getvalue()


def _with_mode(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def _by_windows(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 0
    return info


PACKS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "xz, its strongest": lambda content: lzma.compress(content, preset=9 | lzma.PRESET_EXTREME),
    "bzip2": bz2.compress,
    "gzip in parts": lambda content: gzip.compress(content[:100]) + gzip.compress(content[100:]),
    "xz in parts": lambda content: lzma.compress(content[:100]) + lzma.compress(content[100:]),
    "bzip2 in parts": lambda content: bz2.compress(content[:100]) + bz2.compress(content[100:]),
    "gzip, with zeros behind it": lambda content: gzip.compress(content) + bytes(1000),
}


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("size", [0, 3 * MB])
def test_a_packed_tar_is_read(pack: str, size: int, tmp_path: Path) -> None:
    noise = bytes(range(256)) * (size // 256)
    content = tar(member("hw1/x.py", noise), member("hw1/mc.py"))
    assert _read(tmp_path, PACKS[pack](content)) == {"hw1/x.py": noise, **ONE}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_is_read(method: int, tmp_path: Path) -> None:
    files = [("my work/", b""), ("my work/hw1/mc.py", b"x = 1\n"), ("my work/data.npy", bytes(9 * MB))]
    assert _read(tmp_path, _zip(*files, method=method)) == ONE


def test_a_zip_made_on_windows_is_read(tmp_path: Path) -> None:
    assert _read(tmp_path, _zip((_by_windows("work\\hw1\\mc.py"), b"x = 1\n"))) == ONE


def test_a_zip_that_was_written_to_a_pipe_is_read(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        content = b""

        def writable(self) -> bool:
            return True

        def write(self, part: bytes) -> int:  # type: ignore[override]
            self.content += bytes(part)
            return len(part)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as opened:  # type: ignore[arg-type]
        opened.writestr("hw1/mc.py", b"x = 1\n")
    assert _read(tmp_path, pipe.content) == ONE


SKIPPED = {
    "a link": (_with_mode("hw1/x.py", 0o120777), b"/etc/passwd", "a link"),
    "a device": (_with_mode("hw1/x.py", 0o060666), b"", "no regular file"),
    "a large file": ("hw1/x.npz", bytes(MAX_FILE + 1), "8.1 MB, more than the 8 MB that are read"),
}


@pytest.mark.parametrize("case", SKIPPED)
def test_what_is_no_plain_file_in_a_zip_is_skipped(case: str, tmp_path: Path) -> None:
    name, content, said = SKIPPED[case]
    path = tmp_path / "handin.zip"
    path.write_bytes(_zip(("hw1/mc.py", b"x = 1\n"), (name, content)))
    handin = read_handin(path)
    assert handin.files == ONE
    assert [warning.partition(": ")[2] for warning in handin.warnings] == [said]


def test_a_member_that_is_packed_in_another_way_is_skipped(tmp_path: Path) -> None:
    buffer = io.BytesIO(_zip(("hw1/mc.py", b"x = 1\n")))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_LZMA) as opened:
        opened.writestr("hw1/x.py", b"x = 2\n")
    path = tmp_path / "handin.zip"
    path.write_bytes(buffer.getvalue())
    assert read_handin(path).warnings == ["skipped hw1/x.py: packed by method 14, which is not read"]


def _directory(content: bytes, at: int, new: bytes) -> bytes:
    """A zip with bytes of its first directory entry changed."""
    start = content.rindex(b"PK\x01\x02") + at
    return content[:start] + new + content[start + len(new) :]


PLAIN = _zip(("hw1/mc.py", b"x = 1\n"))
BOMB = gzip.compress(bytes(200 * MB), 9)
REFUSED = {
    "an absolute name": (_zip(("/etc/x.py", b"")), "'/etc/x.py' leads out"),
    "a name that climbs": (_zip(("hw1/../../x.py", b"")), "leads out"),
    "a name that climbs on Windows": (_zip((_by_windows("hw1\\..\\..\\x.py"), b"")), "leads out"),
    "an encrypted file": (_directory(PLAIN, 8, b"\x01"), "encrypted; hand it in without a password"),
    "a size that lies, too small": (_directory(PLAIN, 24, struct.pack("<I", 2)), "is damaged"),
    "a size that lies, too large": (_directory(PLAIN, 24, struct.pack("<I", 9_999)), "is damaged"),
    "a packed size that lies": (_directory(PLAIN, 20, struct.pack("<I", 2)), "is damaged"),
    "a place that lies": (_directory(PLAIN, 42, struct.pack("<I", 2**31)), "is damaged"),
    "a sum that is wrong": (_directory(PLAIN, 16, b"\0\0\0\0"), "is damaged"),
    "half a zip": (PLAIN[:-30], "a zip that is damaged, or cut short"),
    "a zip of nothing": (_zip(), "no mytorch/ and no hw1/"),
    "a zip in a zip": (_zip(("handin.zip", PLAIN)), "hand in handin.zip itself"),
    "files too large together": (
        _zip(*((f"hw1/{n}.py", bytes(MAX_FILE)) for n in range(4))),
        "more than 1000 Python files, or 24 MB",
    ),
    "too many entries": (PLAIN + b"PK\x01\x02" * (MAX_MEMBERS + 1), "more than 10000 members"),
    "a gzip bomb": (BOMB, "unpacks to more than 128 MB; leave data out"),
    "an xz bomb": (lzma.compress(bytes(200 * MB), preset=0), "unpacks to more than 128 MB"),
    "a bzip2 bomb": (bz2.compress(bytes(200 * MB), 1), "unpacks to more than 128 MB"),
    "a bomb in parts": (gzip.compress(bytes(MB)) * 300, "unpacks to more than 128 MB"),
    "parts without end": (gzip.compress(b"") * 2_000, "a gzip file of more than 1000 parts"),
    "half a gzip file": (gzip.compress(TAR)[:-9], "a gzip file that is cut short"),
    "half an xz file": (lzma.compress(TAR)[:-9], "an xz file that is cut short"),
    "half a bzip2 file": (bz2.compress(TAR)[:-9], "a bzip2 file that is cut short"),
    "a damaged gzip file": (b"\x1f\x8b" + bytes(100), "a gzip file that is damaged"),
    "a damaged xz file": (b"\xfd7zXZ\x00" + bytes(100), "an xz file that is damaged"),
    "a damaged bzip2 file": (b"BZh9" + bytes(100), "a bzip2 file that is damaged"),
    "an xz file that takes gigabytes": (
        lzma.compress(TAR, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]),
        "an xz file that is damaged: Memory usage limit",
    ),
    "gzip in gzip": (gzip.compress(gzip.compress(TAR)), "a gzip file of a gzip file, not of a tar; hand in"),
    "a gzipped source": (gzip.compress(b"import numpy\n"), "a gzip file of a Python file, not of a tar"),
}
KINDS = {
    b"": "an empty file",
    b" \n": "an empty file",
    b"Rar!\x1a\x07\x01\x00": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c\0": "a 7z archive",
    b"\x28\xb5\x2f\xfd\0": "a Zstandard file",
    b"\x04\x22\x4d\x18\0": "an LZ4 file",
    b"%PDF-1.7": "a PDF",
    b"\x89PNG\r\n": "a picture",
    b"import numpy as np\n": "a Python file",
    b"\n\nclass A:\n    pass\n": "a Python file",
    b"see my repository": "a text file",
    b"\n<!DOCTYPE html><title>": "a web page",
    b'{"cells": [{"source": "import numpy"}]}': "a notebook",
    bytes(range(256)): "something that is not a tar, or a damaged one",
    bytes(1024): "something that is not a tar, or a damaged one",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_as_it_should_be_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    content, said = REFUSED[name]
    start = time.monotonic()
    with pytest.raises(HandinError, match=said) as caught:
        _read(tmp_path, content)
    assert time.monotonic() - start < 5
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", KINDS, ids=KINDS.get)
def test_what_is_no_hand_in_is_named_with_what_to_do(content: bytes, tmp_path: Path) -> None:
    assert kind_of(content) == KINDS[content]
    with pytest.raises(HandinError) as caught:
        _read(tmp_path, content)
    assert str(caught.value).endswith(f": {KINDS[content]}; hand in a tar or a zip")


def test_a_zip_bomb_is_not_blown_up(tmp_path: Path) -> None:
    """A gigabyte with its true size, a gigabyte with a false size, and a thousand entries for the same
    bytes.
    """
    honest = _zip(("hw1/mc.py", b"x = 1\n"), ("hw1/zeros.py", bytes(300 * MB)))
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packed.compress(bytes(20 * MB)) + packed.flush()
    tracemalloc.start()
    try:
        assert _read(tmp_path, honest) == ONE
        with pytest.raises(HandinError, match="'hw1/0001.py' in the zip is damaged"):
            _read(tmp_path, _overlapping(kernel, 7 * MB, 1_000))
        assert tracemalloc.get_traced_memory()[1] < 60 * MB
    finally:
        tracemalloc.stop()


def _overlapping(kernel: bytes, size: int, times: int) -> bytes:
    """A zip whose entries all are the same packed bytes."""
    name = b"hw1/0000.py"
    fields = (20, 0, 8, 0, 0, zlib.crc32(bytes(size)), len(kernel), size, len(name), 0)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, *fields) + name + kernel
    entries = b""
    for number in range(times):
        here = b"hw1/%04d.py" % number
        entries += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, *fields, 0, 0, 0, 0, 0) + here
    ending = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, times, times, len(entries), len(local), 0)
    return local + entries + ending


def test_a_file_larger_than_any_hand_in_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.grading.intake.take_in.MAX_ARCHIVE", 1000)
    with pytest.raises(HandinError, match="it has more than 0 MB"):
        _read(tmp_path, bytes(2000))


def test_a_python_without_xz_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lzma", None)
    with pytest.raises(
        HandinError, match="an xz file, which this Python cannot read; hand in a tar or a zip"
    ):
        _read(tmp_path, PACKS["xz"](TAR))


def test_archives_are_told_from_other_files() -> None:
    archives = [
        TAR,
        PLAIN,
        _zip(),
        *(pack(TAR) for pack in PACKS.values()),
        b"Rar!\x1a\x07\0",
        b"7z\xbc\xaf\x27\x1c",
    ]
    assert all(is_archive(one[:600]) for one in archives)
    assert not any(is_archive(one) for one in (b"", b"name,points\n", b"import numpy", b"%PDF-", bytes(600)))
