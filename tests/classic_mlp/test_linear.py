"""The fully connected layer: gradients by complex step, means where the handout wants means."""

import numpy as np
import pytest

from classic_mlp.linear import Linear


@pytest.fixture
def layer(rng):
    return Linear(
        3, 4, lambda n_in, n_out: rng.normal(size=(n_in, n_out)), lambda n_out: rng.normal(size=(1, n_out))
    )


def test_forward_by_hand():
    layer = Linear(
        2, 3, lambda *shape: np.array([[1.0, 2, 3], [4, 5, 6]]), lambda n: np.array([[10.0, 20, 30]])
    )
    np.testing.assert_array_equal(layer(np.array([[1.0, -1], [0, 2]])), [[7, 17, 27], [18, 30, 42]])


def test_backward_by_hand():
    layer = Linear(2, 1, lambda *shape: np.array([[3.0], [-2]]), lambda n: np.zeros((1, n)))
    layer(np.array([[1.0, 2], [5, 7]]))
    dx = layer.backward(np.array([[10.0], [1]]))
    np.testing.assert_array_equal(layer.dW, [[15 / 2], [27 / 2]])
    np.testing.assert_array_equal(layer.db, [[11 / 2]])
    np.testing.assert_array_equal(dx, [[30, -20], [3, -2]])


@pytest.mark.parametrize("size", [1, 2, 5])
def test_every_gradient_is_that_of_complex_step(size, layer, rng, complex_step, assert_close):
    x, delta = rng.normal(size=(size, 3)), rng.normal(size=(size, 4))

    def loss(W=layer.W, b=layer.b, x=x):
        moved = Linear(3, 4, lambda *shape: W, lambda n: b)
        return (delta * moved(x)).sum()

    layer(x)
    dx = layer.backward(delta)
    assert_close(layer.dW, complex_step(lambda W: loss(W=W), layer.W) / size, 1e-12)
    assert_close(layer.db, complex_step(lambda b: loss(b=b), layer.b) / size, 1e-12)
    assert_close(dx, complex_step(lambda x: loss(x=x), x), 1e-12)


def test_the_division_comes_after_the_product(layer, rng):
    # Of whole numbers a sum is exact in any order, and is rounded once: when it is divided by 7.
    x, delta = rng.integers(-99, 99, (7, 3)), rng.integers(-99, 99, (7, 4))
    layer(x.astype(float))
    layer.backward(delta.astype(float))
    np.testing.assert_array_equal(layer.dW, (x[:, :, None] * delta[:, None, :]).sum(axis=0) / 7)
    np.testing.assert_array_equal(layer.db, delta.sum(axis=0, keepdims=True) / 7)


def test_the_initialisers_are_asked_once_each_weights_first():
    asked = []
    Linear(
        5,
        2,
        lambda n_in, n_out: asked.append(("W", n_in, n_out)) or np.ones((n_in, n_out)),
        lambda n_out: asked.append(("b", n_out)) or np.ones((1, n_out)),
    )
    assert asked == [("W", 5, 2), ("b", 2)]


def test_what_a_new_layer_holds(layer):
    assert layer.x is None
    for name, shape in [("W", (3, 4)), ("b", (1, 4))]:
        assert getattr(layer, name).shape == shape
        for zero in (f"d{name}", f"momentum_{name}"):
            np.testing.assert_array_equal(getattr(layer, zero), np.zeros(shape))
            assert getattr(layer, zero).dtype == np.float64
    arrays = [layer.W, layer.b, layer.dW, layer.db, layer.momentum_W, layer.momentum_b]
    assert len({id(array) for array in arrays}) == 6


def test_the_initialisers_arrays_are_copied():
    W, b = np.ones((2, 2)), np.zeros((1, 2))
    layer = Linear(2, 2, lambda *shape: W, lambda n: b)
    layer.W += 1
    layer.b += 1
    np.testing.assert_array_equal(W, np.ones((2, 2)))
    np.testing.assert_array_equal(b, np.zeros((1, 2)))


def test_a_flat_bias_becomes_a_row():
    layer = Linear(2, 3, lambda *shape: np.ones(shape), lambda n: np.arange(float(n)))
    np.testing.assert_array_equal(layer.b, [[0, 1, 2]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_array_keeps_the_dtype(dtype, rng):
    layer = Linear(3, 4, lambda *shape: np.ones(shape, dtype), lambda n: np.zeros((1, n), dtype))
    y = layer(rng.normal(size=(7, 3)).astype(dtype))
    dx = layer.backward(rng.normal(size=(7, 4)).astype(dtype))
    for array in (y, dx, layer.W, layer.b, layer.dW, layer.db, layer.momentum_W, layer.momentum_b):
        assert array.dtype == dtype


def test_gradients_are_overwritten_and_not_added_to(layer, rng):
    x, delta = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    layer(x)
    layer.backward(delta)
    once = layer.dW.copy(), layer.db.copy()
    layer.backward(delta)
    np.testing.assert_array_equal(layer.dW, once[0])
    np.testing.assert_array_equal(layer.db, once[1])


def test_backward_is_that_of_the_last_x(layer, rng):
    x, delta = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    layer(rng.normal(size=(2, 3)))
    layer(x)
    layer.backward(delta)
    np.testing.assert_allclose(layer.dW, x.T @ delta / 2, rtol=1e-13, atol=1e-13)


def test_neither_inputs_nor_what_was_handed_out_is_overwritten(layer, rng):
    x, delta = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    y = layer(x)
    dx = layer.backward(delta)
    kept = [x, delta, y, dx, layer.dW, layer.db]
    before = [array.copy() for array in kept]
    layer(x + 1)
    layer.backward(delta + 1)
    for array, copy in zip(kept, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_a_transposed_view_is_as_good_as_an_array(layer, rng):
    x, delta = rng.normal(size=(3, 5)).T, rng.normal(size=(5, 8))[:, ::2]
    layer(x)
    layer.backward(delta)
    np.testing.assert_allclose(
        layer.dW, np.ascontiguousarray(x).T @ np.ascontiguousarray(delta) / 5, rtol=1e-14
    )


BAD_X = [
    (
        "images not flattened",
        (100, 28, 28),
        r"\(N, 784\); got \(100, 28, 28\)\. Flatten .*x\.reshape\(100, -1\)",
    ),
    ("a single example", (784,), r"\(N, 784\); got \(784,\)\. .*x\.reshape\(1, -1\)"),
    ("the wrong width", (5, 783), r"\(N, 784\); got \(5, 783\)\.$"),
    ("nothing at all", (0, 784), r"\(N, 784\); got \(0, 784\)\.$"),
]


@pytest.mark.parametrize(("shape", "message"), [c[1:] for c in BAD_X], ids=[c[0] for c in BAD_X])
def test_an_x_that_does_not_fit_says_what_to_do(shape, message):
    layer = Linear(784, 2, lambda *shape: np.ones(shape), lambda n: np.zeros((1, n)))
    with pytest.raises(ValueError, match=message):
        layer(np.zeros(shape))


@pytest.mark.parametrize("shape", [(1, 4), (4,), (2, 3), (2, 1), ()])
def test_a_delta_that_would_only_broadcast_is_refused(layer, shape):
    layer(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"delta of shape \(2, 4\); got"):
        layer.backward(np.zeros(shape))


def test_backward_before_forward_says_what_to_do(layer):
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.zeros((2, 4)))


BAD_STARTS = [
    (
        "weights transposed",
        np.ones((4, 3)),
        np.ones((1, 4)),
        ValueError,
        r"weight_init_fn .*\(3, 4\); got \(4, 3\)",
    ),
    (
        "bias as a column",
        np.ones((3, 4)),
        np.ones((4, 1)),
        ValueError,
        r"bias_init_fn .*\(1, 4\); got \(4, 1\)",
    ),
    (
        "whole numbers",
        np.ones((3, 4), int),
        np.ones((1, 4)),
        TypeError,
        r"weight_init_fn .*floats; got int64",
    ),
    ("whole bias", np.ones((3, 4)), np.ones((1, 4), int), TypeError, r"bias_init_fn .*floats; got int64"),
]


@pytest.mark.parametrize(
    ("W", "b", "error", "message"), [c[1:] for c in BAD_STARTS], ids=[c[0] for c in BAD_STARTS]
)
def test_initialisers_that_do_not_fit_say_what_was_expected(W, b, error, message):
    with pytest.raises(error, match=message):
        Linear(3, 4, lambda *shape: W, lambda n: b)
