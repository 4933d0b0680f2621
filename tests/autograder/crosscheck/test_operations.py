"""Operations one by one, at random numbers and at the edges; and what the documentation counts."""

import re
from collections import Counter

import pytest

from autograder.crosscheck.behaviours import BEHAVIOURS
from autograder.crosscheck.bugs import BUGS
from autograder.crosscheck.edges import EDGES
from autograder.crosscheck.operation import Operation, check_operation
from autograder.crosscheck.operations import OPERATIONS
from autograder.crosscheck.planting import ROOT


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # edges are where numbers end
@pytest.mark.parametrize("operation", [*OPERATIONS, *EDGES], ids=lambda operation: operation.name)
def test_an_operation_is_that_of_numpys_formula(operation):
    check_operation(operation)


def test_names_are_told_apart():
    assert [name for name, n in Counter(row.name for row in [*OPERATIONS, *EDGES]).items() if n > 1] == []


@pytest.mark.parametrize(
    "wrong",
    [
        Operation("value", lambda x: x * 2, lambda x: x * 3, [(2,)]),
        Operation("gradient", lambda x: x.detach() * 2 + x, lambda x: x * 3, [(2,)]),
        Operation("slopes", lambda x: x * 2, lambda x: x * 2, [(2,)], None, [3.0]),
        Operation("shape", lambda x: x.reshape(1, 2), lambda x: x * 1, [(2,)]),
    ],
    ids=lambda operation: operation.name,
)
def test_what_is_wrong_is_found(wrong):
    with pytest.raises(AssertionError, match="is off by|has shape"):
        check_operation(wrong)


def test_the_documentation_counts_what_is_there():
    text = " ".join((ROOT / "docs/same-gradient.md").read_text("utf-8").split())
    real = [bug for bug in BUGS if not bug.equivalent]
    counts = {
        r"(\d+) operations and broadcasts": len(OPERATIONS),
        r"(\d+) ties, kinks and boundaries": len(EDGES),
        r"(\d+) behaviours": len(BEHAVIOURS),
        r"(\d+) of \d+ found": len(real),
        r"\d+ of (\d+) found": len(real),
        r"found, in (\d+) families": len({bug.family for bug in real}),
        r"(\d+) more changes are equivalent": len(BUGS) - len(real),
    }
    for words, right in counts.items():
        assert re.findall(words, text) == [str(right)], words
