"""Hand-ins that are wrong, or right, in a known way: tests/corpora, one short file a case.

A case is a file of constants, whose docstring says what was done to a hand-in:

    BASE        "ours": the repository's own hand-in (the default); "student": tests/corpora/<term>/student;
                a style: tests/corpora/<term>/honest/<style>, and honest/given for what the starter code gives
    FILES_OF    {name: style}: single files of another style in place of the base's
    PLACE, OLD, NEW, or EDITS, a list of such triples: OLD, which the place holds exactly once, becomes NEW;
                a place is a file and a definition in it: see autograder/anchors.py
    FILES       {name: text}: whole files in place of the base's
    PROBLEM     of a bug: the problem that must lose points
    HYPOTHESIS  of a bug: the mistake that the diagnosis should name (mistakes.py), or None
    REMARK      of what is right by the handout and could be better: the mistake that is remarked upon
    STYLE       of an honest hand-in: the kind of student it is by
    NEEDS_OLD_NUMPY, NEEDS_STAND_INS, WRITES_INTO_INPUT   of an honest hand-in, True: it uses names that NumPy
                has since removed; imports what Autolab has not; leaves other numbers in what it was given
"""

from __future__ import annotations

import ast
import io
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.anchors import AnchorError, changed, file_of
from hw1.handin import build_handin

__all__ = ["CORPORA", "KINDS", "AuditError", "Case", "base", "cases", "edited", "together"]

CORPORA = Path(__file__).resolve().parents[3] / "tests" / "corpora"
MARKS = ("NEEDS_OLD_NUMPY", "NEEDS_STAND_INS", "WRITES_INTO_INPUT")

KINDS = ("bugs", "remarks", "variants", "honest")


class AuditError(Exception):
    """There is nothing to audit with, or a case does not fit its base: one line."""


@dataclass(frozen=True)
class Case:
    """A hand-in and what is known of it."""

    term: str
    kind: str  # one of KINDS
    name: str
    says: str
    files: dict[str, bytes]
    problem: str | None
    hypothesis: str | None  # of a remark: what is remarked upon
    base: str
    edits: tuple[tuple[str, str, str], ...]
    style: str | None = None
    marks: frozenset[str] = frozenset()  # of MARKS


def cases(term: str, kind: str) -> list[Case]:
    """All of a kind, by name. AuditError where there are none."""
    paths = sorted((CORPORA / term / kind).glob("*.py"))
    if not paths:
        raise AuditError(
            f"no corpora in {str(CORPORA / term / kind)!r}: they come with the sources, not with a wheel."
        )
    return [_case(term, kind, path) for path in paths]


def _case(term: str, kind: str, path: Path) -> Case:
    tree = ast.parse(path.read_text("utf-8"))
    says = ast.get_docstring(tree) or ""
    fields: dict[str, Any] = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    of = fields.get("BASE", "ours")
    files = dict(base(term, of))
    files |= {name: base(term, style)[name] for name, style in fields.get("FILES_OF", {}).items()}
    edits = tuple(fields.get("EDITS", ()))
    if "OLD" in fields:
        if not fields.keys() >= {"PLACE", "NEW"}:
            raise AuditError(f"{path.name} has an OLD; expected PLACE and NEW beside it.")
        edits = ((fields["PLACE"], fields["OLD"], fields["NEW"]),)
    files = edited(files, edits, path.name)
    files |= {name: text.encode() for name, text in fields.get("FILES", {}).items()}
    mistake = fields.get("REMARK" if kind == "remarks" else "HYPOTHESIS")
    marks = frozenset(mark for mark in MARKS if fields.get(mark))
    return Case(
        term,
        kind,
        path.stem,
        says,
        files,
        fields.get("PROBLEM"),
        mistake,
        of,
        edits,
        fields.get("STYLE"),
        marks,
    )


def edited(files: Mapping[str, bytes], edits: Iterable[tuple[str, str, str]], who: str) -> dict[str, bytes]:
    """A hand-in's files with each (place, old, new) applied in turn.

    AuditError, which begins with the name of who brought the edits, where one does not apply.
    """
    result = dict(files)
    for place, old, new in edits:
        name = file_of(place)
        try:
            result[name] = changed(result[name].decode(), place, old, new).encode()
        except AnchorError as error:
            raise AuditError(f"{who}: {error}") from None
    return result


def together(one: Case, other: Case) -> dict[str, bytes] | None:
    """The files of a hand-in with both mistakes; None where they do not fit into one."""
    if (one.term, one.base) != (other.term, other.base) or not (one.edits and other.edits):
        return None
    try:
        return edited(one.files, other.edits, other.name)
    except AuditError:
        return None


@cache
def base(term: str, name: str) -> dict[str, bytes]:
    """The files of a hand-in to build upon."""
    if name != "ours":
        return _folder(CORPORA / term / name) if name == "student" else _style(term, name)
    tar, names = build_handin(term)
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        return {name: archive.extractfile(name).read() for name in names if name.endswith(".py")}  # type: ignore[union-attr]


def _style(term: str, name: str) -> dict[str, bytes]:
    honest = CORPORA / term / "honest"
    own = _folder(honest / name)
    if not own:
        raise AuditError(f"no hand-in of the style {name!r} in {str(honest)!r}.")
    return _folder(honest / "given") | own


def _folder(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}
