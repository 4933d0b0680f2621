"""NumPy meets a tensor: it differentiates, or refuses; it never cuts a graph in silence."""

import cmath
import math
import statistics
import struct
from array import array as python_array

import numpy as np
import pytest

from mytorch import no_grad
from mytorch.numpy_functions import FUNCTIONS, UFUNCS
from mytorch.tensor import Tensor

X = np.array([4.0, 5.0, 6.0])
M = np.array([[0.5, 2.0, 1.5], [3.0, 2.5, 0.25]])


def leaf(values=(1.0, 2.0, 3.0)):
    return Tensor(np.array(values), requires_grad=True)


def central_difference(function, at, upstream):
    """The derivatives of (function(array) * upstream).sum()."""
    result = np.empty(at.shape)
    for index in np.ndindex(at.shape):
        step = np.zeros(at.shape)
        step[index] = 1e-6
        result[index] = ((function(at + step) - function(at - step)) * upstream).sum() / 2e-6
    return result


# ---- what differentiates: the same call on arrays and on tensors ---------------------------------------

DIFFERENTIATES = {
    "x + w": lambda w: X + w,
    "x - w": lambda w: X - w,
    "x * w": lambda w: X * w,
    "x / w": lambda w: X / w,
    "x ** w": lambda w: X**w,
    "w ** x": lambda w: w**X,
    "M @ w": lambda w: M @ w,
    "w @ M.T": lambda w: w @ M.T,
    "np.float64 * w": lambda w: np.float64(2.5) * w,
    "w * np.float32": lambda w: w * np.float32(2.5),
    "0-d * w": lambda w: np.array(2.5) * w,
    "np.int64 ** w": lambda w: np.int64(2) ** w,
    "list": lambda w: np.add([1.0, 2.0, 3.0], w),
    "np.add": lambda w: np.add(w, w),
    "np.subtract": lambda w: np.subtract(1, w),
    "np.multiply": lambda w: np.multiply(M, w),
    "np.divide": lambda w: np.divide(w, X),
    "np.true_divide": lambda w: np.true_divide(w, X),
    "np.power": lambda w: np.power(w, 3),
    "np.matmul": lambda w: np.matmul(M, w),
    "np.negative": lambda w: np.negative(w),
    "np.positive": lambda w: np.positive(w) * w,
    "np.square": lambda w: np.square(w),
    "np.exp": lambda w: np.exp(w),
    "np.log": lambda w: np.log(w),
    "np.sqrt": lambda w: np.sqrt(w),
    "np.tanh": lambda w: np.tanh(w),
    "defaults given": lambda w: np.multiply(w, w, out=None),
    "np.sum": lambda w: np.sum(w * w),
    "np.sum(axis)": lambda w: np.sum(M * w, axis=1),
    "np.sum(axis, keepdims)": lambda w: np.sum(M * w, axis=0, keepdims=True),
    "np.sum(axis by position)": lambda w: np.sum(M * w, 0),
    "np.sum(axes)": lambda w: np.sum(M * w, axis=(0, 1), dtype=None, out=None),
    "np.mean": lambda w: np.mean(M * w, axis=-1),
    "np.max": lambda w: np.max(w * X),
    "np.max(axis)": lambda w: np.max(M * w, axis=0),
    "np.max(keepdims)": lambda w: np.max(M * w, keepdims=True),
    "np.amax": lambda w: np.amax(M * w, axis=1, keepdims=True),
    "np.dot(x, w)": lambda w: np.dot(X, w),
    "np.dot(w, x)": lambda w: np.dot(w, X),
    "np.dot(M, w)": lambda w: np.dot(M, w),
    "np.dot(w, M.T)": lambda w: np.dot(w, M.T),
    "np.dot of matrices": lambda w: np.dot(M * w, M.T),
    "np.dot(2, w)": lambda w: np.dot(2.0, w),
    "np.dot of a list": lambda w: np.dot([1.0, 2.0, 3.0], w),
    "np.vdot": lambda w: np.vdot(M, M * w),
    "np.inner": lambda w: np.inner(M, w),
    "np.inner(w, M)": lambda w: np.inner(w, M),
    "np.inner of matrices": lambda w: np.inner(M, M * w),
    "np.inner of a list": lambda w: np.inner(w, [[1.0, 2.0, 3.0]]),
    "np.outer": lambda w: np.outer(X, w) * np.outer(w, X),
    "np.reshape": lambda w: np.reshape(M * w, (3, 2)),
    "np.reshape(-1)": lambda w: np.reshape(M * w, -1),
    "np.ravel": lambda w: np.ravel(M * w),
    "np.transpose": lambda w: np.transpose(M * w),
    "np.transpose(axes)": lambda w: np.transpose(M * w, (1, 0)),
    "np.swapaxes": lambda w: np.swapaxes(M * w, 0, 1),
    "np.expand_dims": lambda w: np.expand_dims(w * w, 1),
    "np.squeeze": lambda w: np.squeeze(np.expand_dims(w * w, 0)),
    "np.copy": lambda w: np.copy(w) * w,
    "np.sin": lambda w: np.sin(w),
    "np.cos": lambda w: np.cos(w),
    "np.log1p": lambda w: np.log1p(w),
    "np.absolute": lambda w: np.abs(w - 1.5),
    "np.maximum": lambda w: np.maximum(M, w),
    "np.minimum": lambda w: np.minimum(w, 1.75),
    "np.min": lambda w: np.min(w * X, keepdims=True),
    "np.min(axis)": lambda w: np.min(M * w, axis=0),
    "np.amin": lambda w: np.amin(M * w, 1, keepdims=True),
    "np.prod": lambda w: np.prod(M * w),
    "np.prod(axis)": lambda w: np.prod(M * w, axis=1, keepdims=True),
    "np.cumsum": lambda w: np.cumsum(M * w),
    "np.cumsum(axis)": lambda w: np.cumsum(M * w, axis=0),
    "np.var": lambda w: np.var(M * w),
    "np.var(ddof)": lambda w: np.var(M * w, axis=1, ddof=1, keepdims=True),
    "np.std": lambda w: np.std(M * w, axis=(0, 1)),
    "np.linalg.norm": lambda w: np.linalg.norm(M * w),
    "np.linalg.norm(ord)": lambda w: np.linalg.norm(w, 3),
    "np.linalg.norm(axis)": lambda w: np.linalg.norm(M * w, 1, axis=0, keepdims=True),
    "np.clip": lambda w: np.clip(M * w, 0.8, w),
    "np.where": lambda w: np.where(X > 4.5, w, X),
    "np.where by numbers": lambda w: np.where([1, 0, 2], 0.5, w),
    "np.einsum": lambda w: np.einsum("ij,j->i", M, w),
    "np.einsum(optimize)": lambda w: np.einsum("...i,...i", M, w, optimize=True),
    "np.broadcast_to": lambda w: np.broadcast_to(w, (2, 3)),
    "np.tile": lambda w: np.tile(w, 2),
    "np.tile(reps)": lambda w: np.tile(M * w, (2, 1, 2)),
    "np.flip": lambda w: np.flip(M * w),
    "np.flip(axis)": lambda w: np.flip(M * w, 1),
    "np.tril": lambda w: np.tril(M * w),
    "np.triu": lambda w: np.triu(M * w, 1),
    "np.split": lambda w: np.split(w, 3)[1],
    "np.split at places": lambda w: np.split(M * w, [1], axis=1)[1],
    "np.array_split": lambda w: np.array_split(w, 2)[0],
    "np.concatenate": lambda w: np.concatenate([X, w * 2.0, w]),
    "np.concatenate(axis)": lambda w: np.concatenate((M * w, M), axis=-1),
    "np.concatenate(axis=None)": lambda w: np.concatenate((M * w, w), axis=None),
    "np.concatenate of a tensor's rows": lambda w: np.concatenate(M * w),
    "np.stack": lambda w: np.stack((X, w), axis=1),
    "np.vstack": lambda w: np.vstack([w, M]),
    "np.hstack": lambda w: np.hstack([w, X]),
    "np.hstack of matrices": lambda w: np.hstack([M, M * w]),
    "an array of tensors": lambda w: sum(
        np.array([w[0], w[1], w[2]]) if isinstance(w, np.ndarray) else of(w)
    ),
    "an array of tensors * x": lambda w: (X * of(w)).sum() if isinstance(w, Tensor) else (X * w).sum(),
}


def of(w):
    """An array of objects, which are the elements of w."""
    objects = np.empty(3, object)
    for i in range(3):
        objects[i] = w[i]
    return objects


@pytest.mark.parametrize("name", DIFFERENTIATES)
def test_a_function_that_we_have_an_op_for_is_differentiated(name):
    function, w = DIFFERENTIATES[name], leaf()
    value, z = np.asarray(function(w.data.copy())), function(w)
    assert type(z) is Tensor
    np.testing.assert_allclose(z.data, value, rtol=1e-14)
    assert z.shape == value.shape
    upstream = np.random.default_rng(0).normal(size=value.shape)
    z.backward(Tensor(upstream))
    slope = central_difference(function, w.data.copy(), upstream)
    np.testing.assert_allclose(w.grad.data, slope, rtol=1e-6, atol=1e-7)


def test_every_function_of_the_table_is_tried_above():
    used = " ".join(DIFFERENTIATES)
    boolean = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"}
    boolean |= {"bitwise_and", "bitwise_or", "bitwise_xor"}
    for function in [*FUNCTIONS, *UFUNCS]:
        assert function.__name__ in boolean or f".{function.__name__}" in used, function


def test_a_sum_of_an_op_s_result_and_a_numpy_method_s_has_the_right_gradient_or_none():
    w = leaf()
    with pytest.raises(TypeError, match=r"detach\(\)"):
        ((w * w).sum() + X.dot(w)).backward()
    ((w * w).sum() + np.dot(X, w)).backward()
    assert w.grad.data.tolist() == [6.0, 9.0, 12.0]


# ---- what refuses ---------------------------------------------------------------------------------------


def assign(w):
    X.copy()[:] = w


def add_in_place(w):
    x = X.copy()
    x += w


REFUSES = {
    "x.dot(w)": lambda w: X.dot(w),
    "x.searchsorted": lambda w: X.searchsorted(w),
    "x.put": lambda w: X.copy().put([0, 1, 2], w),
    "x.take": lambda w: X.take(w),
    "x.clip": lambda w: X.clip(w, 10.0),
    "x.choose": lambda w: np.array([0, 0, 0]).choose([w, w]),
    "np.concatenate(dtype)": lambda w: np.concatenate([w, w], dtype=np.float32),
    "np.block": lambda w: np.block([[w, w]]),
    "np.floor_divide": lambda w: X // w,
    "w // x": lambda w: w // X,
    "np.sinh": lambda w: np.sinh(w),
    "np.median": lambda w: np.median(w),
    "np.where of a tensor alone": lambda w: np.where(w),
    "np.where by a tensor": lambda w: np.where(w, 1.0, X),
    "np.einsum of numbered dims": lambda w: np.einsum(X, [0], w, [0]),
    "np.var(where)": lambda w: np.var(w, where=[True, False, True]),
    "np.prod of two dims": lambda w: np.prod(M * w, axis=(0, 1)),
    "np.max of a tensor's dim": lambda w: np.max(w, Tensor(X)),
    "np.sort": lambda w: np.sort(w),
    "np.linalg.norm of a matrix": lambda w: np.linalg.norm(M * w, 2),
    "np.linalg.solve": lambda w: np.linalg.solve(np.eye(3), w),
    "np.linalg.multi_dot": lambda w: np.linalg.multi_dot([M, M.T, M, w]),
    "np.fft.fft": lambda w: np.fft.fft(w),
    "np.kron": lambda w: np.kron(w, w),
    "np.tensordot": lambda w: np.tensordot(X, w, 1),
    "np.interp": lambda w: np.interp(1.5, X, w),
    "np.pad": lambda w: np.pad(w, 1),
    "np.nan_to_num": lambda w: np.nan_to_num(w),
    "np.apply_along_axis": lambda w: np.apply_along_axis(sum, 0, w),
    "np.copyto": lambda w: np.copyto(X.copy(), w),
    "np.full_like": lambda w: np.full_like(X, w[0]),
    "np.dot of three dims": lambda w: np.dot(w, np.ones((2, 3, 4))),
    "np.sum(dtype)": lambda w: np.sum(w, dtype=np.float32),
    "np.sum(where)": lambda w: np.sum(w, where=[True, False, True]),
    "np.sum(initial)": lambda w: np.sum(w, initial=3.0),
    "np.sum(out)": lambda w: np.sum(w, out=np.zeros(())),
    "np.reshape(order)": lambda w: np.reshape(w, (3, 1), order="F"),
    "np.add(out)": lambda w: np.add(X, w, out=X.copy()),
    "np.add(where)": lambda w: np.add(X, w, where=X > 5),
    "np.exp(dtype)": lambda w: np.exp(w, dtype=np.float32),
    "np.add.reduce": lambda w: np.add.reduce(w),
    "np.add.accumulate": lambda w: np.add.accumulate(w),
    "np.add.outer": lambda w: np.add.outer(X, w),
    "np.add.at": lambda w: np.add.at(X.copy(), [0, 1, 2], w),
    "np.frompyfunc": lambda w: np.frompyfunc(lambda x: x, 1, 1)(w),
    "np.vectorize": lambda w: np.vectorize(lambda x: x)(w),
    "x[:] = w": assign,
    "x += w": add_in_place,
    "x *= w": lambda w: X.copy().__imul__(w),
    "np.asarray": np.asarray,
    "np.array": np.array,
    "np.array([w, w])": lambda w: np.array([w, w]),
    "np.array([w, w], object)": lambda w: np.array([w, w], dtype=object),
    "np.array({w}) nested": lambda w: np.array([[(w, w)]]),
    "np.asarray(copy=False)": lambda w: np.array(w, copy=False),
    "np.asanyarray": np.asanyarray,
    "np.ascontiguousarray": np.ascontiguousarray,
    "np.array(like)": lambda w: np.array([1.0], like=w) * np.array(w, like=w),
    "np.sum([w, w])": lambda w: np.sum([w, w]),
    "np.mean((w, x))": lambda w: np.mean((w, X)),
    "np.r_": lambda w: np.r_[w, w],
    "np.float64(w)": lambda w: np.float64(w[0]),
    "np.linspace": lambda w: np.linspace(0.0, w[0]),
    "np.arange": lambda w: np.arange(w[0]),
    "np.full": lambda w: np.full(3, w),
    "np.random": lambda w: np.random.default_rng(0).normal(w, 1.0),
    "np.broadcast": lambda w: np.broadcast(w, X),
    "np.ma": lambda w: np.ma.array(X) * w,
    "np.ma +=": lambda w: np.ma.array(X).__iadd__(w),
    "np.ma.exp": lambda w: np.ma.exp(w),
    "np.ma.dot": lambda w: np.ma.dot(X, w),
    "np.ma.where": lambda w: np.ma.where(X > 4, w, X),
    "np.ma.concatenate": lambda w: np.ma.concatenate([w, w]),
    "np.ma.sum": lambda w: np.ma.sum(w),
    "np.ma.max": lambda w: np.ma.max(w),
    "np.ma.power": lambda w: np.ma.power(w, 2),
    "np.ma.maximum": lambda w: np.ma.maximum(X, w),
    "np.ma.masked_where": lambda w: np.ma.masked_where(X > 4, w),
    "np.ma.average": lambda w: np.ma.average(X, weights=w),
    "np.ma.stack": lambda w: np.ma.stack([w, w]),
    "np.ma on the right": lambda w: w * np.ma.array(X),
    "np.matrix": lambda w: np.matrix(M) * w,
    "np.matrix on the right": lambda w: w * np.matrix(X),
    "np.polynomial": lambda w: np.polynomial.Polynomial(w),
    "np.testing": lambda w: np.testing.assert_array_equal(w, w),
    "np.save": lambda w: np.save("/nonexistent", w),
    "np.array_str": np.array_str,
    "a ufunc on a list of tensors": lambda w: np.exp([w, w]),
    "float": lambda w: float(w[0]),
    "int": lambda w: int(w[0]),
    "complex": lambda w: complex(w[0]),
    "math.exp": lambda w: math.exp(w[0]),
    "math.fsum": math.fsum,
    "cmath.exp": lambda w: cmath.exp(w[0]),
    "statistics.fmean": statistics.fmean,
    "struct.pack": lambda w: struct.pack("d", w[0]),
    "array.array": lambda w: python_array("d", w),
    "percent": lambda w: "%.3f" % w[0],  # noqa: UP031
    "numpy()": lambda w: w.numpy(),
    "numpy() of a result": lambda w: (w * 2.0).numpy(),
    "Tensor(w)": Tensor,
    "Tensor.arange": lambda w: Tensor.arange(w[2]),
    "fill_": lambda w: Tensor([1.0]).fill_(w[0]),
    "Tensor([w, w])": lambda w: Tensor([w, w * 2.0]),
    "Tensor((x, [w]))": lambda w: Tensor(([X], [w])),
    "Tensor of an array of tensors": lambda w: Tensor(of(w)),
    "Tensor(w, requires_grad)": lambda w: Tensor(w, requires_grad=True),
}
NO_WORD_OF_OURS = {"struct.pack", "statistics.fmean"}  # Python's own error, or ours, by the version
OTHER_KINDS_OF_ARRAY = {"np.ma on the right", "np.matrix", "np.matrix on the right"}


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("name", REFUSES)
def test_what_would_cut_the_graph_is_refused_in_one_line_that_says_detach(name):
    w = leaf()
    try:
        with pytest.raises((TypeError, struct.error)) as caught:
            REFUSES[name](w)
        assert isinstance(caught.value, TypeError) or name in NO_WORD_OF_OURS
        assert "\n" not in str(caught.value)
        if name not in NO_WORD_OF_OURS | OTHER_KINDS_OF_ARRAY:
            assert "detach()" in str(caught.value)
    finally:
        assert X.tolist() == [4.0, 5.0, 6.0]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda w: np.block([w]), r"numpy\.block"),
        (lambda w: np.linalg.det(w), r"numpy\.linalg\.det"),
        (lambda w: np.add.reduce(w), r"numpy\.add\.reduce"),
        (lambda w: np.sum(w, dtype=float), r"numpy\.sum with dtype="),
        (lambda w: np.add(w, w, out=X.copy()), r"numpy\.add with out="),
        (lambda w: float(w[0]), r"float\(\)"),
    ],
)
def test_the_refusal_names_the_function(call, name):
    with pytest.raises(TypeError, match=name):
        call(leaf())


@pytest.mark.parametrize("dtype", [float, int, object])
def test_an_element_of_an_array_is_not_assigned_a_tensor(dtype):
    w, x = leaf(), np.zeros(3, dtype)

    def assign():
        x[0] = w[0]  # of objects, what is kept is the tensor itself, and it takes part in what follows
        return x.astype(float)

    with pytest.raises((TypeError, ValueError)) as caught:
        assign()
    assert "detach()" in f"{caught.value} {caught.value.__cause__}"


# ---- where there is no gradient to lose -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "np.median",
        "np.kron",
        "np.sinh",
        "np.linalg.norm of a matrix",
        "np.sum(dtype)",
        "np.add.reduce",
        "np.add.at",
        "np.array([w, w])",
        "x.dot(w)",
        "np.random",
        "float",
        "math.exp",
        "Tensor([w, w])",
        "Tensor(w)",
        "np.copyto",
        "np.r_",
        "x += w",
        "numpy()",
        "np.ma",
        "np.add(out)",
        "percent",
    ],
)
@pytest.mark.parametrize("how", ["a constant", "under no_grad"])
def test_a_tensor_that_nobody_differentiates_is_an_array_to_numpy(name, how):
    expected = REFUSES[name](leaf().data) if not name.startswith("numpy()") else leaf().data
    if how == "a constant":
        result = REFUSES[name](Tensor([1.0, 2.0, 3.0]))
    else:
        with no_grad():
            result = REFUSES[name](leaf())
    if isinstance(expected, Tensor):
        result, expected = result.data, expected.data
    assert type(result) is type(expected)
    assert np.all(result == expected)


@pytest.mark.parametrize("name", ["x * w", "np.exp", "np.square", "np.matmul"])
def test_a_ufunc_of_the_table_answers_with_a_tensor_all_the_same(name):
    with no_grad():
        z = DIFFERENTIATES[name](leaf())
    assert type(z) is type(DIFFERENTIATES[name](Tensor([1.0, 2.0, 3.0]))) is Tensor
    assert not z.requires_grad
    assert type(np.add(Tensor(1.0), 1.0, dtype=np.float32)) is Tensor


def test_a_shape_a_bool_or_a_place_may_be_asked_of_any_tensor():
    w = leaf([1.0, np.nan, 3.0])
    assert (np.shape(w), np.ndim(w), np.size(w), np.result_type(w)) == ((3,), 1, 3, np.float64)
    assert np.zeros_like(w).tolist() == [0.0, 0.0, 0.0]
    assert np.full_like(w, 2).tolist() == [2.0, 2.0, 2.0]
    assert np.isnan(w).tolist() == [False, True, False]
    assert np.argmax(leaf()) == 2
    assert np.allclose(leaf(), [1.0, 2.0, 3.0])
    assert np.array_equal(leaf(), leaf())


@pytest.mark.parametrize("other", [np.array([1.0, 5.0, 3.0]), [1.0, 5.0, 3.0], (1.0, 5.0, 3.0)], ids=type)
def test_comparisons_with_arrays_and_lists_give_tensors_of_bool_in_both_orders(other):
    for z in (leaf() == other, other == leaf()):
        assert (type(z), z.data.tolist()) == (Tensor, [True, False, True])
    for z in (leaf() < other, other > leaf(), leaf() != other, other != leaf()):
        assert (type(z), z.data.tolist()) == (Tensor, [False, True, False])


def test_what_is_written_into_a_tensor_by_numpy_is_noticed():
    for write in (
        lambda c: np.add(c, 1.0, out=c),
        lambda c: np.copyto(c, 9.0),
        lambda c: np.put(c, [0], 9.0),
        lambda c: np.add.at(c, [0], 1.0),
        lambda c: np.fill_diagonal(c.reshape(1, 3), 9.0) or c.fill_(0.0),
    ):
        w, c = leaf(), Tensor([4.0, 5.0, 6.0])
        z = w * c
        write(c)
        with pytest.raises(RuntimeError, match="in place"):
            z.backward()
        assert w.grad is None


def test_numpy_may_step_a_leaf_where_nothing_is_recorded():
    w = leaf()
    (w * w).backward()
    with no_grad():
        assert np.subtract(w, 0.5 * w.grad, out=w) is w
    assert w.data.tolist() == [0.0, 0.0, 0.0]
    z = w * 2.0
    with no_grad(), pytest.raises(TypeError, match="part of a graph"):
        np.add(w, 1.0, out=z)


def test_another_library_s_type_is_left_to_it():
    class Theirs:
        def __array_function__(self, function, kinds, args, options):
            return "theirs"

    assert np.dot(Tensor([1.0]), Theirs()) == "theirs"


def test_a_list_that_contains_itself_is_searched_to_its_end():
    loop = [leaf()]
    loop.append(loop)
    with pytest.raises(TypeError, match="tensors in it"):
        leaf() * loop
    with no_grad(), pytest.raises((TypeError, ValueError)):
        np.concatenate(loop)
