"""What in a class's folder is a hand-in."""

import io
import os
import zipfile
from pathlib import Path

from autograder.grading.auditing.tarmaking import member, tar
from autograder.grading.intake.entries import entries


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("x", "y")
    return buffer.getvalue()


HANDINS = {
    "alice": tar(member("hw1/mc.py")),
    "bob.tar": b"not a tar",
    "carol.TGZ": b"",
    "dave.rar": b"Rar!\x1a\x07\x00",
    "erin": b"7z\xbc\xaf\x27\x1c",
    "frank.zip": _zip(),
    "grace (1)": b"\x1f\x8b",
    "heidi.txt": _zip(),
}
OTHERS = {
    ".DS_Store": (b"\0\0\0\1Bud1", "hidden"),
    "grades.csv": (b"name,total\n", "a text file"),
    "grades.xlsx": (_zip(), "a zip"),
    "notes.txt": (b"remember\n", "a text file"),
    "empty": (b"", "an empty file"),
    "handout.pdf": (b"%PDF-1.7", "a PDF"),
    "hw1.py": (b"import numpy\n", "a Python file"),
}


def test_archives_and_folders_are_hand_ins_and_all_else_is_named(tmp_path: Path) -> None:
    for name, content in HANDINS.items():
        (tmp_path / name).write_bytes(content)
    for name, (content, _) in OTHERS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "ivan").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "link.tar").symlink_to(tmp_path / "alice")
    (tmp_path / "gone").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.tar")
    handins, others = entries(tmp_path, tmp_path / "out" / "grades")
    assert handins == sorted([*HANDINS, "ivan"])
    assert others == {name: kind for name, (_, kind) in OTHERS.items()} | {
        "link.tar": "a link, which is not followed",
        "gone": "a link, which is not followed",
        "pipe.tar": "a device or a pipe",
    }
