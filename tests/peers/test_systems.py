"""Every peer of the extra `bench` learns, as it is timed, what mytorch does. These tests need all of them.

PyTorch is asked in tests/oracle/test_benchmarks.py.
"""

from dataclasses import replace

import pytest

import mytorch
from benchmarks.systems import PEERS, Unsupported, by_autograd
from benchmarks.workloads import WORKLOADS, Workload, make_problem
from hw1.data import load_mnist

PLAIN = Workload("plain", "", sizes=(784, 12, 8, 10), batch=30)
CASES = {
    "relu": PLAIN,
    "sigmoid": replace(PLAIN, activation="Sigmoid"),
    "bn": replace(PLAIN, bn=2),
    "chain": WORKLOADS["W5"],
}
CANNOT = {("jax", "chain"), ("sklearn", "bn"), ("sklearn", "chain")}


@pytest.mark.parametrize(("dtype", "close"), [("float32", 1e-4), ("float64", 1e-10)])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("peer", [name for name in PEERS if name != "pytorch"])
def test_the_losses_are_the_same(small_data, peer, case, dtype, close):
    workload = CASES[case]
    before = mytorch.get_default_dtype()
    problem = make_problem(workload, dtype, load_mnist(small_data))
    expected = by_autograd.KINDS[workload.kind](problem).first_losses(6)
    mytorch.set_default_dtype(before)
    kinds = PEERS[peer].load().KINDS
    if workload.kind not in kinds:
        assert (peer, case) in CANNOT
        return
    try:
        losses = kinds[workload.kind](problem).first_losses(6)
    except Unsupported:
        assert (peer, case) in CANNOT
        return
    assert (peer, case) not in CANNOT
    assert losses == pytest.approx(expected, rel=close)


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_says_its_version_and_takes_a_number_of_threads(peer):
    assert PEERS[peer].version()[0].isdigit()
    PEERS[peer].load().set_threads(1)
