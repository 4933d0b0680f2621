"""The tensor: what it is made of, how it looks, how it is copied and changed.

Operators and methods: test_tensor_methods.py.
"""

import copy
import operator

import numpy as np
import pytest

import mytorch
from mytorch import no_grad
from mytorch.tensor import Tensor


def leaf(values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


# ---- making them -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "dtype", "shape"),
    [
        pytest.param(1.0, np.float64, (), id="a float"),
        pytest.param(1, np.int64, (), id="an int"),
        pytest.param(True, np.bool_, (), id="a bool"),
        pytest.param([[1.0, 2.0], [3.0, 4.0]], np.float64, (2, 2), id="nested lists"),
        pytest.param((1, 2), np.int64, (2,), id="a tuple"),
        pytest.param([], np.float64, (0,), id="an empty list"),
        pytest.param(np.float32(1), np.float32, (), id="a NumPy scalar"),
        pytest.param([np.float32(1), np.float32(2)], np.float32, (2,), id="a list of NumPy scalars"),
        pytest.param(np.ones((0, 3), np.float16), np.float16, (0, 3), id="an empty array"),
        pytest.param(np.array([1, 2], np.uint8), np.uint8, (2,), id="uint8"),
        pytest.param(Tensor(np.array([1, 2], np.float32)), np.float32, (2,), id="a tensor"),
        pytest.param([Tensor(1.0), Tensor(2.0)], np.float64, (2,), id="a list of tensors"),
        pytest.param(np.arange(6.0).reshape(2, 3)[:, ::-2].T, np.float64, (2, 2), id="a strided view"),
    ],
)
def test_a_tensor_holds_an_array_of_what_it_was_given(data, dtype, shape):
    x = Tensor(data)
    assert type(x.data) is np.ndarray
    assert (x.data.dtype, x.data.shape) == (dtype, shape)
    assert (x.dtype, x.shape, x.ndim, x.numel()) == (dtype, shape, len(shape), x.data.size)
    np.testing.assert_array_equal(
        x.data, np.array([1, 2])[: x.numel()] if shape == (2,) else np.asarray(data)
    )
    assert (x.grad, x.grad_fn, x.requires_grad, x.is_leaf, x.is_parameter) == (None, None, False, True, False)


@pytest.mark.parametrize("data", ["a", None, [1.0, "a"], {}, object()], ids=lambda data: type(data).__name__)
def test_a_tensor_holds_numbers_only(data):
    with pytest.raises(TypeError, match=f"holds numbers; got {type(data).__name__}"):
        Tensor(data)


@pytest.mark.parametrize("make", [Tensor, mytorch.tensor, mytorch.Tensor], ids=["class", "tensor()", "root"])
def test_what_the_caller_gave_is_copied(make):
    given = np.array([1.0, 2.0])
    x = make(given)
    given[0] = 9.0
    y = make(x)
    x.fill_(5.0)
    assert y.data.tolist() == [1.0, 2.0]
    assert type(x) is type(y) is Tensor


def test_the_four_arguments_are_the_course_s_and_become_attributes():
    x = Tensor([1.0], True, True, True)
    assert (x.requires_grad, x.is_leaf, x.is_parameter) == (True, True, True)
    assert Tensor([1.0], is_leaf=False).is_leaf is False


@pytest.mark.parametrize(
    "flags", [{}, {"requires_grad": True, "is_leaf": False}, {"is_leaf": False}], ids=str
)
def test_a_parameter_must_be_a_leaf_that_requires_a_gradient(flags):
    with pytest.raises(ValueError, match="leaf that requires a gradient.*requires_grad=True"):
        Tensor([1.0], is_parameter=True, **flags)


def test_mytorch_tensor_is_a_function_and_the_course_s_module():
    x = mytorch.tensor([1, 2], dtype=np.float32, requires_grad=True)
    assert (x.dtype, x.requires_grad, type(x)) == (np.float32, True, mytorch.tensor.Tensor)
    assert mytorch.tensor(np.float32(1), np.float64).dtype == np.float64


@pytest.mark.parametrize(
    ("make", "shape", "values"),
    [
        (Tensor.zeros, (2, 3), 0.0),
        (Tensor.zeros, (), 0.0),
        (Tensor.ones, (2, 3), 1.0),
        (Tensor.ones, (0,), 1.0),
        (Tensor.empty, (2, 3), None),
        (Tensor.empty, (), None),
        (Tensor.randn, (2, 3), None),
        (Tensor.randn, (), None),
    ],
)
def test_factories_give_constants_of_the_default_dtype(make, shape, values):
    for x in (make(*shape), make(shape)):
        assert isinstance(x, Tensor)
        assert type(x.data) is np.ndarray
        assert (x.shape, x.dtype, x.requires_grad) == (shape, np.float64, False)
        if values is not None:
            assert (x.data == values).all()


def test_randn_draws_from_numpy_s_global_generator():
    np.random.seed(3)  # noqa: NPY002 (the course's generator)
    ours = Tensor.randn(2, 3).data
    np.random.seed(3)  # noqa: NPY002
    np.testing.assert_array_equal(ours, np.random.randn(2, 3))  # noqa: NPY002


def test_arange_of_floats_has_the_default_dtype():
    mytorch.set_default_dtype("float32")
    try:
        assert (Tensor.arange(0.0, 3.0).dtype, Tensor.arange(3).dtype) == (np.float32, np.int64)
    finally:
        mytorch.set_default_dtype("float64")


def test_an_object_that_hands_out_its_own_array_is_copied():
    class Holder:
        array = np.array([3.0, 4.0])

        def __array__(self, dtype=None, copy=None):
            return self.array

    holder, w = Holder(), leaf([1.0, 2.0])
    y, made = w * holder, Tensor(holder)
    holder.array[:] = 100.0
    y.sum().backward()
    assert w.grad.data.tolist() == made.data.tolist() == [3.0, 4.0]


@pytest.mark.parametrize("interval", [(4,), (1, 4), (0, 1, 0.25), (3.0,)], ids=str)
def test_arange_is_numpy_s(interval):
    x = Tensor.arange(*interval)
    np.testing.assert_array_equal(x.data, np.arange(*interval))
    assert x.dtype == np.arange(*interval).dtype


A = np.array([[1.5, -2.0, 3.0], [0.5, 4.0, -1.0]])
B = np.array([[2.0, 0.5, -1.0], [1.0, 3.0, 2.5]])


# ---- looking at them -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Tensor([1.0, 2.5]), "tensor([1. , 2.5])"),
        (lambda: Tensor(3), "tensor(3)"),
        (lambda: leaf(1.0), "tensor(1., requires_grad=True)"),
        (lambda: Tensor(np.float32(0.5)), "tensor(0.5, dtype=float32)"),
        (lambda: leaf([1.0]) * 2.0, "tensor([2.], grad_fn=<MulBackward>)"),
        (lambda: (leaf([1.0]) * 2.0).grad_fn, "<MulBackward>"),
        (lambda: (leaf([1.0]) * 2.0).grad_fn.next_functions[0], "<AccumulateGrad>"),
        (lambda: Tensor([True, False]), "tensor([ True, False])"),
    ],
)
def test_its_repr_shows_values_and_where_it_comes_from(make, text):
    assert repr(make()) == text


@pytest.mark.parametrize("shape", [(), (1,), (1, 1, 1)])
def test_one_element_is_a_python_number(shape):
    x = Tensor(np.full(shape, 2.5))
    assert type(x.item()) is float
    assert (x.item(), float(x), int(x), bool(x), bool(x - 2.5)) == (2.5, 2.5, 2, True, False)


@pytest.mark.parametrize("ask", [Tensor.item, float, int, bool], ids=["item", "float", "int", "bool"])
@pytest.mark.parametrize("shape", [(2,), (0,), (2, 1)])
def test_several_elements_are_no_number(ask, shape):
    with pytest.raises(ValueError, match=rf"\({shape[0]}, ?"):
        ask(Tensor(np.ones(shape)))


def test_size_and_len_are_those_of_the_array():
    x = Tensor(A)
    assert (x.size(), x.size(1), x.size(-2), len(x)) == ((2, 3), 3, 2, 2)


def test_numpy_takes_it_for_an_array_and_gets_a_copy():
    x = Tensor(A)
    for array in (np.asarray(x), np.array(x), np.asarray(x, np.float32)):
        np.testing.assert_array_equal(array, A.astype(array.dtype))
        assert not np.shares_memory(array, x.data)
    assert np.asarray(x, np.float32).dtype == np.float32
    assert x.numpy() is x.data


# ---- copies and changes ----------------------------------------------------------------------------


def test_copy_is_a_leaf_and_clone_is_an_op():
    x = leaf([1.0, 2.0])
    z = x * x
    copied, cloned, detached = z.copy(), z.clone(), z.detach()
    assert (copied.is_leaf, copied.requires_grad, copied.grad_fn) == (True, True, None)
    assert (detached.is_leaf, detached.requires_grad, detached.grad_fn) == (True, False, None)
    cloned.backward()
    copied.backward()
    assert x.grad.data.tolist() == [2.0, 4.0]
    assert Tensor([1.0]).copy().requires_grad is False
    assert x.requires_grad_(False) is x
    assert x.requires_grad is False


@pytest.mark.parametrize("how", [copy.deepcopy, copy.copy])
def test_a_copied_leaf_keeps_its_flags_and_shares_nothing(how):
    x = Tensor([1.0, 2.0], requires_grad=True, is_parameter=True)
    (x * 3.0).backward()
    y = how(x)
    assert (y.requires_grad, y.is_leaf, y.is_parameter) == (True, True, True)
    assert y.grad.data.tolist() == [3.0, 3.0]
    y[0] = 9.0
    (y * 1.0).backward()
    assert x.data.tolist() == [1.0, 2.0]
    assert x.grad.data.tolist() == [3.0, 3.0]
    assert y.grad.data.tolist() == [4.0, 4.0]


def test_deepcopy_copies_a_shared_tensor_once_and_no_graph():
    x = leaf([1.0])
    first, second = copy.deepcopy([x, x])
    assert first is second
    assert first is not x
    with pytest.raises(RuntimeError, match=r"only leaves.*detach\(\)"):
        copy.deepcopy(x * 2.0)


def test_fill_returns_the_tensor_and_makes_a_result_a_constant():
    x = leaf([1.0, 2.0])
    assert x.fill_(3.0) is x
    assert x.requires_grad is True
    z = x * 2.0
    z.fill_(1.0)
    assert (z.requires_grad, z.is_leaf, z.grad_fn) == (False, True, None)
    assert z.data.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (0, 5.0),
        ((slice(None), 1), [7.0, 8.0]),
        (Tensor([1, 0]), Tensor(B)),
        (A > 1, 0.0),
        (..., np.float32(2)),
    ],
)
def test_elements_may_be_assigned(key, value):
    x, expected = leaf(A), A.copy()
    x[key] = value
    expected[np.asarray(key) if isinstance(key, Tensor) else key] = np.asarray(value)
    np.testing.assert_array_equal(x.data, expected)


def test_what_should_be_recorded_cannot_be_assigned_to_elements():
    x, y = leaf([1.0, 2.0]), Tensor([0.0, 0.0])
    with pytest.raises(RuntimeError, match="not recorded"):
        y[0] = x[0]
    with pytest.raises(RuntimeError, match="not recorded"):
        (x * 2.0)[0] = 1.0
    y[0] = x[0].detach()
    with no_grad():
        y[1] = x[1]
    assert y.data.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("op", [operator.iadd, operator.isub, operator.imul, operator.itruediv])
@pytest.mark.parametrize(
    "other", [2.0, Tensor([4.0, 8.0]), np.array([4.0, 8.0])], ids=["float", "tensor", "array"]
)
def test_augmented_assignment_changes_a_constant_itself(op, other):
    x = Tensor(np.array([1.0, 2.0], np.float32))
    array = x.data
    assert op(x, other) is x
    assert x.data is array
    np.testing.assert_array_equal(x.data, op(np.array([1.0, 2.0]), np.asarray(other)))
    assert x.dtype == np.float32


def test_augmented_assignment_in_a_graph_is_an_op_in_place_and_on_a_leaf_refused():
    x, total = leaf([1.0, 2.0]), Tensor([0.0, 0.0])
    start = total
    total += x
    total *= 3.0
    assert start is total
    total.backward()
    assert x.grad.data.tolist() == [3.0, 3.0]
    assert start.data.tolist() == [3.0, 6.0]
    with pytest.raises(RuntimeError, match=r"leaf.*no_grad\(\)"):
        x += 1.0
    assert x.data.tolist() == [1.0, 2.0]
