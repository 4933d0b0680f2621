"""Decides which entries of a class's folder are hand-ins."""

import os
from pathlib import Path

from autograder.grading.intake.archive import is_archive, kind_of
from autograder.grading.intake.take_in import FLAGS

__all__ = ["entries"]

HEAD = 65_536  # bytes read to recognise the type of a file
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
OFFICE = (
    ".docx",
    ".xlsx",
    ".pptx",
    ".odt",
    ".ods",
    ".odp",
    ".numbers",
    ".pages",
)  # zips


def entries(folder: Path, out: Path) -> tuple[list[str], dict[str, str]]:
    """The sorted names of the hand-ins in a folder, and all other entries except `out`, each with its type.

    A hand-in is a folder, or a file that is an archive or has an archive's name (it may be damaged).
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
    except OSError:  # it cannot be read; reading it later reports that
        return True


def _head(entry: os.DirEntry[str]) -> bytes:
    with os.fdopen(os.open(entry.path, FLAGS), "rb") as file:
        return file.read(HEAD)
