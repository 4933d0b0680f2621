"""Every op against PyTorch's: values, and gradients for a random upstream gradient, in float64.

A case is a function of F (the nn.functional of either library) and of tensors, so that the very same
expression runs on both.
"""

import operator

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mytorch import Tensor, ops
from mytorch.autograd_engine import Function
from mytorch.nn import functional

SEED = st.integers(0, 2**32 - 1)
SHAPE = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
FILLED = hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)
PAIR = hnp.mutually_broadcastable_shapes(num_shapes=2, min_side=0, max_dims=4, max_side=4)


def anything(x):
    return 2 * x


def positive(x):
    return np.abs(x) + 0.2


def not_zero(x):
    return np.copysign(np.abs(x) + 0.2, x)


def draw(shape, seed, domain=anything):
    """An array of random numbers from a domain, never all of one layout in memory."""
    x = np.asarray(domain(np.random.default_rng(seed).normal(size=shape)))
    return np.asfortranarray(x)[..., ::-1] if seed % 2 and x.ndim else x


# ---- one input, any shape --------------------------------------------------------------------------

UNARY = {
    "-x": (lambda F, x: -x, anything),
    "exp": (lambda F, x: x.exp(), anything),
    "log": (lambda F, x: x.log(), positive),
    "sqrt": (lambda F, x: x.sqrt(), positive),
    "relu": (lambda F, x: F.relu(x), anything),
    "sigmoid": (lambda F, x: F.sigmoid(x), lambda x: 20 * x),
    "tanh": (lambda F, x: F.tanh(x), lambda x: 5 * x),
    "clone": (lambda F, x: x.clone(), anything),
    "float and back": (lambda F, x: x.float().double(), anything),
    "double of a double": (lambda F, x: x.double() * 1.0, anything),
    "reshape(-1)": (lambda F, x: x.reshape(-1), anything),
    "reshape by a tuple": (lambda F, x: x.reshape((*x.shape, 1)), anything),
    "sum": (lambda F, x: x.sum(), anything),
    "x * x": (lambda F, x: x * x, anything),
    "x / x": (lambda F, x: x / x, not_zero),
    "x - x": (lambda F, x: x - x, anything),
    "x ** x": (lambda F, x: x**x, positive),
    **{f"x ** {p}": (lambda F, x, p=p: x**p, anything) for p in (0, 1, 2, 3, 2.0, 3.0)},
    **{f"x ** {p}": (lambda F, x, p=p: x**p, not_zero) for p in (-1, -2, -3.0)},
    **{f"x ** {p}": (lambda F, x, p=p: x**p, positive) for p in (0.5, -0.5, 2.7)},
    **{f"{b} ** x": (lambda F, x, b=b: b**x, anything) for b in (1, 2, 0.3)},
}


@pytest.mark.parametrize(("op", "domain"), UNARY.values(), ids=UNARY)
@given(shape=SHAPE, seed=SEED)
def test_an_op_on_one_tensor_agrees(oracle, op, domain, shape, seed):
    oracle.agree(op, [draw(shape, seed, domain)], seed=seed)


# ---- two inputs: tensors, arrays and numbers on either side, broadcast against each other --------------

BINARY = {
    "+": (operator.add, anything, anything),
    "-": (operator.sub, anything, anything),
    "*": (operator.mul, anything, anything),
    "/": (operator.truediv, anything, not_zero),
    "**": (operator.pow, positive, anything),
}


@pytest.mark.parametrize(("op", "left", "right"), BINARY.values(), ids=BINARY)
@given(shapes=PAIR, seed=SEED)
def test_an_operator_agrees_whatever_stands_on_either_side(oracle, op, left, right, shapes, seed):
    x, y = draw(shapes.input_shapes[0], seed, left), draw(shapes.input_shapes[1], seed + 1, right)
    number, exponent = left(1.3), right(-0.7)
    oracle.agree(lambda F, x, y: op(x, y), [x, y], seed=seed)
    oracle.agree(lambda F, x, y: op(x, y), [x], [y], seed=seed)
    oracle.agree(lambda F, y, x: op(x, y), [y], [x], seed=seed)
    oracle.agree(lambda F, x: op(x, exponent), [x], seed=seed)
    oracle.agree(lambda F, y: op(number, y), [y], seed=seed)


@pytest.mark.parametrize("op", [operator.iadd, operator.isub, operator.imul, operator.itruediv])
@given(shape=FILLED, seed=SEED)
def test_an_in_place_operator_on_a_result_agrees(oracle, op, shape, seed):
    def run(F, x, y):
        z = x + 1.0
        z = op(z, y)
        return z * z

    oracle.agree(run, [draw(shape, seed), draw(shape[1:], seed + 1, not_zero)], seed=seed)


@st.composite
def matrix_pairs(draw):
    """Two shapes that `@` takes: vectors, matrices, batches of them broadcast against each other."""
    n, k, m = (draw(st.integers(1, 4)) for _ in range(3))
    left, right = draw(st.sampled_from([((k,), (k,)), ((n, k), (k,)), ((k,), (k, m)), ((n, k), (k, m))]))
    batches = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3)).input_shapes
    return tuple(
        (batch if len(core) == 2 else ()) + core for batch, core in zip(batches, (left, right), strict=True)
    )


@given(shapes=matrix_pairs(), seed=SEED)
def test_a_matrix_product_agrees_over_vectors_and_batches(oracle, shapes, seed):
    x, y = draw(shapes[0], seed), draw(shapes[1], seed + 1)
    oracle.agree(lambda F, x, y: x @ y, [x, y], seed=seed)
    oracle.agree(lambda F, x, y: x @ y, [x], [y], seed=seed)
    oracle.agree(lambda F, y, x: x @ y, [y], [x], seed=seed)


def test_a_product_over_an_empty_dim_agrees(oracle):
    oracle.agree(lambda F, x, y: x @ y, [np.zeros((3, 0)), np.zeros((0, 2))])


COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("op", COMPARISONS, ids=lambda op: op.__name__)
@given(shapes=PAIR, seed=SEED)
def test_a_comparison_agrees_and_needs_no_gradient(oracle, op, shapes, seed):
    x, y = (draw(shape, seed + i, np.round) for i, shape in enumerate(shapes.input_shapes))
    result = op(Tensor(x, requires_grad=True), Tensor(y))
    oracle.close(result.data, op(oracle.to_torch(x), oracle.to_torch(y)))
    oracle.close(op(Tensor(x), 1).data, op(oracle.to_torch(x), 1))
    assert not result.requires_grad


# ---- reductions ------------------------------------------------------------------------------------


def dims(shape, several):
    """None, one dim counted from either end, or a tuple or list of different ones."""
    n = len(shape)
    one = st.integers(-n, n - 1)
    if not several:
        return one
    many = st.lists(one, min_size=1, max_size=n, unique_by=lambda d: d % n)
    return st.one_of(st.none(), one, many, many.map(tuple))


@pytest.mark.parametrize("name", ["sum", "mean"])
@given(data=st.data(), shape=FILLED, keepdim=st.booleans(), seed=SEED)
def test_a_reduction_agrees_along_any_dims(oracle, name, data, shape, keepdim, seed):
    dim, x = data.draw(dims(shape, several=True)), draw(shape, seed)
    oracle.agree(lambda F, x: getattr(x, name)(dim, keepdim), [x], seed=seed)
    oracle.agree(lambda F, x: getattr(x, name)(axis=dim, keepdims=keepdim), [x], seed=seed)


@pytest.mark.parametrize("domain", [anything, np.round, np.zeros_like], ids=["apart", "ties", "all equal"])
@given(data=st.data(), shape=FILLED, keepdim=st.booleans(), seed=SEED)
def test_a_maximum_agrees_ties_included(oracle, domain, data, shape, keepdim, seed):
    dim, x = data.draw(dims(shape, several=False)), draw(shape, seed, domain)
    oracle.agree(lambda F, x: x.max(), [x], seed=seed)
    oracle.agree(lambda F, x: x.max(dim, keepdim).values, [x], seed=seed)
    oracle.close(Tensor(x).max(dim, keepdim).indices.data, oracle.to_torch(x).max(dim, keepdim).indices)
    oracle.close(Tensor(x).argmax(dim, keepdim).data, oracle.to_torch(x).argmax(dim, keepdim))
    oracle.close(Tensor(x).argmax().data, oracle.to_torch(x).argmax())


# ---- shape -----------------------------------------------------------------------------------------


@given(data=st.data(), shape=FILLED, seed=SEED)
def test_a_change_of_shape_agrees(oracle, data, shape, seed):
    x, n = draw(shape, seed), len(shape)
    order = data.draw(st.permutations(range(n)))
    signed = [d - n * data.draw(st.booleans()) for d in order]
    a, b = data.draw(st.integers(-n, n - 1)), data.draw(st.integers(-n, n - 1))
    oracle.agree(lambda F, x: x.permute(*signed) * 1.5, [x], seed=seed)
    oracle.agree(lambda F, x: x.permute(signed), [x], seed=seed)
    oracle.agree(lambda F, x: x.transpose(a, b), [x], seed=seed)

    def backwards(F, x):  # PyTorch's T is for matrices only
        return x.permute(*range(n)[::-1])

    oracle.agree(lambda F, x: x.T, [x], seed=seed, theirs=backwards)
    oracle.agree(lambda F, x: x.transpose(), [x], seed=seed, theirs=backwards)
    sizes = data.draw(st.permutations(shape))
    oracle.agree(lambda F, x: x.reshape(*sizes), [x], seed=seed)
    oracle.agree(lambda F, x: x.reshape(sizes[0], -1).T, [x], seed=seed)


# ---- indexing: PyTorch takes the places that NumPy's key names, so any key of NumPy's can be compared ---


def keys(shape):
    basic = hnp.basic_indices(shape, max_dims=5, allow_newaxis=True)
    places = hnp.integer_array_indices(shape, result_shape=hnp.array_shapes(max_dims=2, max_side=5))
    mask = hnp.arrays(bool, shape)
    return st.one_of(basic, places, mask, mask.map(np.ndarray.tolist), places.map(lambda key: key[0]))


@given(data=st.data(), shape=FILLED, seed=SEED)
def test_any_index_agrees(oracle, data, shape, seed):
    key, x = data.draw(keys(shape)), draw(shape, seed)
    places = oracle.to_torch(np.asarray(np.arange(x.size).reshape(shape)[key]))
    oracle.agree(lambda F, x: x[key], [x], seed=seed, theirs=lambda F, x: x.reshape(-1)[places])


KEYS = {
    "a number": 1,
    "from the end": -1,
    "a slice": slice(1, None),
    "a step": slice(None, None, 2),
    "ellipsis": (..., 0),
    "a new dim": (None, slice(None), None),
    "everything": ...,
    "nothing": slice(0, 0),
    "a list": [2, 0],
    "a list with repeats": [0, 0, -1, 3],
    "a column": (slice(None), 2),
    "places": ([0, 1, 1], [2, 0, 0]),
    "a list between slices": (slice(None), [1, 1], slice(1)),
    "two lists apart": ([0, 1], slice(None), [1, 0]),
    "a mask of rows": [True, False, True, True],
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_a_key_means_what_it_means_in_pytorch(oracle, key):
    oracle.agree(lambda F, x: x[key], [draw((4, 3, 2), 1)])


def test_tensors_index_as_in_pytorch(oracle):
    x, rows = draw((4, 3), 1), np.array([3, 1, 1])
    a, b = Tensor(x, requires_grad=True), oracle.to_torch(x).requires_grad_()
    (a[Tensor(rows)] * a[a > 0].sum()).sum().backward()
    (b[torch.tensor(rows)] * b[b > 0].sum()).sum().backward()
    oracle.close(a.grad.data, b.grad)


@given(shape=FILLED, seed=SEED)
def test_iteration_agrees(oracle, shape, seed):
    x = draw(shape, seed)
    oracle.agree(lambda F, x: sum(row * i for i, row in enumerate(x)) + x.sum(), [x], seed=seed)


# ---- dtypes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("right", [np.float32, np.float64], ids=["float32", "float64"])
@given(shape=hnp.array_shapes(min_dims=2, max_dims=4, max_side=4), seed=SEED)
def test_mixed_dtypes_agree_and_each_gradient_has_its_leaf_s(oracle, left, right, shape, seed):
    x, y = draw(shape, seed).astype(left), draw(shape[1:], seed + 1, not_zero).astype(right)
    oracle.agree(lambda F, x, y: (x * y + 2.5) / y - x, [x, y], seed=seed, relative=1e-4)


# ---- networks --------------------------------------------------------------------------------------

SIZE = st.integers(1, 6)


@given(n=st.integers(0, 6), inputs=SIZE, outputs=SIZE, seed=SEED)
def test_linear_agrees(oracle, n, inputs, outputs, seed):
    arrays = [draw(shape, seed + i) for i, shape in enumerate([(n, inputs), (outputs, inputs), (outputs,)])]
    oracle.agree(lambda F, x, w, b: F.linear(x, w, b), arrays, seed=seed)
    oracle.agree(lambda F, w, b, x: F.linear(x, w, b), arrays[1:], arrays[:1], seed=seed)


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@given(n=st.integers(2, 8), c=SIZE, seed=SEED, shift=st.sampled_from([0, 3, 1000]), eps=st.floats(1e-8, 1))
def test_batch_norm_agrees_and_its_running_statistics_too(oracle, training, n, c, seed, shift, eps):
    rng = np.random.default_rng(seed)
    x = shift + rng.permuted(np.arange(n)[:, None] + rng.uniform(-0.3, 0.3, (n, c)), axis=0)
    gamma, beta, mean = rng.normal(size=(3, c))
    var = rng.uniform(0.2, 2, c)
    ours, theirs = (Tensor(mean), Tensor(var)), (oracle.to_torch(mean), oracle.to_torch(var))

    def op(F, x, gamma, beta):
        running = ours if F is functional else theirs
        return F.batch_norm(x, *running, gamma, beta, training, 0.3, eps)

    # The derivative is what is left of terms of size 1, all but nothing where there are two rows only.
    oracle.agree(op, [x, gamma, beta], seed=seed, floor=1)
    for a, b in zip(ours, theirs, strict=True):
        oracle.close(a.data, b)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@given(n=SIZE, c=SIZE, seed=SEED, scale=st.sampled_from([1, 30, 1000]))
def test_cross_entropy_agrees_however_large_the_logits(oracle, reduction, n, c, seed, scale):
    logits, labels = scale * draw((n, c), seed), np.random.default_rng(seed).integers(0, c, n)

    def op(F, x, y):
        return 2.0 * F.cross_entropy(x, y, reduction=reduction)

    oracle.agree(op, [logits], [labels], seed=seed)
    oracle.agree(
        lambda F, x: op(F, x, Tensor(labels)),
        [logits],
        seed=seed,
        theirs=lambda F, x: op(F, x, torch.tensor(labels)),
    )


# ---- the tests themselves --------------------------------------------------------------------------


class OffByALittle(Function):
    """2x, its derivative 1e-9 too large."""

    @staticmethod
    def forward(ctx, x):
        return x * 2.0

    @staticmethod
    def backward(ctx, g):
        return g * (2.0 * (1 + 1e-9))


def test_a_derivative_that_is_wrong_by_a_billionth_is_noticed(oracle):
    with pytest.raises(AssertionError, match="the gradient of input 0 is off"):
        oracle.agree(lambda F, x: OffByALittle.apply(x), [draw((2, 3), 0)], theirs=lambda F, x: x * 2.0)


@given(seed=SEED)
def test_numbers_added_at_places_agree(oracle, seed):
    places = np.random.default_rng(seed).integers(0, 4, 6)

    def theirs(F, x):
        return torch.zeros(4, 2, dtype=x.dtype).index_add(0, torch.from_numpy(places), x)

    oracle.agree(
        lambda F, x: ops.AddAt.apply(x, key=places, shape=(4, 2)),
        [draw((6, 2), seed)],
        theirs=theirs,
        seed=seed,
    )
