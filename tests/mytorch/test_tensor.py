"""The tensor: what it is made of, how it looks, its operators and methods against NumPy's."""

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


@pytest.mark.parametrize("data", ["a", None, [1.0, "a"], {}, object()], ids=repr)
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
        (Tensor.zeros, (2, 3), 0.0), (Tensor.zeros, (), 0.0), (Tensor.ones, (2, 3), 1.0),
        (Tensor.ones, (0,), 1.0), (Tensor.empty, (2, 3), None), (Tensor.empty, (), None),
        (Tensor.randn, (2, 3), None), (Tensor.randn, (), None),
    ],
)  # fmt: skip
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


@pytest.mark.parametrize("interval", [(4,), (1, 4), (0, 1, 0.25), (3.0,)], ids=str)
def test_arange_is_numpy_s(interval):
    x = Tensor.arange(*interval)
    np.testing.assert_array_equal(x.data, np.arange(*interval))
    assert x.dtype == np.arange(*interval).dtype


# ---- operators -------------------------------------------------------------------------------------

A = np.array([[1.5, -2.0, 3.0], [0.5, 4.0, -1.0]])
B = np.array([[2.0, 0.5, -1.0], [1.0, 3.0, 2.5]])


@pytest.mark.parametrize("op", [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow])
@pytest.mark.parametrize(
    "other",
    [2, 0.5, np.float64(3), abs(B), abs(B[0]), Tensor(abs(B))],
    ids=["int", "float", "np", "2d", "1d", "t"],
)
def test_arithmetic_is_numpy_s_on_either_side(op, other):
    x, plain = abs(A), getattr(other, "data", other) if isinstance(other, Tensor) else other
    for z, expected in ((op(Tensor(x), other), op(x, plain)), (op(other, Tensor(x)), op(plain, x))):
        assert type(z) is Tensor
        np.testing.assert_array_equal(z.data, expected)


@pytest.mark.parametrize("left", [A, Tensor(A)], ids=["array", "tensor"])
@pytest.mark.parametrize(
    "right", [B.T, Tensor(B.T), B[0], Tensor(B[0])], ids=["array", "tensor", "vector", "tvector"]
)
def test_the_matrix_product_is_numpy_s(left, right):
    z = left @ right if isinstance(left, Tensor) or isinstance(right, Tensor) else Tensor(left) @ right
    assert type(z) is Tensor
    np.testing.assert_array_equal(z.data, A @ np.asarray(right))


@pytest.mark.parametrize("op", [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize(
    "other", [1.5, A.T.reshape(2, 3), Tensor(B), 3], ids=["float", "array", "tensor", "int"]
)
def test_comparisons_give_tensors_of_bool_without_gradient(op, other):
    x = leaf(A)
    z = op(x, other)
    assert (type(z), z.dtype, z.requires_grad) == (Tensor, np.bool_, False)
    np.testing.assert_array_equal(z.data, op(A, np.asarray(other)))


def test_a_tensor_can_be_a_key_although_comparing_is_by_element():
    x, y = Tensor([1.0]), Tensor([1.0])
    assert len({x: 1, y: 2}) == 2
    assert {x: 1}[x] == 1


POSITIVE = np.array([[1.5, 2.0, 3.0], [0.5, 4.0, 4.0]])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        pytest.param(lambda x: -x, lambda a: -a, id="-x"),
        pytest.param(lambda x: x.exp(), np.exp, id="exp"),
        pytest.param(lambda x: x.log(), np.log, id="log"),
        pytest.param(lambda x: x.sqrt(), np.sqrt, id="sqrt"),
        pytest.param(lambda x: x.T, np.transpose, id="T"),
        pytest.param(lambda x: x.transpose(), np.transpose, id="transpose()"),
        pytest.param(lambda x: x.transpose(0, -1), np.transpose, id="transpose(0, -1)"),
        pytest.param(
            lambda x: x.reshape(2, 1, 3).transpose(1, 2), lambda a: a.reshape(2, 3, 1), id="transpose(1, 2)"
        ),
        pytest.param(lambda x: x.reshape(2, 1, 3).permute(2, 0, 1), lambda a: a.T[:, :, None], id="permute"),
        pytest.param(
            lambda x: x.reshape(2, 1, 3).permute((-1, 0, 1)), lambda a: a.T[:, :, None], id="permute(())"
        ),
        pytest.param(lambda x: x.reshape(-1), np.ravel, id="reshape(-1)"),
        pytest.param(lambda x: x.reshape(3, -1), lambda a: a.reshape(3, 2), id="reshape(3, -1)"),
        pytest.param(lambda x: x.reshape((3, 2)), lambda a: a.reshape(3, 2), id="reshape((3, 2))"),
        pytest.param(lambda x: x.sum(), np.sum, id="sum"),
        pytest.param(lambda x: x.sum(0), lambda a: a.sum(0), id="sum(0)"),
        pytest.param(
            lambda x: x.sum(dim=-1, keepdim=True), lambda a: a.sum(1, keepdims=True), id="sum(dim, keepdim)"
        ),
        pytest.param(
            lambda x: x.sum(axis=1, keepdims=True),
            lambda a: a.sum(1, keepdims=True),
            id="sum(axis, keepdims)",
        ),
        pytest.param(lambda x: x.sum([0, 1]), np.sum, id="sum([0, 1])"),
        pytest.param(lambda x: x.mean(), np.mean, id="mean"),
        pytest.param(
            lambda x: x.mean(dim=(0, 1), keepdim=True), lambda a: a.mean(keepdims=True), id="mean((0, 1))"
        ),
        pytest.param(lambda x: x.mean(axis=0), lambda a: a.mean(0), id="mean(axis)"),
        pytest.param(lambda x: x.max(), np.max, id="max"),
        pytest.param(lambda x: x.max(1).values, lambda a: a.max(1), id="max(1).values"),
        pytest.param(lambda x: x.max(dim=1)[1], lambda a: a.argmax(1), id="max(1)[1]"),
        pytest.param(
            lambda x: x.max(0, keepdim=True)[0], lambda a: a.max(0, keepdims=True), id="max(0, True)"
        ),
        pytest.param(
            lambda x: x.max(0, keepdim=True).indices, lambda a: a.argmax(0)[None], id="max(0, True).indices"
        ),
        pytest.param(lambda x: x.argmax(), np.argmax, id="argmax"),
        pytest.param(
            lambda x: x.argmax(dim=-1, keepdim=True), lambda a: a.argmax(1)[:, None], id="argmax(dim)"
        ),
        pytest.param(lambda x: x.argmax(axis=0), lambda a: a.argmax(0), id="argmax(axis)"),
        pytest.param(lambda x: x[1], lambda a: a[1], id="[1]"),
        pytest.param(lambda x: x[:, ::-2], lambda a: a[:, ::-2], id="[:, ::-2]"),
        pytest.param(lambda x: x[..., None], lambda a: a[..., None], id="[..., None]"),
        pytest.param(lambda x: x[Tensor([1, 0]), [0, 0]], lambda a: a[[1, 0], [0, 0]], id="[indices]"),
        pytest.param(lambda x: x[x > 1.7], lambda a: a[a > 1.7], id="[mask]"),
        pytest.param(lambda x: x.float(), lambda a: a.astype(np.float32), id="float"),
        pytest.param(lambda x: x.float().double(), lambda a: a, id="double"),
        pytest.param(lambda x: x.to(np.float16), lambda a: a.astype(np.float16), id="to"),
        pytest.param(lambda x: x.detach(), np.copy, id="detach"),
        pytest.param(lambda x: x.clone(), np.copy, id="clone"),
        pytest.param(lambda x: x.copy(), np.copy, id="copy"),
    ],
)
def test_methods_answer_what_numpy_does_in_memory_of_their_own(method, expected):
    x = Tensor(POSITIVE)
    z, right = method(x), np.asarray(expected(POSITIVE))
    assert type(z) is Tensor
    assert type(z.data) is np.ndarray
    assert (z.dtype, z.shape) == (right.dtype, right.shape)
    np.testing.assert_array_equal(z.data, right)
    assert not np.shares_memory(z.data, x.data)


def test_the_words_of_both_libraries_and_no_others_are_taken():
    with pytest.raises(TypeError, match=r"mean\(\) takes dim and keepdim; got ddof"):
        Tensor(A).mean(ddof=1)


def test_a_sequence_of_tensors_can_be_summed_and_iterated():
    x = leaf(A)
    assert sum(x).data.tolist() == A.sum(0).tolist()
    first, second = x
    (first * 2.0 + second).backward()
    assert x.grad.data.tolist() == [[2.0] * 3, [1.0] * 3]
    with pytest.raises(TypeError, match=r"shape \(\)"):
        len(Tensor(1.0))


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


def test_augmented_assignment_in_a_graph_is_an_op_and_on_a_leaf_refused():
    x, total = leaf([1.0, 2.0]), Tensor([0.0, 0.0])
    start = total
    total += x
    total *= 3.0
    total.backward()
    assert x.grad.data.tolist() == [3.0, 3.0]
    assert start.data.tolist() == [0.0, 0.0]
    with pytest.raises(RuntimeError, match=r"leaf.*no_grad\(\)"):
        x += 1.0
    assert x.data.tolist() == [1.0, 2.0]
