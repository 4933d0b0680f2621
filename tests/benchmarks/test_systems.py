"""The twins and the floor, as they are timed: they do the work that they are said to do."""

from dataclasses import replace

import numpy as np
import pytest

import mytorch
from benchmarks.systems import OURS, System
from benchmarks.systems.by_autograd import KINDS as BY_AUTOGRAD
from benchmarks.systems.by_hand import KINDS as BY_HAND
from benchmarks.systems.products import KINDS as FLOOR
from benchmarks.workloads import LR, OPS, SCALE, SHIFT, WORKLOADS, Workload, make_problem
from hw1.data import load_mnist

STEPS = 6
CLOSE = {"float32": 1e-4, "float64": 1e-11}
PLAIN = Workload("plain", "", sizes=(784, 12, 8, 10), batch=30)
SIGMOID = replace(PLAIN, activation="Sigmoid")
NORMED = replace(PLAIN, bn=2)
STATS = replace(WORKLOADS["stats"], sizes=(784, 6, 10), batch=30)


@pytest.fixture(autouse=True)
def _the_default_dtype_comes_back():
    before = mytorch.get_default_dtype()
    yield
    mytorch.set_default_dtype(before)


@pytest.fixture
def problem(small_data):
    """Makes a workload's problem on the small data set."""
    data = load_mnist(small_data)
    return lambda workload, dtype="float32": make_problem(workload, dtype, data)


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("workload", [PLAIN, SIGMOID], ids=["relu", "sigmoid"])
def test_the_twins_learn_the_same(problem, workload, dtype):
    ours = BY_AUTOGRAD["training"](problem(workload, dtype)).first_losses(STEPS)
    by_hand = BY_HAND["training"](problem(workload, dtype))
    assert by_hand.reference(STEPS) is None
    assert by_hand.first_losses(STEPS) == pytest.approx(ours, rel=CLOSE[dtype])
    assert len(set(ours)) == STEPS


@pytest.mark.parametrize("dtype", CLOSE)
def test_with_batchnorm_the_network_by_hand_learns_as_its_own_twin(problem, dtype):
    by_hand = BY_HAND["training"](problem(NORMED, dtype))
    reference = by_hand.reference(STEPS)
    assert by_hand.first_losses(STEPS) == pytest.approx(reference, rel=CLOSE[dtype])
    others = BY_AUTOGRAD["training"](problem(NORMED, dtype)).first_losses(STEPS)
    assert reference[0] == pytest.approx(others[0], rel=1e-3)  # eps is another
    assert reference[-1] != pytest.approx(others[-1], rel=1e-3)  # and so is the step of gamma and beta


def test_the_twins_have_the_same_statistics(problem):
    ours, by_hand = (
        kinds["stats"](problem(STATS, "float64")).first_losses(2) for kinds in (BY_AUTOGRAD, BY_HAND)
    )
    assert ours == pytest.approx(by_hand, rel=1e-12)
    assert by_hand[1] < by_hand[0]


def test_a_step_moves_the_weights_by_the_learning_rate(problem):
    """The first step of momentum is plain descent: worked out here for a network of one layer."""
    given = problem(replace(PLAIN, sizes=(784, 10)), "float64")
    (W, b), rows = given.weights[0], given.rows(0)
    x, one_hot = given.images[rows], np.eye(10)[given.labels[rows]]
    e = np.exp(x @ W + b)
    expected = W - LR * x.T @ (e / e.sum(axis=1, keepdims=True) - one_hot) / len(rows)
    by_autograd, by_hand = (kinds["training"](given) for kinds in (BY_AUTOGRAD, BY_HAND))
    by_autograd.step(0)
    by_hand.step(0)
    np.testing.assert_allclose(next(by_autograd.model.parameters()).data.T, expected, rtol=1e-10)
    np.testing.assert_allclose(by_hand.mlp.linear_layers[0].W, expected, rtol=1e-10)


def test_a_chain_has_the_value_and_gradient_it_should(problem):
    chain = BY_AUTOGRAD["chain"](problem(WORKLOADS["W5"], "float64"))
    y = 1.0
    for _ in range(OPS // 2):
        y = y * SCALE + SHIFT
    assert chain.first_losses(2) == pytest.approx([10 * (y + SCALE ** (OPS // 2))] * 2, rel=1e-12)


def test_the_floor_is_all_products_of_a_step_and_no_more(problem):
    floor = FLOOR["training"](problem(PLAIN))
    sizes, batch = PLAIN.sizes, PLAIN.batch
    layers = list(zip(sizes, sizes[1:], strict=False))
    expected = [(batch, n_in, n_out) for n_in, n_out in layers]
    expected += [(n_in, batch, n_out) for n_in, n_out in layers]
    expected += [(batch, n_out, n_in) for n_in, n_out in layers[1:]]
    assert sorted((len(a), *b.shape) for a, b, _ in floor.products) == sorted(expected)
    floor.step(0)
    for a, b, out in floor.products:
        np.testing.assert_allclose(out, a @ b, rtol=1e-4)
    assert floor.loss() is None


def test_several_steps_are_the_steps_one_by_one(problem):
    at_once, one_by_one = (BY_HAND["training"](problem(PLAIN)) for _ in range(2))
    at_once.steps(range(3))
    assert at_once.loss() == one_by_one.first_losses(3)[-1]
    with pytest.raises(NotImplementedError):
        System().step(0)


def test_ours_need_nothing_installed():
    assert all(entry.installed() for entry in OURS.values())
