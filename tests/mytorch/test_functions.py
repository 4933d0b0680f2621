"""PyTorch's functions on tensors: values are NumPy's, derivatives those of numbers, at kinks PyTorch's."""

import math

import numpy as np
import pytest

import mytorch
from mytorch import Tensor, functions, functions_of_shape, functions_over_dims, gradcheck

INF = float("inf")
A = np.array([[1.5, -2.0, 0.25], [-0.5, 4.0, -1.0]])
B = np.array([[2.0, 0.5, -1.0], [1.0, 3.0, 2.5]])
V, W = np.array([1.5, -0.5, 2.0]), np.array([0.25, 3.0])
MASK = np.array([[True, False, True], [False, False, True]])
BATCH = np.arange(12.0).reshape(2, 3, 2) / 7 - 0.6
INDEX = np.array([[0, 2, 2], [1, 0, 0]])


def softmax(a, axis):
    e = np.exp(a - a.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def erf(a):
    return np.vectorize(math.erf)(a)


# name: the call on tensors, the same on arrays, the inputs.
CASES = {
    "abs": (lambda x: mytorch.abs(x), np.abs, [A]),
    "abs()": (lambda x: abs(x), np.abs, [A]),
    "neg": (lambda x: mytorch.neg(x), np.negative, [A]),
    "exp": (lambda x: mytorch.exp(x), np.exp, [A]),
    "log": (lambda x: mytorch.log(x), np.log, [abs(A)]),
    "log1p": (lambda x: mytorch.log1p(x), np.log1p, [abs(A)]),
    "sqrt": (lambda x: mytorch.sqrt(x), np.sqrt, [abs(A)]),
    "sin": (lambda x: mytorch.sin(x), np.sin, [A]),
    "cos": (lambda x: mytorch.cos(x), np.cos, [A]),
    "tanh": (lambda x: mytorch.tanh(x), np.tanh, [A]),
    "sigmoid": (lambda x: mytorch.sigmoid(x), lambda a: 1 / (1 + np.exp(-a)), [A]),
    "relu": (lambda x: mytorch.relu(x), lambda a: np.maximum(a, 0), [A]),
    "erf": (lambda x: mytorch.erf(x), erf, [A]),
    "add": (lambda x, y: mytorch.add(x, y, alpha=2), lambda a, b: a + 2 * b, [A, B]),
    "sub": (lambda x, y: mytorch.sub(x, y, alpha=2), lambda a, b: a - 2 * b, [A, B]),
    "mul": (lambda x, y: mytorch.mul(x, y), np.multiply, [A, V]),
    "div": (lambda x, y: mytorch.div(x, y), np.divide, [A, B]),
    "pow": (lambda x: mytorch.pow(x, 3), lambda a: a**3, [A]),
    "matmul": (lambda x, y: mytorch.matmul(x, y), np.matmul, [BATCH, A]),
    "maximum": (lambda x, y: mytorch.maximum(x, y), np.maximum, [A, V]),
    "minimum": (lambda x, y: mytorch.minimum(x, y), np.minimum, [A, V + 0.1]),
    "max(x, y)": (lambda x, y: mytorch.max(x, y), np.maximum, [A, B]),
    "min(x, y)": (lambda x, y: mytorch.min(x, y), np.minimum, [A, B]),
    "clamp": (lambda x: mytorch.clamp(x, -0.75, 1), lambda a: np.clip(a, -0.75, 1), [A]),
    "clamp by tensors": (
        lambda x, y: mytorch.clamp(x, y, y + 1.2),
        lambda a, b: np.clip(a, b, b + 1.2),
        [A, B],
    ),
    "where": (lambda x, y: mytorch.where(MASK, x, y), lambda a, b: np.where(MASK, a, b), [A, V]),
    "where of a number": (lambda x: mytorch.where(Tensor(MASK), 2, x), lambda a: np.where(MASK, 2, a), [A]),
    "masked_fill": (lambda x: mytorch.masked_fill(x, MASK, 7), lambda a: np.where(MASK, 7, a), [A]),
    "sum": (lambda x: mytorch.sum(x, (0, 1)), np.sum, [A]),
    "sum(())": (lambda x: mytorch.sum(x, ()), np.sum, [A]),
    "mean": (lambda x: mytorch.mean(x, axis=1, keepdims=True), lambda a: a.mean(1, keepdims=True), [A]),
    "mean([])": (lambda x: mytorch.mean(x, []), np.mean, [A]),
    "prod": (lambda x: mytorch.prod(x), np.prod, [A]),
    "prod(dim)": (lambda x: mytorch.prod(x, -1, True), lambda a: a.prod(1, keepdims=True), [A]),
    "max": (lambda x: mytorch.max(x), np.max, [A]),
    "max(dim)": (lambda x: mytorch.max(x, 0)[0], lambda a: a.max(0), [A]),
    "min": (lambda x: mytorch.min(x), np.min, [A]),
    "min(dim)": (lambda x: mytorch.min(x, 1, True).values, lambda a: a.min(1, keepdims=True), [A]),
    "var": (lambda x: mytorch.var(x), lambda a: a.var(ddof=1), [A]),
    "var(dim)": (lambda x: mytorch.var(x, 1, False, True), lambda a: a.var(1, keepdims=True), [A]),
    "std": (lambda x: mytorch.std(x, 0, correction=0), lambda a: a.std(0), [A]),
    "std(False)": (lambda x: mytorch.std(x, False), np.std, [A]),
    "norm": (lambda x: mytorch.norm(x), np.linalg.norm, [A]),
    "norm(1)": (lambda x: mytorch.norm(x, 1, 0), lambda a: abs(a).sum(0), [A]),
    "norm(inf)": (lambda x: mytorch.norm(x, INF, dim=1), lambda a: abs(a).max(1), [A]),
    "norm(-inf)": (lambda x: mytorch.norm(x, -INF), lambda a: abs(a).min(), [A]),
    "norm(2.5)": (lambda x: mytorch.norm(x, 2.5), lambda a: (abs(a) ** 2.5).sum() ** 0.4, [A]),
    "softmax": (lambda x: mytorch.softmax(x, 1), lambda a: softmax(a, 1), [A]),
    "log_softmax": (lambda x: mytorch.log_softmax(x, 0), lambda a: np.log(softmax(a, 0)), [A]),
    "logsumexp": (lambda x: mytorch.logsumexp(x, 1), lambda a: np.log(np.exp(a).sum(1)), [A]),
    "cumsum": (lambda x: mytorch.cumsum(x, 1), lambda a: np.cumsum(a, 1), [A]),
    "outer": (lambda x, y: mytorch.outer(x, y), np.outer, [V, W]),
    "einsum": (lambda x, y: mytorch.einsum("ij,kj->ki", x, y), lambda a, b: b @ a.T, [A, B]),
    "einsum, implicit": (lambda x, y: mytorch.einsum("ij,j", x, y), lambda a, b: a @ b, [A, V]),
    "einsum, stretched": (
        lambda x, y: mytorch.einsum("ij,k->k", [x, y]),
        lambda a, b: a.sum() * b,
        [A, W],
    ),
    "einsum, a size of 1": (
        lambda x, y: mytorch.einsum("ij,ij->j", x, y),
        lambda a, b: (a * b).sum(0),
        [A[:1], B],
    ),
    "einsum, diagonal": (lambda x: mytorch.einsum("ii->i", x), np.diag, [A[:, :2]]),
    "einsum, broadcast": (
        lambda x, y: mytorch.einsum("...ij,...j->...i", x, y),
        lambda a, b: (a @ b[..., None])[..., 0],
        [BATCH, W],
    ),
    "reshape": (lambda x: mytorch.reshape(x, (3, -1)), lambda a: a.reshape(3, 2), [A]),
    "view": (lambda x: x.view(3, -1), lambda a: a.reshape(3, 2), [A]),
    "transpose": (lambda x: mytorch.transpose(x, 0, 1), np.transpose, [A]),
    "permute": (lambda x: mytorch.permute(x, (2, 0, 1)), lambda a: a.transpose(2, 0, 1), [BATCH]),
    "flatten": (lambda x: mytorch.flatten(x, 1), lambda a: a.reshape(2, 6), [BATCH]),
    "squeeze": (lambda x: mytorch.squeeze(x[None, :, None], 0), lambda a: a[:, None], [A]),
    "squeeze()": (lambda x: mytorch.squeeze(x[None, :, None]), lambda a: a, [A]),
    "unsqueeze": (lambda x: mytorch.unsqueeze(x, -2), lambda a: a[:, None], [A]),
    "expand": (lambda x: x.expand(2, -1, 3), lambda a: np.broadcast_to(a, (2, 2, 3)), [A[:, :1]]),
    "repeat": (lambda x: x.repeat(2, 1, 3), lambda a: np.tile(a, (2, 1, 3)), [A]),
    "flip": (lambda x: mytorch.flip(x, (0, -1)), lambda a: a[::-1, ::-1], [A]),
    "tril": (lambda x: mytorch.tril(x, 1), lambda a: np.tril(a, 1), [BATCH]),
    "triu": (lambda x: mytorch.triu(x), np.triu, [BATCH]),
    "cat": (lambda x, y: mytorch.cat([x, y, x], -1), lambda a, b: np.concatenate([a, b, a], 1), [A, B]),
    "cat of rows": (lambda x: mytorch.cat(x), lambda a: a.reshape(-1, 2), [BATCH]),
    "stack": (lambda x, y: mytorch.stack((x, y), 1), lambda a, b: np.stack((a, b), 1), [A, B]),
    "split": (lambda x: mytorch.split(x, 2, 1)[1], lambda a: a[:, 2:], [A]),
    "split by sizes": (lambda x: mytorch.split(x, [1, 0, 2], 1)[2], lambda a: a[:, 1:], [A]),
    "chunk": (lambda x: mytorch.chunk(x, 2, 1)[0], lambda a: a[:, :2], [A]),
    "gather": (
        lambda x: mytorch.gather(x, 1, INDEX),
        lambda a: np.take_along_axis(a, INDEX, 1),
        [A],
    ),
    "gather a part": (
        lambda x: mytorch.gather(x, 0, Tensor(INDEX[1:, :2])),
        lambda a: a[[[1, 0]], [[0, 1]]],
        [A],
    ),
}
WITHOUT_GRADIENT = {
    "argmax": (lambda x: mytorch.argmax(x, 1), lambda a: a.argmax(1)),
    "argmin": (lambda x: mytorch.argmin(x), np.argmin),
    "all": (lambda x: mytorch.all(x > 0, 0), lambda a: (a > 0).all(0)),
    "any": (lambda x: mytorch.any(x > 3), lambda a: (a > 3).any()),
    "eq": (lambda x: mytorch.eq(x, 4), lambda a: a == 4),
    "ne": (lambda x: mytorch.ne(x, Tensor(B)), lambda a: a != B),
    "lt": (lambda x: mytorch.lt(x, 0.25), lambda a: a < 0.25),
    "le": (lambda x: mytorch.le(x, 0.25), lambda a: a <= 0.25),
    "gt": (lambda x: mytorch.gt(x, B), lambda a: a > B),
    "ge": (lambda x: mytorch.ge(x, 4), lambda a: a >= 4),
    "&": (lambda x: (x > 0) & (x < 4), lambda a: (a > 0) & (a < 4)),
    "|": (lambda x: MASK | (x < 0), lambda a: MASK | (a < 0)),
    "^": (lambda x: (x > 0) ^ True, lambda a: (a > 0) ^ True),
    "~": (lambda x: ~(x > 0), lambda a: ~(a > 0)),
}


def tensors(arrays):
    return [Tensor(x, requires_grad=True) for x in arrays]


@pytest.mark.parametrize("name", CASES)
def test_the_value_is_numpy_s_and_the_derivative_that_of_numbers(name):
    ours, theirs, arrays = CASES[name]
    inputs = tensors(arrays)
    z = ours(*inputs)
    assert type(z) is Tensor
    np.testing.assert_allclose(z.data, theirs(*arrays), rtol=1e-14, atol=1e-14)
    assert z.shape == np.shape(theirs(*arrays))
    assert gradcheck(ours, inputs, method="complex")
    assert gradcheck(ours, inputs, method="central")


@pytest.mark.parametrize("name", WITHOUT_GRADIENT)
def test_what_has_no_gradient_is_a_constant(name):
    ours, theirs = WITHOUT_GRADIENT[name]
    z = ours(Tensor(A, requires_grad=True))
    assert (type(z), z.requires_grad, z.dtype) == (Tensor, False, np.asarray(theirs(A)).dtype)
    np.testing.assert_array_equal(z.data, theirs(A))


def test_every_function_is_tried_above():
    used = " ".join([*CASES, *WITHOUT_GRADIENT])
    for module in (functions, functions_of_shape, functions_over_dims):
        for name in module.__all__:
            assert name in used, name
            assert getattr(mytorch, name) is getattr(module, name)
            assert name in ("cat", "stack", "einsum") or hasattr(Tensor, name), name


@pytest.mark.parametrize("name", CASES)
def test_float32_stays_float32_and_float16_float16(name):
    ours, theirs, arrays = CASES[name]
    for dtype, close in ((np.float32, 1e-5), (np.float16, 0.02)):
        inputs = tensors([x.astype(dtype) for x in arrays])
        z = ours(*inputs)
        assert z.dtype == dtype
        np.testing.assert_allclose(z.data, theirs(*arrays), rtol=close, atol=close)
        z.backward()
        assert all(x.grad.dtype == dtype for x in inputs)


ONLY_OF_TENSORS = ("cat", "stack", "squeeze", "max(x", "min(x")


@pytest.mark.parametrize("name", [name for name in CASES if name not in ("view", "expand", "repeat")])
def test_an_array_is_a_constant(name):
    ours, theirs, arrays = CASES[name]
    inputs = [Tensor(x) for x in arrays] if name.startswith(ONLY_OF_TENSORS) else arrays
    z = ours(*inputs)
    if name == "abs()":  # which is Python's
        return
    assert (type(z), z.requires_grad) == (Tensor, False)
    np.testing.assert_allclose(z.data, theirs(*arrays), rtol=1e-14, atol=1e-14)


# ---- special points: (call, input, value, derivative) ------------------------------------------------------

SPECIAL = {
    "abs at 0": (lambda x: x.abs(), [0.0, -0.0], [0, 0], [0, 0]),
    "relu at 0": (lambda x: x.relu(), [0.0], [0], [0]),
    "maximum of equals": (lambda x: x.maximum(x.detach()), [1.0], [1], [0.5]),
    "minimum of equals": (lambda x: x.minimum(1), [1.0, 0.5], [1, 0.5], [0.5, 1]),
    "a NaN is the maximum": (lambda x: x.maximum(1), [np.nan], [np.nan], [1]),
    "clamp at its bounds": (lambda x: x.clamp(-1, 1), [-1.0, 1.0, 2.0], [-1, 1, 1], [1, 1, 0]),
    "min shares": (lambda x: x.min(), [2.0, 1.0, 1.0], 1, [0, 0.5, 0.5]),
    "min(dim) takes the first": (lambda x: x.min(0).values, [2.0, 1.0, 1.0], 1, [0, 1, 0]),
    "norm at 0": (lambda x: x.norm(), [0.0, 0.0], 0, [0, 0]),
    "norm(1) at 0": (lambda x: x.norm(1), [0.0, -2.0], 2, [0, -1]),
    "norm(0)": (lambda x: x.norm(0), [0.0, -2.0], 1, [0, 0]),
    "norm(0.5) at 0": (lambda x: x.norm(0.5), [0.0, -4.0], 4, [0, -1]),
    "norm(inf) shares": (lambda x: x.norm(INF), [2.0, -2.0, 1.0], 2, [0.5, -0.5, 0]),
    "norm(-1) at 0": (lambda x: x.norm(-1), [0.0, 1.0], 0, [0, 0]),
    "std of equals": (lambda x: x.std(), [3.0, 3.0], 0, [0, 0]),
    "prod with a zero": (lambda x: x.prod(), [0.0, 2.0, 3.0], 0, [6, 0, 0]),
    "prod with two zeros": (lambda x: x.prod(), [0.0, 0.0, 3.0], 0, [0, 0, 0]),
    "prod of none": (lambda x: x.prod(), [], 1, []),
    "softmax of huge numbers": (lambda x: x.softmax(0), [1e4, 1e4], [0.5, 0.5], [0, 0]),
    "softmax with -inf": (lambda x: x.softmax(0), [-INF, 2.0], [0, 1], [0, 0]),
    "log_softmax of huge numbers": (lambda x: x.log_softmax(0), [1e4, 0.0], [0, -1e4], [-1, 1]),
    "logsumexp of huge numbers": (lambda x: x.logsumexp(0), [1e4, 0.0], 1e4, [1, 0]),
    "logsumexp with -inf": (lambda x: x.logsumexp(0), [-INF, 2.0], 2, [0, 1]),
    "logsumexp of -inf alone": (lambda x: x.logsumexp(0), [-INF, -INF], -INF, [np.nan, np.nan]),
    "logsumexp of inf": (lambda x: x.logsumexp(0), [INF, 1.0], INF, [np.nan, 0]),
    "softmax of none": (lambda x: x.softmax(0), [], [], []),
    "log_softmax of none": (lambda x: x.log_softmax(0), [], [], []),
    "norm of none": (lambda x: x.norm(), [], 0, []),
    "cumsum of none": (lambda x: x.cumsum(0), [], [], []),
    "log1p of little": (lambda x: x.log1p(), [1e-20], [1e-20], [1]),
    "erf far out": (lambda x: x.erf(), [-INF, -30.0, 30.0, INF], [-1, -1, 1, 1], [0, 0, 0, 0]),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_at_special_points_the_slope_is_pytorch_s(name):
    call, at, value, slope = SPECIAL[name]
    x = Tensor(np.array(at, dtype=float), requires_grad=True)
    z = call(x)
    np.testing.assert_allclose(z.data, value, rtol=1e-15)
    z.backward()
    np.testing.assert_allclose(x.grad.data, slope, rtol=1e-15, atol=1e-15)


def test_erf_is_right_to_15_digits_from_the_smallest_numbers_up():
    x = np.concatenate([np.linspace(-7, 7, 20_001), 10.0 ** np.arange(-300, 1, 5)])
    expected = erf(x)
    off = np.abs(Tensor(x).erf().data - expected) / np.where(x == 0, 1, np.abs(expected))
    assert off.max() < 1e-15


@pytest.mark.parametrize(
    "name",
    ["sum", "mean", "max", "min", "prod", "var", "std", "norm", "softmax", "logsumexp", "cumsum", "flip"],
)
@pytest.mark.parametrize("dim", [0, -1])
def test_a_tensor_without_dims_has_dim_0_as_in_pytorch(name, dim):
    x = Tensor(2.5, requires_grad=True)
    z = {
        "var": lambda: x.var(dim, correction=0),
        "std": lambda: x.std(dim, correction=0),
        "norm": lambda: x.norm(2, dim),
    }.get(name, lambda: getattr(x, name)(dim))()
    z = z.values if name in ("max", "min") else z
    z.backward()
    expected = {"var": (0, 0), "std": (0, 0), "softmax": (1, 0)}.get(name, (2.5, 1))
    assert (z.shape, z.item(), x.grad.item()) == ((), *expected)
    with pytest.raises(IndexError):
        x.flip(1) if name == "flip" else getattr(x, name)(dim=1)


def test_integers_add_up_in_int64_and_become_floats_where_they_must():
    x = Tensor(np.array([[1, 2], [3, 4]], np.int8))
    for z in (x.sum(), x.prod(), x.cumsum(1), Tensor(np.array([True, True])).prod()):
        assert z.dtype == np.int64
    for z in (
        x.sin(),
        x.erf(),
        x.softmax(0),
        x.logsumexp(1),
        x.log1p(),
        x.clamp(0.5),
        mytorch.where(x > 1, x, 0.5),
    ):
        assert z.dtype == np.float64
    for z in (x.abs(), x.max(x), x.clamp(2), x.flip(0), x.tril(), mytorch.where(x > 1, x, 0), x.min()):
        assert z.dtype == np.int8
    assert mytorch.cat([x, Tensor(np.ones((1, 2), np.float32))]).dtype == np.float32
    assert (x > 1).tril().dtype == np.bool_


def test_large_numbers_of_float16_are_added_and_multiplied_in_float32():
    x = Tensor(np.full(4000, 0.5, np.float16), requires_grad=True)
    assert x.cumsum(0)[-1].item() == 2000
    assert (x * 400).norm().item() == np.float16(math.sqrt(4000) * 200)
    assert (x * 1000).var().item() == 0
    assert mytorch.einsum("i->", x * 2).item() == 4000


@pytest.mark.parametrize("other", [np.ones(3, np.float32), np.ones((2, 3), np.float32)])
def test_cat_records_an_empty_vector_and_counts_its_dtype(other):
    empty = Tensor(np.zeros(0), requires_grad=True)
    z = mytorch.cat([Tensor(other), empty], -1)
    assert (z.requires_grad, z.dtype, z.shape) == (True, np.float64, other.shape)
    z.sum().backward()
    assert empty.grad.shape == (0,)


def test_cat_leaves_out_an_empty_vector_as_pytorch_does():
    x = Tensor(A, requires_grad=True)
    z = mytorch.cat([mytorch.zeros(0), x], 1)
    np.testing.assert_array_equal(z.data, A)
    assert mytorch.cat([mytorch.zeros(0), mytorch.zeros(0)]).shape == (0,)


def test_a_result_owns_its_memory():
    x = Tensor(np.ones((1, 3)), requires_grad=True)
    for z in (
        x.view(3),
        x.expand(2, 3),
        x.squeeze(),
        x.flatten(),
        x.split(1)[0],
        x.flip(0),
        x.clamp(5),
        x.permute(0, 1),
    ):
        z.data[...] = 7
    assert x.data.tolist() == [[1, 1, 1]]


def test_a_condition_may_be_written_to_before_backward():
    x, mask = Tensor(V, requires_grad=True), Tensor(np.array([True, False, True]))
    z = mytorch.where(mask, x, 0.0)
    mask.data[...] = False
    z.backward()
    assert x.grad.data.tolist() == [1, 0, 1]


def test_a_batched_product_with_one_matrix_gives_it_the_sum_of_the_batch_s_gradients():
    x, w = tensors([BATCH, A])
    (x @ w).backward(Tensor(np.ones((2, 3, 3))))
    np.testing.assert_allclose(w.grad.data, BATCH.sum((0, 1))[:, None] * np.ones(3), rtol=1e-14)


# ---- errors ------------------------------------------------------------------------------------------------

ERRORS = {
    "softmax of no dim": (lambda x: x.softmax(2), IndexError, "takes dims from -2 to 1; got 2"),
    "softmax of a float": (lambda x: x.softmax(0.5), TypeError, "whole numbers; got 0.5"),
    "cumsum": (lambda x: x.cumsum(-3), IndexError, "takes dims from -2 to 1"),
    "cat of nothing": (lambda x: mytorch.cat([]), ValueError, "at least one Tensor"),
    "cat of numbers": (lambda x: mytorch.cat([x, 1.0]), TypeError, "a list or tuple of Tensors"),
    "cat of other shapes": (lambda x: mytorch.cat([x, x.T]), ValueError, r"got shapes \(2, 3\), \(3, 2\)"),
    "cat of 0-d": (lambda x: mytorch.cat([x.sum()]), ValueError, r"Use stack\(\)"),
    "stack of other shapes": (lambda x: mytorch.stack([x, x.T]), ValueError, "of one shape"),
    "where of numbers": (lambda x: mytorch.where(x, 1, 2), TypeError, "bools as its condition; got float64"),
    "clamp without bounds": (lambda x: x.clamp(), ValueError, "min or max"),
    "expand": (lambda x: x.expand(4, 3), ValueError, r"shape \(2, 3\) cannot become \(4, 3\)"),
    "expand of fewer dims": (lambda x: x.expand(3), ValueError, "cannot become"),
    "repeat of fewer dims": (lambda x: x.repeat(3), ValueError, "for each of the 2 dims"),
    "split by wrong sizes": (lambda x: x.split([1, 2]), ValueError, "add up to 2, the size of dim 0"),
    "split by 0": (lambda x: x.split(0), ValueError, "a size of 1 and more"),
    "split of 0-d": (lambda x: x.sum().split(1), ValueError, "has none"),
    "chunk by 0": (lambda x: x.chunk(0), ValueError, "1 and more"),
    "flip twice": (lambda x: x.flip(0, -2), ValueError, "each dim once"),
    "flatten backwards": (lambda x: x.flatten(1, 0), ValueError, "from the first to the last"),
    "gather of floats": (lambda x: x.gather(0, x), TypeError, "integers as its index"),
    "gather outside": (lambda x: x.gather(0, INDEX), IndexError, "indices from 0 to 1"),
    "gather of other dims": (lambda x: x.gather(0, INDEX[0]), ValueError, "as many dims as x"),
    "tril of a vector": (lambda x: x.reshape(-1).tril(), ValueError, "matrices"),
    "outer of matrices": (lambda x: x.outer(x), ValueError, "two vectors"),
    "einsum without equation": (lambda x: mytorch.einsum(x, x), TypeError, "equation"),
    "einsum of too many": (lambda x: mytorch.einsum("ij", x, x), ValueError, "names 1 tensors; got 2"),
    "einsum of other dims": (lambda x: mytorch.einsum("i->i", x), ValueError, "a tensor with 2 dims for 'i'"),
    "einsum of a new letter": (lambda x: mytorch.einsum("ij->k", x), ValueError, "out of the inputs'"),
    "einsum of signs": (lambda x: mytorch.einsum("i?->i", x), ValueError, "takes letters"),
    "norm of integers": (lambda x: Tensor([1, 2]).norm(), TypeError, "takes floats; got int64"),
    "norm of a word": (lambda x: x.norm("nuc"), ValueError, '"fro" for 2'),
    "var of integers": (lambda x: Tensor([1, 2]).var(), TypeError, "takes floats; got int64"),
    "var of a word": (lambda x: x.var(correction="a"), TypeError, "for correction"),
    "prod of dims": (lambda x: x.prod((0, 1)), TypeError, "whole numbers"),
    "max of dims": (lambda x: x.max(()), TypeError, "whole numbers"),
    "& of floats": (lambda x: x & x, TypeError, "bools or integers"),
    "~ of floats": (lambda x: ~x, TypeError, "bools or integers"),
    "masked_fill of several": (lambda x: x.masked_fill(MASK, V), ValueError, "one number"),
    "exp of a word": (lambda x: mytorch.exp("x"), TypeError, "numbers"),
    "eq of a word": (lambda x: mytorch.eq(x, "x"), TypeError, "tensors, arrays and numbers"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_is_refused_in_one_line(name):
    call, kind, words = ERRORS[name]
    with pytest.raises(kind, match=words) as caught:
        call(Tensor(A, requires_grad=True))
    assert "\n" not in str(caught.value)


def test_what_adds_or_multiplies_up_does_so_in_the_dtype_that_is_given():
    x = Tensor(np.array([200, 100], np.int32))
    for z in (x.softmax(0, np.float32), x.log_softmax(0, np.float32), x.cumsum(0, dtype=np.float32)):
        assert z.dtype == np.float32
    assert mytorch.prod(x, dtype=np.float32).dtype == np.float32
    assert mytorch.cumsum(x, 0, dtype=np.float64).data.tolist() == [200.0, 300.0]
    assert mytorch.softmax(x, 0, np.float64).data.tolist() == pytest.approx([1, np.exp(-100)])


def test_a_tensor_without_dims_can_be_transposed_along_dim_0():
    x = Tensor(2.0)
    assert (x.transpose(0, 0).item(), x.transpose(-1, 0).shape) == (2.0, ())
    assert (x.logsumexp(0).item(), x.logsumexp((0,), True).item()) == (2.0, 2.0)
    with pytest.raises(IndexError, match="from -1 to 0; got 1"):
        x.transpose(0, 1)


def test_the_mean_of_no_elements_is_nan_without_a_warning():  # as in PyTorch; a warning would fail the test
    empty = mytorch.zeros(0, 3, requires_grad=True)
    assert np.isnan(empty.mean().data)
    assert np.isnan(empty.mean(0).data).all()
    assert empty.mean(1).shape == (0,)
    empty.mean().backward()
    assert empty.grad.shape == (0, 3)
