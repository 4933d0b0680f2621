"""Flatten: which dims become one."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, nn

X = np.arange(24.0).reshape(2, 3, 2, 2)
CASES = {
    (): (2, 12),
    (0,): (24,),
    (2,): (2, 3, 4),
    (0, 1): (6, 2, 2),
    (1, -2): (2, 6, 2),
    (-1,): (2, 3, 2, 2),
    (-3, -1): (2, 12),
}


@pytest.mark.parametrize("dims", CASES, ids=str)
def test_the_named_dims_become_one(dims):
    z = nn.Flatten(*dims)(X)
    np.testing.assert_array_equal(z.data, X.reshape(CASES[dims]))
    x = Tensor(X, requires_grad=True)
    z = nn.Flatten(*dims)(x)
    z.backward(np.reshape(X, z.shape))
    np.testing.assert_array_equal(x.grad.data, X)


def test_empty_batches_numbers_and_integers_are_flattened_too():
    assert nn.Flatten()(np.zeros((0, 3, 2))).shape == (0, 6)
    assert nn.Flatten()(np.zeros((3, 0, 2))).shape == (3, 0)
    assert nn.Flatten(0)(3.0).shape == (1,)
    assert nn.Flatten()(Tensor(np.ones((2, 2, 2), int))).dtype == int
    assert gradcheck(nn.Flatten(0), Tensor(X, requires_grad=True), method="complex")


def test_dims_that_are_not_there_are_refused_in_one_line():
    with pytest.raises(IndexError, match="from -1 to 0; got 1"):
        nn.Flatten()(np.ones(3))
    with pytest.raises(ValueError, match=r"at or before end_dim; got 2 and 1 for x of shape \(2, 3, 2, 2\)"):
        nn.Flatten(2, 1)(X)
    with pytest.raises(TypeError, match="Flatten expects a whole number for start_dim"):
        nn.Flatten(1.0)
    with pytest.raises(TypeError, match="Flatten expects a Tensor or an array for x"):
        nn.Flatten()([[1.0]])
    assert repr(nn.Flatten()) == "Flatten(start_dim=1, end_dim=-1)"
