"""Two planted bugs in one hand-in cost no more than each of them alone, together."""

import random
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import combinations

import pytest

from autograder.grading.auditing.corpora import cases, together
from autograder.grading.grade import grade

PAIRS, BUGS, SEED = 20, 12, 7  # of each term; the bugs that pairs are made of are graded alone too
TERMS = ["spring", "fall"]


def pairs(term):
    """Drawn from all that fit into one hand-in; always the same."""
    drawing = random.Random(1)
    bugs = drawing.sample(cases(term, "bugs"), BUGS)
    both = [(one, other) for one, other in combinations(bugs, 2) if together(one, other)]
    return drawing.sample(both, PAIRS)


ALL = [pair for several in zip(*(pairs(term) for term in TERMS), strict=True) for pair in several]


@cache
def lost(term, *names):
    """Points that a hand-in with these bugs loses."""
    chosen = [case for case in cases(term, "bugs") if case.name in names]
    files = chosen[0].files if len(chosen) == 1 else together(*chosen)
    found = grade(files, term, seed=SEED, timeout=120, isolation="none")
    return found.max - found.total


def too_dear(pair):
    term, names = pair[0].term, sorted(case.name for case in pair)
    alone = [lost(term, name) for name in names]
    both = lost(term, *names)
    return "" if all(alone) and both <= sum(alone) + 1e-9 else f"{' and '.join(names)}: {both} of {alone}"


@pytest.mark.slow
def test_no_pair_costs_more_than_its_bugs_alone():
    with ThreadPoolExecutor(2) as pool:  # each waits for a process of its own
        assert [line for line in pool.map(too_dear, ALL) if line] == []
