"""The one place that knows both dialects."""

import numpy as np
import pytest

from autograder.crosscheck.dialects import (
    answer,
    autograd_to_hand,
    build,
    hand_to_autograd,
    of_the_summed_loss,
)
from autograder.crosscheck.problems import draw
from hw1.networks import TWINS

BN = next(p for p in (draw(seed, "float64", 4) for seed in range(100)) if p.has_bn and len(p.weights) > 1)


def test_weights_go_there_and_back():
    hand, auto = (build(twin, BN) for twin in TWINS)
    hand_to_autograd(hand, auto)
    other = build("by hand", draw(BN.seed, "float64", 4).moved(np.random.default_rng(0)))
    autograd_to_hand(auto, other)
    for a, b in zip(hand.linear_layers, other.linear_layers, strict=True):
        np.testing.assert_array_equal(a.W, b.W)
        np.testing.assert_array_equal(a.b, b.b)
        assert b.W.flags.c_contiguous
    for a, b in zip(hand.bn_layers, other.bn_layers, strict=True):
        for name in ("gamma", "beta", "running_mean", "running_var"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_what_goes_over_is_a_copy():
    hand, auto = (build(twin, BN) for twin in TWINS)
    autograd_to_hand(auto, hand)
    before = auto.linear_layers[0].weight.data.copy()
    hand.linear_layers[0].W += 1
    np.testing.assert_array_equal(auto.linear_layers[0].weight.data, before)


@pytest.mark.parametrize("twin", TWINS)
def test_a_twin_starts_where_the_problem_says(twin):
    answers = answer(twin, BN, gradients_only=True)
    assert answers["outputs"].shape == BN.labels.shape
    assert answers["dW1"].shape == BN.weights[0].shape
    assert answers["db1"].shape == answers["dgamma1"].shape == (1, BN.sizes[1])
    assert answers["dx"].shape == BN.x.shape


def test_only_weights_and_biases_are_averages():
    summed = of_the_summed_loss({name: np.ones(2) for name in ("dW1", "db12", "dbeta1", "dgamma1", "dx")}, 5)
    assert {name: value[0] for name, value in summed.items()} == {
        "dW1": 5,
        "db12": 5,
        "dbeta1": 1,
        "dgamma1": 1,
        "dx": 1,
    }
