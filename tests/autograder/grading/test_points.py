"""What a test is worth, and what a planted bug costs over the whole hand-in."""

import re
from pathlib import Path

import pytest

from autograder.grading.auditing.corpora import cases
from autograder.grading.auditing.corpus_audit import try_case
from autograder.grading.grade import catalogue
from autograder.grading.result import POINTS

TERMS = ["spring", "fall"]
DOCS = Path(__file__).resolve().parents[3] / "docs" / "grading.md"
BUGS = {(case.term, case.name): case for term in TERMS for case in cases(term, "bugs")}
SAMPLE = {"spring": "softmax_global_maximum", "fall": "xe_global_maximum"}


@pytest.mark.parametrize("term", TERMS)
def test_no_edge_is_worth_more_than_a_quarter_of_its_problem(term):
    edges = [item for item in catalogue(term) if item.edge]
    assert edges
    for item in edges:
        assert item.points <= POINTS[term][item.problem] / 4, item.name


@pytest.mark.parametrize("term", TERMS)
def test_what_a_test_relies_on_is_there(term):
    items = {item.name: item for item in catalogue(term)}
    for item in items.values():
        assert set(item.needs) <= set(POINTS[term]), item.name
        assert set(item.after) <= set(items), item.name
        assert item.name not in item.after, item.name


@pytest.mark.parametrize("term", TERMS)
def test_the_page_adds_up_to_the_points(term):
    """Every number in the last column of a row, and every test of the problem."""
    page = DOCS.read_text("utf-8").split(f"| {term} | | tests |")[1].split("\n\n")[0]
    for problem, most in POINTS[term].items():
        row = re.search(rf"^\| `{problem}` \| ([\d.]+) \| (.*) \|$", page, re.MULTILINE)
        assert row, problem
        assert float(row[1]) == most, problem
        items = [item for item in catalogue(term) if item.problem == problem and item.points]
        told = sorted(float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)", row[2]))
        assert told == sorted(float(item.points) for item in items), problem
        assert sum(told) == most, problem


@pytest.mark.slow
@pytest.mark.parametrize("term", TERMS)
def test_a_planted_bug_costs_no_more_than_the_part_it_breaks(term):
    """All of them are tried by test_audit.py."""
    trial = try_case(BUGS[term, SAMPLE[term]], [31])
    assert trial.good, f"{trial.costs} of {trial.part:g}"
