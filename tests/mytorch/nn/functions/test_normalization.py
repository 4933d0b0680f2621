"""Layer normalisation and vectors of length 1."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, nn, set_default_dtype
from mytorch.nn import functional as F

RNG = np.random.default_rng(3)
X = RNG.normal(size=(4, 3, 5))


def leaf(values):
    return Tensor(values, requires_grad=True)


def normalised(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdims=True)) / np.sqrt(x.var(dims, keepdims=True) + eps)


@pytest.mark.parametrize(
    ("shape", "dims"), [((5,), (-1,)), ((3, 5), (-2, -1)), ((4, 3, 5), (0, 1, 2))], ids=str
)
def test_it_is_its_formula_with_the_numerical_derivatives(shape, dims):
    weight, bias = RNG.normal(size=shape), RNG.normal(size=shape)
    z = F.layer_norm(X, shape, weight, bias, eps=0.01)
    np.testing.assert_allclose(z.data, normalised(X, dims, 0.01) * weight + bias, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(F.layer_norm(X, shape).data, normalised(X, dims), rtol=1e-12, atol=1e-14)
    small = [leaf(X), leaf(weight), leaf(bias)]
    assert gradcheck(lambda x, w, b: F.layer_norm(x, shape, w, b), small, method="complex")
    assert gradcheck(lambda x, b: F.layer_norm(x, shape, bias=b), [small[0], small[2]], method="central")


def test_a_size_alone_is_that_of_the_last_dim():
    np.testing.assert_array_equal(F.layer_norm(X, 5).data, F.layer_norm(X, (5,)).data)
    assert nn.LayerNorm(np.int64(5)).normalized_shape == (5,)
    assert nn.LayerNorm([3, 5]).normalized_shape == (3, 5)


def test_a_large_mean_costs_no_digits():
    exact = np.array([[0.0, 1.0, 2.0, 5.0]])
    for offset in (1e8, 2.0**52):
        x = leaf(exact + offset)
        z = F.layer_norm(x, 4)
        np.testing.assert_allclose(z.data, normalised(exact, (-1,)), rtol=1e-14)
        z.backward(np.array([[1.0, -2.0, 0.5, 3.0]]))
        small = leaf(exact)
        F.layer_norm(small, 4).backward(np.array([[1.0, -2.0, 0.5, 3.0]]))
        np.testing.assert_allclose(x.grad.data, small.grad.data, rtol=1e-12)
    assert not F.layer_norm(np.full((2, 7), 0.1), 7).data.any()


def test_float16_is_computed_in_float32():
    x = leaf((60_000 + 500 * RNG.standard_normal((8, 64))).astype(np.float16))
    layer = nn.LayerNorm(64).to(np.float16)
    z = layer(x)
    z.sum().backward()
    assert (z.dtype, x.grad.dtype, layer.weight.grad.dtype) == (np.float16,) * 3
    exact = normalised(x.data.astype(float), (-1,))
    np.testing.assert_allclose(z.data, exact, atol=2e-3)


def test_the_layer_begins_with_1_and_0_of_the_default_dtype_and_does_the_same_in_both_modes():
    set_default_dtype(np.float32)
    layer = nn.LayerNorm((3, 5))
    assert [(n, p.shape, p.dtype) for n, p in layer.named_parameters()] == [
        ("weight", (3, 5), np.float32),
        ("bias", (3, 5), np.float32),
    ]
    assert (layer.weight.data == 1).all()
    assert not layer.bias.data.any()
    z = layer(X)
    np.testing.assert_array_equal(layer.eval()(X).data, z.data)
    assert repr(layer) == "LayerNorm((3, 5), eps=1e-05, elementwise_affine=True)"


@pytest.mark.parametrize(
    ("options", "names"), [({"bias": False}, ["weight"]), ({"elementwise_affine": False}, [])], ids=str
)
def test_the_layer_may_do_without_its_parameters(options, names):
    layer = nn.LayerNorm(5, **options)
    assert list(layer.state_dict()) == names
    np.testing.assert_allclose(layer(X).data, normalised(X, (-1,)), rtol=1e-12, atol=1e-14)
    assert layer.bias is None


def test_no_example_is_normalised_to_none():
    x = leaf(np.zeros((0, 3)))
    F.layer_norm(x, 3).backward()
    assert x.grad.shape == (0, 3)


BAD = {
    "another last dim": (
        lambda: F.layer_norm(X, 4),
        ValueError,
        r"x of shape \(N, \.\.\., 4\); got \(4, 3, 5\)",
    ),
    "two other dims": (lambda: F.layer_norm(X, (4, 5)), ValueError, r"\(N, \.\.\., 4, 5\); got"),
    "too few dims": (lambda: nn.LayerNorm((3, 5))(np.ones(5)), ValueError, r"\.\.\., 3, 5\); got \(5,\)"),
    "no dim": (lambda: nn.LayerNorm(()), ValueError, "1 dim and more; got"),
    "a size of 0": (lambda: nn.LayerNorm((3, 0)), ValueError, "normalized_shape of 1 and up; got 0"),
    "a word": (lambda: nn.LayerNorm("5"), TypeError, "a whole number for normalized_shape"),
    "a huge size": (lambda: nn.LayerNorm((10**9, 10**9)), ValueError, "fit into memory"),
    "eps below 0": (lambda: nn.LayerNorm(5, eps=-1), ValueError, "eps that is finite and not below 0"),
    "a flag": (lambda: nn.LayerNorm(5, bias=1), TypeError, "True or False for bias"),
    "a weight that does not fit": (
        lambda: F.layer_norm(X, 5, np.ones(3)),
        ValueError,
        r"weight of shape \(5,\)",
    ),
    "a bias that does not fit": (
        lambda: F.layer_norm(X, 5, bias=1.0),
        ValueError,
        r"bias of shape \(5,\); got",
    ),
    "no numbers": (
        lambda: F.layer_norm([1.0], 1),
        TypeError,
        "layer_norm expects a Tensor or an array for x",
    ),
    "p below 0": (lambda: F.normalize(X, -1), ValueError, "normalize expects p"),
    "no such dim": (lambda: F.normalize(X, dim=3), IndexError, "from -3 to 2; got 3"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


# ---- vectors of length 1 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [1, 2.0, 3.5])
def test_a_normalised_vector_has_length_1(p):
    z = F.normalize(X, p, dim=2)
    np.testing.assert_allclose((np.abs(z.data) ** p).sum(2), 1, rtol=1e-13)
    assert (np.abs(F.normalize(X, np.inf, dim=-1).data).max(-1) == 1).all()
    assert gradcheck(lambda x: F.normalize(x, p, dim=0), leaf(X[:, :2, 0]), method="complex")


def test_neither_huge_nor_tiny_nor_zero_vectors_give_nan():
    x = leaf(np.array([[3e200, 4e200], [3e-200, 4e-200], [0.0, 0.0]]))
    z = F.normalize(x)
    np.testing.assert_allclose(z.data[0], [0.6, 0.8], rtol=1e-14)
    np.testing.assert_allclose(z.data[1], [3e-188, 4e-188], rtol=1e-14)
    assert z.data[2].tolist() == [0, 0]
    z.backward()
    assert np.isfinite(x.grad.data).all()
    np.testing.assert_allclose(x.grad.data[2], 1e12)
    assert F.normalize(np.float16([[300, 400]])).data.tolist() == [[np.float16(0.6), np.float16(0.8)]]


def test_the_norm_of_order_0_counts_what_is_not_0_and_a_number_is_a_vector_too():
    x = Tensor([[3.0, 0.0, -4.0], [0.0, 0.0, 2.0]])
    np.testing.assert_array_equal(F.normalize(x, p=0).data, [[1.5, 0, -2], [0, 0, 2]])
    assert F.normalize(Tensor(-3.0), p=1.2, dim=0).item() == pytest.approx(-1, rel=1e-15)
