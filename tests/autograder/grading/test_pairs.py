"""Two planted bugs in one hand-in cost no more than each of them alone, together."""

import random
from functools import cache
from itertools import combinations

import pytest

from autograder.grading.corpora import cases, together
from autograder.grading.grade import grade

PAIRS, QUICK, SEED = 60, 2, 7
TERMS = ["spring", "fall"]


def pairs(term):
    """Of different problems and files by turns, drawn from all that fit into one hand-in; always the same."""
    bugs = cases(term, "bugs")
    both = [(one, other) for one, other in combinations(bugs, 2) if together(one, other)]
    return random.Random(1).sample(both, PAIRS)


ALL = [pair for several in zip(*(pairs(term) for term in TERMS), strict=True) for pair in several]


@cache
def lost(term, *names):
    """Points that a hand-in with these bugs loses."""
    chosen = [case for case in cases(term, "bugs") if case.name in names]
    files = chosen[0].files if len(chosen) == 1 else together(*chosen)
    found = grade(files, term, seed=SEED, timeout=120, isolation="none")
    return found.max - found.total


def named(pair):
    return " and ".join(case.name for case in pair)


def check(pair):
    term, names = pair[0].term, sorted(case.name for case in pair)
    alone = [lost(term, name) for name in names]
    assert all(alone)
    assert lost(term, *names) <= sum(alone) + 1e-9, alone


@pytest.mark.parametrize("pair", ALL[:QUICK], ids=named)
def test_a_pair_costs_no_more_than_its_bugs_alone(pair):
    check(pair)


@pytest.mark.slow
@pytest.mark.parametrize("pair", ALL[QUICK:], ids=named)
def test_no_pair_costs_more_than_its_bugs_alone(pair):
    check(pair)
