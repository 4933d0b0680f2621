"""Pooling: the values by their definition, ties, what stands out, the gradients, the complaints."""

import itertools

import numpy as np
import pytest

from mytorch import gradcheck, nn
from mytorch.nn import functional as F
from mytorch.tensor import Tensor


def leaf(*shape):
    """No two numbers are equal, nor near each other."""
    n = int(np.prod(shape))
    values = np.random.default_rng(n).permutation(np.linspace(-2, 2, n)) + 0.01
    return Tensor(values.reshape(shape), requires_grad=True)


def windows(x, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """For each place of the window: where it is, and the index of each number that it sees, by dim.

    What lies outside is left out, with how many it would be if padding counted.
    """
    dims = x.ndim - 2
    kernel, stride, padding, dilation = (
        (v,) * dims if isinstance(v, int) else v for v in (kernel, stride or kernel, padding, dilation)
    )
    ranges = []
    for n, k, s, p, d in zip(x.shape[2:], kernel, stride, padding, dilation, strict=True):
        starts = [a for a in range(-p, n + p) if (a + p) % s == 0]
        if ceil_mode:
            starts = [a for a in starts if a < n and (a - s) + d * (k - 1) < n + p - 1]
        else:
            starts = [a for a in starts if a + d * (k - 1) < n + p]
        seen = [[a + i * d for i in range(k)] for a in starts]
        ranges.append([([i for i in w if 0 <= i < n], len([i for i in w if i < n + p])) for w in seen])
    for place in np.ndindex(*map(len, ranges)):
        seen = [ranges[dim][i] for dim, i in enumerate(place)]
        yield place, [inside for inside, _ in seen], int(np.prod([count for _, count in seen]))


MAXIMA = {
    "a line": ((2, 3, 6), {"kernel": 2}),
    "a line, each window one further": ((1, 2, 6), {"kernel": 3, "stride": 1}),
    "a line with gaps, padded": ((1, 2, 7), {"kernel": 3, "stride": 2, "padding": 1, "dilation": 2}),
    "images": ((2, 3, 4, 6), {"kernel": 2}),
    "one image, all of it": ((1, 2, 3, 4), {"kernel": (3, 4)}),
    "a rest that is left": ((2, 1, 5, 7), {"kernel": 2}),
    "a rest that is not": ((2, 1, 5, 7), {"kernel": 2, "ceil_mode": True}),
    "a rest that would begin outside": (
        (1, 1, 4, 5),
        {"kernel": 1, "stride": 3, "padding": 0, "ceil_mode": True},
    ),
    "a rest in padding": ((1, 1, 5, 4), {"kernel": 2, "stride": 2, "padding": 1, "ceil_mode": True}),
    "an image smaller than the window": ((1, 1, 2, 2), {"kernel": 3, "stride": 2, "ceil_mode": True}),
    "windows that overlap": ((2, 2, 5, 5), {"kernel": 3, "stride": 2, "padding": 1}),
    "windows that differ": ((1, 2, 5, 6), {"kernel": (2, 3), "stride": (1, 2), "padding": (1, 0)}),
    "windows apart": ((1, 2, 7, 7), {"kernel": 2, "stride": 3}),
    "no image": ((0, 2, 4, 4), {"kernel": 2}),
}
MEANS = {name: case for name, case in MAXIMA.items() if "dilation" not in case[1]}


def pool(kind, x, kernel, **settings):
    return getattr(F, f"{kind}_pool{x.ndim - 2}d")(x, kernel, **settings)


def by_definition(x, settings, value):
    results = {
        (*place,): value(x[np.ix_(*map(range, x.shape[:2]), *at)], n)
        for place, at, n in windows(x, **settings)
    }
    z = np.empty((*x.shape[:2], *(1 + max(i) for i in zip(*results, strict=True))))
    for place, result in results.items():
        z[(..., *place)] = result
    return z


def axes(seen):
    return tuple(range(2, seen.ndim))


@pytest.mark.parametrize("name", MAXIMA)
def test_the_maximum_is_that_of_the_window(name):
    shape, settings = MAXIMA[name]
    x = leaf(*shape)
    expected = by_definition(x.data, settings, lambda seen, n: seen.max(axis=axes(seen)))
    np.testing.assert_array_equal(pool("max", x, **settings).data, expected)
    assert gradcheck(lambda x: pool("max", x, **settings), x, method="complex")


@pytest.mark.parametrize("name", MEANS)
def test_the_mean_is_that_of_the_window(name):
    shape, settings = MEANS[name]
    x = leaf(*shape)
    sums = by_definition(x.data, settings, lambda seen, n: seen.sum(axis=axes(seen)))
    counts = by_definition(x.data, settings, lambda seen, n: n)
    inside = by_definition(x.data, settings, lambda seen, n: seen[0, 0].size if len(seen) else 1)
    np.testing.assert_allclose(pool("avg", x, **settings).data, sums / counts, rtol=1e-12, atol=1e-14)
    without = pool("avg", x, **settings, count_include_pad=False).data
    np.testing.assert_allclose(without, sums / inside, rtol=1e-12, atol=1e-14)
    assert gradcheck(lambda x: pool("avg", x, **settings), x, method="complex")
    assert gradcheck(lambda x: pool("avg", x, **settings, count_include_pad=False), x, method="complex")


@pytest.mark.parametrize("kind", ["max", "avg"])
def test_differences_agree(kind):
    x = leaf(2, 2, 5, 4)
    assert gradcheck(lambda x: pool(kind, x, 3, stride=2, padding=1), x, method="central")


@pytest.mark.parametrize(
    ("values", "gradients"),
    [
        ([[7, 7], [7, 7]], [[1, 0], [0, 0]]),
        ([[1, 7], [7, 7]], [[0, 1], [0, 0]]),
        ([[1, 2], [7, 7]], [[0, 0], [1, 0]]),
        ([[0.0, -0.0], [-0.0, 0.0]], [[1, 0], [0, 0]]),
        ([[1, np.inf], [np.inf, 2]], [[0, 1], [0, 0]]),
    ],
)
def test_of_equal_maxima_the_first_gets_the_gradient(values, gradients):
    x = Tensor(np.array([[values]], float), requires_grad=True)
    F.max_pool2d(x, 2).backward()
    assert x.grad.data[0, 0].tolist() == gradients


def test_a_nan_is_the_maximum_of_its_window():
    x = Tensor([[[1.0, np.nan, 3.0, 4.0]]], requires_grad=True)
    z = F.max_pool1d(x, 2)
    np.testing.assert_array_equal(z.data, [[[np.nan, 4.0]]])
    z.backward()
    assert x.grad.data.tolist() == [[[0, 1, 0, 1]]]


def test_of_complex_numbers_the_real_part_decides_and_then_the_order():
    """As the complex step needs it: what is added to the imaginary part must not change who wins."""
    x = Tensor(np.array([[[1.0, 1 + 1j, 2 - 5j, 1 + 9j]]]))
    assert F.max_pool1d(x, 2).data.tolist() == [[[1, 2 - 5j]]]


def test_padding_is_below_every_number():
    x = Tensor(np.full((1, 1, 2, 2), -1e300), requires_grad=True)
    z = F.max_pool2d(x, 2, padding=1)
    assert (z.data == -1e300).all()
    z.backward()
    assert x.grad.data.tolist() == [[[[1, 1], [1, 1]]]]


def test_a_number_in_several_windows_gets_all_their_gradients():
    x = Tensor([[[1.0, 5.0, 2.0, 0.0]]], requires_grad=True)
    F.max_pool1d(x, 3, stride=1).backward([[[10.0, 1.0]]])
    assert x.grad.data.tolist() == [[[0, 11, 0, 0]]]


def test_a_window_of_more_than_256_numbers_finds_its_maximum():
    x = Tensor(np.zeros((1, 1, 20, 20)), requires_grad=True)
    x.data[0, 0, 19, 18] = 1
    F.max_pool2d(x, 20).backward()
    assert np.argwhere(x.grad.data).tolist() == [[0, 0, 19, 18]]


def test_sums_may_be_divided_by_another_number():
    x = leaf(1, 1, 4, 4)
    z = F.avg_pool2d(x, 2, padding=1, divisor_override=3)
    np.testing.assert_allclose(z.data, F.avg_pool2d(x, 2, padding=1).data * 4 / 3, rtol=1e-12)
    assert gradcheck(lambda x: F.avg_pool2d(x, 2, divisor_override=3), x)


@pytest.mark.parametrize("kind", ["max", "avg"])
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_dtypes_stay_and_images_may_come_alone(kind, dtype):
    x = Tensor(np.full((2, 48, 48), 30, dtype), requires_grad=True)
    z = pool(kind, x.reshape(1, *x.shape), 48)
    alone = F.max_pool2d(x, 48) if kind == "max" else F.avg_pool2d(x, 48)
    assert (z.dtype, alone.dtype, alone.shape) == (dtype, dtype, (2, 1, 1))
    assert z.data.tolist() == [[[[30]], [[30]]]]
    np.testing.assert_array_equal(alone.data, z.data[0])
    alone.backward()
    assert x.grad.dtype == dtype


def test_adaptive_pooling_is_computed_in_float32_too():
    """In float16 the mean would be 29.98, as 1/49 is rounded first."""
    x = np.full((1, 49, 49), 30, np.float16)
    assert F.adaptive_avg_pool2d(x, 1).data.tolist() == [[[30]]]
    assert F.adaptive_avg_pool1d(x, 1).data[0].tolist() == [[30]] * 49


def test_integers_become_floats():
    assert F.max_pool1d(np.array([[[1, 3, 2, 0]]], np.uint8), 2).data.tolist() == [[[3.0, 2.0]]]
    assert F.avg_pool1d(np.array([[[255, 254]]], np.uint8), 2).data.tolist() == [[[254.5]]]


WRONG = {
    "rows": (
        lambda: F.max_pool2d(np.ones((5, 4)), 2),
        r"MaxPool2d expects x of shape \(N, C, H, W\)",
    ),
    "a line for a plane": (lambda: F.avg_pool1d(np.ones((1, 1, 5, 4)), 2), r"AvgPool1d expects x of shape"),
    "a window too large": (
        lambda: F.max_pool2d(np.ones((1, 1, 2, 5)), 3),
        r"at least \(3, 3\) .* got \(2, 5\)",
    ),
    "too much padding": (
        lambda: F.avg_pool2d(np.ones((1, 1, 5, 5)), (2, 3), padding=(1, 2)),
        r"at most half the kernel_size, \(2, 3\); got \(1, 2\)",
    ),
    "no window": (lambda: F.max_pool1d(np.ones((1, 1, 5)), 0), "kernel_size of 1 and up"),
    "no stride": (lambda: F.max_pool1d(np.ones((1, 1, 5)), 2, 0), "stride of 1 and up"),
    "no divisor": (
        lambda: F.avg_pool2d(np.ones((1, 1, 5, 5)), 2, divisor_override=0),
        "divisor_override of 1 and up",
    ),
    "no output": (lambda: F.adaptive_avg_pool2d(np.ones((1, 1, 5, 5)), 0), "output_size of 1 and up"),
    "three outputs": (lambda: F.adaptive_avg_pool2d(np.ones((1, 1, 5, 5)), (1, 2, 3)), "one number or 2"),
    "no pixels": (
        lambda: F.adaptive_avg_pool2d(np.ones((1, 1, 0, 5)), 1),
        r"got \(1, 1, 0, 5\)\. Only N may be 0\.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_refused_in_a_sentence(name):
    call, message = WRONG[name]
    with pytest.raises(ValueError, match=message):
        call()


def test_settings_are_flags_where_they_are_flags():
    for settings in ({"ceil_mode": 1}, {"count_include_pad": "no"}):
        with pytest.raises(TypeError, match="expects True or False"):
            F.avg_pool1d(np.ones((1, 1, 4)), 2, **settings)


# ---- adaptive --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "parts"), [(6, 3), (5, 3), (3, 5), (7, 7), (4, 1), (1, 4)])
def test_adaptive_pooling_takes_the_means_of_parts(n, parts):
    x = leaf(2, 3, n)
    expected = [x.data[..., i * n // parts : -(-(i + 1) * n // parts)].mean(axis=-1) for i in range(parts)]
    z = F.adaptive_avg_pool1d(x, parts)
    np.testing.assert_allclose(z.data, np.stack(expected, axis=-1), rtol=1e-12)
    assert gradcheck(lambda x: F.adaptive_avg_pool1d(x, parts), x)


@pytest.mark.parametrize("asked", [3, (2, 3), (None, 2), (4, None)])
def test_adaptive_pooling_of_images_goes_by_rows_and_by_columns(asked):
    x = leaf(2, 3, 4, 5)
    rows, columns = asked if isinstance(asked, tuple) else (asked, asked)
    by_columns = F.adaptive_avg_pool1d(x.reshape(6, 4, 5), columns or 5)
    by_rows = F.adaptive_avg_pool1d(by_columns.transpose(1, 2), rows or 4).transpose(1, 2)
    z = F.adaptive_avg_pool2d(x, asked)
    assert z.shape == (2, 3, rows or 4, columns or 5)
    np.testing.assert_allclose(z.data.reshape(by_rows.shape), by_rows.data, rtol=1e-12)
    assert gradcheck(lambda x: F.adaptive_avg_pool2d(x, asked), x)


def test_the_tests_own_windows_are_right():
    """Two by hand: windows of 2 over 3 numbers, padded by 1, with the one that ceil_mode adds and without."""
    x = np.zeros((1, 1, 3))
    seen = [(at[0], n) for _, at, n in windows(x, 2, 2, 1)]
    assert seen == [([0], 2), ([1, 2], 2)]
    assert [(at[0], n) for _, at, n in windows(x, 2, 2, 0, ceil_mode=True)] == [([0, 1], 2), ([2], 1)]
    assert list(itertools.islice(windows(x, 1, 3, 0, ceil_mode=True), 2)) == [((0,), [[0]], 1)]


def test_the_places_of_the_maxima_are_told_where_they_are_asked_for():
    x = Tensor(np.random.default_rng(5).normal(size=(2, 3, 5, 7)))
    for layer in (nn.MaxPool2d(2, return_indices=True), nn.MaxPool2d(3, 2, 1, 2, True, True)):
        z, places = layer(x)
        assert (z.shape, places.dtype) == (places.shape, np.int64)
        flat = x.data.reshape(2, 3, -1)
        np.testing.assert_array_equal(
            np.take_along_axis(flat, places.data.reshape(2, 3, -1), 2), z.data.reshape(2, 3, -1)
        )
    z, places = F.max_pool1d(Tensor([[4.0, 1.0, 4.0, 4.0]]), 4, return_indices=True)
    assert (z.data.tolist(), places.data.tolist()) == ([[4.0]], [[0]])  # the first of equals
