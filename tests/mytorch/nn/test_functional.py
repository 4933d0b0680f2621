"""Every op: its gradient against numerical ones over awkward shapes, and called by hand as in the course.

What is special about one of them: functional/, and the tests of the layers.
"""

import numpy as np
import pytest

from mytorch import gradcheck
from mytorch.autograd_engine import ContextManager
from mytorch.nn import functional as F
from mytorch.ops import ArrayFunction
from mytorch.tensor import Tensor


def leaf(shape, low=-2.0, high=2.0):
    """Numbers evenly drawn and kept apart, so that no two are equal and none is 0."""
    n = int(np.prod(shape))
    values = np.linspace(low, high, 2 * n + 2)[1::2][:n] + 0.001
    return Tensor(np.random.default_rng(5).permutation(values).reshape(shape), requires_grad=True)


def positive(shape):
    return leaf(shape, 0.3, 2.5)


PAIRS = [
    ((3, 1), (1, 4)),
    ((2, 3, 4), (4,)),
    ((), (2, 3)),
    ((2,), ()),
    ((), ()),
    ((0, 3), (3,)),
    ((1, 1, 1), (2, 1, 3)),
    ((3,), (2, 1, 1)),
    ((1,), (1, 1)),
    ((2, 2), (2, 2)),
    ((0,), (1,)),
]
SHAPES = [(), (1,), (0,), (3,), (2, 1, 3), (1, 1), (0, 2)]
MATRICES = [
    ((2, 3), (3, 4)),
    ((1, 1), (1, 1)),
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3,)),
    ((2, 3), (5, 3, 2)),
    ((5, 2, 3), (3, 1)),
    ((5, 1, 2, 3), (4, 3, 2)),
    ((3,), (5, 3, 2)),
    ((5, 2, 3), (3,)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((1, 3), (3, 1)),
]
BATCHES = [(2, 1, 3), (1, 1, 1), (0, 2, 3), (4, 3, 2)]
LABELS = np.array([2, 0, 1, 2])
ONE_COLUMN = np.zeros(3, int)

# By op: a function of Tensors, and lists of inputs to try.
CHECKS = {
    "Add": (lambda x, y: x + y, [(leaf(a), leaf(b)) for a, b in PAIRS]),
    "Sub": (lambda x, y: x - y, [(leaf(a), leaf(b)) for a, b in PAIRS]),
    "Mul": (lambda x, y: x * y, [(leaf(a), leaf(b)) for a, b in PAIRS]),
    "Div": (lambda x, y: x / y, [(leaf(a), positive(b)) for a, b in PAIRS]),
    "Pow": (lambda x, y: x**y, [(positive(a), leaf(b)) for a, b in PAIRS]),
    "MatMul": (lambda x, y: x @ y, [(leaf(a), leaf(b)) for a, b in MATRICES]),
    "Neg": (lambda x: -x, [(leaf(a),) for a in SHAPES]),
    "Exp": (lambda x: x.exp(), [(leaf(a),) for a in SHAPES]),
    "Log": (lambda x: x.log(), [(positive(a),) for a in SHAPES]),
    "Sqrt": (lambda x: x.sqrt(), [(positive(a),) for a in SHAPES]),
    "Sum": (lambda x: x.sum(), [(leaf(a),) for a in SHAPES]),
    "Mean": (lambda x: x.mean(), [(leaf(a),) for a in SHAPES if 0 not in a]),
    "Max": (lambda x: x.max(), [(leaf(a),) for a in SHAPES if 0 not in a]),
    "MaxAlong": (lambda x: x.max(-1).values, [(leaf(a),) for a in [(1,), (3,), (2, 1, 3), (1, 1), (0, 2)]]),
    "Permute": (lambda x: x.permute(2, 0, 1), [(leaf(a),) for a in BATCHES]),
    "Transpose": (lambda x: x.T, [(leaf(a),) for a in SHAPES]),
    "Reshape": (lambda x: x.reshape(-1), [(leaf(a),) for a in SHAPES]),
    "Index": (lambda x: x[..., ::2], [(leaf(a),) for a in SHAPES if a]),
    "Cast": (lambda x: x.clone(), [(leaf(a),) for a in SHAPES]),
    "ReLU": (F.relu, [(leaf(a),) for a in SHAPES]),
    "Sigmoid": (F.sigmoid, [(leaf(a),) for a in SHAPES]),
    "Tanh": (F.tanh, [(leaf(a),) for a in SHAPES]),
    "Linear": (F.linear, [(leaf((n, i)), leaf((o, i)), leaf((o,))) for n, i, o in BATCHES]),
    "BatchNorm": (
        lambda x, gamma, beta: F.batch_norm(x, Tensor.zeros(3), Tensor.ones(3), gamma, beta, training=True),
        [(leaf((n, 3)), leaf((3,)), leaf((3,))) for n in (2, 5)],
    ),
    "Dropout": (
        lambda x: F.dropout(x, 0.4, mask=np.arange(x.data.size).reshape(x.shape) % 3 > 0),
        [(leaf(a),) for a in SHAPES],
    ),
    "CrossEntropy": (lambda x: F.cross_entropy(x, LABELS), [(leaf((4, 3)),)]),
}

# Options of these ops that the table above leaves out.
VARIANTS = {
    "sum over one dim": (lambda x: x.sum(1), (2, 3)),
    "sum over the last": (lambda x: x.sum(-1), (2, 3, 4)),
    "sum over two dims": (lambda x: x.sum((0, -1)), (2, 3, 4)),
    "sum, kept": (lambda x: x.sum(0, keepdim=True), (2, 3)),
    "sum over an empty dim": (lambda x: x.sum(0), (0, 3)),
    "sum over no dim": (lambda x: x.sum(()), (2, 3)),
    "mean over one dim": (lambda x: x.mean(0), (2, 3)),
    "mean over two dims": (lambda x: x.mean((2, 0)), (2, 3, 4)),
    "mean, kept": (lambda x: x.mean(-1, keepdim=True), (2, 3)),
    "max over the first": (lambda x: x.max(0).values, (2, 3, 4)),
    "max in the middle, kept": (lambda x: x.max(1, keepdim=True).values, (2, 3, 4)),
    "transpose of two": (lambda x: x.transpose(0, -1), (2, 3, 4)),
    "permute by negative dims": (lambda x: x.permute(-1, 0, -2), (2, 3, 4)),
    "reshape and back": (lambda x: x.reshape(3, 2, 4).T.reshape(-1, 6), (2, 3, 4)),
    "one element": (lambda x: x[1, 2], (2, 3)),
    "one element of a vector": (lambda x: x[-1], (3,)),
    "a row": (lambda x: x[1], (2, 3)),
    "everything": (lambda x: x[...], ()),
    "a new axis": (lambda x: x[None, :, 1:2], (2, 3)),
    "backwards": (lambda x: x[::-1, ::-2], (2, 3)),
    "rows, one twice": (lambda x: x[[1, 0, 1]], (2, 3)),
    "elements, one thrice": (lambda x: x[np.array([0, 1, 0, 0]), np.array([2, 2, 2, 1])], (2, 3)),
    "indices and a slice": (lambda x: x[:, Tensor([0, 0])], (2, 3)),
    "a mask": (lambda x: x[np.array([[True, False, True], [False, False, True]])], (2, 3)),
    "no row": (lambda x: x[np.array([], int)], (2, 3)),
    "a constant base": (lambda x: 2.0**x, (2, 3)),
    "a constant exponent": (lambda x: x**3, (2, 3)),
    "a negative exponent": (lambda x: x**-2.0, (2, 3)),
    "an exponent of 1": (lambda x: x**1, (2, 3)),
    "an exponent of 0": (lambda x: x**0, (2, 3)),
    "from a constant": (lambda x: 3.0 - x, (2, 3)),
    "into a constant": (lambda x: 3.0 / x, (2, 3)),
    "an array on the left": (lambda x: np.arange(6.0).reshape(3, 2) @ x, (2, 3)),
    "an array on the right": (lambda x: x @ np.arange(6.0).reshape(3, 2), (2, 3)),
    "itself twice": (lambda x: x @ x, (3, 3)),
    "itself times its transpose": (lambda x: x @ x.T, (2, 3)),
    "batch_norm in evaluation": (
        lambda x: F.batch_norm(x, Tensor([0.5, 1, -1]), Tensor([2.0, 0.5, 1]), Tensor([1, 2, 3]), 1.0),
        (1, 3),
    ),
    "cross_entropy summed": (lambda x: F.cross_entropy(x, LABELS, reduction="sum"), (4, 3)),
    "cross_entropy of one class": (lambda x: F.cross_entropy(x, ONE_COLUMN), (3, 1)),
    "cross_entropy of one row": (lambda x: F.cross_entropy(x, Tensor([2])), (1, 3)),
}


def test_the_table_leaves_no_op_out():
    ops = {name for name, op in vars(F).items() if isinstance(op, type) and issubclass(op, ArrayFunction)}
    assert ops == CHECKS.keys()


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        pytest.param(name, inputs, id=f"{name}{'·'.join(str(x.shape).replace(' ', '') for x in inputs)}")
        for name, (_, cases) in CHECKS.items()
        for inputs in cases
    ],
)
def test_its_gradient_is_the_numerical_one(name, inputs):
    function, _ = CHECKS[name]
    z = function(*inputs)
    assert z.grad_fn.function_name == name
    assert gradcheck(function, inputs, method="complex")
    constants = [Tensor(x.data) for x in inputs]
    for i, x in enumerate(inputs if len(inputs) > 1 else ()):  # and where the others are constants
        assert gradcheck(lambda x, i=i: function(*constants[:i], x, *constants[i + 1 :]), x, method="complex")


@pytest.mark.parametrize("name", VARIANTS)
def test_the_gradient_of_a_variant_is_the_numerical_one(name):
    function, shape = VARIANTS[name]
    assert gradcheck(function, leaf(shape), method="complex")


def test_differences_agree_with_the_complex_step_on_a_whole_network():
    weights = [leaf((4, 3)), leaf((4,)), leaf((4,)), leaf((4,)), leaf((2, 4)), leaf((2,))]
    x = leaf((5, 3))

    def network(x, w1, b1, gamma, beta, w2, b2):
        hidden = F.batch_norm(
            F.linear(x, w1, b1), Tensor.zeros(4), Tensor.ones(4), gamma, beta, training=True
        )
        return F.cross_entropy(F.linear(F.tanh(hidden) * F.sigmoid(hidden), w2, b2), [0, 1, 1, 0, 1])

    for method in ("complex", "central"):
        assert gradcheck(network, [x, *weights], method=method)


# ---- by hand, as the course's graders call them ----------------------------------------------------

BY_HAND = {
    "Add": ([1.0, 2.0], [3.0, 5.0]),
    "Sub": ([1.0, 2.0], [3.0, 5.0]),
    "Mul": ([1.0, 2.0], [3.0, 5.0]),
    "Div": ([1.0, 2.0], [3.0, 5.0]),
    "Pow": ([1.0, 2.0], [3.0, 5.0]),
    "MatMul": ([[1.0, 2.0]], [[3.0], [5.0]]),
    "Neg": ([1.0, 2.0],),
    "Exp": ([1.0, 2.0],),
    "Log": ([1.0, 2.0],),
    "Sqrt": ([1.0, 2.0],),
    "Sum": ([1.0, 2.0],),
    "Mean": ([1.0, 2.0],),
    "Max": ([1.0, 2.0],),
    "Transpose": ([[1.0, 2.0]],),
    "ReLU": ([-1.0, 2.0],),
    "Sigmoid": ([1.0, 2.0],),
    "Tanh": ([1.0, 2.0],),
    "Linear": ([[1.0, 2.0]], [[3.0, 5.0]], [7.0]),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_called_by_hand_with_tensors_it_answers_with_tensors(name):
    op = getattr(F, name)
    inputs = [Tensor(values, requires_grad=True) for values in BY_HAND[name]]
    ctx = ContextManager()
    z = op.forward(ctx, *inputs)
    applied = op.apply(*inputs)
    assert isinstance(z, Tensor)
    assert (z.requires_grad, z.is_leaf) == (True, False)
    np.testing.assert_array_equal(z.data, applied.data)
    applied.backward()
    grads = op.backward(ctx, Tensor(np.ones(z.shape)))
    grads = grads if isinstance(grads, tuple) else (grads,)
    assert len(grads) == len(inputs)
    for g, x in zip(grads, inputs, strict=True):
        assert isinstance(g, Tensor)
        np.testing.assert_array_equal(g.data, x.grad.data)
        g.fill_(99.0)  # which is its own to change
    assert op.forward(ContextManager(), *(x.detach() for x in inputs)).requires_grad is False


def test_an_op_with_options_can_be_called_by_hand_too():
    ctx, x = ContextManager(), Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert F.Reshape.forward(ctx, x, (4,)).shape == (4,)
    assert F.Reshape.backward(ctx, Tensor([1.0, 2.0, 3.0, 4.0])).data.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert F.Sum.forward(ContextManager(), x, dim=0).data.tolist() == [4.0, 6.0]


def test_a_missing_gradient_stays_none_by_hand():
    class First(ArrayFunction):
        @staticmethod
        def forward(ctx, x, y):
            return x * 1.0

        @staticmethod
        def backward(ctx, g):
            return g, None

    assert First.backward(ContextManager(), Tensor([1.0]))[1] is None


def test_a_star_import_brings_the_ops_of_the_course_and_hides_no_layer():
    names = {"nn": "torch.nn", "F": "F", "np": "np", "torch": "torch"}
    for module in ("nn.activations", "nn.loss", "nn.functional", "autograd_engine"):
        exec(f"from mytorch.{module} import *", names)
    assert {"Add", "Sub", "Mul", "Div", "Transpose", "Reshape", "Log", "cross_entropy"} <= names.keys()
    assert (names["nn"], names["F"], names["np"], names["torch"]) == ("torch.nn", "F", "np", "torch")
    assert names["ReLU"].__module__ == "mytorch.nn.activations"
    assert not {"Any", "math", "Tensor", "Module", "functools", "grad_mode"} & names.keys()
