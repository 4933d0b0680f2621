"""Selects the files to grade from an archive or a folder: the Python files in mytorch/ and hw1/.

A hand-in may be inside other folders and among other files. Those are ignored, and a warning names files
that the student may expect to be read. If a name leads out of the hand-in, the whole hand-in is refused.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.grading.intake.members import MAX_MEMBERS, ArchiveError, Member
from autograder.grading.intake.terms import count_marks

__all__ = ["JUNK", "MAX_FILE", "MAX_FILES", "MAX_TOTAL", "SOURCE", "TOPS", "Handin", "select"]

MB = 2**20
MAX_FILE, MAX_TOTAL, MAX_FILES = 8 * MB, 24 * MB, 1_000
MAX_NAME, MAX_DEPTH, MAX_AROUND = 200, 10, 6  # characters; parts; folders around a hand-in
MAX_WARNINGS = 10
TOPS = ("mytorch/", "hw1/")
SOURCE = ".py"
JUNK = {"__pycache__", "__MACOSX", "node_modules", "venv", "env"}  # and names that begin with a dot
UNSAID = (
    ".pyc",
    ".png",
    ".jpg",
    ".jpeg",
    ".svg",
    ".pdf",
    ".md",
    ".txt",
    ".sh",
)  # ignored without a warning: plots, which the handouts ask for, and notes
PACKED = (".tar", ".gz", ".tgz", ".xz", ".bz2", ".zip", ".rar", ".7z")


@dataclass(frozen=True)
class Handin:
    """The files of a hand-in that are graded.

    files: {name: content}; names begin with mytorch/ or hw1/. warnings: what was not read, one line each.
    """

    files: dict[str, bytes]
    warnings: list[str] = field(default_factory=list)


def select(members: Iterable[Member]) -> Handin:
    """The hand-in among these members. ArchiveError if there is none, more than one, or too many files."""
    found, twice = dict[str, Member](), set[str]()
    for number, member in enumerate(members):
        if number == MAX_MEMBERS:
            raise ArchiveError(f"more than {MAX_MEMBERS} files")
        name = _plain(member.name)
        if not _is_junk(name):
            if name in found:
                twice.add(name)
            found[name] = member  # the last one counts, as when tar unpacks
    root, warnings = _root(found)
    inside = {name.removeprefix(root): member for name, member in found.items() if name.startswith(root)}
    warnings += [
        f"{name} is in it more than once; the last one counts"
        for name in sorted(twice)
        if _is_graded(name, root)
    ]
    files = _sources({name: one for name, one in inside.items() if _is_graded(name, "")}, warnings)
    if len(warnings) > MAX_WARNINGS:
        warnings[MAX_WARNINGS:] = [f"… and {len(warnings) - MAX_WARNINGS} more"]
    return Handin(files, warnings)


def _plain(name: str) -> str:
    """A relative name without "." parts; ArchiveError if it leads out of the hand-in."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or ".." in name.replace("\\", "/").split("/") or not parts:
        raise ArchiveError(f"the name {ascii(name[:MAX_NAME])} leads out of the hand-in")
    return "/".join(parts)


def _is_junk(name: str) -> bool:
    """Whether the file was made by a program and not by the student."""
    return any(part in JUNK or part.startswith(".") for part in name.split("/"))


def _is_graded(name: str, root: str) -> bool:
    return f"{name.removeprefix(root)}/".startswith(TOPS)


def _root(found: Mapping[str, Member]) -> tuple[str, list[str]]:
    """The folder, "" or with a "/" at its end, that has the mytorch/ and hw1/ to grade; and warnings.

    The outermost one counts, as it does for a grader that unpacks them all.
    """
    parts: dict[str, set[str]] = {}
    for name in found:
        folders = name.split("/")[:-1]
        for depth, folder in enumerate(folders[: MAX_AROUND + 1]):
            if name.endswith(SOURCE) and f"{folder}/" in TOPS:
                root = "".join(f"{part}/" for part in folders[:depth])
                parts.setdefault(root, set()).add(name.removeprefix(root))
    marks = {root: sum(count_marks(names).values()) for root, names in parts.items()}
    roots = sorted(root for root in marks if marks[root] or not any(marks.values()))
    if not roots:
        packed = [f"; hand in {_shown(name)} itself" for name in found if name.lower().endswith(PACKED)]
        linked = [f"; {one} is {found[one].what}" for one in ("mytorch", "hw1") if one in found]
        hint = (linked + sorted(packed) + [""])[0]
        raise ArchiveError(f"there is no mytorch/ and no hw1/ with Python files in it{hint}")
    outer = [root for root in roots if not any(root != one and root.startswith(one) for one in roots)]
    inner = [root for root in roots if root not in outer]
    fuller = [root for root in inner if marks[root] > max(marks[one] for one in outer)]
    if len(rivals := outer + fuller) > 1:
        first, second = (_shown(root or "its top folder") for root in rivals[:2])
        raise ArchiveError(f"two hand-ins are in it, {first} and {second}; leave one of them out")
    return outer[0], [f"{_shown(root)} holds another hand-in, which is not graded" for root in inner]


def _sources(members: Mapping[str, Member], warnings: list[str]) -> dict[str, bytes]:
    """The contents of the Python files; what is skipped goes into the warnings."""
    files, total, others = dict[str, bytes](), 0, list[str]()
    for name, member in members.items():
        if reason := _skipped(name, member):
            warnings.append(f"skipped {_shown(name)}: {reason}")
        elif not name.endswith(SOURCE):
            others += [] if name.lower().endswith(UNSAID) else [_shown(name)]
        else:
            total += member.size
            if len(files) == MAX_FILES or total > MAX_TOTAL:
                raise ArchiveError(f"more than {MAX_FILES} Python files, or {MAX_TOTAL // MB} MB of them")
            files[name] = member.content()
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        warnings.append(f"skipped {', '.join(others[:3])}{more}: only Python files are read")
    folders = {name[:at] for name in files for at, letter in enumerate(name) if letter == "/"}
    if both := sorted(folders & files.keys()):
        raise ArchiveError(f"{both[0]} is in it both as a file and as a folder")
    if not files:
        raise ArchiveError(f"none of its Python files can be read; {warnings[0]}")
    return files


def _skipped(name: str, member: Member) -> str:
    """The reason why a member is not read; "" if there is none."""
    if member.what:
        return member.what
    if len(name) > MAX_NAME or name.count("/") >= MAX_DEPTH or not name.isprintable() or "\\" in name:
        return "its name is not a plain one"
    if member.size > MAX_FILE:
        size = f"{math.ceil(member.size / MB * 10) / 10:,.1f}".removesuffix(".0")
        return f"{size} MB, more than the {MAX_FILE // MB} MB that are read"
    return ""


def _shown(name: str) -> str:
    """A name for a message: shortened, and without control characters."""
    name = name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…"
    return name if name.isprintable() else ascii(name)
