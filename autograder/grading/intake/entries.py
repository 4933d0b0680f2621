"""What in a class's folder is a hand-in, and what only lies there."""

import os
from pathlib import Path

from autograder.grading.intake.archive import is_archive, kind_of
from autograder.grading.intake.take_in import FLAGS

__all__ = ["entries"]

HEAD = 65_536  # bytes that tell what a file is
NAMED = (
    ".tar",
    ".tgz",
    ".gz",
    ".txz",
    ".xz",
    ".tbz",
    ".tbz2",
    ".bz2",
    ".zip",
    ".rar",
    ".7z",
    ".zst",
    ".lz4",
    ".lzma",
)
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".numbers", ".pages")  # which are zips


def entries(folder: Path, out: Path) -> tuple[list[str], dict[str, str]]:
    """The names of the hand-ins in a folder, sorted; and of all else but `out`, with what it is.

    A hand-in is a folder, or a file that is an archive or is named like one, if only a damaged one.
    """
    handins: list[str] = []
    others: dict[str, str] = {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if out.is_relative_to(entry.path):
            continue
        if entry.is_symlink():
            others[entry.name] = "a link, which is not followed"
        elif entry.name.startswith("."):
            others[entry.name] = "hidden"
        elif entry.is_dir() or (entry.is_file() and _may_be_one(entry)):
            handins.append(entry.name)
        else:
            others[entry.name] = kind_of(_head(entry)) if entry.is_file() else "a device or a pipe"
    return handins, others


def _may_be_one(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    if name.endswith(NAMED):
        return True
    try:
        return not name.endswith(OFFICE) and is_archive(_head(entry))
    except OSError:  # it cannot be read, and then that is said
        return True


def _head(entry: os.DirEntry[str]) -> bytes:
    with os.fdopen(os.open(entry.path, FLAGS), "rb") as file:
        return file.read(HEAD)
