"""Max pooling by hand against plain loops over its definition, and where several numbers are the largest."""

import numpy as np
import pytest

from classic_mlp import MaxPool2d

CASES = {  # name: image, kernel, stride
    "side by side": ((4, 6), (2, 3), None),
    "rows left over": ((5, 7), (2, 2), None),
    "overlap": ((5, 6), (3, 2), (1, 1)),
    "overlap in one direction": ((6, 6), (2, 3), (2, 1)),
    "gaps": ((7, 9), (2, 2), (3, 4)),
    "the whole image": ((3, 4), (3, 4), None),
    "single numbers": ((3, 4), (1, 1), None),
}
EACH = pytest.mark.parametrize(("image", "kernel", "stride"), CASES.values(), ids=CASES.keys())


def by_definition(x, kernel, stride, delta=None):
    """y, and dx for a delta that is 1 in y unless given."""
    (kh, kw), (sh, sw) = kernel, stride or kernel
    N, C, H, W = x.shape
    y, dx = np.zeros((N, C, (H - kh) // sh + 1, (W - kw) // sw + 1)), np.zeros_like(x)
    delta = np.ones_like(y) if delta is None else delta
    for n, c, p, q in np.ndindex(y.shape):
        best = None
        for i in range(p * sh, p * sh + kh):
            for j in range(q * sw, q * sw + kw):
                if best is None or x[n, c, i, j] > x[best]:
                    best = n, c, i, j
        y[n, c, p, q] = x[best]
        dx[best] += delta[n, c, p, q]
    return y, dx


@EACH
@pytest.mark.parametrize("levels", [2, 1000])
def test_values_and_gradients_are_those_of_the_definition(image, kernel, stride, levels, rng, assert_close):
    # With two levels nearly every window has its largest number several times.
    x = rng.integers(-levels, 0, (2, 3, *image)).astype(float)
    layer = MaxPool2d(kernel, stride)
    y = layer(x)
    np.testing.assert_array_equal(y, by_definition(x, kernel, stride)[0])
    delta = rng.normal(size=y.shape)
    assert_close(layer.backward(delta), by_definition(x, kernel, stride, delta)[1], 1e-14)


def test_of_several_that_are_equal_the_first_row_by_row_gets_the_gradient():
    layer, x = MaxPool2d(2), np.array([[[[0.0, 1, 5, 5], [1, 1, 5, 5]]]])
    np.testing.assert_array_equal(layer(x), [[[[1, 5]]]])
    np.testing.assert_array_equal(layer.backward(np.array([[[[3.0, 4]]]])), [[[[0, 3, 4, 0], [0, 0, 0, 0]]]])


def test_where_windows_overlap_a_number_gets_the_sum():
    layer, x = MaxPool2d(2, 1), np.array([[[[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]]])
    layer(x)
    dx = layer.backward(np.array([[[[1.0, 2], [4, 8]]]]))
    np.testing.assert_array_equal(dx, [[[[0, 0, 0], [0, 15, 0], [0, 0, 0]]]])


def test_infinities_are_numbers_like_others_and_a_nan_is_larger_than_all():
    layer, inf, nan = MaxPool2d((1, 2)), np.inf, np.nan
    x = np.array([[[[-inf, -inf, -inf, 3, inf, 2, nan, inf, 1, nan]]]])
    np.testing.assert_array_equal(layer(x), [[[[-inf, 3, inf, nan, nan]]]])
    dx = layer.backward(np.array([[[[1.0, 2, inf, 4, 5]]]]))
    np.testing.assert_array_equal(dx, [[[[1, 0, 0, 2, inf, 0, 4, 0, 0, 5]]]])


def test_a_window_of_more_than_255_numbers_finds_the_last_of_them():
    layer, x = MaxPool2d(17), np.zeros((1, 1, 17, 17))
    x[0, 0, 16, 16] = 1
    assert layer(x) == 1
    np.testing.assert_array_equal(layer.backward(np.ones((1, 1, 1, 1))), x)


def test_a_complex_step_does_not_choose_the_largest(rng):
    layer, x = MaxPool2d((1, 2)), np.array([[[[1.0, 1 + 1e-30j]]]])
    np.testing.assert_array_equal(layer(x), [[[[1]]]])


def test_an_image_below_the_window_is_refused():
    for image in ((2, 5), (5, 2)):
        with pytest.raises(
            ValueError,
            match=r"MaxPool2d expects images of at least \(3, 3\) for its kernel; got \(\d, \d\)\.",
        ):
            MaxPool2d(3)(np.zeros((1, 1, *image)))


def test_the_stride_is_the_kernel_s_size_by_default():
    assert MaxPool2d((2, 3)).stride == (2, 3)
    assert MaxPool2d(2, 1).stride == (1, 1)
