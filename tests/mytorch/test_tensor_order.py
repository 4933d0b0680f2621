"""Order, rounding, remainders: the values are NumPy's, and the values of sort and topk have gradients."""

import numpy as np
import pytest

import mytorch
from mytorch import Tensor, gradcheck

A = np.array([[1.5, -2.0, 0.25, 1.5], [-0.5, 4.0, -1.0, 2.5]])
TIES = np.array([2, 1, 2, 1, 2])


@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("descending", [False, True])
def test_sort_gives_the_values_in_order_and_where_they_were(dim, descending):
    values, indices = mytorch.sort(Tensor(A), dim, descending)
    expected = np.sort(A, axis=dim)
    expected = np.flip(expected, dim) if descending else expected
    np.testing.assert_array_equal(values.data, expected)
    np.testing.assert_array_equal(np.take_along_axis(A, indices.data, dim), expected)
    np.testing.assert_array_equal(mytorch.argsort(A, dim, descending).data, indices.data)


@pytest.mark.parametrize(
    ("descending", "expected"), [(False, [1, 3, 0, 2, 4]), (True, [0, 2, 4, 1, 3])], ids=["up", "down"]
)
def test_equal_values_stay_in_their_order(descending, expected):
    assert Tensor(TIES).argsort(descending=descending).tolist() == expected


def test_topk_gives_the_largest_or_the_smallest():
    values, indices = mytorch.topk(A, 2)
    assert (values.tolist(), indices.tolist()) == ([[1.5, 1.5], [4.0, 2.5]], [[0, 3], [1, 3]])
    values, indices = Tensor(A).topk(1, dim=0, largest=False)
    assert (values.tolist(), indices.tolist()) == ([[-0.5, -2.0, -1.0, 1.5]], [[1, 0, 1, 0]])
    assert Tensor(A).topk(0).values.shape == (2, 0)
    for values, indices in (Tensor(3.0).topk(1), Tensor(3.0).sort()):
        assert (values.tolist(), indices.tolist()) == (3.0, 0)


@pytest.mark.parametrize(
    "fn", [lambda x: x.sort(0).values, lambda x: x.sort(descending=True)[0], lambda x: x.topk(2).values]
)
def test_values_in_order_have_gradients(fn):
    assert gradcheck(fn, Tensor(A + 0.01 * np.arange(8).reshape(2, 4), requires_grad=True))


ROUNDED = {
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.round,
    "sign": np.sign,
    "isnan": np.isnan,
    "isinf": np.isinf,
    "isfinite": np.isfinite,
}


@pytest.mark.parametrize("name", ROUNDED)
@pytest.mark.parametrize("values", [A, A.astype("f4"), np.array([0.5, 1.5, np.nan, np.inf]), A[:0], TIES])
def test_rounding_and_questions_are_numpy_s_and_keep_the_dtype(name, values):
    z, expected = getattr(mytorch, name)(Tensor(values)), ROUNDED[name](values)
    np.testing.assert_array_equal(z.data, expected)
    assert z.dtype == (bool if name.startswith("is") else values.dtype)
    x = Tensor(A, requires_grad=True)
    z = getattr(x, name)()
    assert z.requires_grad != name.startswith("is")
    if z.requires_grad:
        z.sum().backward()
        np.testing.assert_array_equal(x.grad.data, 0 * A)


def test_remainders_are_pythons_also_of_negative_numbers():
    x = Tensor([-3, 5, 7])
    assert ((x % 3).tolist(), (x // 3).tolist()) == ([0, 2, 1], [-1, 1, 2])
    assert ((10 % x).tolist(), (10 // x).tolist()) == ([-2, 0, 3], [-4, 2, 1])
    assert type(x % 3) is Tensor
    assert (x % Tensor([2, 2, 4])).tolist() == [1, 1, 3]


def test_a_remainder_does_not_lose_a_gradient_silently():
    with pytest.raises(TypeError, match="has no gradient here"):
        Tensor(A, requires_grad=True) % 2


WRONG = {
    "topk of too many": (lambda: Tensor(A).topk(5), ValueError, "up to 4; got 5"),
    "topk of -1": (lambda: Tensor(A).topk(-1), ValueError, "topk"),
    "sort along no dim": (lambda: Tensor(A).sort(2), IndexError, "sort"),
    "sort in a foreign order": (lambda: Tensor(A).sort(0, "down"), TypeError, "True or False; got 'down'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_an_error_that_says_so(name):
    call, error, words = WRONG[name]
    with pytest.raises(error, match=words):
        call()
