"""Reading a stranger's tar or folder."""

import gzip
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading.handin import MAX_FILE, MAX_FILES, HandinError, read_handin
from autograder.grading.tarmaking import member, record, tar
from hw1.handin import build_handin

MC = member("hw1/mc.py")


def _read(tmp_path: Path, content: bytes) -> dict[str, bytes]:
    path = tmp_path / "handin.tar"
    path.write_bytes(content)
    return read_handin(path)


@pytest.mark.parametrize("term", ["spring", "fall"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_our_own_tars_come_out_as_they_went_in(
    term: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    content, names = build_handin(term)
    with tarfile.open(fileobj=io.BytesIO(content)) as theirs:
        wanted = {name: member.read() for name in names if (member := theirs.extractfile(name))}
    assert _read(tmp_path, pack(content)) == wanted


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_that_are_long_or_foreign_come_out_of_every_form_of_tar(form: int, tmp_path: Path) -> None:
    name = "mytorch/" + "é" * 30 + "/" + "long" * 20 + ".py"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form, encoding="utf-8") as theirs:
        info = tarfile.TarInfo(name)
        info.size, info.mtime = 3, 1.5
        theirs.addfile(info, io.BytesIO(b"abc"))
    assert _read(tmp_path, buffer.getvalue()) == {name: b"abc"}


def test_a_folder_around_it_and_what_machines_add_are_taken_off(tmp_path: Path) -> None:
    added = ["hw1/__pycache__/mc.pyc", "hw1/._mc.py", ".DS_Store", "hw1/fast.so", "hw1/run.pth"]
    members = [member(f"./my work/{name}") for name in ["hw1/mc.py", *added]]
    assert _read(tmp_path, tar(member("./my work/", b"", b"5"), *members)) == {"hw1/mc.py": b"x = 1\n"}


REFUSED = {
    "an absolute name": (tar(MC, member("/etc/x")), "'/etc/x' leads out"),
    "a name that climbs": (tar(MC, member("hw1/../../x")), "leads out"),
    "a climbing name in an extended header": (
        tar(MC, member("y", record("path", "../x"), b"x"), MC),
        "leads out",
    ),
    "a climbing long name": (tar(member("../" * 50 + "x")), "leads out"),
    "an empty name": (tar(member("")), "leads out"),
    "a terminal's codes": (tar(member("hw1/\x1b[2J")), r"'hw1/\\x1b\[2J' is not a plain one"),
    "another system's name": (tar(member("hw1\\mc.py")), "not a plain one"),
    "folders without end": (tar(member("hw1/" + "a/" * 30)), "no mytorch/ and no hw1/"),
    "a link": (tar(member("hw1/mc.py", b"", b"2", "/etc/passwd")), "'hw1/mc.py' is a link"),
    "a hard link": (tar(member("hw1/mc.py", b"", b"1", "/etc/passwd")), "is a hard link"),
    "a device": (tar(member("hw1/mc.py", b"", b"4")), "is a device"),
    "a pipe": (tar(member("hw1/mc.py", b"", b"6")), "is a named pipe"),
    "a sparse file": (tar(member("hw1/mc.py", b"", b"S")), "no regular file"),
    "a sparse file in an extended header": (
        tar(member("y", record("GNU.sparse.size", "9"), b"x"), MC),
        "holes",
    ),
    "one name twice": (tar(MC, member("./hw1//mc.py")), "hw1/mc.py is in it twice"),
    "a file in a file": (tar(MC, member("hw1/mc.py/x")), "both as a file and as a folder"),
    "too many files": (
        tar(*(member(f"hw1/{n}.py", b"") for n in range(MAX_FILES + 1))),
        "more than 1000 files",
    ),
    "too many folders": (tar(*[member("hw1", b"", b"5")] * 5000, MC), "more than 4000 members"),
    "too large a file": (tar(member("hw1/mc.py", bytes(MAX_FILE + 1))), "something of 8388609 bytes"),
    "files too large together": (
        tar(*(member(f"hw1/{n}", bytes(MAX_FILE)) for n in range(4))),
        "more than 24 MB",
    ),
    "a size that lies": (tar(member("hw1/mc.py", size=b"00000777777\0")), "cut short"),
    "a size below zero": (tar(member("hw1/mc.py", size=b"-0000000200\0")), "not a tar, or damaged"),
    "a size to the base of 256": (tar(member("hw1/mc.py", size=b"\xff" * 12)), "not a tar, or damaged"),
    "a size that lies in an extended header": (
        tar(member("y", record("size", "9" * 14), b"x"), MC),
        "cut short",
    ),
    "records without end": (tar(member("y", b"5 a=\n" * 100, b"x"), MC), "too many records"),
    "a record that is too long": (tar(member("y", b"99 path=x\n", b"x"), MC), "extended header is damaged"),
    "a record of length 0": (tar(member("y", b"0 path=x\n", b"x"), MC), "extended header is damaged"),
    "half a tar": (tar(member("hw1/mc.py", bytes(3000)))[:2000], "cut short"),
    "a damaged header": (tar(MC).replace(b"ustar", b"USTAR"), "not a tar, or damaged"),
    "nothing": (b"", "not a tar, or damaged"),
    "nothing to grade": (tar(member("readme.txt")), "no mytorch/ and no hw1/"),
    "a gzip bomb": (gzip.compress(bytes(60_000_000), 1), "unzips to more than 24 MB"),
    "half a gzip file": (gzip.compress(tar(MC))[:-9], "cut short"),
    "a damaged gzip file": (b"\x1f\x8b" + bytes(100), "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_tar_that_is_not_plain_files_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    content, said = REFUSED[name]
    with pytest.raises(HandinError, match=said) as caught:
        _read(tmp_path, content)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["handin.tar"]


def test_a_folder_is_read_in_its_mytorch_and_hw1_only(tmp_path: Path) -> None:
    for name in [
        "hw1/mc.py",
        "mytorch/nn/linear.py",
        "data/large.bin",
        "hw1/.git/config",
        "hw1/__pycache__/mc.pyc",
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "way").symlink_to("/etc")
    assert sorted(read_handin(tmp_path)) == ["hw1/mc.py", "mytorch/nn/linear.py"]


PLANTED = {
    "a link to a file": (lambda path: path.symlink_to("/etc/passwd"), "hw1/planted is a link"),
    "a link to a folder": (lambda path: path.symlink_to("/etc"), "hw1/planted is a link"),
    "a pipe": (os.mkfifo, "hw1/planted is a device or a pipe"),
    "a large file": (lambda path: path.write_bytes(bytes(MAX_FILE + 1)), "hw1/planted has more than 8 MB"),
    "a sparse file": (
        lambda path: (path.touch(), os.truncate(path, 2**40)),
        "hw1/planted has more than 8 MB",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_folder_with_more_than_plain_files_is_refused(name: str, tmp_path: Path) -> None:
    plant, said = PLANTED[name]
    (tmp_path / "hw1").mkdir()
    plant(tmp_path / "hw1/planted")
    with pytest.raises(HandinError, match=said):
        read_handin(tmp_path)


@pytest.mark.parametrize("path", ["/dev/null", "/nowhere", __file__])
def test_what_is_no_hand_in_is_said_in_one_line(path: str) -> None:
    with pytest.raises(HandinError, match=path):
        read_handin(path)
