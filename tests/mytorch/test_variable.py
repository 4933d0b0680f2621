"""What the engine knows of a tensor: its data and whether it requires a gradient.

Changes in place, and the refusal of wrong gradients: test_in_place.py.
"""

import numpy as np
import pytest

import mytorch
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


INTEGERS = [
    np.array([1, 2]),
    np.array(1),
    np.int64(1),
    [np.int64(1), np.int64(2)],
    [np.array(1), 2],
    [[1], [np.int8(2)]],
    np.array([1], np.uint8),
    Tensor([1, 2]),
]
NO_FLOATS = [*INTEGERS, True, [True], [1, True], np.True_, 1j, [1j], [1, 1j]]


@pytest.mark.parametrize("values", NO_FLOATS, ids=repr)
@pytest.mark.parametrize("make", [Tensor, mytorch.tensor])
def test_only_floats_can_require_gradients(values, make):
    with pytest.raises(TypeError, match=r"floating-point.*(int|bool|complex128).*float"):
        make(values, requires_grad=True)
    x = make(values)
    with pytest.raises(TypeError, match="floating-point"):
        x.requires_grad = True
    assert x.requires_grad is False


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (1, 1.0),
        (-3, -3.0),
        ([1, 2], [1.0, 2.0]),
        ((1, 2), [1.0, 2.0]),
        (range(3), [0.0, 1.0, 2.0]),
        ([[1, 2], (3, 4)], [[1.0, 2.0], [3.0, 4.0]]),
        ([1, 2.5], [1.0, 2.5]),
        (2**70, 2.0**70),
        ([[0], [2**70]], [[0.0], [2.0**70]]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_python_integers_that_require_a_gradient_are_floats(values, expected, dtype):
    mytorch.set_default_dtype(dtype)
    try:
        made = [
            Tensor(values, requires_grad=True),
            mytorch.tensor(values, requires_grad=True),
            Tensor(values, True, True, True),
        ]
    finally:
        mytorch.set_default_dtype(np.float64)
    for x in made:
        assert (x.dtype, x.data.tolist(), x.requires_grad) == (dtype, expected, True)
        (x * 2).backward()
        assert (x.grad.dtype, x.grad.data.tolist()) == (dtype, np.full(x.shape, 2.0).tolist())
    assert Tensor([1, 2]).dtype == np.int64


def test_an_integer_too_large_for_a_float_is_refused():
    with pytest.raises(ValueError, match="too large"):
        Tensor([1, 10**400], requires_grad=True)
    with pytest.raises(TypeError, match="int64"):
        mytorch.tensor([1, 2], dtype=np.int64, requires_grad=True)


def test_a_result_stays_in_its_graph_until_it_is_detached():
    y = leaf(1.0) * 2.0
    with pytest.raises(RuntimeError, match=r"Mul.*detach\(\)"):
        y.requires_grad = False
    assert y.detach().requires_grad is False
