"""Reading a stranger's tar or folder."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading.auditing.tarmaking import member, record, tar
from autograder.grading.intake.members import MAX_MEMBERS
from autograder.grading.intake.selection import MAX_FILE, MAX_FILES, MAX_WARNINGS
from autograder.grading.intake.take_in import Handin, HandinError, read_handin
from hw1.handin import build_handin

MC = member("hw1/mc.py")
ONE = {"hw1/mc.py": b"x = 1\n"}


def _read(tmp_path: Path, content: bytes) -> Handin:
    path = tmp_path / "handin.tar"
    path.write_bytes(content)
    return read_handin(path)


def _zipped(content: bytes) -> bytes:
    """A tar's files as a zip."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as theirs, zipfile.ZipFile(buffer, "w", 8) as ours:
        for info in theirs:
            file = theirs.extractfile(info)
            ours.writestr(info.name, file.read() if file else b"")
    return buffer.getvalue()


@pytest.mark.parametrize("term", ["spring", "fall"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress, _zipped])
def test_our_own_work_comes_out_as_it_went_in(
    term: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    content, names = build_handin(term)
    with tarfile.open(fileobj=io.BytesIO(content)) as theirs:
        wanted = {
            name: member.read()
            for name in names
            if name.endswith(".py") and (member := theirs.extractfile(name))
        }
    assert _read(tmp_path, pack(content)) == Handin(wanted)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_that_are_long_or_foreign_come_out_of_every_form_of_tar(form: int, tmp_path: Path) -> None:
    name = "mytorch/" + "é" * 30 + "/" + "long" * 20 + ".py"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form, encoding="utf-8") as theirs:
        info = tarfile.TarInfo(name)
        info.size, info.mtime = 3, 1.5
        theirs.addfile(info, io.BytesIO(b"abc"))
    assert _read(tmp_path, buffer.getvalue()).files == {name: b"abc"}


AROUND = {
    "nothing": "",
    "a folder": "my work/",
    "six folders": "a/b/c/d/e/f/",
    "a folder called hw1": "hw1/",
    "a folder called mytorch": "mytorch/",
    "a dot": "./",
}
BESIDE = [
    ".git/config",
    ".git/objects/aa/bb",
    ".idea/x.xml",
    "__MACOSX/hw1/._mc.py",
    "README.md",
    "data/train.npy",
    "notebook.ipynb",
    "plot.png",
    "handout.pdf",
    "deep/er/than/a/b/c/d/e/f/g/h/i/j/k/x.py",
    "Icon\r",
    "autograder/x.py",
]
AMONG = ["hw1/__pycache__/mc.pyc", "hw1/._mc.py", "hw1/.DS_Store", "hw1/train_loss.png", "mytorch/README.md"]


@pytest.mark.parametrize("where", ["beside", "around"])
@pytest.mark.parametrize("around", AROUND)
def test_a_hand_in_is_found_in_folders_and_among_other_things(
    around: str, where: str, tmp_path: Path
) -> None:
    folder = AROUND[around]
    beside = [folder + name if where == "beside" else name for name in BESIDE]
    names = [*beside, *(folder + name for name in ["hw1/mc.py", *AMONG])]
    members = [member("./", b"", b"5"), member(folder or "hw1/", b"", b"5"), *map(member, names)]
    assert _read(tmp_path, tar(*members)) == Handin(ONE)


def test_a_hand_in_inside_another_is_not_graded_and_that_is_said(tmp_path: Path) -> None:
    content = tar(member("handin/hw1/mc.py"), member("handin/backup/hw1/mc.py", b"old"))
    said = ["handin/backup/ holds another hand-in, which is not graded"]
    assert _read(tmp_path, content) == Handin(ONE, said)


LARGE = member("hw1/data.npz", bytes(MAX_FILE + 1))
SKIPPED = {
    "a link": (member("hw1/x.py", b"", b"2", "/etc/passwd"), "skipped hw1/x.py: a link"),
    "a link with a long name": (
        member("hw1/" + "x" * 120 + ".py", b"", b"2", "y" * 120),
        f"skipped hw1/{'x' * 120}.py: a link",
    ),
    "a hard link": (member("hw1/x.py", b"", b"1", "hw1/mc.py"), "skipped hw1/x.py: a hard link"),
    "a hard link that has a size": (
        member("hw1/x.py", b"", b"1", "hw1/mc.py", size=b"00000000777\0"),
        "skipped hw1/x.py: a hard link",
    ),
    "a device": (member("hw1/x.py", b"", b"4"), "skipped hw1/x.py: a device"),
    "a pipe": (member("hw1/x.py", b"", b"6"), "skipped hw1/x.py: a named pipe"),
    "data": (LARGE, "skipped hw1/data.npz: 8.1 MB, more than the 8 MB that are read"),
    "a large source": (
        member("hw1/x.py", bytes(3 * MAX_FILE)),
        "skipped hw1/x.py: 24 MB, more than the 8 MB that are read",
    ),
    "other kinds": (
        b"".join(member(f"hw1/{name}") for name in ["a.ipynb", "b.npz", "c.so", "d.csv", "e"]),
        "skipped hw1/a.ipynb, hw1/b.npz, hw1/c.so and 2 more: only Python files are read",
    ),
    "a terminal's codes": (member("hw1/\x1b[2J.py"), r"skipped 'hw1/\x1b[2J.py': its name is not"),
    "another system's name": (member("hw1/a\\x.py"), "skipped hw1/a\\x.py: its name is not"),
    "folders without end": (member("hw1/" + "a/" * 30 + "x.py"), f"skipped hw1/{'a/' * 30}x.py: its name is"),
    "one name twice": (
        member("./hw1//mc.py", b"first"),
        "hw1/mc.py is in it more than once; the last one counts",
    ),
}


@pytest.mark.parametrize("case", SKIPPED)
def test_what_cannot_be_read_is_skipped_with_a_warning(case: str, tmp_path: Path) -> None:
    planted, said = SKIPPED[case]
    handin = _read(tmp_path, tar(planted, MC))
    assert handin.files == ONE
    assert len(handin.warnings) == 1
    assert handin.warnings[0].startswith(said)
    assert handin.warnings[0].isprintable()


def test_warnings_are_not_without_end(tmp_path: Path) -> None:
    links = [member(f"hw1/{number}.py", b"", b"2") for number in range(MAX_WARNINGS + 5)]
    warnings = _read(tmp_path, tar(MC, *links)).warnings
    assert len(warnings) == MAX_WARNINGS + 1
    assert warnings[-1] == "… and 5 more"


REFUSED = {
    "an absolute name": (tar(MC, member("/etc/x")), "'/etc/x' leads out"),
    "a name that climbs": (tar(MC, member("hw1/../../x")), "leads out"),
    "a link that climbs": (tar(MC, member("../x", kind=b"2")), "leads out"),
    "a name that climbs on another system": (tar(MC, member("hw1\\..\\x")), "leads out"),
    "a climbing name in an extended header": (
        tar(MC, member("y", record("path", "../x"), b"x"), MC),
        "leads out",
    ),
    "a climbing long name": (tar(member("../" * 50 + "x")), "leads out"),
    "an empty name": (tar(member("")), "leads out"),
    "two hand-ins": (
        tar(member("a/hw1/mc.py"), member("b/hw1/mc.py")),
        "two hand-ins are in it, a/ and b/; leave one of them out",
    ),
    "a fuller hand-in inside another": (
        tar(MC, member("new/hw1/mc.py"), member("new/hw1/hw1.py")),
        "two hand-ins are in it, its top folder and new/",
    ),
    "a hand-in too deep": (tar(member("a/b/c/d/e/f/g/hw1/mc.py")), "no mytorch/ and no hw1/"),
    "nothing but links": (tar(member("hw1/mc.py", b"", b"2", "/etc")), "be read; skipped hw1/mc.py: a link"),
    "links for folders": (tar(member("hw1", b"", b"2", "/etc")), "with Python files in it; hw1 is a link"),
    "an archive in it": (tar(member("x/handin.tar.gz")), "in it; hand in x/handin.tar.gz itself"),
    "a sparse file": (tar(member("hw1/mc.py", b"", b"S")), "no regular file"),
    "a sparse file in an extended header": (
        tar(member("y", record("GNU.sparse.size", "9"), b"x"), MC),
        "holes",
    ),
    "a file in a file": (tar(MC, member("hw1/mc.py/x.py")), "both as a file and as a folder"),
    "too many files": (
        tar(*(member(f"hw1/{n}.py", b"") for n in range(MAX_FILES + 1))),
        "more than 1000 Python files",
    ),
    "too many members": (tar(*[member("hw1", b"", b"5")] * (MAX_MEMBERS + 1), MC), "more than 10000 members"),
    "files too large together": (
        tar(*(member(f"hw1/{n}.py", bytes(MAX_FILE)) for n in range(4))),
        "or 24 MB of them",
    ),
    "a size that lies": (tar(member("hw1/mc.py", size=b"00000777777\0")), "cut short"),
    "a size below zero": (tar(member("hw1/mc.py", size=b"-0000000200\0")), "not a tar, or damaged"),
    "a size to the base of 256": (tar(member("hw1/mc.py", size=b"\xff" * 12)), "not a tar, or damaged"),
    "a size that lies in an extended header": (
        tar(member("y", record("size", "9" * 14), b"x"), MC),
        "cut short",
    ),
    "a name too long": (tar(member("y", bytes(70_000), b"L"), MC), "a name of 70000 bytes"),
    "records without end": (tar(member("y", b"5 a=\n" * 100, b"x"), MC), "too many records"),
    "a record that is too long": (tar(member("y", b"99 path=x\n", b"x"), MC), "extended header is damaged"),
    "a record of length 0": (tar(member("y", b"0 path=x\n", b"x"), MC), "extended header is damaged"),
    "half a tar": (tar(member("hw1/mc.py", bytes(3000)))[:2000], "cut short"),
    "a damaged header": (tar(MC).replace(b"ustar", b"USTAR"), "not a tar, or a damaged one"),
    "a damaged second header": (tar(MC, member("hw1/x.py").replace(b"ustar", b"USTAR")), "damaged"),
    "nothing to grade": (tar(member("readme.txt")), "no mytorch/ and no hw1/"),
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
        "old/hw1/mc.py",
        "hw1/.git/config",
        "hw1/__pycache__/mc.pyc",
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "way").symlink_to("/etc")
    handin = read_handin(tmp_path)
    assert sorted(handin.files) == ["hw1/mc.py", "mytorch/nn/linear.py"]
    assert handin.warnings == []


def test_a_hand_in_is_found_deep_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a/b/hw1").mkdir(parents=True)
    (tmp_path / "a/.git").mkdir()
    (tmp_path / "a/.git/mc.py").write_text("x")
    (tmp_path / "a/b/hw1/mc.py").write_text("x = 1\n")
    (tmp_path / "large.bin").write_bytes(bytes(MAX_FILE + 1))
    assert read_handin(tmp_path) == Handin(ONE)


def test_an_archive_that_is_alone_in_a_folder_is_the_hand_in(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").touch()
    (tmp_path / "handin.tar").write_bytes(tar(MC))
    assert read_handin(tmp_path) == Handin(ONE)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(HandinError, match="hand in handin.tar itself"):
        read_handin(tmp_path)


def test_a_link_that_is_alone_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "handin.tar").write_bytes(tar(MC))
    (tmp_path / "class/handin.tar").symlink_to(tmp_path / "handin.tar")
    with pytest.raises(HandinError):
        read_handin(tmp_path / "class")


PLANTED = {
    "a link to a file": (lambda path: path.symlink_to("/etc/passwd"), "a link"),
    "a link to a folder": (lambda path: path.symlink_to("/etc"), "a link"),
    "a pipe": (os.mkfifo, "a device or a pipe"),
    "a large file": (lambda path: path.write_bytes(bytes(MAX_FILE + 1)), "8.1 MB, more than the 8 MB"),
    "a sparse file": (lambda path: (path.touch(), os.truncate(path, 2**40)), "1,048,576 MB, more than"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_no_plain_file_in_a_folder_is_skipped_with_a_warning(name: str, tmp_path: Path) -> None:
    plant, said = PLANTED[name]
    (tmp_path / "hw1").mkdir()
    (tmp_path / "hw1/mc.py").write_text("x = 1\n")
    plant(tmp_path / "hw1/planted.py")
    handin = read_handin(tmp_path)
    assert handin.files == ONE
    assert len(handin.warnings) == 1
    assert handin.warnings[0].startswith(f"skipped hw1/planted.py: {said}")


def test_a_folder_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.grading.intake.take_in.MAX_MEMBERS", 20)
    (tmp_path / "a/b/hw1").mkdir(parents=True)
    for number in range(21):
        (tmp_path / "a" / f"{number}.txt").touch()
    with pytest.raises(HandinError, match="more than 20 files and folders"):
        read_handin(tmp_path)


@pytest.mark.parametrize("path", ["/dev/null", "/nowhere", __file__])
def test_what_is_no_hand_in_is_said_in_one_line(path: str) -> None:
    with pytest.raises(HandinError, match=path):
        read_handin(path)
