"""Functions that count, compare and draw."""

import numpy as np
import pytest

import mytorch
from mytorch import Tensor


def test_two_tensors_are_equal_in_shape_and_elements():
    assert mytorch.equal(Tensor([1, 2]), Tensor([1, 2]))
    assert not mytorch.equal(Tensor([1, 2]), Tensor([1, 3]))
    assert not mytorch.equal(Tensor([1, 1]), Tensor(1))


def test_closeness_is_relative_to_the_other_one():
    assert mytorch.isclose([1.0, 0.0], [1.000001, 0.1]).tolist() == [True, False]
    assert mytorch.allclose(Tensor([1.0]), Tensor([1.000001]))
    assert not mytorch.allclose(Tensor([1.0]), Tensor([1.1]))
    assert not mytorch.allclose([np.nan], [np.nan])
    assert mytorch.allclose([np.nan], [np.nan], equal_nan=True)
    assert mytorch.allclose([11.0], [10.0], rtol=0.1, atol=0)
    assert not mytorch.allclose([10.0], [9.0], rtol=0.1, atol=0)


def test_what_is_a_tensor_and_what_becomes_one():
    array = np.arange(3)
    x = mytorch.from_numpy(array)
    assert mytorch.is_tensor(x)
    assert not mytorch.is_tensor(array)
    array[0] = 7
    assert x.tolist() == [0, 1, 2]


def test_elements_are_counted():
    assert mytorch.unique([[3, 1], [3, 2]]).tolist() == [1, 2, 3]
    assert mytorch.bincount(Tensor([0, 2, 2])).tolist() == [1, 0, 2]
    assert mytorch.bincount([1], minlength=3).tolist() == [0, 1, 0]
    assert mytorch.bincount([0, 2, 2], weights=[0.5, 1.0, 2.0]).tolist() == [0.5, 0.0, 3.0]


def test_a_permutation_has_each_number_once_and_comes_from_the_seed():
    mytorch.manual_seed(3)
    first = mytorch.randperm(50).tolist()
    mytorch.manual_seed(3)
    assert mytorch.randperm(50).tolist() == first
    assert first != sorted(first) == list(range(50))
    assert mytorch.randperm(0).shape == (0,)


def test_draws_have_the_given_probabilities():
    mytorch.manual_seed(0)
    p = np.array([[0.0, 1.0, 0.25]] * 4000, np.float32)
    drawn = mytorch.bernoulli(p)
    assert drawn.dtype == np.float32
    np.testing.assert_allclose(drawn.data.mean(0), [0, 1, 0.25], atol=0.03)
    weights = Tensor([[1.0, 3.0, 0.0], [0.0, 0.0, 2.0]])
    drawn = mytorch.multinomial(weights, 4000, replacement=True)
    assert (drawn.shape, drawn.dtype) == ((2, 4000), np.int64)
    np.testing.assert_allclose(np.bincount(drawn.data[0], minlength=3) / 4000, [0.25, 0.75, 0], atol=0.03)
    assert set(drawn.data[1]) == {2}
    assert sorted(mytorch.multinomial(Tensor([1.0, 3.0, 0.0]), 2).tolist()) == [0, 1]


WRONG = {
    "from_numpy of a list": (lambda: mytorch.from_numpy([1]), TypeError, "takes an array"),
    "bincount of floats": (lambda: mytorch.bincount([0.5]), ValueError, "whole numbers of 0 and up"),
    "bincount below 0": (lambda: mytorch.bincount([-1]), ValueError, "whole numbers of 0 and up"),
    "randperm(-1)": (lambda: mytorch.randperm(-1), ValueError, "randperm"),
    "bernoulli of 2": (lambda: mytorch.bernoulli([2.0]), ValueError, "from 0 to 1"),
    "bernoulli of NaN": (lambda: mytorch.bernoulli([np.nan]), ValueError, "from 0 to 1"),
    "multinomial of too few": (lambda: mytorch.multinomial([1.0, 0.0], 2), ValueError, "at least 2 in a row"),
    "multinomial of zeros": (lambda: mytorch.multinomial([0.0], 1, True), ValueError, "at least 1 in a row"),
    "multinomial below 0": (lambda: mytorch.multinomial([1.0, -1.0], 1), ValueError, "of 0 and up"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_an_error_that_says_so(name):
    call, error, words = WRONG[name]
    with pytest.raises(error, match=words):
        call()
