"""Convolution and unfold: the values by their definition, the gradients by numerical ones, the complaints."""

import itertools

import numpy as np
import pytest

from mytorch import gradcheck
from mytorch.nn import functional as F
from mytorch.ops.windows import gather, scatter
from mytorch.tensor import Tensor


def drawn(*shape):
    return np.random.default_rng(len(shape)).normal(size=shape)


def leaf(*shape):
    return Tensor(drawn(*shape), requires_grad=True)


def by_definition(x, weight, bias, stride, padding, dilation, groups):
    """The sum of the docstring of Convolution, number by number."""
    (n, channels, *space), (out, depth, *kernel) = x.shape, weight.shape
    x = np.pad(x, [(0, 0), (0, 0), *padding])
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    places = [(m - r) // s + 1 for m, r, s in zip(x.shape[2:], reach, stride, strict=True)]
    z = np.zeros((n, out, *places))
    for o, p, c, i in itertools.product(range(out), np.ndindex(*places), range(depth), np.ndindex(*kernel)):
        at = tuple(a * s + b * d for a, s, b, d in zip(p, stride, i, dilation, strict=True))
        channel = o // (out // groups) * (channels // groups) + c
        z[(slice(None), o, *p)] += weight[(o, c, *i)] * x[(slice(None), channel, *at)]
    return z + bias.reshape(-1, *[1] * len(space))


# x, weight, and the settings: stride, padding, dilation, groups
CASES = {
    "a line": ((2, 3, 7), (4, 3, 3), {}),
    "a line, every second place, padded": ((2, 1, 6), (2, 1, 3), {"stride": 2, "padding": 2}),
    "a line with gaps": ((1, 2, 8), (1, 2, 3), {"dilation": 3}),
    "a line, same": ((2, 2, 5), (3, 2, 4), {"padding": "same"}),
    "images": ((2, 3, 5, 4), (4, 3, 3, 2), {}),
    "one pixel": ((2, 3, 1, 1), (2, 3, 1, 1), {}),
    "a kernel of one pixel": ((2, 3, 4, 3), (2, 3, 1, 1), {}),
    "a kernel as large as the image": ((3, 2, 4, 3), (5, 2, 4, 3), {}),
    "a kernel larger than the image, in padding": ((1, 1, 2, 2), (1, 1, 5, 5), {"padding": 2}),
    "strides that leave a rest": ((2, 1, 6, 7), (2, 1, 3, 3), {"stride": (2, 3)}),
    "strides beyond the kernel": ((1, 2, 7, 7), (1, 2, 2, 2), {"stride": 4, "padding": 1}),
    "padding that differs": ((2, 1, 4, 3), (2, 1, 3, 3), {"padding": (2, 1)}),
    "gaps that differ": ((1, 2, 6, 5), (2, 2, 2, 3), {"dilation": (3, 2), "padding": 1}),
    "all of it": ((2, 2, 7, 6), (4, 1, 3, 2), {"stride": (2, 1), "padding": 2, "dilation": 2, "groups": 2}),
    "two groups": ((2, 4, 3, 3), (6, 2, 2, 2), {"groups": 2}),
    "a group for each channel": ((2, 3, 4, 4), (6, 1, 2, 2), {"groups": 3}),
    "valid": ((1, 1, 4, 4), (1, 1, 2, 3), {"padding": "valid"}),
    "same, odd and even": ((1, 2, 4, 5), (2, 2, 3, 2), {"padding": "same", "dilation": (1, 3)}),
    "no image": ((0, 2, 4, 4), (3, 2, 2, 2), {"padding": 1}),
}
AROUND = {  # what these words come to, before and after
    "a line, same": [(1, 2)],
    "valid": [(0, 0), (0, 0)],
    "same, odd and even": [(1, 1), (1, 2)],
}


def conv(x, *others, **settings):
    return (F.conv1d if x.ndim == 3 else F.conv2d)(x, *others, **settings)


@pytest.mark.parametrize("name", CASES)
def test_each_number_is_the_sum_of_its_definition(name):
    x, weight, settings = CASES[name]
    dims = len(x) - 2
    x, weight, bias = drawn(*x), drawn(*weight), drawn(weight[0])
    stride, padding, dilation = (
        (value,) * dims if isinstance(value, int) else value
        for value in (settings.get("stride", 1), settings.get("padding", 0), settings.get("dilation", 1))
    )
    around = AROUND[name] if isinstance(padding, str) else [(p, p) for p in padding]
    expected = by_definition(x, weight, bias, stride, around, dilation, settings.get("groups", 1))
    z = conv(Tensor(x), Tensor(weight), Tensor(bias), **settings)
    assert z.shape == expected.shape
    np.testing.assert_allclose(z.data, expected, rtol=1e-12, atol=1e-12)
    without = conv(Tensor(x), Tensor(weight), **settings).data
    np.testing.assert_allclose(without, expected - bias.reshape(-1, *[1] * dims), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_its_gradients_are_the_numerical_ones(name):
    x, weight, settings = CASES[name]
    inputs = [leaf(*x), leaf(*weight), leaf(weight[0])]
    assert gradcheck(lambda *inputs: conv(*inputs, **settings), inputs, method="complex")


@pytest.mark.parametrize("name", ["a line, same", "all of it", "no image"])
def test_its_gradients_without_bias_are_what_differences_give(name):
    x, weight, settings = CASES[name]
    assert gradcheck(lambda x, w: conv(x, w, **settings), [leaf(*x), leaf(*weight)], method="central")


def test_a_constant_image_gets_no_gradient_and_the_parameters_theirs():
    x, weight, bias = drawn(2, 1, 3, 3), leaf(2, 1, 2, 2), leaf(2)
    constant = Tensor(x)
    F.conv2d(constant, weight, bias).backward()
    recorded = Tensor(x, requires_grad=True)
    again, bias_again = leaf(2, 1, 2, 2), leaf(2)
    F.conv2d(recorded, again, bias_again).backward()
    assert constant.grad is None
    np.testing.assert_array_equal(weight.grad.data, again.grad.data)
    np.testing.assert_array_equal(bias.grad.data, bias_again.grad.data)
    assert bias.grad.data.tolist() == [8.0, 8.0]  # two images of four places
    F.conv2d(recorded, drawn(2, 1, 2, 2), drawn(2)).backward()  # and where they are the constants


def test_a_weight_changed_before_backward_is_noticed():
    x, weight = leaf(1, 1, 3, 3), leaf(1, 1, 2, 2)
    z = F.conv2d(x, weight)
    weight.data += 1
    with pytest.raises(RuntimeError, match="changed in place after Convolution saved it"):
        z.backward()


def test_images_changed_before_backward_are_not_what_it_saved():
    x, weight = leaf(1, 1, 2, 2), leaf(1, 1, 1, 1)
    before = x.data.copy()
    z = F.conv2d(x, weight)
    x.data += 1
    z.backward()
    np.testing.assert_allclose(weight.grad.data, before.sum().reshape(1, 1, 1, 1))


@pytest.mark.parametrize("dims", [1, 2])
def test_one_image_without_its_batch_gives_one_without(dims):
    x, weight = leaf(2, *[4] * dims), leaf(3, 2, *[2] * dims)
    function = F.conv1d if dims == 1 else F.conv2d
    z = function(x, weight)
    np.testing.assert_array_equal(z.data, function(x.reshape(1, *x.shape), weight).data[0])
    assert gradcheck(function, [x, weight])


def test_float32_stays_float32_and_float16_is_computed_in_float32():
    x, weight, bias = np.full((1, 1, 64, 64), 30.0), np.full((1, 1, 64, 64), 0.75), np.array([-40000.0])
    for dtype in (np.float32, np.float16):
        w = Tensor(weight.astype(dtype), requires_grad=True)
        z = F.conv2d(Tensor(x.astype(dtype)), w, bias.astype(dtype))
        assert z.dtype == dtype
        assert z.data.item() == 52160.0  # the sum alone, 92160, is no number of float16
        z.backward()
        assert w.grad.dtype == dtype


def test_one_number_in_a_tuple_stands_for_all_dims_too():
    x, weight = drawn(1, 1, 5, 5), drawn(1, 1, 2, 2)
    z = F.conv2d(x, Tensor(weight), stride=(2,), padding=[1])
    np.testing.assert_array_equal(z.data, F.conv2d(x, Tensor(weight), stride=2, padding=1).data)


def test_no_gradient_is_computed_for_constant_images(monkeypatch):
    monkeypatch.setattr("mytorch.ops.convolution.scatter", lambda *columns: pytest.fail("it was"))
    F.conv2d(drawn(1, 1, 3, 3), leaf(1, 1, 2, 2)).backward()


def test_integers_and_arrays_are_taken_as_constants():
    z = F.conv2d(np.full((1, 1, 2, 2), 255, np.uint8), Tensor(np.ones((1, 1, 2, 2))))
    assert z.data.tolist() == [[[[1020.0]]]]
    for dtype in (np.float32, np.float64):
        assert F.conv2d(np.ones((1, 1, 2, 2), int), Tensor(np.ones((1, 1, 2, 2), dtype))).dtype == dtype


def test_the_result_is_the_user_s_to_change():
    x, weight = Tensor(drawn(1, 1, 3, 3)), leaf(1, 1, 1, 1)
    z = F.conv2d(x, weight)
    kept = x.data.copy()
    z.data[...] = 0
    np.testing.assert_array_equal(x.data, kept)


WEIGHT = np.ones((4, 2, 3, 3))
WRONG = {
    "x of other channels": (
        ValueError,
        r"Conv2d expects x of shape \(N, 2, H, W\); got \(5, 3, 8, 8\)\.$",
        ((5, 3, 8, 8), WEIGHT, {}),
    ),
    "images as rows": (
        ValueError,
        r"got \(5, 32\)\. Give the images their form: x\.reshape\(5, 2, 4, 4\)\.",
        ((5, 32), WEIGHT, {}),
    ),
    "images without their channel": (
        ValueError,
        r"got \(100, 28, 28\)\. Give the images their channel: x\.reshape\(100, 1, 28, 28\)\.",
        ((100, 28, 28), np.ones((6, 1, 5, 5)), {}),
    ),
    "a weight of another form": (
        ValueError,
        r"Conv2d expects weight",
        ((1, 2, 4, 4), np.ones((4, 2, 3)), {}),
    ),
    "an empty weight": (ValueError, r"no size 0", ((1, 2, 4, 4), np.ones((0, 2, 3, 3)), {})),
    "a bias of another length": (
        ValueError,
        r"got \(4, 2, 3, 3\) and \(3,\)",
        ((1, 2, 4, 4), WEIGHT, {"bias": np.ones(3)}),
    ),
    "groups that divide no output": (ValueError, "got 4 in 3", ((1, 6, 4, 4), WEIGHT, {"groups": 3})),
    "an image too small": (
        ValueError,
        r"images of at least \(3, 3\) for its kernel; got \(2, 4\)\.",
        ((1, 2, 2, 4), WEIGHT, {}),
    ),
    "a padded image too small": (
        ValueError,
        r"images of at least \(3, 3\) for its kernel; got \(2, 4\)\.",
        ((1, 2, 2, 4), WEIGHT, {"padding": 1, "dilation": 2}),
    ),
    "an image of no pixels": (
        ValueError,
        r"at least \(1, 1\) .* got \(0, 4\)",
        ((1, 2, 0, 4), WEIGHT, {"padding": 3}),
    ),
    "a stride of 0": (ValueError, "stride of 1 and up; got 0", ((1, 2, 4, 4), WEIGHT, {"stride": 0})),
    "three strides": (
        ValueError,
        r"one number or 2, one for each dim for stride; got \(1, 1, 1\)",
        ((1, 2, 4, 4), WEIGHT, {"stride": (1, 1, 1)}),
    ),
    "half a stride": (TypeError, "a whole number for stride", ((1, 2, 4, 4), WEIGHT, {"stride": 0.5})),
    "padding below 0": (ValueError, "padding of 0 and up; got -1", ((1, 2, 4, 4), WEIGHT, {"padding": -1})),
    "no gap at all": (ValueError, "dilation of 1 and up", ((1, 2, 4, 4), WEIGHT, {"dilation": 0})),
    "a word for padding": (
        ValueError,
        "\"valid\" for padding; got 'full'",
        ((1, 2, 4, 4), WEIGHT, {"padding": "full"}),
    ),
    "same with strides": (
        ValueError,
        'expects stride 1 with padding="same"',
        ((1, 2, 4, 4), WEIGHT, {"padding": "same", "stride": 2}),
    ),
    "no groups": (ValueError, "groups of 1 and up", ((1, 2, 4, 4), WEIGHT, {"groups": 0})),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_refused_in_a_sentence(name):
    error, message, (shape, weight, settings) = WRONG[name]
    with pytest.raises(error, match=message):
        F.conv2d(np.zeros(shape), weight, **settings)


# ---- unfold ----------------------------------------------------------------------------------------


def test_unfold_lists_what_the_window_sees_column_by_column():
    x = Tensor(np.arange(12.0).reshape(1, 1, 3, 4))
    z = F.unfold(x, (2, 3))
    assert z.shape == (1, 6, 4)
    assert z.data[0, :, 0].tolist() == [0, 1, 2, 4, 5, 6]
    assert z.data[0, :, 1].tolist() == [1, 2, 3, 5, 6, 7]
    assert z.data[0, :, 2].tolist() == [4, 5, 6, 8, 9, 10]


@pytest.mark.parametrize(
    "settings", [{}, {"stride": 2, "padding": 1}, {"dilation": (1, 2), "padding": (0, 2)}]
)
def test_convolution_is_a_product_with_what_unfold_sees(settings):
    x, weight = leaf(2, 3, 5, 4), leaf(4, 3, 2, 3)
    z = F.conv2d(x, weight, **settings)
    columns = F.unfold(x, (2, 3), **settings)
    np.testing.assert_allclose((weight.reshape(4, -1) @ columns).data, z.data.reshape(2, 4, -1), rtol=1e-12)
    assert gradcheck(lambda x: F.unfold(x, (2, 3), **settings), x, method="complex")


def test_unfold_of_single_pixels_is_a_copy():
    x = Tensor(drawn(1, 2, 3, 3))
    z = F.unfold(x, 1)
    np.testing.assert_array_equal(z.data, x.data.reshape(1, 2, 9))
    z.data[...] = 0
    assert np.count_nonzero(x.data) == 18


@pytest.mark.parametrize(
    ("shape", "settings", "message"),
    [
        ((3, 4), {}, "unfold expects x of shape"),
        ((1, 1, 2, 2), {}, r"unfold expects images of at least \(3, 3\) for its kernel; got \(2, 2\)"),
        ((1, 1, 4, 4), {"padding": -1}, "padding of 0 and up"),
        ((1, 1, 4, 4), {"dilation": 0}, "dilation of 1 and up"),
        ((1, 1, 4, 4), {"stride": 0}, "stride of 1 and up"),
    ],
)
def test_unfold_refuses_what_does_not_fit(shape, settings, message):
    with pytest.raises(ValueError, match=message):
        F.unfold(np.zeros(shape), 3, **settings)


def test_scatter_is_the_transpose_of_gather():
    """<gather x, y> = <x, scatter y>, for any x and y."""
    window = (2, 3), (2, 1), (1, 2)
    x = drawn(2, 5, 6, 3)
    columns = gather(x, *window)
    y = drawn(*columns.shape)
    back = scatter(y.reshape(2, 6, *y.shape[3:]), (5, 6), *window)
    assert (columns * y).sum() == pytest.approx((x * back).sum(), rel=1e-12)
