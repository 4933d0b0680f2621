"""Maxima with ties, means of nothing. (Gradients in general: test_functional.py.)"""

import numpy as np
import pytest

from mytorch.tensor import Tensor


def leaf(values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


def test_equals_share_the_gradient_of_the_maximum():
    x = leaf([[3.0, 1.0], [3.0, 3.0]])
    x.max().backward(6.0)
    assert x.grad.data.tolist() == [[2.0, 0.0], [2.0, 2.0]]


@pytest.mark.parametrize("keepdim", [False, True])
def test_the_first_of_equals_along_a_dim_gets_the_gradient(keepdim):
    x = leaf([[3.0, 1.0, 3.0], [2.0, 2.0, 2.0]])
    values, indices = x.max(1, keepdim=keepdim)
    values.backward(np.array([5.0, 7.0]).reshape(values.shape))
    assert x.grad.data.tolist() == [[5.0, 0.0, 0.0], [7.0, 0.0, 0.0]]
    assert indices.data.ravel().tolist() == [0, 0]
    assert indices.requires_grad is False
    assert indices.shape == values.shape


@pytest.mark.parametrize("dim", [0, 1, 2, -1])
@pytest.mark.parametrize("keepdim", [False, True])
def test_only_the_dim_of_the_maximum_is_dropped(dim, keepdim):
    x = np.arange(3.0).reshape(1, 3, 1)
    values, indices = Tensor(x).max(dim, keepdim=keepdim)
    assert values.shape == indices.shape == x.max(axis=dim, keepdims=keepdim).shape


def test_the_maximum_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="needs an element"):
        Tensor.zeros(0).max()


def test_an_empty_batch_has_a_sum_of_zero_and_gradients_of_its_shape():
    x = leaf(np.zeros((0, 3)))
    x.sum(1).sum().backward()
    assert x.grad.shape == (0, 3)
    assert x.sum(0).data.tolist() == [0.0, 0.0, 0.0]
    assert x.mean(1).shape == (0,)


@pytest.mark.parametrize("dim", [2, -3, (0, 2)])
def test_a_dim_that_is_not_there_is_an_error(dim):
    with pytest.raises(IndexError, match="takes dims from -2 to 1"):
        Tensor.ones(2, 3).sum(dim)
