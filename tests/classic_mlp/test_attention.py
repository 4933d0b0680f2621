"""Scaled dot-product attention by hand against loops over its definition, with and without a mask."""

from math import exp, sqrt

import numpy as np
import pytest

from classic_mlp import ScaledDotProductAttention

CAUSAL = np.tril(np.ones((3, 3), bool))


def by_definition(Q, K, V, mask):
    """O of two-dimensional Q, K, V, query by query."""
    out = np.zeros((len(Q), V.shape[1]))
    for i, q in enumerate(Q):
        weights = [
            exp(sum(q * k) / sqrt(len(q))) if mask is None or mask[i, j] else 0.0 for j, k in enumerate(K)
        ]
        for weight, v in zip(weights, V, strict=True):
            out[i] += weight / (sum(weights) or 1) * v
    return out


@pytest.mark.parametrize("mask", [None, CAUSAL, ~CAUSAL, np.zeros((3, 3), bool)], ids=str)
def test_values_are_those_of_the_definition(mask, rng, assert_close):
    Q, K, V = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), rng.normal(size=(3, 4))
    layer = ScaledDotProductAttention()
    assert_close(layer(Q, K, V, mask), by_definition(Q, K, V, mask), 1e-14, scale=1)
    sees = 1.0 if mask is None else mask.any(axis=1)
    np.testing.assert_allclose(layer.P.sum(axis=1), np.ones(3) * sees, rtol=1e-14)


@pytest.mark.parametrize(
    "mask",
    [CAUSAL, CAUSAL[np.newaxis, np.newaxis], CAUSAL.tolist(), CAUSAL[:1], CAUSAL[2], np.array(True)],
    ids=str,
)
def test_the_axes_before_the_last_two_are_on_their_own_and_a_mask_broadcasts(mask, rng, assert_close):
    Q, K, V = rng.normal(size=(2, 5, 3, 2)), rng.normal(size=(2, 5, 3, 2)), rng.normal(size=(2, 5, 3, 4))
    delta = rng.normal(size=(2, 5, 3, 4))
    layer, one = ScaledDotProductAttention(), ScaledDotProductAttention()
    out = layer(Q, K, V, mask)
    gradients = layer.backward(delta)
    full = np.broadcast_to(mask, (2, 5, 3, 3))
    for at in np.ndindex(2, 5):
        assert_close(out[at], one(Q[at], K[at], V[at], full[at]), 1e-14)
        for found, want in zip(gradients, one.backward(delta[at]), strict=True):
            assert_close(found[at], want, 1e-13)


def test_a_query_that_sees_nothing_gives_zeros_and_no_gradient(rng):
    Q, K, V = (rng.normal(size=(3, 2)) for _ in range(3))
    layer, mask = ScaledDotProductAttention(), np.array([[1, 1, 0], [0, 0, 0], [0, 1, 0]], bool)
    np.testing.assert_array_equal(layer(Q, K, V, mask)[1], [0, 0])
    dQ, dK, dV = layer.backward(np.ones((3, 2)))
    np.testing.assert_array_equal(dQ[1], [0, 0])
    np.testing.assert_array_equal(dQ[2], [0, 0])  # one key is seen whatever the query
    np.testing.assert_array_equal(dK[2], [0, 0])  # which no query sees
    np.testing.assert_array_equal(dV[2], [0, 0])
    np.testing.assert_array_equal(layer(Q, K, V, np.zeros((3, 3), bool)), np.zeros((3, 2)))
    for gradient in layer.backward(np.ones((3, 2))):
        np.testing.assert_array_equal(gradient, np.zeros((3, 2)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_scores_do_not_overflow(dtype):
    big = dtype(1e4)
    Q, K, V = np.array([[big]], dtype), np.array([[big], [-big]], dtype), np.array([[3], [5]], dtype)
    layer = ScaledDotProductAttention()
    assert layer(Q, K, V) == 3
    assert layer(-Q, K, V) == 5
    assert layer(Q, K, V, np.array([[False, True]])) == 5  # what is not seen is larger by 2e8
    for gradient in layer.backward(np.ones((1, 1), dtype)):
        assert np.isfinite(gradient).all()


def test_scores_of_minus_infinity_are_as_keys_that_are_not_seen():
    layer, Q, V = ScaledDotProductAttention(), np.ones((1, 1)), np.array([[3.0], [5]])
    assert layer(Q, np.array([[-np.inf], [2]]), V) == 5
    assert layer(Q, np.array([[-np.inf], [-np.inf]]), V) == 0
    assert layer(Q, np.array([[-np.inf], [2]]), V, np.array([[True, False]])) == 0


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ([(2,), (3, 2), (3, 2)], r"Q of shape \(\.\.\., L, E\); got \(2,\)\."),
        ([(4, 2), (3, 5), (3, 2)], r"K of shape \(S, 2\); got \(3, 5\)\."),
        ([(4, 2), (3, 2), (4, 2)], r"V of shape \(3, D\); got \(4, 2\)\."),
        ([(6, 4, 2), (3, 2), (3, 2)], r"K of shape \(6, S, 2\); got \(3, 2\)\."),
        ([(6, 4, 2), (6, 3, 2), (1, 3, 2)], r"V of shape \(6, 3, D\); got \(1, 3, 2\)\."),
        ([(0, 2), (3, 2), (3, 2)], r"Q of shape \(\.\.\., L, E\); got \(0, 2\)\."),
    ],
)
def test_shapes_that_do_not_fit_are_refused(shapes, words):
    with pytest.raises(ValueError, match=rf"^ScaledDotProductAttention expects {words}"):
        ScaledDotProductAttention()(*map(np.zeros, shapes))


@pytest.mark.parametrize(
    ("mask", "kind", "words"),
    [
        (np.ones((2, 3), bool), ValueError, r"mask that broadcasts to \(3, 3\); got \(2, 3\)\."),
        (np.ones((4, 3, 3), bool), ValueError, r"mask that broadcasts to \(3, 3\); got \(4, 3, 3\)\."),
        (np.ones((3, 3)), TypeError, r"mask as an array of bools; got an array of float64\."),
        (np.ones((3, 3), int), TypeError, r"mask as an array of bools; got an array of int64\."),
        ("mask", TypeError, r"mask as an array of bools; got a value of type str\."),
        (1, TypeError, r"mask as an array of bools; got 1\."),
        (np.ma.ones((3, 3), bool), TypeError, r"mask as an array of bools; got a masked array\."),
        ([[True], [True, False]], TypeError, r"mask as an array of bools; got a list that is not of "),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(mask, kind, words):
    with pytest.raises(kind, match=rf"^ScaledDotProductAttention expects {words}"):
        ScaledDotProductAttention()(*np.zeros((3, 3, 2)), mask)
