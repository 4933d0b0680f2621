"""Flatten by hand: each example a row, and back."""

import numpy as np
import pytest

from classic_mlp import Flatten


@pytest.mark.parametrize("shape", [(2, 3, 2, 2), (1, 4), (3, 1, 1), (2, 2, 3)])
def test_there_and_back(shape):
    x, layer = np.arange(float(np.prod(shape))).reshape(shape), Flatten()
    y = layer(x)
    np.testing.assert_array_equal(y, [x[n].ravel() for n in range(len(x))])
    np.testing.assert_array_equal(layer.backward(y), x)


def test_what_is_stored_in_another_order_is_read_in_the_usual_one():
    x = np.asfortranarray(np.arange(12.0).reshape(2, 2, 3))
    np.testing.assert_array_equal(Flatten()(x), np.arange(12.0).reshape(2, 6))


@pytest.mark.parametrize("shape", [(3,), (), (0, 2), (2, 0, 3)])
def test_what_has_no_rows_of_numbers_is_refused(shape):
    with pytest.raises(ValueError, match=r"Flatten expects x of shape \(N, M, \.\.\.\); got"):
        Flatten()(np.zeros(shape))
