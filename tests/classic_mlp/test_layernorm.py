"""Layer normalisation by hand: the formula, and where numbers are large, small or equal."""

import numpy as np
import pytest

from classic_mlp import LayerNorm


@pytest.mark.parametrize("shape", [(5, 4), (1, 4), (2, 3, 4)])
@pytest.mark.parametrize("eps", [0.0, 1e-5, 0.1])
def test_values_are_those_of_the_formula(shape, eps, rng, assert_close):
    layer, x = LayerNorm(4, eps), rng.normal(3, 2, shape)
    layer.gamma, layer.beta = rng.normal(size=(1, 4)), rng.normal(size=(1, 4))
    y = layer(x)
    for index in np.ndindex(shape[:-1]):
        row = x[index]
        mean = sum(row) / 4
        std = np.sqrt(sum((row - mean) ** 2) / 4 + eps)
        assert_close(y[index], layer.gamma[0] * (row - mean) / std + layer.beta[0], 1e-13)


def test_what_a_new_layer_holds():
    layer = LayerNorm(3)
    assert layer.eps == 1e-5
    for name, value in (("gamma", 1), ("beta", 0), ("dgamma", 0), ("dbeta", 0)):
        np.testing.assert_array_equal(getattr(layer, name), np.full((1, 3), value))


def test_an_example_of_equal_features_is_beta():
    layer = LayerNorm(3)
    layer.beta = np.array([[1.0, 2, 3]])
    for value in (0.0, 0.1, 1e6, -1e300):
        np.testing.assert_array_equal(layer(np.full((2, 3), value)), [[1, 2, 3]] * 2)
        dx = layer.backward(np.array([[1.0, 2, 6], [0, 0, 0]]))
        np.testing.assert_allclose(dx, np.array([[-2, -1, 3], [0, 0, 0]]) / np.sqrt(1e-5), rtol=1e-12)


def test_a_mean_of_a_million_costs_float32_nothing(rng):
    x = rng.integers(-8, 8, (4, 16)).astype(np.float32)
    np.testing.assert_array_equal(LayerNorm(16)(x + np.float32(1e6)), LayerNorm(16)(x))


def test_float16_does_not_overflow_in_its_squares():
    x = np.array([[-3e4, 3e4, -3e4, 3e4]], np.float16)
    layer = LayerNorm(4)
    y = layer(x)
    np.testing.assert_array_equal(y, np.array([[-1, 1, -1, 1]], np.float16))
    assert np.isfinite(layer.backward(y)).all()


def test_each_example_is_on_its_own(rng):
    x, layer = rng.normal(size=(5, 4)), LayerNorm(4)
    y = layer(x)
    dx = layer.backward(np.ones((5, 4)) * np.arange(4))
    for n in range(5):
        np.testing.assert_array_equal(layer(x[n : n + 1]), y[n : n + 1])
        np.testing.assert_array_equal(layer.backward(np.arange(4.0)[np.newaxis]), dx[n : n + 1])


@pytest.mark.parametrize("shape", [(5, 3), (5, 1), (4,), (5, 4, 1), (0, 4), (2, 0, 4)])
def test_an_x_that_would_only_broadcast_is_refused(shape):
    with pytest.raises(ValueError, match=r"LayerNorm expects x of shape \(N, \.\.\., 4\); got"):
        LayerNorm(4)(np.zeros(shape))


@pytest.mark.parametrize(("eps", "kind"), [(-1e-5, ValueError), (np.nan, ValueError), (None, TypeError)])
def test_eps_is_a_number_of_0_or_more(eps, kind):
    with pytest.raises(kind, match="LayerNorm expects eps"):
        LayerNorm(4, eps)


def test_a_complex_gamma_survives_a_real_x(rng):
    layer = LayerNorm(3)
    layer.gamma = layer.gamma + 1e-30j
    layer(rng.normal(size=(5, 3)).astype(np.float32))
    np.testing.assert_array_equal(layer.gamma.imag, np.full((1, 3), 1e-30))
