"""Activations beyond the handouts': their formulas, their derivatives, and what happens far out and at 0."""

import math

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, nn
from mytorch.nn import functional as F


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


erf = np.vectorize(math.erf, otypes=[float])

# By name: the function, its formula, and its derivative where x is 0.
ACTIVATIONS = {
    "leaky_relu": (F.leaky_relu, lambda x: np.where(x > 0, x, 0.01 * x), 0.01),
    "leaky_relu of -0.5": (lambda x: F.leaky_relu(x, -0.5), lambda x: np.where(x > 0, x, -0.5 * x), -0.5),
    "elu": (F.elu, lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), 1.0),
    "elu of 2": (lambda x: F.elu(x, 2.0), lambda x: np.where(x > 0, x, 2 * np.expm1(np.minimum(x, 0))), 2.0),
    "gelu": (F.gelu, lambda x: x * (1 + erf(x / np.sqrt(2))) / 2, 0.5),
    "gelu by tanh": (
        lambda x: F.gelu(x, "tanh"),
        lambda x: x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2,
        0.5,
    ),
    "silu": (F.silu, lambda x: x * sigmoid(x), 0.5),
    "softplus": (F.softplus, lambda x: np.log(1 + np.exp(x)), 0.5),
    "softplus of 3": (lambda x: F.softplus(x, 3.0), lambda x: np.log(1 + np.exp(3 * x)) / 3, 0.5),
    "logsigmoid": (F.logsigmoid, lambda x: -np.log(1 + np.exp(-x)), 0.5),
}
X = np.array([[-3.1, -1.0, -0.2, 1e-3], [0.3, 1.0, 2.2, 4.0]])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_it_is_its_formula_with_the_numerical_derivative(name):
    function, formula, at_0 = ACTIVATIONS[name]
    x = Tensor(X, requires_grad=True)
    np.testing.assert_allclose(function(x).data, formula(X), rtol=1e-13, atol=1e-15)
    for method in ("complex", "central"):
        assert gradcheck(function, x, method=method)
    zero = Tensor(np.zeros(2), requires_grad=True)
    function(zero).backward()
    assert zero.grad.data.tolist() == [at_0] * 2


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_far_out_it_is_a_line_or_a_constant_and_nothing_overflows(name, dtype):
    function, _, _ = ACTIVATIONS[name]
    far = 300.0 if dtype == np.float16 else 1e4
    x = Tensor(np.array([-far, far], dtype), requires_grad=True)
    z = function(x)
    z.backward()
    assert (z.dtype, x.grad.dtype) == (dtype, dtype)
    left = {"leaky_relu": -far * 0.01, "leaky_relu of -0.5": far / 2, "elu": -1, "elu of 2": -2}
    slopes = {"leaky_relu": 0.01, "leaky_relu of -0.5": -0.5, "logsigmoid": 1}
    right, right_slope = (0, 0) if name == "logsigmoid" else (far, 1)
    ends = [left.get(name, -far if name == "logsigmoid" else 0), right]
    np.testing.assert_allclose(z.data, ends, rtol=np.finfo(dtype).eps)
    np.testing.assert_allclose(x.grad.data, [slopes.get(name, 0), right_slope], rtol=np.finfo(dtype).eps)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_it_takes_empty_tensors_integers_and_float16_which_it_rounds_once(name):
    function, formula, _ = ACTIVATIONS[name]
    assert function(np.zeros((0, 3))).shape == (0, 3)
    np.testing.assert_allclose(function(np.array([-2, 3])).data, formula(np.array([-2.0, 3.0])), rtol=1e-13)
    half = X.astype(np.float16)
    exact = formula(half.astype(float))
    z = function(Tensor(half)).data
    assert z.dtype == np.float16
    np.testing.assert_allclose(z, exact, rtol=1e-3, atol=1e-6)


def test_small_values_keep_their_digits():
    exact = {"rtol": 1e-14, "atol": 0}
    np.testing.assert_allclose(F.softplus(-40.0).data, math.exp(-40), **exact)
    np.testing.assert_allclose(F.logsigmoid(40.0).data, -math.exp(-40), **exact)
    np.testing.assert_allclose(F.elu(-1e-20).data, -1e-20, **exact)
    u = math.sqrt(8 / math.pi) * (8 + 0.044715 * 8**3)
    np.testing.assert_allclose(F.gelu(-8.0, "tanh").data, -8 * math.exp(-u), rtol=1e-12, atol=0)


def test_softplus_is_x_above_the_threshold_and_only_there():
    x = Tensor([1.9, 2.0, 2.1], requires_grad=True)
    z = F.softplus(x, beta=2.0, threshold=4.0)
    exact = np.log1p(np.exp(2 * x.data)) / 2
    z.backward()
    np.testing.assert_allclose(z.data, [exact[0], exact[1], 2.1], rtol=1e-15)
    assert (x.grad.data == 1).tolist() == [False, False, True]


# ---- softmax -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_softmax_and_its_logarithm_are_their_formulas_along_a_dim(dim):
    e = np.exp(X)
    expected = e / e.sum(dim, keepdims=True)
    np.testing.assert_allclose(F.softmax(X, dim).data, expected, rtol=1e-14)
    np.testing.assert_allclose(nn.LogSoftmax(dim)(X).data, np.log(expected), rtol=1e-13)
    x = Tensor(X, requires_grad=True)
    assert gradcheck(nn.Softmax(dim), x, method="complex")
    assert gradcheck(lambda x: F.log_softmax(x, dim), x, method="complex")


def test_a_log_softmax_of_large_logits_does_not_overflow():
    z = F.log_softmax(np.array([[1e4, -1e4, 1e4]]), 1)
    np.testing.assert_allclose(z.data, [[-math.log(2), -2e4 - math.log(2), -math.log(2)]])
    assert F.softmax(np.float32([[1, 2]]), 1, dtype=np.float64).dtype == np.float64


BAD = {
    "a slope of words": (lambda: F.leaky_relu(X, "0.1"), TypeError, "leaky_relu expects a number for neg"),
    "an endless slope": (
        lambda: nn.LeakyReLU(math.inf),
        ValueError,
        "negative_slope that is finite; got inf",
    ),
    "no alpha": (lambda: nn.ELU(None), TypeError, "ELU expects a number for alpha; got None"),
    "beta of 0": (lambda: F.softplus(X, 0.0), ValueError, "softplus expects beta .* got 0.0"),
    "beta of 0 in a layer": (lambda: nn.Softplus(0), ValueError, "Softplus expects beta"),
    "an unknown word": (lambda: F.gelu(X, "erf"), ValueError, 'to be "none" or "tanh"; got \'erf\''),
    "an unknown word in a layer": (lambda: nn.GELU(None), ValueError, "GELU expects approximate"),
    "no dim": (lambda: nn.Softmax(None), TypeError, "Softmax expects a whole number for dim; got None"),
    "a dim that is not there": (lambda: F.softmax(X, 2), IndexError, "from -2 to 1; got 2"),
    "one below": (lambda: F.log_softmax(X, -3), IndexError, "from -2 to 1; got -3"),
    "a list": (lambda: F.silu([1.0]), TypeError, r"silu expects a Tensor or an array for x"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_their_settings_are_shown():
    layers = [nn.LeakyReLU(), nn.ELU(), nn.GELU(), nn.SiLU(), nn.Softplus(), nn.Softmax(1), nn.LogSoftmax(-1)]
    assert list(map(repr, layers)) == [
        "LeakyReLU(negative_slope=0.01)",
        "ELU(alpha=1.0)",
        "GELU(approximate='none')",
        "SiLU()",
        "Softplus(beta=1.0, threshold=20.0)",
        "Softmax(dim=1)",
        "LogSoftmax(dim=-1)",
    ]
