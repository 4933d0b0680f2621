"""The derivatives written in tensors: each op's own, and derivatives of them, against numerical ones.

A case is a function of tensors that is not linear in any of them, so that a second derivative is not 0.
"""

import importlib
import pkgutil
import re

import numpy as np
import pytest

import mytorch.ops
from mytorch import autograd, gradgradcheck, ops
from mytorch.autograd.derivatives import DERIVATIVES
from mytorch.autograd_engine import Function
from mytorch.nn import functional as F
from mytorch.ops import ArrayFunction
from mytorch.tensor import Tensor


def leaf(*shape, low=-2.0, high=2.0):
    """Numbers evenly drawn and kept apart, so that no two are equal and none is 0."""
    n = int(np.prod(shape))
    values = np.linspace(low, high, 2 * n + 2)[1::2][:n] + 0.001
    return Tensor(np.random.default_rng(5).permutation(values).reshape(shape), requires_grad=True)


def positive(*shape):
    return leaf(*shape, low=0.3, high=2.5)


def batch_norm(x, gamma, beta):
    zeros, ones = Tensor.zeros(x.shape[1]), Tensor.ones(x.shape[1])
    return F.batch_norm(x, zeros, ones, gamma, beta, training=True)


BINARY = {
    "add": (ops.Add, lambda x, y: (x + y) ** 2),
    "sub": (ops.Sub, lambda x, y: (x - y) ** 2),
    "mul": (ops.Mul, lambda x, y: x * y),
    "div": (ops.Div, lambda x, y: x / y),
    "pow": (ops.Pow, lambda x, y: x**y),
}
PAIRS = [((3, 1), (1, 4)), ((2, 3, 4), (4,)), ((), (2, 3)), ((2,), ()), ((0, 3), (3,)), ((2, 2), (2, 2))]
PRODUCTS = [
    ((2, 3), (3, 4)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((3,), (3,)),
    ((5, 2, 3), (3, 4)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 2)),
    ((2, 1, 2, 3), (4, 3, 1)),
]
CASES = {
    "neg": (ops.Neg, lambda x: (-x) ** 3, [leaf(3)]),
    "square": (ops.Pow, lambda x: x**2, [leaf(3)]),
    "a number to the power": (ops.Pow, lambda x: 2**x, [leaf(3)]),
    "power of a constant array": (ops.Pow, lambda x: x ** np.array([0.0, 1.0, 2.0, 3.0]), [positive(4)]),
    "exp": (ops.Exp, lambda x: x.exp(), [leaf(3)]),
    "log": (ops.Log, lambda x: x.log(), [positive(3)]),
    "sqrt": (ops.Sqrt, lambda x: x.sqrt(), [positive(3)]),
    "sum": (ops.Sum, lambda x: x.sum() ** 2, [leaf(2, 3)]),
    "sum of a number": (ops.Sum, lambda x: x.sum() ** 2, [leaf()]),
    "sum along a dim": (ops.Sum, lambda x: x.sum(-2) ** 2, [leaf(2, 3)]),
    "mean along dims": (ops.Mean, lambda x: x.mean((0, 2), keepdim=True) * x, [leaf(2, 3, 2)]),
    "mean": (ops.Mean, lambda x: x.mean() ** 2, [leaf(2, 3)]),
    "max": (ops.Max, lambda x: x.max() ** 2, [leaf(2, 3)]),
    "max along a dim": (ops.MaxAlong, lambda x: x.max(1).values ** 2, [leaf(2, 3)]),
    "max along a dim that is kept": (ops.MaxAlong, lambda x: x.max(0, keepdim=True).values * x, [leaf(2, 3)]),
    "index": (ops.Index, lambda x: x[[0, 0, 1]] ** 2, [leaf(2, 3)]),
    "slice": (ops.Index, lambda x: x[:, 1:] ** 2 * x[:, :2], [leaf(2, 3)]),
    "added at places": (
        ops.AddAt,
        lambda x: ops.AddAt.apply(x, key=[0, 2, 0], shape=(4, 2)) ** 2,
        [leaf(3, 2)],
    ),
    "permute": (ops.Permute, lambda x: x.permute(2, 0, 1) ** 2 * x[0, 0, 0], [leaf(2, 3, 2)]),
    "transpose": (ops.Transpose, lambda x: x.T**2, [leaf(2, 3)]),
    "reshape": (ops.Reshape, lambda x: x.reshape(3, -1) ** 2, [leaf(2, 3)]),
    "clone": (ops.Cast, lambda x: x.clone() ** 2, [leaf(2)]),
    "relu": (ops.ReLU, lambda x: F.relu(x) ** 2, [leaf(5)]),
    "sigmoid": (ops.Sigmoid, F.sigmoid, [leaf(5)]),
    "tanh": (ops.Tanh, F.tanh, [leaf(5)]),
    "linear": (ops.Linear, F.linear, [leaf(4, 3), leaf(2, 3), leaf(2)]),
    "batch norm": (ops.BatchNorm, batch_norm, [leaf(5, 3), leaf(3), leaf(3)]),
    "cross entropy": (ops.CrossEntropy, lambda x: F.cross_entropy(x, [0, 2, 1, 1]), [leaf(4, 3)]),
    "sum of cross entropies": (
        ops.CrossEntropy,
        lambda x: F.cross_entropy(x, [0, 2, 1, 1], reduction="sum"),
        [leaf(4, 3)],
    ),
}
ZEROS = Tensor([[0.0, 2.0, -1.5], [0.5, 0.0, 0.0]], requires_grad=True)
PROBABILITIES = Tensor(np.linspace(0.1, 0.9, 6).reshape(2, 3), requires_grad=True)
CASES |= {
    "abs": (ops.Abs, lambda x: abs(x) * x, [leaf(4)]),
    "sin": (ops.Sin, lambda x: ops.Sin.apply(x), [leaf(4)]),
    "cos": (ops.Cos, lambda x: ops.Cos.apply(x), [leaf(4)]),
    "log1p": (ops.Log1p, lambda x: ops.Log1p.apply(x), [positive(4)]),
    "erf": (ops.Erf, lambda x: ops.Erf.apply(x), [leaf(4)]),
    "where": (
        ops.Where,
        lambda x, y: ops.Where.apply(x, y, condition=np.array([True, False, True])) ** 2,
        [leaf(2, 3), leaf(1)],
    ),
    "maximum": (ops.Maximum, lambda x, y: ops.Maximum.apply(x, y) ** 2, [leaf(2, 3), leaf(3)]),
    "minimum": (ops.Minimum, lambda x, y: ops.Minimum.apply(x, y) ** 2, [leaf(2, 3), leaf(2, 1)]),
    "softmax": (ops.Softmax, lambda x: ops.Softmax.apply(x, dim=0), [leaf(3, 2)]),
    "log softmax": (ops.LogSoftmax, lambda x: ops.LogSoftmax.apply(x, dim=-1), [leaf(3, 2)]),
    "log of a sum": (ops.LogSumExp, lambda x: ops.LogSumExp.apply(x, dim=(0, 2)), [leaf(3, 1, 2)]),
    "cat": (
        ops.Cat,
        lambda x, y, z: ops.Cat.apply(x, y, z, dim=-1) ** 2,
        [leaf(2, 1), leaf(2, 3), leaf(2, 2)],
    ),
    "expand": (ops.Expand, lambda x: ops.Expand.apply(x, shape=(4, 2, 3)) ** 2, [leaf(2, 1)]),
    "cumulative sum": (ops.CumSum, lambda x: ops.CumSum.apply(x, dim=-2) ** 2, [leaf(3, 2)]),
    "product": (ops.Prod, lambda x: ops.Prod.apply(x), [leaf(2, 2)]),
    "product with zeros": (ops.Prod, lambda x: ops.Prod.apply(x, dim=1), [ZEROS]),
    "product along a dim that is kept": (
        ops.Prod,
        lambda x: ops.Prod.apply(x, dim=0, keepdim=True),
        [leaf(3, 1, 2)],
    ),
    "einsum": (
        ops.Einsum,
        lambda x, y, z: ops.Einsum.apply(x, y, z, equation="ij,...jk,k->...i"),
        [leaf(2, 3), leaf(4, 3, 2), leaf(2)],
    ),
    "einsum of a diagonal": (
        ops.Einsum,
        lambda x, y: ops.Einsum.apply(x, y, equation="iji,i->j") ** 2,
        [leaf(3, 2, 3), leaf(3)],
    ),
    "min": (ops.Min, lambda x: ops.Min.apply(x) ** 2, [leaf(2, 3)]),
    "min along a dim": (ops.MinAlong, lambda x: ops.MinAlong.apply(x, dim=1) ** 2, [leaf(2, 3)]),
    "min of a number": (ops.MinAlong, lambda x: ops.MinAlong.apply(x, dim=0) ** 2, [leaf()]),
    "norm": (ops.Norm, lambda x: ops.Norm.apply(x, dim=1), [leaf(2, 3)]),
    "norm with zeros": (ops.Norm, lambda x: ops.Norm.apply(x, dim=1), [ZEROS]),
    "norm of order 3": (ops.Norm, lambda x: ops.Norm.apply(x, p=3.0, keepdim=True), [leaf(2, 3)]),
    "norm of order 1": (ops.Norm, lambda x: ops.Norm.apply(x, p=1.0, dim=0) ** 2, [leaf(2, 3)]),
    "norm of order 0": (ops.Norm, lambda x: ops.Norm.apply(x, p=0.0) * x, [leaf(2, 3)]),
    "largest": (ops.Norm, lambda x: ops.Norm.apply(x, p=np.inf, dim=(0, 1)) ** 2, [leaf(2, 3)]),
    "leaky relu": (ops.LeakyReLU, lambda x: ops.LeakyReLU.apply(x, slope=0.1) ** 2, [leaf(5)]),
    "elu": (ops.ELU, lambda x: ops.ELU.apply(x, alpha=0.7), [leaf(5)]),
    "softplus": (ops.Softplus, lambda x: ops.Softplus.apply(x, beta=2.0, threshold=3.0), [leaf(5)]),
    "dropout": (
        ops.Dropout,
        lambda x: ops.Dropout.apply(x, p=0.5, is_train=True, mask=np.array([1.0, 0.0, 1.0])) ** 2,
        [leaf(3)],
    ),
    "no dropout": (ops.Dropout, lambda x: ops.Dropout.apply(x) ** 2, [leaf(3)]),
    "layer norm": (ops.LayerNorm, lambda x: ops.LayerNorm.apply(x, ndim=2, eps=1e-5), [leaf(2, 2, 3)]),
    "binary cross entropy": (
        ops.BinaryCrossEntropy,
        lambda x, y: ops.BinaryCrossEntropy.apply(x, y),
        [PROBABILITIES, Tensor(PROBABILITIES.data[::-1], requires_grad=True)],
    ),
    "negative log likelihood": (
        ops.NegativeLogLikelihood,
        lambda x: (
            ops.NegativeLogLikelihood.apply(x, labels=np.array([[2, 0]]), weights=np.array([[2.0, 0.5]])) ** 2
        ),
        [leaf(1, 3, 2)],
    ),
    "embedding": (
        ops.Embedding,
        lambda x: ops.Embedding.apply(x, indices=np.array([[0, 2], [2, 1]]), padding=1)[0] ** 2,
        [leaf(3, 2)],
    ),
}
WINDOW = {"kernel": (2, 2), "stride": (1, 2), "padding": ((1, 0), (0, 1))}
HALVES = {"kernel": (2,), "stride": (2,), "padding": ((1, 1),)}
CASES |= {
    "pad": (ops.Pad, lambda x: ops.Pad.apply(x, widths=((1, 0), (2, 1)), value=3.0) ** 2, [leaf(2, 2)]),
    "convolution": (
        ops.Convolution,
        lambda x, w, b: ops.Convolution.apply(x, w, b, stride=(2,), padding=((1, 0),), dilation=(1,)) ** 2,
        [leaf(2, 2, 5), leaf(3, 2, 2), leaf(3)],
    ),
    "convolution in groups": (
        ops.Convolution,
        lambda x, w: ops.Convolution.apply(
            x, w, stride=(1, 2), padding=((0, 1), (1, 1)), dilation=(2, 1), groups=2
        ),
        [leaf(2, 2, 4, 3), leaf(4, 1, 2, 2)],
    ),
    "unfold": (
        ops.Unfold,
        lambda x: (
            ops.Unfold.apply(x, kernel=(2, 2), stride=(1, 2), padding=((0, 1), (1, 0)), dilation=(1, 1)) ** 2
        ),
        [leaf(2, 2, 3, 3)],
    ),
    "max pool": (
        ops.MaxPool,
        lambda x: (
            ops.MaxPool.apply(x, kernel=(2, 2), stride=(1, 2), padding=((1, 0), (0, 1)), dilation=(1, 2)) ** 2
        ),
        [leaf(2, 2, 4, 4)],
    ),
    "average pool": (
        ops.AvgPool,
        lambda x: (
            ops.AvgPool.apply(x, kernel=(2, 2), stride=(1, 2), padding=((1, 0), (0, 1)), divisor=4) ** 2
        ),
        [leaf(2, 2, 4, 4)],
    ),
    "average pool by places": (
        ops.AvgPool,
        lambda x: (
            ops.AvgPool.apply(x, kernel=(2,), stride=(2,), padding=((1, 1),), divisor=np.array([1, 2, 1]))
            ** 2
        ),
        [leaf(2, 2, 4)],
    ),
}
for _name, (_op, _fn) in BINARY.items():
    for _shapes in PAIRS:
        _inputs = [(positive if _name in ("div", "pow") else leaf)(*shape) for shape in _shapes]
        CASES[f"{_name} {_shapes}"] = _op, _fn, _inputs
for _shapes in PRODUCTS:
    CASES[f"matmul {_shapes}"] = ops.MatMul, lambda x, y: x @ y, [leaf(*shape) for shape in _shapes]

CENTRAL = {"norm of order 0", "norm with zeros"}  # which the complex step does not see move


def all_ops():
    """Every op in mytorch/ops/, whether or not it can be had from there by name."""
    for module in pkgutil.iter_modules(mytorch.ops.__path__):
        importlib.import_module(f"mytorch.ops.{module.name}")
    found, todo = set(), [ArrayFunction]
    while todo:
        below = todo.pop().__subclasses__()
        todo += below
        found |= {op for op in below if op.__module__.startswith("mytorch.")}
    return found


def test_every_op_has_its_derivative_in_tensors_and_a_case_here():
    missing = {op.__name__ for op in all_ops()} - {op.__name__ for op in DERIVATIVES}
    assert missing == set()
    untried = {op.__name__ for op in DERIVATIVES} - {op.__name__ for op, _, _ in CASES.values()}
    assert untried == set()


@pytest.mark.parametrize("name", CASES)
def test_second_derivatives_are_the_numerical_ones(name):
    op, fn, inputs = CASES[name]
    assert op.__name__ in _ops_behind(fn(*inputs))
    gradgradcheck(fn, inputs, "central" if name in CENTRAL else "complex")


@pytest.mark.parametrize("name", CASES)
def test_the_recorded_gradient_is_the_engine_s(name):
    _, fn, inputs = CASES[name]
    z = fn(*inputs)
    g = Tensor(np.random.default_rng(1).standard_normal(z.shape))
    plain = autograd.grad(z, inputs, g, retain_graph=True)
    recorded = autograd.grad(z, inputs, g, create_graph=True)
    for one, other in zip(plain, recorded, strict=True):
        assert one.shape == other.shape
        np.testing.assert_allclose(one.data, other.data, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    "name", ["exp", "sigmoid", "matmul ((2, 3), (3, 4))", "batch norm", "layer norm", "cross entropy"]
)
def test_third_derivatives_are_the_numerical_ones(name):
    _, fn, inputs = CASES[name]
    weights = [np.random.default_rng(2).standard_normal(x.shape) for x in inputs]

    def first(*xs):
        g = np.random.default_rng(3).standard_normal(fn(*xs).shape)
        grads = autograd.grad(fn(*xs), xs, Tensor(g), create_graph=True)
        return sum((grad * w).sum() for grad, w in zip(grads, weights, strict=True))

    gradgradcheck(first, inputs, "central")


def _ops_behind(z):
    found, todo = set(), [z.grad_fn]
    while todo:
        node = todo.pop()
        found.add(node.function_name)
        todo += [parent for parent in node.next_functions if parent is not None]
    return found


def test_a_power_is_0_where_nothing_moves():
    x = Tensor([0.0, 0.0, 0.0, 2.0], requires_grad=True)
    (g,) = autograd.grad((x ** np.array([0.0, 1.0, 2.0, 0.0])).sum(), x, create_graph=True)
    assert g.data.tolist() == [0, 1, 0, 0]
    (h,) = autograd.grad(g.sum(), x)
    assert h.data.tolist() == [0, 0, 2, 0]
    y = Tensor([0.0, 2.0], requires_grad=True)
    (g,) = autograd.grad((Tensor([0.0, 1.0]) ** y).sum(), y, create_graph=True)
    assert g.data.tolist() == [0, 0]


def test_places_may_be_changed_before_backward_and_half_precision_counts_beyond_2048():
    places = np.array([0, 0, 1])
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    z = ops.AddAt.apply(x, key=places, shape=(2,))
    assert z.data.tolist() == [3, 3]
    places[...] = 1
    (z * Tensor([5.0, 7.0])).sum().backward()
    assert x.grad.data.tolist() == [5, 5, 7]
    ones = Tensor(np.ones(4096, np.float16))
    assert ops.AddAt.apply(ones, key=np.zeros(4096, int), shape=(1,)).data.tolist() == [4096]


def test_logits_that_overflow_have_second_derivatives():
    x = Tensor([[1000.0, -1000.0, 999.0]], requires_grad=True)
    hessian = autograd.functional.hessian(lambda x: F.cross_entropy(x, [2]), x).data.reshape(3, 3)
    p = 1 / (1 + np.exp(-1.0))
    expected = p * (1 - p) * np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]])
    np.testing.assert_allclose(hessian, expected, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("name", ["mul ((3, 1), (1, 4))", "sigmoid", "linear", "mean", "cross entropy"])
def test_derivatives_have_the_dtype_of_their_input(name, dtype):
    _, fn, inputs = CASES[name]
    xs = [Tensor(x.data.astype(dtype), requires_grad=True) for x in inputs]
    first = autograd.grad(fn(*xs).sum(), xs, create_graph=True)
    assert {g.dtype for g in first} == {np.dtype(dtype)}
    second = autograd.grad(sum((g * g).sum() for g in first), xs, allow_unused=True)
    assert {g.dtype for g in second if g is not None} == {np.dtype(dtype)}


# ---- Functions of the user's ---------------------------------------------------------------------------


class Cube(Function):
    """z = x³, its derivative from what was saved: the input."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x * x


class Exponential(Function):
    """z = eˣ, its derivative from what was saved: the output."""

    @staticmethod
    def forward(ctx, x):
        z = Tensor(np.exp(x.data))
        ctx.save_for_backward(z)
        return z

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * z


class Halved(Function):
    """z = x² / 2, its derivative in NumPy."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * 0.5

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return Tensor(g.data * x.data)


@pytest.mark.parametrize(
    ("function", "derivatives"), [(Cube, [12.0, 12.0, 6.0]), (Exponential, [np.exp(2)] * 3)]
)
def test_a_function_is_differentiated_through_its_own_backward(function, derivatives):
    x = Tensor(2.0, requires_grad=True)
    z = function.apply(x)
    for derivative in derivatives:
        (z,) = autograd.grad(z, x, create_graph=True)
        assert z.item() == pytest.approx(derivative, rel=1e-14)


def test_a_backward_that_leaves_the_graph_is_refused():
    x = Tensor(2.0, requires_grad=True)
    with pytest.raises(
        RuntimeError, match=r"Halved.backward gave a gradient that does not belong to the graph"
    ):
        autograd.grad(Halved.apply(x) ** 2, x, create_graph=True)
    assert autograd.grad(Halved.apply(x) ** 2, x)[0].item() == 8


def test_an_op_without_an_entry_is_refused_by_name():
    class Doubled(ArrayFunction):
        @staticmethod
        def forward(ctx, x):
            return 2 * x

        @staticmethod
        def backward(ctx, g):
            return 2 * g

    x = Tensor(2.0, requires_grad=True)
    with pytest.raises(RuntimeError, match=re.escape("Doubled has no derivative written in tensors")):
        autograd.grad(Doubled.apply(x), x, create_graph=True)
    assert autograd.grad(Doubled.apply(x), x)[0].item() == 2
