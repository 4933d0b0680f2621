"""Random networks: brought back by their seed, and of every kind."""

from collections import Counter

import numpy as np

from autograder.crosscheck.problems import draw

MANY = [draw(seed, "float64") for seed in range(400)]


def test_a_seed_brings_a_network_back():
    first, again, other = draw(3, "float32"), draw(3, "float32"), draw(4, "float32")
    assert str(first) == str(again) != str(other)
    np.testing.assert_array_equal(first.x, again.x)


def test_every_kind_of_network_is_drawn():
    layers = [len(problem.weights) for problem in MANY]
    assert (min(layers), max(layers)) == (1, 16)
    assert max(max(problem.sizes) for problem in MANY) > 200
    assert {1, 2} <= {len(problem.x) for problem in MANY}
    assert max(len(problem.x) for problem in MANY) > 400
    kinds = Counter(name for problem in MANY for name in problem.activations)
    assert min(kinds.values()) > 300
    with_bn = Counter((len(p.gammas) > 0) + (len(p.gammas) == len(p.weights)) for p in MANY)
    assert min(with_bn.values()) > 40
    assert 100 < sum(problem.cross_entropy for problem in MANY) < 300
    assert any(problem.momentum == 0 for problem in MANY)


def test_batch_norm_gets_two_examples_and_more():
    assert min(len(problem.x) for problem in MANY if problem.has_bn) == 2
    assert all(len(batch.x) >= 2 for problem in MANY if problem.has_bn for batch in problem.batches())


def test_max_depth_is_the_most():
    assert max(len(draw(seed, "float64", 3).weights) for seed in range(50)) == 3


def test_all_arrays_have_the_dtype():
    problem = draw(11, "float32")
    arrays = [*problem.weights, *problem.biases, *problem.gammas, problem.x, problem.labels, problem.upstream]
    assert {array.dtype for array in arrays} == {np.dtype("float32")}
    assert {array.dtype for array in problem.to("float64").weights} == {np.dtype("float64")}


def test_moving_moves_every_number_by_one_epsilon_and_no_label():
    problem = next(problem for problem in MANY if problem.has_bn)
    moved = problem.moved(np.random.default_rng(0))
    for name in ("weights", "biases", "gammas", "betas"):
        for a, b in zip(getattr(problem, name), getattr(moved, name), strict=True):
            np.testing.assert_allclose(np.abs(b / a - 1), np.finfo(float).eps, rtol=1)
    assert (moved.x != problem.x).all()
    assert moved.labels is problem.labels
