"""One table of hostile calls for the later homeworks' layers, run on both twins.

Both refuse with the same kind of error, or both give the same. Where a shape does not fit they say so in the
same words. What may differ is the name of the speaker and of its arguments, which by autograd are PyTorch's,
and the advice in a second sentence.
"""

import re

import numpy as np
import pytest

import classic_mlp
from mytorch import nn
from mytorch.nn import functional as F

RNG = np.random.default_rng(11)
W1, W2, B = RNG.normal(size=(3, 2, 3)), RNG.normal(size=(3, 2, 3, 2)), RNG.normal(size=3)
GAMMA, BETA = RNG.normal(size=(2, 1, 4))
CELL = {"W_ih": (2, 3), "W_hh": (2, 2), "b_ih": (2,), "b_hh": (2,)}
CELLS = {
    gates: {name: RNG.normal(size=(gates * shape[0], *shape[1:])) for name, shape in CELL.items()}
    for gates in (1, 3)
}
MASK = np.array([[1, 0, 1], [0, 1, 1]])
BY_HAND, BY_AUTOGRAD = "by hand", "by autograd"


def convolution(twin, name, W, **settings):
    if twin == BY_HAND:
        kernel = W.shape[2] if W.ndim == 3 else W.shape[2:]
        sizes = W.shape[1], W.shape[0], kernel
        return getattr(classic_mlp, name)(*sizes, 1, lambda *n: W.copy(), lambda n: B.copy(), **settings)
    layer = getattr(nn, name)(W.shape[1], W.shape[0], W.shape[2:], **settings)
    layer.weight.data, layer.bias.data = W.copy(), B.copy()
    return layer


def layer_norm(twin):
    if twin == BY_HAND:
        layer = classic_mlp.LayerNorm(4)
        layer.gamma, layer.beta = GAMMA.copy(), BETA.copy()
    else:
        layer = nn.LayerNorm(4)
        layer.weight.data, layer.bias.data = GAMMA[0].copy(), BETA[0].copy()
    return layer


def cell(twin, name, gates):
    values = CELLS[gates]
    if twin == BY_HAND:
        layer = getattr(classic_mlp, name)(3, 2)
        for parameter, value in values.items():
            setattr(layer, parameter, value.copy())
    else:
        layer = getattr(nn, name)(3, 2)
        for parameter, value in values.items():
            getattr(layer, parameter.replace("W", "weight").replace("b_", "bias_")).data = value.copy()
    return layer


def drop(twin, x, mask=MASK, p=0.4):
    return classic_mlp.Dropout(p)(x, mask) if twin == BY_HAND else F.dropout(x, p, mask=mask)


def attend(twin, Q, K, V, mask=None):
    if twin == BY_HAND:
        return classic_mlp.ScaledDotProductAttention()(Q, K, V, mask)
    return F.scaled_dot_product_attention(Q, K, V, mask)


def module(twin):
    return classic_mlp if twin == BY_HAND else nn


LAYERS = {  # name: the layer of a twin, and a shape that it takes
    "Conv1d": (lambda twin: convolution(twin, "Conv1d", W1), (5, 2, 7)),
    "Conv1d with padding": (lambda twin: convolution(twin, "Conv1d", W1, padding=1), (5, 2, 7)),
    "Conv2d": (lambda twin: convolution(twin, "Conv2d", W2), (5, 2, 4, 3)),
    "Conv2d with padding": (lambda twin: convolution(twin, "Conv2d", W2, padding=(1, 0)), (5, 2, 4, 3)),
    "MaxPool2d": (lambda twin: module(twin).MaxPool2d((3, 2)), (5, 2, 4, 3)),
    "MaxPool2d with a stride": (lambda twin: module(twin).MaxPool2d(2, 1), (5, 2, 4, 3)),
    "Flatten": (lambda twin: module(twin).Flatten(), (5, 2, 4)),
    "LayerNorm": (layer_norm, (5, 2, 4)),
    "RNNCell": (lambda twin: cell(twin, "RNNCell", 1), (5, 3)),
    "GRUCell": (lambda twin: cell(twin, "GRUCell", 3), (5, 3)),
    "Dropout": (lambda twin: lambda x: drop(twin, x, np.ones(getattr(x, "shape", ()))), (5, 3)),
}
EACH = pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS.keys())


def outcome(act):
    """What comes of a call: an array, or the error's kind and words."""
    try:
        with np.errstate(all="ignore"):
            result = act()
    except Exception as error:
        return type(error), str(error)
    return np.asarray(getattr(result, "data", result))


def assert_alike(call, *, same_words=False):
    """call(twin) gives the same in both, or is refused by both with the same kind of error."""
    hand, auto = outcome(lambda: call(BY_HAND)), outcome(lambda: call(BY_AUTOGRAD))
    if isinstance(hand, tuple) or isinstance(auto, tuple):
        assert isinstance(hand, tuple), auto
        assert isinstance(auto, tuple), hand
        assert hand[0] is auto[0], (hand, auto)
        assert hand[0] in (TypeError, ValueError)
        assert "\n" not in hand[1] + auto[1]
        if same_words:
            assert plain(hand[1]) == plain(auto[1])
    else:
        assert hand.dtype == auto.dtype
        tol = {2: 1e-2, 4: 1e-5, 8: 1e-12}[hand.dtype.itemsize]
        np.testing.assert_allclose(hand, auto, rtol=tol, atol=tol)
    return hand


def plain(words):
    """The first sentence, without the speaker's name, and with by hand's names of the arguments."""
    _, _, rest = re.match(r".*?; got [^\n]*?\)(?=\.|$)|.*", words)[0].partition(" ")
    return re.sub(r"\b(input|hidden)\b", lambda found: {"input": "x", "hidden": "h"}[found[0]], rest)


NO_ARRAYS = {
    "None": None,
    "text": "x",
    "bytes": b"x",
    "a dict": {0: 1.0},
    "a function": np.sum,
    "an array of objects": np.full((5, 3), None),
    "an array of text": np.full((5, 3), "1"),
    "an array of dates": np.zeros((5, 3), "M8[s]"),
    "an array of records": np.zeros((5, 3), [("a", float)]),
    "a masked array": np.ma.masked_array(np.ones((5, 3)), np.eye(5, 3)),
    "ragged": [[1.0, 2.0], [3.0]],
    "a generator": (n for n in ()),
}


@EACH
@pytest.mark.parametrize("hostile", NO_ARRAYS.values(), ids=NO_ARRAYS.keys())
def test_what_is_no_array_of_numbers_is_a_type_error_in_both(make, shape, hostile):
    assert assert_alike(lambda twin: make(twin)(hostile))[0] is TypeError


UNUSUAL = {
    "whole numbers": lambda x: (10 * x).astype(int),
    "bytes": lambda x: (10 * abs(x)).astype("u1"),
    "bools": lambda x: x > 0,
    "big-endian": lambda x: x.astype(">f8"),
    "Fortran's order": np.asfortranarray,
    "backwards": lambda x: x[::-1, ..., ::-1],
    "read-only": lambda x: np.broadcast_to(x[:1], x.shape),
    "one example": lambda x: x[:1],
    "NaN": lambda x: np.where(x > 1, np.nan, x),
    "inf": lambda x: np.where(x > 1, np.inf, x),
    "huge": lambda x: x * 1e150,
    "all the same": np.ones_like,
}


@EACH
@pytest.mark.parametrize("change", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_an_unusual_input_gives_the_same_in_both(make, shape, change):
    x = change(np.random.default_rng(2).normal(size=shape))
    before = x.copy()
    assert not isinstance(assert_alike(lambda twin: make(twin)(x)), tuple)
    np.testing.assert_array_equal(x, before)


SHAPES = {  # x that does not fit: refused in the same words
    "Conv1d": [(), (3,), (5, 3, 7), (5, 2, 7, 1), (5, 2, 2), (5, 7, 2), (0, 3, 7)],
    "Conv1d with padding": [(5, 2, 0, 1), (5, 2), (5, 1, 1)],
    "Conv2d": [(), (3,), (5, 2), (5, 3, 9, 9), (5, 9, 9, 2), (5, 2, 2, 3), (5, 2, 3, 1), (1, 5, 2, 4, 3)],
    "Conv2d with padding": [(5, 2, 1, 1), (5, 3, 4, 3)],
    "MaxPool2d": [(), (3,), (5, 2), (5, 2, 2, 3), (5, 2, 3, 1), (1, 5, 2, 4, 3), (5, 0, 4, 3), (5, 2, 4, 0)],
    "MaxPool2d with a stride": [(5, 2, 1, 3)],
    "LayerNorm": [(), (5, 3), (5, 2, 3), (4, 5), (5, 0), (4, 1)],
    "RNNCell": [(), (5, 2), (5, 4), (5, 3, 1), (3, 5)],
    "GRUCell": [(), (5, 2), (5, 4), (5, 3, 1), (3, 5)],
}


@pytest.mark.parametrize(
    ("name", "shape"), [(name, shape) for name, shapes in SHAPES.items() for shape in shapes]
)
def test_a_shape_that_does_not_fit_is_refused_in_the_same_words(name, shape):
    make, _ = LAYERS[name]
    kind, words = assert_alike(lambda twin: make(twin)(np.ones(shape)), same_words=True)
    assert kind is ValueError
    assert "; got " in words


X = RNG.normal(size=(2, 3))
CALLS = {  # refused in the same words
    "a state of another size": lambda twin: cell(twin, "RNNCell", 1)(X, np.ones((2, 3))),
    "a state of another batch": lambda twin: cell(twin, "GRUCell", 3)(X, np.ones((1, 2))),
    "a state without a batch": lambda twin: cell(twin, "GRUCell", 3)(X, np.ones(2)),
    "a mask of another shape": lambda twin: drop(twin, X, MASK[:1]),
    "a mask turned": lambda twin: drop(twin, X, MASK.T),
    "a mask of halves": lambda twin: drop(twin, X, MASK / 2),
    "a mask of twos": lambda twin: drop(twin, X, MASK * 2),
    "a mask of NaN": lambda twin: drop(twin, X, MASK * np.nan),
    "p above 1": lambda twin: module(twin).Dropout(1.5),
    "p below 0": lambda twin: module(twin).Dropout(-0.1),
    "p that is no number": lambda twin: module(twin).Dropout(float("nan")),
    "p infinite": lambda twin: module(twin).Dropout(float("inf")),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_a_call_that_cannot_be_is_refused_in_the_same_words(call):
    assert isinstance(assert_alike(call, same_words=True), tuple)


KEYS = RNG.normal(size=(4, 3))
NO_SIZES = [0, -1, 2.5, "3", True, None, 3j, float("nan")]
SIZES = {
    "Conv1d, in": lambda nn, n: nn.Conv1d(n, 3, 2),
    "Conv1d, out": lambda nn, n: nn.Conv1d(2, n, 2),
    "Conv1d, kernel": lambda nn, n: nn.Conv1d(2, 3, n),
    "Conv1d, stride": lambda nn, n: nn.Conv1d(2, 3, 2, n),
    "Conv2d, in": lambda nn, n: nn.Conv2d(n, 3, 2),
    "Conv2d, kernel": lambda nn, n: nn.Conv2d(2, 3, n),
    "Conv2d, a number of the kernel": lambda nn, n: nn.Conv2d(2, 3, (2, n)),
    "Conv2d, stride": lambda nn, n: nn.Conv2d(2, 3, 2, n),
    "Conv2d, padding": lambda nn, n: nn.Conv2d(2, 3, 2, padding=-1 if n in (0, "3") else n),
    "RNNCell, input": lambda nn, n: nn.RNNCell(n, 2),
    "GRUCell, hidden": lambda nn, n: nn.GRUCell(2, n),
}


@pytest.mark.parametrize("make", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("size", NO_SIZES, ids=repr)
def test_a_layer_of_an_impossible_size_is_refused_by_both(make, size):
    hand, auto = (outcome(lambda nn=nn: make(nn, size)) for nn in (classic_mlp, nn))
    assert isinstance(hand, tuple)
    assert isinstance(auto, tuple)
    assert hand[0] is auto[0]
    assert "\n" not in hand[1] + auto[1]


ATTENTION = {
    "queries of another width": lambda twin: attend(twin, X[:, :2], KEYS, KEYS),
    "as many values as queries": lambda twin: attend(twin, X, KEYS, X),
    "one query without its axis": lambda twin: attend(twin, X[0], KEYS, KEYS),
    "a number": lambda twin: attend(twin, 3.0, KEYS, KEYS),
    "a mask of another shape": lambda twin: attend(twin, X, KEYS, KEYS, np.ones((3, 4), bool)),
    "a mask turned": lambda twin: attend(twin, X, KEYS, KEYS, np.ones((4, 2), bool)),
    "a mask of whole numbers": lambda twin: attend(twin, X, KEYS, KEYS, np.ones((2, 4), int)),
    "a mask's name": lambda twin: attend(twin, X, KEYS, KEYS, "causal"),
    "text": lambda twin: attend(twin, "Q", KEYS, KEYS),
    "None": lambda twin: attend(twin, X, None, KEYS),
}


@pytest.mark.parametrize("call", ATTENTION.values(), ids=ATTENTION.keys())
def test_attention_refuses_by_the_same_kind_of_error(call):
    """By autograd the three shapes are told together, since their dims in front may be broadcast."""
    assert isinstance(assert_alike(call), tuple)


@pytest.mark.parametrize("mask", [None, np.ones((2, 4), bool), np.zeros((2, 4), bool), np.eye(2, 4) > 0])
def test_attention_with_any_mask_gives_the_same(mask):
    assert not isinstance(assert_alike(lambda twin: attend(twin, X, KEYS, KEYS, mask)), tuple)


# What one takes and the other does not: name, call, which twin refuses it, and why.
DIFFERENCES = [
    ("one image", lambda twin: LAYERS["Conv2d"][0](twin)(np.ones((2, 4, 3))), BY_HAND, "PyTorch takes it"),
    ("one line", lambda twin: LAYERS["Conv1d"][0](twin)(np.ones((2, 7))), BY_HAND, "PyTorch takes it"),
    (
        "one pooled",
        lambda twin: LAYERS["MaxPool2d"][0](twin)(np.ones((2, 4, 3))),
        BY_HAND,
        "PyTorch takes it",
    ),
    ("one row", lambda twin: LAYERS["RNNCell"][0](twin)(np.ones(3)), BY_HAND, "PyTorch takes it"),
    ("one normed", lambda twin: LAYERS["LayerNorm"][0](twin)(np.ones(4)), BY_HAND, "PyTorch takes it"),
    ("padding by a word", lambda twin: module(twin).Conv2d(2, 3, 2, padding="same"), BY_HAND, "as PyTorch"),
    ("no images", lambda twin: LAYERS["Conv2d"][0](twin)(np.ones((0, 2, 4, 3))), BY_HAND, "as PyTorch"),
    ("no examples", lambda twin: LAYERS["Flatten"][0](twin)(np.ones((0, 3))), BY_HAND, "as PyTorch"),
    ("a list", lambda twin: LAYERS["GRUCell"][0](twin)([[1.0, 2.0, 3.0]]), BY_AUTOGRAD, "PyTorch refuses it"),
    (
        "attention that broadcasts",
        lambda twin: attend(twin, np.ones((5, 2, 3)), KEYS, KEYS),
        BY_HAND,
        "PyTorch takes it",
    ),
    (
        "a mask of floats",
        lambda twin: attend(twin, X, KEYS, KEYS, np.ones((2, 4))),
        BY_HAND,
        "added, as PyTorch",
    ),
]


@pytest.mark.parametrize(("name", "call", "refuses", "why"), DIFFERENCES, ids=[row[0] for row in DIFFERENCES])
def test_the_exceptions_are_these(name, call, refuses, why):
    for twin in (BY_HAND, BY_AUTOGRAD):
        assert isinstance(outcome(lambda twin=twin: call(twin)), tuple) == (twin == refuses), why


def test_flatten_of_one_axis_is_another_kind_of_error():
    """By autograd it is PyTorch's: a dim that x has not."""
    for shape in ((), (3,)):
        kinds = [
            outcome(lambda twin=twin, shape=shape: module(twin).Flatten()(np.ones(shape)))[0]
            for twin in (BY_HAND, BY_AUTOGRAD)
        ]
        assert kinds == [ValueError, IndexError]
