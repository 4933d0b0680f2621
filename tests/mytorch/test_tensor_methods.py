"""The tensor's operators and methods: the values are NumPy's, the memory is the tensor's own."""

import operator

import numpy as np
import pytest

from mytorch.tensor import Tensor


def leaf(values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


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


def test_dims_and_sizes_may_be_numpy_s():
    x = Tensor(A)
    assert x.transpose(np.int64(0), np.int64(-1)).shape == A.shape[::-1]
    assert x.reshape(np.array([A.size])).shape == (A.size,)
