"""Tests that float16 results are right within rounding, even if intermediate values do not fit in float16."""

import numpy as np
import pytest

from mytorch import Tensor, nn
from mytorch.nn import functional as F
from mytorch.optim import SGD

EPS, TINIEST = float(np.finfo(np.float16).eps), 2.0**-24
RNG = np.random.default_rng(11)


def half(values):
    return Tensor(np.asarray(values, np.float16), requires_grad=True)


def assert_rounded(found, exact):
    """Equal to two roundings of the largest, and everything in float16."""
    exact = np.asarray(exact)
    assert found.dtype == np.float16
    np.testing.assert_allclose(
        found.data.astype(float), exact, rtol=0, atol=2 * EPS * np.abs(exact).max(initial=0) + TINIEST
    )


def normalised(x, eps=1e-5):
    """x_hat, and a function for d(Σ g * gamma * x_hat) / dx, in float64."""
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std

    def backward(g, gamma):
        return gamma / std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))

    return x_hat, backward


COLUMNS = {
    "around 300": 300 + 20 * RNG.standard_normal((64, 3)),
    "up to 300": RNG.uniform(-300, 300, (64, 3)),
    "up to 60,000": RNG.uniform(-60_000, 60_000, (64, 3)),
    "around 60,000": 60_000 + 500 * RNG.standard_normal((64, 3)),
    "more rows than float16 can count": RNG.uniform(-400, 400, (3000, 3)),
    "tiny": RNG.uniform(-1e-6, 1e-6, (64, 3)),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_batch_norm_is_right_to_the_rounding_of_float16(name):
    layer, x = nn.BatchNorm1d(3).to(np.float16), half(COLUMNS[name])
    layer.gamma.data, layer.beta.data = np.float16([2, -0.5, 1]), np.float16([0, 1, -3])
    z = layer(x)
    exact = x.data.astype(float)
    x_hat, backward = normalised(exact)
    assert_rounded(z, x_hat * [2, -0.5, 1] + [0, 1, -3])
    g = RNG.standard_normal(z.shape).astype(np.float16)
    z.backward(g)
    g = g.astype(float)
    assert_rounded(x.grad, backward(g, np.array([2, -0.5, 1])))
    assert_rounded(layer.gamma.grad, (g * x_hat).sum(axis=0))
    assert_rounded(layer.beta.grad, g.sum(axis=0))
    mean, var = exact.mean(axis=0), exact.var(axis=0, ddof=1)
    np.testing.assert_allclose(layer.running_mean.data, 0.1 * mean, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(layer.running_var.data, 0.9 + 0.1 * var, rtol=1e-5)

    layer.eval()
    x.grad = None
    running_std = np.sqrt(layer.running_var.data.astype(float) + 1e-5)
    z = layer(x)
    exact_hat = (exact - layer.running_mean.data) / running_std
    assert_rounded(z, exact_hat * [2, -0.5, 1] + [0, 1, -3])
    z.backward(np.ones(z.shape, np.float16))
    assert_rounded(x.grad, np.ones(x.shape) * [2, -0.5, 1] / running_std)


def test_running_averages_stay_in_float32_when_a_model_becomes_float16():
    layer = nn.BatchNorm1d(2).to(np.float16)
    assert (layer.gamma.dtype, layer.beta.dtype) == (np.float16, np.float16)
    assert (layer.running_mean.dtype, layer.running_var.dtype) == (np.float32, np.float32)
    assert layer.double().running_var.dtype == np.float64


def test_linear_is_right_where_the_product_alone_is_no_float16_number():
    x, weight, bias = [[60.0, 60, 60, 59], [70, 50, 50, 60]], [[300.0] * 4], [-1e4]  # 71,700 and 69,000
    z = F.linear(half(x), half(weight), half(bias))
    assert_rounded(z, np.array(x) @ np.transpose(weight) + bias)


def test_linear_sums_a_batch_of_more_rows_than_float16_can_count():
    x, weight, bias = half(np.ones((5000, 2))), half([[1, 2], [3, 4], [5, 6]]), half([0, 0, 0])
    F.linear(x, weight, bias).backward()
    assert bias.grad.data.tolist() == [5000] * 3
    assert weight.grad.data.tolist() == [[5000, 5000]] * 3
    assert x.grad.data[0].tolist() == [9, 12]


def test_cross_entropy_of_extreme_logits_is_the_mean_of_losses_that_are_no_float16_numbers():
    x = half([[60_000, -60_000], [0, 0], [60_000, 60_000], [-60_000, 60_000]])
    loss = F.cross_entropy(x, [1, 0, 1, 1])
    assert_rounded(loss, (120_000 + 2 * np.log(2)) / 4)
    loss.backward()
    assert_rounded(x.grad, np.array([[1, -1], [-0.5, 0.5], [0.5, -0.5], [0, 0]]) / 4)


@pytest.mark.parametrize(("rows", "classes"), [(2, 70_000), (5000, 3), (2049, 2)])
def test_cross_entropy_sums_over_more_than_float16_can_count(rows, classes):
    x = half(np.zeros((rows, classes)))
    loss = F.cross_entropy(x, np.zeros(rows, int))
    loss.backward()
    assert_rounded(loss, np.log(classes))
    assert_rounded(x.grad[:, 0], np.full(rows, (1 / classes - 1) / rows))
    assert_rounded(F.cross_entropy(x, np.zeros(rows, int), reduction="sum"), rows * np.log(classes))


def test_a_learning_rate_that_float16_rounds_to_0_still_moves_a_parameter():
    p = half([0.0])
    p.grad = Tensor(np.float16([60_000]))
    SGD([p], lr=1e-8).step()
    assert_rounded(p, [-6e-4])


def test_sums_of_float16_go_on_growing_beyond_2048():
    ones = half(np.ones((3000, 2)))
    assert ones.sum(0).data.tolist() == [3000, 3000]
    assert ones.sum(0).dtype == np.float16


@pytest.mark.parametrize("shape", [(2,), (1, 2), (1,), ()], ids=str)
def test_gradients_that_broadcasting_stretched_are_added_up_beyond_2048_in_float16(shape):
    b = Tensor(np.zeros(shape, np.float16), requires_grad=True)
    (b + half(np.zeros((3000, 2)))).sum().backward()
    assert b.grad.data.sum() == 6000
    assert b.grad.dtype == np.float16


def test_the_gradient_of_an_element_taken_often_is_added_up_beyond_2048_in_float16():
    w = Tensor(np.zeros(2, np.float16), requires_grad=True)
    w[np.zeros(3000, int)].sum().backward()
    assert w.grad.data.tolist() == [3000, 0]
    assert w.grad.dtype == np.float16
