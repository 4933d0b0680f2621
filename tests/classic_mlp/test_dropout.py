"""Dropout by hand: the mask, handed over or drawn."""

import numpy as np
import pytest

from classic_mlp import Dropout

X = np.array([[1.0, 2, 3], [4, 5, 6]])
MASK = np.array([[1.0, 0, 1], [0, 0, 1]])


@pytest.mark.parametrize("mask", [MASK, MASK.astype(bool), MASK.astype(int), MASK.tolist()])
def test_forward_and_backward_by_hand(mask):
    layer = Dropout(0.75)
    np.testing.assert_array_equal(layer(X, mask), [[4, 0, 12], [0, 0, 24]])
    np.testing.assert_array_equal(layer.backward(np.full((2, 3), 0.5)), [[2, 0, 2], [0, 0, 2]])
    np.testing.assert_array_equal(layer.mask, MASK)
    assert not np.shares_memory(layer.mask, mask)


def test_in_eval_mode_nothing_is_done():
    layer = Dropout(0.75)
    for mask in (None, MASK):
        np.testing.assert_array_equal(layer(X, mask, eval=True), X)
        np.testing.assert_array_equal(layer.backward(X), X)
        assert layer.mask is None


def test_a_mask_is_drawn_by_the_course_s_generator_and_keeps_1_minus_p_of_all():
    layer, x = Dropout(0.3), np.ones((500, 400))
    np.random.seed(3)  # noqa: NPY002
    y = layer(x)
    assert set(np.unique(layer.mask)) == {0.0, 1.0}
    assert abs(layer.mask.mean() - 0.7) < 0.005
    assert abs(y.mean() - 1) < 0.01
    np.testing.assert_array_equal(y, layer.mask / 0.7)
    np.testing.assert_array_equal(layer.backward(x), y)
    np.random.seed(3)  # noqa: NPY002
    np.testing.assert_array_equal(layer(x), y)
    assert (layer(x) != y).any()


def test_nothing_is_dropped_with_p_0_and_all_with_p_1():
    np.testing.assert_array_equal(Dropout(0)(X), X)
    layer = Dropout(1)
    for mask in (None, MASK):
        np.testing.assert_array_equal(layer(X, mask), 0 * X)
        np.testing.assert_array_equal(layer.backward(X), 0 * X)


@pytest.mark.parametrize("shape", [(), (0, 3), (2, 1, 3)])
def test_any_shape_will_do(shape):
    layer, x = Dropout(0.5), np.ones(shape)
    y = layer(x)
    assert y.shape == layer.backward(x).shape == shape


@pytest.mark.parametrize(
    ("p", "kind"),
    [(1.1, ValueError), (-0.1, ValueError), (np.nan, ValueError), ("0.5", TypeError), (True, TypeError)],
)
def test_p_is_a_probability(p, kind):
    with pytest.raises(kind, match=r"^Dropout expects p "):
        Dropout(p)


@pytest.mark.parametrize(
    ("mask", "kind", "words"),
    [
        (np.ones((1, 3)), ValueError, r"mask of shape \(2, 3\), as x; got \(1, 3\)\."),
        (np.full((2, 3), 0.5), ValueError, r"mask of zeros and ones: 1 where x stays\."),
        (np.full((2, 3), np.nan), ValueError, r"mask of zeros and ones: 1 where x stays\."),
        ("mask", TypeError, r"mask as an array of floats; got a value of type str\."),
        (MASK + 0j, TypeError, r"mask as an array of floats; got an array of complex128\."),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(mask, kind, words):
    with pytest.raises(kind, match=rf"^Dropout expects {words}$"):
        Dropout()(X, mask)
