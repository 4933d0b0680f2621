"""Tests of the four figures, with pairs of arrays whose distance is known."""

import numpy as np
import pytest

from autograder.crosscheck.measures import distance, ulps

EPS = np.finfo(float).eps


def test_equal_bits_need_no_sensitivity():
    def asked():
        raise AssertionError

    a = np.array([1.0, np.nan, -0.0])
    assert distance(a, a.copy(), asked) == (True, 0, 0, 0, False)
    assert distance(a, np.array([1.0, -np.nan, -0.0]), asked).equal


@pytest.mark.parametrize(
    ("b", "steps"),
    [
        (np.nextafter(1.0, 2), 1),
        (np.nextafter(1.0, 0), 1),
        (1 + 4 * EPS, 4),
        (2.0, 2**52),
    ],
)
def test_an_ulp_is_the_step_to_the_next_float(b, steps):
    assert ulps(np.array([1.0]), np.array([b])) == steps


def test_ulps_are_counted_across_zero():
    tiny = np.float32(1e-45)
    assert ulps(np.array([tiny]), np.array([-tiny])) == 2
    assert ulps(np.array([0.0]), np.array([-0.0])) == 0


def test_epsilons_are_relative_to_the_largest_element_and_the_ratio_to_the_sensitivity():
    b = np.array([1e-9, -8.0])
    found = distance(b + np.array([16 * EPS, 0]), b, lambda: 4 * EPS)
    assert found.epsilons == pytest.approx(2, rel=1e-6)
    assert found.ratio == pytest.approx(4, rel=1e-6)
    assert not found.is_zero


def test_a_tensor_in_the_noise_counts_as_zero():
    assert distance(np.array([1e-16]), np.array([3e-16]), lambda: 1e-16).is_zero


FAR = [
    (np.zeros(2), np.zeros(3)),
    (np.zeros(2), np.zeros(2, np.float32)),
    (np.array([1.0]), np.array([np.nan])),
    (np.array([np.inf]), np.array([1.0])),
    (np.array(3), np.array(4)),
]


@pytest.mark.parametrize(("a", "b"), FAR)
def test_what_cannot_be_compared_is_infinitely_far(a, b):
    assert distance(a, b, lambda: 1.0).ratio == np.inf


def test_a_difference_without_any_sensitivity_is_infinite():
    assert distance(np.array([1.0]), np.array([2.0]), lambda: 0.0).ratio == np.inf
