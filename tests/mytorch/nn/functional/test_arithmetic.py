"""Arithmetic at the places where its derivatives are delicate. (Everywhere else: test_functional.py.)"""

import numpy as np
import pytest

from mytorch.tensor import Tensor


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


@pytest.mark.parametrize(
    ("base", "exponent", "dx"),
    [
        ([0.0, -2.0, 3.0], 2, [0.0, -4.0, 6.0]),
        ([0.0, -2.0, 3.0], 1, [1.0, 1.0, 1.0]),
        ([0.0, -2.0, 3.0], 0, [0.0, 0.0, 0.0]),
        ([0.0, -2.0, 3.0], [2.0, 1.0, 0.0], [0.0, 1.0, 0.0]),
        ([-2.0, 4.0], -1, [-0.25, -0.0625]),
        ([4.0], 0.5, [0.25]),
    ],
)
def test_a_power_of_zero_or_of_a_negative_number_has_its_derivative(base, exponent, dx):
    x = leaf(base)
    (x ** (np.array(exponent) if isinstance(exponent, list) else exponent)).backward()
    assert x.grad.data.tolist() == dx


def test_the_derivative_by_an_exponent_is_taken_as_zero_at_a_base_of_zero():
    y = leaf([0.0, 1.0, 2.0])
    (0.0**y).backward()
    assert y.grad.data.tolist() == [0.0, 0.0, 0.0]
    y.grad = None
    (Tensor([2.0, 0.0, np.e]) ** y).backward()
    np.testing.assert_allclose(y.grad.data, [np.log(2), 0, np.e**2])


def test_a_quotient_of_huge_or_tiny_numbers_does_not_overflow_on_the_way():
    x, y = leaf([1e200, 1e-200]), leaf([1e200, 1e-200])
    (x / y).backward()  # y² is inf, and 0
    np.testing.assert_allclose(x.grad.data, [1e-200, 1e200])
    np.testing.assert_allclose(y.grad.data, [-1e-200, -1e200])


def test_integers_enter_as_constants():
    x = leaf([1.0, 2.0])
    z = Tensor([3, 4]) * x - Tensor([1, 1]) / Tensor([2, 4])
    z.backward()
    assert z.data.tolist() == [2.5, 7.75]
    assert x.grad.data.tolist() == [3.0, 4.0]
    assert (Tensor([3, 4]) * 2).dtype == np.int64


@pytest.mark.parametrize("shapes", [((2, 3), (4,)), ((2, 3), (3, 2))])
def test_shapes_that_do_not_fit_raise_an_error_that_names_them(shapes):
    with pytest.raises(ValueError, match=r"\(2, ?3\).*\(" + str(shapes[1][0])):
        Tensor(np.ones(shapes[0])) + Tensor(np.ones(shapes[1]))
