"""The dtype of a result: PyTorch's rule, written down from its documentation (torch.result_type).

Against PyTorch itself: tests/oracle/test_promotion.py.
"""

import operator

import numpy as np
import pytest

import mytorch
from mytorch.nn import functional as F
from mytorch.tensor import Tensor

ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}


def dims(dtype):
    return np.array([1, 2], dtype)


def scalar(dtype):
    return np.array(2, dtype)


# One operand, the other one, and the dtype of their sum. "default" is the default dtype.
TABLE = [
    (dims("f4"), dims("f8"), "f8"),
    (dims("f2"), dims("f4"), "f4"),
    (dims("f4"), scalar("f8"), "f4"),
    (dims("f2"), scalar("f8"), "f2"),
    (dims("f8"), scalar("f4"), "f8"),
    (scalar("f4"), scalar("f8"), "f8"),
    (dims("f4"), 2.5, "f4"),
    (dims("f2"), 2.5, "f2"),
    (scalar("f4"), 2.5, "f4"),
    (dims("f4"), 2, "f4"),
    (dims("f4"), True, "f4"),
    (dims("f4"), np.float64(2.5), "f4"),
    (dims("f4"), np.int64(2), "f4"),
    (dims("f4"), np.longdouble(2.5), "f4"),
    (dims("f4"), dims("i8"), "f4"),
    (dims("f2"), dims("i8"), "f2"),
    (dims("f4"), scalar("i8"), "f4"),
    (dims("i8"), scalar("f4"), "f4"),
    (dims("i8"), scalar("f8"), "f8"),
    (dims("u1"), scalar("f2"), "f2"),
    (dims("i8"), 2.5, "default"),
    (dims("u1"), 2.5, "default"),
    (scalar("i8"), 2.5, "default"),
    (dims("u1"), 2, "u1"),
    (dims("i4"), 2, "i4"),
    (dims("i4"), scalar("i8"), "i4"),
    (dims("i4"), dims("i8"), "i8"),
    (dims("u1"), dims("i1"), "i2"),
    (dims("?"), 2, "i8"),
    (dims("?"), scalar("u1"), "u1"),
    (dims("?"), dims("f4"), "f4"),
    (dims("?"), 2.5, "default"),
    (dims("f4"), 2j, "c8"),
    (dims("f8"), 2j, "c16"),
    (dims("f4"), dims("c8"), "c8"),
    (dims("f8"), dims("c8"), "c16"),
    (dims("c8"), scalar("f8"), "c8"),
    (dims("i8"), scalar("c8"), "c8"),
]


def name(value):
    return f"{value.dtype}{value.shape}" if isinstance(value, np.ndarray) else repr(value)


def operands(x, y):
    """The pair as tensors, and with an array in place of either; numbers as they are."""
    tx, ty = (Tensor(v) if isinstance(v, np.ndarray) else v for v in (x, y))
    yield tx, ty
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
        yield tx, y
        yield x, ty


@pytest.mark.parametrize(("x", "y", "expected"), TABLE, ids=[f"{name(x)} {name(y)}" for x, y, _ in TABLE])
@pytest.mark.parametrize("symbol", ARITHMETIC)
@pytest.mark.parametrize("default", ["f4", "f8"])
def test_two_dtypes_give_the_one_that_pytorch_gives(x, y, expected, symbol, default):
    op = ARITHMETIC[symbol]
    mytorch.set_default_dtype(default)
    try:
        for a, b in operands(x, y):
            for left, right in ((a, b), (b, a)):
                dtype = np.dtype(default if expected == "default" else expected)
                if symbol == "/" and dtype.kind in "iub":
                    dtype = np.dtype(default)
                z = op(left, right)
                if type(z) is np.ndarray:  # older NumPy's array ** 2, which it has read off the tensor itself
                    assert symbol == "**"
                    assert np.lib.NumpyVersion(np.__version__) < "2.3.0"
                    continue
                assert z.dtype == dtype
                in_doubles = np.result_type(dtype, np.float64)
                exact = op(*(np.asarray(getattr(v, "data", v)).astype(in_doubles) for v in (left, right)))
                np.testing.assert_allclose(z.data, exact.astype(dtype), rtol=1e-2)
    finally:
        mytorch.set_default_dtype(np.float64)


@pytest.mark.parametrize("symbol", ARITHMETIC)
def test_the_gradient_of_a_0_d_tensor_comes_back_in_its_own_dtype(symbol):
    x, c = Tensor(np.array([1.5, 2.5], np.float32), requires_grad=True), Tensor(2.0, requires_grad=True)
    z = ARITHMETIC[symbol](x, c)
    z.backward()
    assert (z.dtype, x.grad.dtype, c.grad.dtype) == (np.float32, np.float32, np.float64)
    assert c.grad.shape == ()


def test_a_matrix_product_has_the_same_rule():
    x = Tensor(np.ones((2, 2), np.float32), requires_grad=True)
    assert (x @ np.ones((2, 2), np.int64)).dtype == (np.ones(2, np.int64) @ x).dtype == np.float32
    assert (x @ Tensor(np.ones((2, 2)))).dtype == np.float64


def test_in_place_a_number_of_another_dtype_changes_no_dtype():
    x = Tensor(np.array([1.0, 2.0], np.float32))
    x *= Tensor(2.0)
    x += np.array(0.5)
    assert (x.dtype, x.data.tolist()) == (np.float32, [2.5, 4.5])


def test_comparisons_have_the_same_rule():
    x = Tensor(np.array([0.1, 0.2], np.float32))
    assert (x == Tensor(0.1)).data.tolist() == (Tensor(0.1) == x).data.tolist() == [True, False]
    assert (x == Tensor([0.1, 0.2])).data.tolist() == [False, False]


INTEGERS = [np.array([0, 1, 255], np.uint8), np.array([0, 1, 100], np.int64), np.array([True, False])]


@pytest.mark.parametrize("array", INTEGERS, ids=name)
@pytest.mark.parametrize("op", ["exp", "log", "sqrt", "sigmoid", "tanh"])
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:overflow")
@pytest.mark.parametrize("default", [np.float32, np.float64])
def test_integers_are_floats_before_a_function_of_floats_is_taken(array, op, default):
    mytorch.set_default_dtype(default)
    try:
        x = Tensor(array)
        z = getattr(F, op)(x) if op in ("sigmoid", "tanh") else getattr(x, op)()
    finally:
        mytorch.set_default_dtype(np.float64)
    plain = array.astype(default)
    expected = 1 / (1 + np.exp(-plain)) if op == "sigmoid" else getattr(np, op)(plain)
    assert z.dtype == default
    np.testing.assert_allclose(z.data, expected, rtol=1e-6)


def test_sums_of_integers_are_int64_and_means_of_them_are_refused():
    for array in INTEGERS:
        total = Tensor(array).sum()
        assert (total.dtype, total.item()) == (np.int64, int(array.astype(int).sum()))
        assert Tensor(array).sum(0, True).dtype == np.int64
        with pytest.raises(TypeError, match=r"double\(\)\.mean\(\)"):
            Tensor(array).mean()
    assert Tensor(np.ones(200, np.uint8) * 255).sum().item() == 51_000


@pytest.mark.parametrize("number", [300, -1, 2**70])
def test_a_number_that_an_integer_dtype_cannot_hold_is_refused(number):
    x = Tensor(np.array([1, 2], np.uint8))
    for op in (operator.add, operator.mul, operator.sub):
        for left, right in ((x, number), (number, x)):
            with pytest.raises(ValueError, match="does not fit into uint8|integers of 64 bits"):
                op(left, right)
    if number < 2**64:
        assert (x < number).data.tolist() == [number > 0] * 2


def test_an_integer_power_of_two_is_an_integer():
    z = 2 ** Tensor([0, 1, 10])
    assert (z.dtype, z.data.tolist()) == (np.int64, [1, 2, 1024])
    assert (2.0 ** Tensor([1, 2])).dtype == np.float64
    with pytest.raises(ValueError, match="negative integer powers"):
        Tensor([1, 2]) ** -1


def test_complex_numbers_have_no_gradient_and_say_so():
    w = Tensor([1.0, 2.0], requires_grad=True)
    for make in (lambda: w * 1j, lambda: w.to(np.complex128), lambda: w + np.array([1j, 2])):
        with pytest.raises(TypeError, match="complex128.*no gradient"):
            make()
    with mytorch.no_grad():
        assert (w * 1j).dtype == np.complex128
    with pytest.raises(TypeError, match="imaginary"):
        Tensor(1j).to(np.float64)
