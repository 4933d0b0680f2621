"""PyTorch, as it is timed, learns what mytorch does; so the two are timed at the same work."""

from dataclasses import replace

import pytest

import mytorch
from benchmarks.systems import by_autograd, by_hand, pytorch
from benchmarks.workloads import WORKLOADS, Workload, make_problem
from hw1.data import load_mnist

PLAIN = Workload("plain", "", sizes=(784, 12, 8, 10), batch=30)
CASES = [
    pytest.param(PLAIN, id="relu"),
    pytest.param(replace(PLAIN, activation="Sigmoid"), id="sigmoid"),
    pytest.param(replace(PLAIN, bn=2), id="bn"),
    pytest.param(WORKLOADS["W5"], id="chain"),
    pytest.param(replace(WORKLOADS["stats"], sizes=(784, 6, 10), batch=30), id="stats"),
]


@pytest.mark.parametrize(("dtype", "close"), [("float32", 1e-4), ("float64", 1e-11)])
@pytest.mark.parametrize("workload", CASES)
def test_the_losses_are_the_same(small_data, workload, dtype, close):
    before = mytorch.get_default_dtype()
    problem = make_problem(workload, dtype, load_mnist(small_data))
    theirs = pytorch.KINDS[workload.kind](problem).first_losses(6)
    assert by_autograd.KINDS[workload.kind](problem).first_losses(6) == pytest.approx(theirs, rel=close)
    if workload.kind == "stats":
        assert by_hand.KINDS["stats"](problem).first_losses(6) == pytest.approx(theirs, rel=close)
    mytorch.set_default_dtype(before)
