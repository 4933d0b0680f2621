"""Convolution by hand against plain loops over its definition."""

from itertools import product

import numpy as np
import pytest

from classic_mlp import Conv1d, Conv2d, Linear, MaxPool2d, ReLU

CASES = {  # name: image (H, W), kernel, stride, padding
    "plain": ((5, 6), (3, 2), (1, 1), (0, 0)),
    "stride": ((6, 7), (2, 3), (2, 3), (0, 0)),
    "rows left over": ((6, 6), (3, 3), (2, 2), (0, 0)),
    "stride above the kernel": ((7, 8), (2, 1), (3, 4), (0, 0)),
    "padding": ((3, 4), (3, 3), (1, 1), (1, 2)),
    "padding above the kernel": ((2, 3), (1, 2), (2, 1), (2, 3)),
    "kernel as large as the image": ((3, 4), (3, 4), (1, 1), (0, 0)),
    "kernel larger than the image": ((2, 2), (4, 3), (1, 2), (1, 1)),
    "one number": ((1, 1), (1, 1), (1, 1), (0, 0)),
}
EACH = pytest.mark.parametrize(("image", "kernel", "stride", "padding"), CASES.values(), ids=CASES.keys())


def by_definition(x, W, b, stride, padding):
    """y of Conv2d, number by number, each x outside the image being 0."""
    (N, C, H, L), (out, _, kh, kw), (sh, sw), (ph, pw) = x.shape, W.shape, stride, padding
    y = np.zeros((N, out, (H + 2 * ph - kh) // sh + 1, (L + 2 * pw - kw) // sw + 1))
    for n, o, p, q in np.ndindex(y.shape):
        y[n, o, p, q] = b[o]
        for c, i, j in product(range(C), range(kh), range(kw)):
            row, column = p * sh + i - ph, q * sw + j - pw
            if 0 <= row < H and 0 <= column < L:
                y[n, o, p, q] += W[o, c, i, j] * x[n, c, row, column]
    return y


def gradients_by_definition(x, W, delta, stride, padding):
    """dx, dW, db: each product W x of the sum above hands delta on to both of its factors."""
    (_, C, H, L), (_, _, kh, kw), (sh, sw), (ph, pw) = x.shape, W.shape, stride, padding
    dx, dW = np.zeros_like(x), np.zeros_like(W)
    for n, o, p, q in np.ndindex(delta.shape):
        for c, i, j in product(range(C), range(kh), range(kw)):
            row, column = p * sh + i - ph, q * sw + j - pw
            if 0 <= row < H and 0 <= column < L:
                dx[n, c, row, column] += W[o, c, i, j] * delta[n, o, p, q]
                dW[o, c, i, j] += x[n, c, row, column] * delta[n, o, p, q]
    return dx, dW, delta.sum(axis=(0, 2, 3))


@EACH
@pytest.mark.parametrize("size", [1, 3])
def test_values_and_gradients_are_those_of_the_definition(
    image, kernel, stride, padding, size, rng, assert_close
):
    layer = Conv2d(2, 3, kernel, stride, padding=padding)
    x = rng.normal(size=(size, 2, *image))
    y = layer(x)
    assert_close(y, by_definition(x, layer.W, layer.b, stride, padding), 1e-13)
    delta = rng.normal(size=y.shape)
    dx = layer.backward(delta)
    want = gradients_by_definition(x, layer.W, delta, stride, padding)
    for found, gradient in zip((dx, layer.dW, layer.db), want, strict=True):
        assert_close(found, gradient, 1e-13)


@EACH
def test_a_line_is_an_image_of_one_row(image, kernel, stride, padding, rng, assert_close):
    layer = Conv1d(2, 3, kernel[1], stride[1], padding=padding[1])
    x = rng.normal(size=(2, 2, image[1]))
    W, line = layer.W[:, :, np.newaxis], ((1, stride[1]), (0, padding[1]))
    y = layer(x)
    assert_close(y, by_definition(x[:, :, np.newaxis], W, layer.b, *line)[:, :, 0], 1e-13)
    delta = rng.normal(size=y.shape)
    dx = layer.backward(delta)
    dx_, dW, db = gradients_by_definition(x[:, :, np.newaxis], W, delta[:, :, np.newaxis], *line)
    for found, want in ((dx, dx_[:, :, 0]), (layer.dW, dW[:, :, 0]), (layer.db, db)):
        assert_close(found, want, 1e-13)


def test_conv1d_by_hand():
    layer = Conv1d(
        1, 1, 2, weight_init_fn=lambda *n: np.array([[[10.0, 1]]]), bias_init_fn=lambda n: np.array([100.0])
    )
    np.testing.assert_array_equal(layer(np.array([[[1.0, 2, 3]]])), [[[112, 123]]])
    dx = layer.backward(np.array([[[1.0, 2]]]))
    np.testing.assert_array_equal(layer.dW, [[[1 * 1 + 2 * 2, 1 * 2 + 2 * 3]]])
    np.testing.assert_array_equal(layer.db, [3])
    np.testing.assert_array_equal(dx, [[[10, 1 + 20, 2]]])


def test_a_kernel_as_large_as_the_image_is_linear_but_for_the_1_over_n(rng, assert_close):
    conv, x, delta = Conv2d(2, 3, (4, 5)), rng.normal(size=(6, 2, 4, 5)), rng.normal(size=(6, 3))
    linear = Linear(40, 3, lambda *n: conv.W.reshape(3, 40).T, lambda n: conv.b)
    assert_close(conv(x)[:, :, 0, 0], linear(x.reshape(6, 40)), 1e-13)
    dx, want = conv.backward(delta[:, :, np.newaxis, np.newaxis]), linear.backward(delta)
    assert_close(dx, want.reshape(x.shape), 1e-13)
    assert_close(conv.dW.reshape(3, 40), 6 * linear.dW.T, 1e-13)
    assert_close(conv.db, 6 * linear.db[0], 1e-13)


def test_one_number_stands_for_two():
    one, two = Conv2d(1, 1, 3, 2, padding=1), Conv2d(1, 1, (3, 3), [2, 2], padding=(1, 1))
    for layer in (one, two):
        assert (layer.kernel_size, layer.stride, layer.padding) == ((3, 3), (2, 2), (1, 1))


@pytest.mark.parametrize(("layer", "x"), [(Conv1d(1, 2, 3), (2, 1, 5)), (Conv2d(1, 2, 3), (2, 1, 4, 4))])
def test_a_first_layer_is_spared_the_input_s_gradient(layer, x, rng):
    x = rng.normal(size=x)
    delta = rng.normal(size=layer(x).shape)
    layer.backward(delta)
    dW, db = layer.dW, layer.db
    layer.zero_grads()
    assert layer.backward(delta, input_gradient=False) is None
    np.testing.assert_array_equal(layer.dW, dW)
    np.testing.assert_array_equal(layer.db, db)


def test_the_examples_are_last_in_memory_through_activations_and_pooling(rng):
    """Which makes a step of LeNet-5 a third faster."""

    def examples_last(x):
        return x.transpose(1, 2, 3, 0).flags.c_contiguous

    layers = Conv2d(2, 3, 2), ReLU(), MaxPool2d(2), Conv2d(3, 4, 1)
    x = rng.normal(size=(5, 2, 7, 7))
    for layer in layers:
        x = layer(x)
        assert examples_last(x), layer
    x = layers[3].backward(x)
    assert examples_last(x)
    assert examples_last(layers[2].backward(x.copy()))


@pytest.mark.parametrize(
    ("layer", "x", "words"),
    [
        (Conv1d(2, 3, 4), (5, 2, 3), r"Conv1d expects lines of at least 4 for its kernel; got 3\."),
        (
            Conv1d(2, 3, 4, padding=1),
            (5, 2, 1),
            r"Conv1d expects lines of at least 2 for its kernel; got 1\.",
        ),
        (Conv1d(2, 3, 4), (5, 3, 9), r"Conv1d expects x of shape \(N, 2, L\); got \(5, 3, 9\)\."),
        (
            Conv1d(2, 3, 4),
            (2, 9),
            r"\(N, 2, L\); got \(2, 9\)\. One example is a batch of one: x\[np\.newaxis\]\.",
        ),
        (Conv2d(2, 3, (4, 2)), (5, 2, 3, 9), r"images of at least \(4, 2\) for its kernel; got \(3, 9\)\."),
        (Conv2d(2, 3, (2, 4)), (5, 2, 9, 3), r"images of at least \(2, 4\) for its kernel; got \(9, 3\)\."),
        (Conv2d(2, 3, 2), (5, 3, 9, 9), r"Conv2d expects x of shape \(N, 2, H, W\); got \(5, 3, 9, 9\)\."),
        (Conv2d(2, 3, 2), (2, 9, 9), r"got \(2, 9, 9\)\. One example is a batch of one: x\[np\.newaxis\]\."),
    ],
)
def test_images_that_do_not_fit_are_refused(layer, x, words):
    with pytest.raises(ValueError, match=words):
        layer(np.zeros(x))
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.zeros(x))


@pytest.mark.parametrize(
    "build", [lambda p: Conv1d(1, 1, 1, padding=p), lambda p: Conv2d(1, 1, 1, padding=(0, p))]
)
def test_padding_is_a_whole_number_of_0_or_more(build):
    build(0)
    for wrong, kind in ((-1, ValueError), (1.0, TypeError), ("same", TypeError), (True, TypeError)):
        with pytest.raises(kind, match=r"Conv\dd expects padding "):
            build(wrong)


def test_three_numbers_are_no_pair():
    with pytest.raises(ValueError, match=r"Conv2d expects kernel_size as one number or two; got 3 of them\."):
        Conv2d(1, 1, (1, 2, 3))
