"""The corpus of honest hand-ins: right by the handouts, as students of many kinds would write them."""

import ast
import re

import pytest

from autograder.grading.auditing.corpora import CORPORA, AuditError, base, cases

TERMS = ["spring", "fall"]
HONEST = [case for term in TERMS for case in cases(term, "honest")]
REMOVED = (
    r"\bnp\.(float|int|bool|object|float_|mat|asscalar|asfarray|product|row_stack|alltrue|sometrue|Inf)\b"
)
NOT_ON_AUTOLAB = {"matplotlib", "tqdm", "scipy", "torch"}


def test_there_are_enough_of_enough_styles():
    assert len(HONEST) >= 60
    for term in TERMS:
        assert len({case.style for case in HONEST if case.term == term}) >= 8


@pytest.mark.parametrize("term", TERMS)
def test_no_two_are_the_same_hand_in(term):
    sources = [tuple(sorted(case.files.items())) for case in HONEST if case.term == term]
    assert len(set(sources)) == len(sources)


@pytest.mark.parametrize("term", TERMS)
def test_each_style_is_another_person_s(term):
    """What the starter code gives stands in given/; no other file is in two styles alike."""
    folders = [path for path in (CORPORA / term / "honest").iterdir() if path.is_dir()]
    texts = [text for path in folders for file in path.rglob("*.py") if (text := file.read_text("utf-8"))]
    assert len(folders) > 8
    assert len(set(texts)) == len(texts)


def test_single_files_come_from_another_style():
    mixed = next(case for case in HONEST if (case.term, case.name) == ("spring", "loops_inside"))
    assert mixed.files["hw1/hw1.py"] == base("spring", "compact")["hw1/hw1.py"]
    assert mixed.files["mytorch/loss.py"] == base("spring", "loops")["mytorch/loss.py"]


def test_every_one_is_well_formed():
    for case in HONEST:
        assert case.says.endswith("."), case.name
        assert case.style, case.name
        assert case.problem is case.hypothesis is None, case.name
        for name, text in case.files.items():
            compile(text, name, "exec")


def test_marks_say_what_a_hand_in_needs():
    for case in HONEST:
        sources = b"\n".join(case.files.values()).decode()
        assert bool(re.search(REMOVED, sources)) == ("NEEDS_OLD_NUMPY" in case.marks), case.name
        imported = {name for text in case.files.values() for name in top_level_imports(text)}
        assert bool(imported & NOT_ON_AUTOLAB) == ("NEEDS_STAND_INS" in case.marks), case.name


def top_level_imports(source):
    """The packages that are imported as soon as the file is."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def test_a_style_that_is_not_there_is_one_line():
    with pytest.raises(AuditError, match="no hand-in of the style 'baroque'"):
        base("spring", "baroque")
