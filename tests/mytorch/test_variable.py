"""What the engine knows of a tensor: its data and whether it requires a gradient.

Changes in place, and the refusal of wrong gradients: test_variable_changes.py.
"""

import numpy as np
import pytest

from mytorch.tensor import Tensor


def leaf(*values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


@pytest.mark.parametrize("new", [np.ones(2), np.ones(3), np.ones((2, 1)), np.ones(2, np.float32)], ids=repr)
def test_data_assigned_is_copied(new):
    x, given = Tensor([3.0, 4.0]), new.copy()
    x.data = given
    given[0] = 99.0
    np.testing.assert_array_equal(x.data, new)
    assert (x.shape, x.dtype) == (new.shape, new.dtype)


@pytest.mark.parametrize("shape", [(7,), (1,), (), (1, 2)], ids=str)
def test_data_of_another_shape_may_be_assigned_but_not_between_forward_and_backward(shape):
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    z = a + b
    b.data = np.zeros(shape)
    assert b.shape == shape
    with pytest.raises(RuntimeError, match=rf"another shape.*\({', '.join(map(str, shape))}"):
        z.backward()
    assert a.grad is None  # no leaf changed
    assert b.grad is None
    (b * 2.0).backward()
    assert b.grad.shape == shape


def test_a_tensor_that_requires_a_gradient_takes_no_integers_of_another_kind():
    x = leaf(1.0, 2.0)
    with pytest.raises(TypeError, match="int64"):
        x.data = np.array([1, 2])
    assert x.data.tolist() == [1.0, 2.0]


def test_requires_grad_may_be_assigned_afterwards():
    x = Tensor([1.0, 2.0])
    x.requires_grad = True
    (x * 3.0).backward()
    assert x.grad.data.tolist() == [3.0, 3.0]
    x.requires_grad = False
    assert not (x * 3.0).requires_grad


@pytest.mark.parametrize("values", [[1, 2], [True], [1j]], ids=["int", "bool", "complex"])
def test_only_floats_can_require_gradients(values):
    with pytest.raises(TypeError, match=r"floating-point.*(int64|bool|complex128).*float"):
        Tensor(values, requires_grad=True)
    x = Tensor(values)
    with pytest.raises(TypeError, match="floating-point"):
        x.requires_grad = True
    assert x.requires_grad is False


def test_a_result_stays_in_its_graph_until_it_is_detached():
    y = leaf(1.0) * 2.0
    with pytest.raises(RuntimeError, match=r"Mul.*detach\(\)"):
        y.requires_grad = False
    assert y.detach().requires_grad is False
