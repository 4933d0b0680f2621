"""One table of hostile calls, run on both networks: both refuse, in the same words, or both give the same.

The words are written in both twins, which share no code; here they are held side by side.
"""

import copy
import pickle

import numpy as np
import pytest

import classic_mlp
from hw1.networks import TWINS
from mytorch import nn

N, SIZES = 6, (4, 5, 3)
RNG = np.random.default_rng(7)
X, LABELS = RNG.normal(size=(N, 4)), np.eye(3)[[0, 2, 1, 1, 0, 2]]
WEIGHTS = [RNG.normal(size=shape) for shape in ((4, 5), (5, 3))]


def build(twin, **changes):
    """A network of one hidden layer, always with the same weights. In a change, `layers` is the twin's."""
    layers, kind, criterion = TWINS[twin]
    weights = iter(WEIGHTS)
    options = {
        "input_size": 4,
        "output_size": 3,
        "hiddens": [5],
        "activations": [layers.Tanh(), layers.Identity()],
        "weight_init_fn": lambda *shape: next(weights),
        "bias_init_fn": lambda n: np.arange(float(n)).reshape(1, n),
        "criterion": criterion(),
        "lr": 0.1,
        "momentum": 0.5,
    }
    changes = {name: value(layers) if name == "activations" else value for name, value in changes.items()}
    return kind(**options | changes)


def everything(mlp):
    """What training may change, in Spring's shapes, and the gradients."""
    if isinstance(mlp, classic_mlp.MLP):
        found = [(a.W, a.b, a.dW, a.db) for a in mlp.linear_layers]
        found += [(a.gamma, a.beta, a.dgamma, a.dbeta, a.running_mean, a.running_var) for a in mlp.bn_layers]
        return [np.array(array) for arrays in found for array in arrays]
    tensors = [(a.weight, a.bias, a.weight.grad, a.bias.grad) for a in mlp.linear_layers]
    tensors += [
        (a.gamma, a.beta, a.gamma.grad, a.beta.grad, a.running_mean, a.running_var) for a in mlp.bn_layers
    ]
    arrays = [np.array(tensor.data) for some in tensors for tensor in some]
    return [array.T if array.ndim == 2 else array[np.newaxis] for array in arrays]


def outcome(act):
    """What comes of a call: its result, or the error's type and words."""
    try:
        with np.errstate(all="ignore"):
            return act()
    except Exception as error:
        return type(error), str(error)


def assert_alike(call):
    """call(twin) gives the same in both: arrays that are close, or an error with the same words."""
    hand, auto = (outcome(lambda twin=twin: call(twin)) for twin in TWINS)
    if isinstance(hand, tuple) or isinstance(auto, tuple):
        assert hand == auto
        kind, words = hand
        assert kind in (TypeError, ValueError, RuntimeError)
        assert "\n" not in words
    else:
        for one, other in zip(hand, auto, strict=True):
            tol = TOLERANCES[min(one.dtype.itemsize, other.dtype.itemsize, 8)]
            np.testing.assert_allclose(one, other, rtol=tol, atol=tol / 100)
    return hand


def table(rows):
    return pytest.mark.parametrize("hostile", rows.values(), ids=rows.keys())


TOLERANCES = {2: 1e-2, 4: 1e-4, 8: 1e-10}  # by the bytes of a float


class Silent:
    """Neither a number nor a list."""


NO_COUNTS = {
    "0": 0,
    "-1": -1,
    "2.5": 2.5,
    "3.0": 3.0,
    "text": "3",
    "True": True,
    "None": None,
    "nan": float("nan"),
    "inf": float("inf"),
    "a list": [3],
    "an array": np.array([3]),
    "complex": 3j,
    "an object": Silent(),
    "NumPy's bool": np.True_,
    "bytes": b"3",
}
NO_RATES = {
    "nan": float("nan"),
    "inf": float("inf"),
    "-inf": -float("inf"),
    "negative": -0.1,
    "text": "0.1",
    "None": None,
    "complex": 1j,
    "a list": [0.1],
    "an array": np.array([0.1]),
    "True": True,
    "too large for a float": 10**400,
    "NumPy's nan": np.float64("nan"),
    "a class": float,
}

# name: the options of the constructor that are other than they should be
CONSTRUCTION = {
    **{f"input_size {name}": {"input_size": value} for name, value in NO_COUNTS.items()},
    **{f"output_size {name}": {"output_size": value} for name, value in NO_COUNTS.items()},
    **{f"hiddens [{name}]": {"hiddens": [value]} for name, value in NO_COUNTS.items()},
    **{f"num_bn_layers {name}": {"num_bn_layers": value} for name, value in NO_COUNTS.items() if name != "0"},
    **{f"lr {name}": {"lr": value} for name, value in NO_RATES.items()},
    **{f"momentum {name}": {"momentum": value} for name, value in NO_RATES.items()},
    **{
        f"hiddens {name}": {"hiddens": value}
        for name, value in {
            "None": None,
            "text": "5",
            "a number": 5,
            "nested": [[5]],
            "0-d": np.array(5),
            "a dict": {5: 5},
            "a generator": (n for n in ()),
            "an array of floats": np.array([5.0]),
        }.items()
    },
    **{
        f"activations {name}": {"activations": value}
        for name, value in {
            "too few": lambda layers: [layers.Tanh()],
            "none at all": lambda layers: [],
            "too many": lambda layers: [layers.Tanh()] * 3,
            "classes": lambda layers: [layers.Tanh, layers.Identity],
            "None": lambda layers: None,
            "None among them": lambda layers: [layers.Tanh(), None],
            "names": lambda layers: ["tanh", "identity"],
            "text": lambda layers: "tanh",
            "functions": lambda layers: [np.tanh, np.tanh],
            "one object": lambda layers: layers.Tanh(),
        }.items()
    },
    "more batch norm than layers": {"num_bn_layers": 3},
    "a criterion of None": {"criterion": None},
    "a criterion's name": {"criterion": "cross entropy"},
    "a class for a criterion": {"criterion": Silent},
    "a function for a criterion": {"criterion": np.sum},
    "an input too large for NumPy": {"input_size": 10**30, "weight_init_fn": lambda *shape: np.zeros(shape)},
    **{
        f"{fn} {name}": {fn: value}
        for fn in ("weight_init_fn", "bias_init_fn")
        for name, value in {
            "None": None,
            "an array": np.ones((4, 5)),
            "of None": lambda *n: None,
            "of another shape": lambda *n: np.ones((7, *n)),
            "transposed": lambda *n: np.ones((*n[::-1], 1)),
            "of whole numbers": lambda *n: np.ones(n, int),
            "of bools": lambda *n: np.ones(n, bool),
            "of objects": lambda *n: np.full(n, 1.0, object),
            "of text": lambda *n: np.full(n, "1"),
            "masked": lambda *n: np.ma.masked_array(np.ones(n), np.ones(n)),
            "of records": lambda *n: np.zeros(n, [("a", float)]),
            "of dates": lambda *n: np.zeros(n, "M8[s]"),
            "ragged": lambda *n: [[1.0], [1.0, 2.0]],
            "a number": lambda *n: 1.0,
            "that takes no arguments": lambda: np.ones((4, 5)),
        }.items()
    },
}


@table(CONSTRUCTION)
def test_a_network_that_cannot_be_is_refused_in_the_same_words(hostile):
    given = {
        name: copy.copy(value) if name == "hiddens" and isinstance(value, list) else value
        for name, value in hostile.items()
    }
    assert isinstance(assert_alike(lambda twin: build(twin, **given) and []), tuple)


@pytest.mark.parametrize(
    ("option", "value"),
    [("input_size", -(10**5000)), ("num_bn_layers", 10**5000), ("hiddens", 10**5000), ("lr", [10**5000])],
    ids=["a size", "a count", "no list", "in a list"],
)
def test_an_integer_that_python_would_not_print_is_refused_in_the_same_words(option, value):
    _, words = assert_alike(lambda twin: build(twin, **{option: value}) and [])
    assert f"MLP expects {option}" in words or "MLP of 2 layers expects" in words


BUILT = {
    "no hidden layers": {
        "hiddens": [],
        "activations": lambda layers: [layers.Identity()],
        "weight_init_fn": lambda *n: WEIGHTS[0][:, :3].copy(),
    },
    "hiddens as a tuple": {"hiddens": (5,)},
    "hiddens as an array": {"hiddens": np.array([5])},
    "sizes as NumPy's numbers": {"input_size": np.int64(4), "output_size": np.uint8(3)},
    "activations as a tuple": {"activations": lambda layers: (layers.Tanh(), layers.Identity())},
    "one activation twice": {"activations": lambda layers: [layers.Sigmoid()] * 2},
    "num_bn_layers as NumPy's number": {"num_bn_layers": np.int32(2)},
    "lr 0": {"lr": 0},
    "lr a whole number": {"lr": 1},
    "lr as NumPy's number": {"lr": np.float32(0.25)},
    "weights in Fortran's order": {"weight_init_fn": lambda *n: np.asfortranarray(np.ones(n))},
    "weights as nested lists": {"weight_init_fn": lambda *n: np.full(n, 0.5).tolist()},
    "weights as a matrix": {"weight_init_fn": lambda *n: np.full(n, 0.5).view(np.matrix)},
    "read-only weights": {"weight_init_fn": lambda *n: np.broadcast_to(0.5, n)},
    "weights of NaN": {"weight_init_fn": lambda *n: np.full(n, np.nan)},
    "a flat bias": {"bias_init_fn": lambda n: np.ones(n)},
    "big-endian weights": {"weight_init_fn": lambda *n: np.full(n, 0.5, ">f8")},
    "float32": {
        "weight_init_fn": lambda *n: np.full(n, 0.5, "f4"),
        "bias_init_fn": lambda n: np.ones(n, "f4"),
    },
}


def trained(mlp, x=X, labels=LABELS, steps=2):
    """Outputs, losses, errors and gradients on the way of a few steps, and what they lead to."""
    found = []
    for _ in range(steps):
        found.append(np.array(mlp(x)))
        found += [np.asarray(mlp.total_loss(labels)), np.asarray(mlp.error(labels), float)]
        found.append(np.array(mlp.backward(labels, input_gradient=True)))
        mlp.step()
    return found + everything(mlp)


@table(BUILT)
def test_an_unusual_network_is_the_same_in_both(hostile):
    assert isinstance(assert_alike(lambda twin: trained(build(twin, **hostile))), list)


INPUTS = {
    "None": None,
    "text": "x",
    "bytes": b"x",
    "a number": 1.0,
    "an object": Silent(),
    "a function": np.sum,
    "one dimension": X[0],
    "three dimensions": X.reshape(3, 2, 4),
    "images": np.zeros((2, 2, 2, 1)),
    "too wide": np.ones((N, 5)),
    "too narrow": X[:, :3],
    "transposed": X.T,
    "empty": X[:0],
    "no columns": X[:, :0],
    "objects": X.astype(object),
    "objects of None": np.full((N, 4), None),
    "text in an array": X.astype(str),
    "bytes in an array": X.astype("S"),
    "dates": np.zeros((N, 4), "M8[s]"),
    "spans of time": np.zeros((N, 4), "m8[s]"),
    "records": np.zeros((N, 4), [("a", float), ("b", int)]),
    "masked": np.ma.masked_array(X, X > 0),
    "a masked array without a mask": np.ma.masked_array(X),
    "ragged": [[1.0, 2.0], [3.0]],
    "a list of None": [[None] * 4] * N,
    "a dict": {0: X},
    "a set": {1, 2},
    "numbers too large for any": [[10**400] * 4] * N,
    "an empty list": [],
    "a generator": (row for row in X),
    "no dimension": np.array(1.0),
}


@table(INPUTS)
@pytest.mark.parametrize("bn", [0, 2])
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_an_input_that_cannot_be_is_refused_in_the_same_words_and_changes_nothing(hostile, bn, mode):
    def call(twin):
        mlp = build(twin, num_bn_layers=bn)
        getattr(mlp, mode)()
        before = everything(mlp)
        try:
            mlp(hostile)
        finally:
            assert all(np.array_equal(a, b) for a, b in zip(before, everything(mlp), strict=True))
            assert mlp.output is None

    assert isinstance(assert_alike(call), tuple)


TAKEN = {
    "a list": X.tolist(),
    "a tuple of rows": tuple(map(tuple, X)),
    "whole numbers": (10 * X).astype(int),
    "whole numbers in a list": [[1, 2, 3, 4]] * N,
    "bytes": np.arange(24, dtype="u1").reshape(6, 4) * 10,
    "bools": X > 0,
    "float16": X.astype(np.float16),
    "float32": X.astype(np.float32),
    "long double": X.astype(np.longdouble),
    "big-endian": X.astype(">f8"),
    "Fortran's order": np.asfortranarray(X),
    "backwards": X[::-1, ::-1],
    "every other": np.repeat(X, 2, axis=0)[::2],
    "read-only": np.broadcast_to(X[:1], (N, 4)),
    "a matrix": X.view(np.matrix),
    "NaN": np.where(X > 1, np.nan, X),
    "inf": np.where(X > 1, np.inf, X),
    "huge": X * 1e200,
    "tiny": X * 1e-310,
    "a constant column": np.ones((N, 4)),
}


@table(TAKEN)
@pytest.mark.parametrize("bn", [0, 2])
def test_an_unusual_input_gives_the_same_in_both_and_stays_as_it_was(hostile, bn):
    before = copy.deepcopy(hostile)
    assert isinstance(assert_alike(lambda twin: trained(build(twin, num_bn_layers=bn), hostile)), list)
    assert np.array_equal(np.asarray(hostile), np.asarray(before), equal_nan=True)


def test_a_batch_of_one_is_the_same_in_both():
    for bn in (0, 1, 2):
        assert isinstance(
            assert_alike(lambda twin, bn=bn: trained(build(twin, num_bn_layers=bn), X[:1], LABELS[:1])), list
        )


NO_LABELS = {
    "class numbers": LABELS.argmax(axis=1),
    "one dimension": LABELS[0],
    "too few": LABELS[:4],
    "too many classes": np.eye(4)[[0, 1, 2, 3, 0, 1]],
    "transposed": LABELS.T,
    "None": None,
    "text": "labels",
    "objects": LABELS.astype(object),
    "masked": np.ma.masked_array(LABELS, LABELS > 0),
    "complex": LABELS + 0j,
    "records": np.zeros((N, 3), [("a", float)]),
    "dates": np.zeros((N, 3), "M8[s]"),
    "text in an array": LABELS.astype(str),
    "ragged": [[1, 0, 0], [1]],
    "empty": [],
    "a number": 1,
    "a dict": {},
    "an object": Silent(),
    "three dimensions": LABELS[np.newaxis],
    "padding rows of zeros": LABELS * (np.arange(N) < 4)[:, np.newaxis],
    "several ones": np.ones((N, 3)),
    "smoothed": 0.9 * LABELS + 0.1 / 3,
    "negative": -LABELS,
    "twos": 2 * LABELS,
    "NaN": np.where(LABELS > 0, np.nan, LABELS),
    "NaN beside the ones": np.where(LABELS > 0, 1, np.nan),
    "inf": np.where(LABELS > 0, np.inf, 0),
    "halves": np.where(LABELS > 0, 0.5, 0.25),
    "inf less inf, and a row of zeros": np.vstack([[np.inf, -np.inf, 0], [0, 0, 0], LABELS[2:]]),
    "two ones here, none there": np.vstack([[1, 1, 0], [0, 0, 0], LABELS[2:]]),
    "a one and its opposite": np.vstack([[1, -1, 1], [0, 0, 0], [0, 0, 0], LABELS[3:]]),
}


@table(NO_LABELS)
@pytest.mark.parametrize("method", ["backward", "error", "total_loss"])
def test_labels_that_are_not_one_hot_are_refused_in_the_same_words(hostile, method):
    def call(twin):
        mlp = build(twin, num_bn_layers=1)
        mlp(X)
        mlp.backward(LABELS)
        before = everything(mlp)
        try:
            getattr(mlp, method)(hostile)
        finally:
            assert all(np.array_equal(a, b) for a, b in zip(before, everything(mlp), strict=True))

    assert isinstance(assert_alike(call), tuple)


ONE_HOT = {
    "whole numbers": LABELS.astype(int),
    "bytes": LABELS.astype(np.uint8),
    "bools": LABELS > 0,
    "a list": LABELS.tolist(),
    "float16": LABELS.astype(np.float16),
    "float32": LABELS.astype(np.float32),
    "long double": LABELS.astype(np.longdouble),
    "Fortran's order": np.asfortranarray(LABELS),
    "zeros with a sign": np.where(LABELS > 0, 1, -0.0),
    "a matrix": LABELS.view(np.matrix),
    "read-only": np.broadcast_to(LABELS[:1], (N, 3)),
    "big-endian": LABELS.astype(">f4"),
}


@table(ONE_HOT)
def test_one_hot_labels_of_any_kind_give_the_same_in_both(hostile):
    assert isinstance(assert_alike(lambda twin: trained(build(twin), X, hostile)), list)


def test_a_logit_of_minus_infinity_costs_nothing_where_another_class_is_the_label():
    def call(twin):
        mlp = build(twin)
        layer = mlp.linear_layers[1]
        b = layer.b[0] if twin == "by hand" else layer.bias.data
        b[2] = -np.inf
        labels = np.eye(3)[[0, 1, 1, 0, 1, 0]]
        mlp(X)
        return [np.asarray(mlp.total_loss(labels)), mlp.backward(labels, input_gradient=True)]

    loss, _ = assert_alike(call)
    assert np.isfinite(loss)


def weight(mlp):
    """The first layer's weight, the array itself."""
    layer = mlp.linear_layers[0]
    return layer.W if isinstance(mlp, classic_mlp.MLP) else layer.weight.data


def replace(mlp, name, value=2.0):
    """Give a parameter of the first layer another array; name: W, b, gamma or beta."""
    layer = (mlp.linear_layers if name in "Wb" else mlp.bn_layers)[0]
    if isinstance(mlp, classic_mlp.MLP):
        setattr(layer, name, np.full_like(getattr(layer, name), value))
    else:
        tensor = getattr(layer, {"W": "weight", "b": "bias"}.get(name, name))
        tensor.data = np.full_like(tensor.data, value)


def write(mlp, name):
    """Write into the array of a parameter of the first layer."""
    layer = (mlp.linear_layers if name in "Wb" else mlp.bn_layers)[0]
    if isinstance(mlp, classic_mlp.MLP):
        getattr(layer, name)[0, 0] += 1
    else:
        array = getattr(layer, {"W": "weight", "b": "bias"}.get(name, name)).data
        array[(0,) * array.ndim] += 1


def set_lr(mlp, value):
    mlp.lr = value
    mlp.step()


def set_momentum(mlp, value):
    mlp.momentum = value
    mlp.step()


def replace_layers(mlp):
    mlp.linear_layers[0] = copy.deepcopy(mlp.linear_layers[0])


# name: the calls on a network with batch norm; the last call is the wrong one
SEQUENCES = {
    "backward before forward": [lambda m: m.backward(LABELS)],
    "error before forward": [lambda m: m.error(LABELS)],
    "total_loss before forward": [lambda m: m.total_loss(LABELS)],
    "backward after a forward that failed": [
        lambda m: m(X),
        lambda m: pytest.raises(ValueError, m, X[:, :2]),
        lambda m: m.backward(LABELS),
    ],
    "backward after step": [
        lambda m: m(X),
        lambda m: m.backward(LABELS),
        lambda m: m.step(),
        lambda m: m.backward(LABELS),
    ],
    "backward after a step of lr 0": [
        lambda m: m(X),
        lambda m: m.backward(LABELS),
        lambda m: set_lr(m, 0),
        lambda m: m.backward(LABELS),
    ],
    "backward after a step without gradients": [
        lambda m: m(X),
        lambda m: m.step(),
        lambda m: m.backward(LABELS),
    ],
    **{
        f"backward after {name} was {how}": [
            lambda m: m(X),
            lambda m, act=act, name=name: act(m, name),
            lambda m: m.backward(LABELS),
        ]
        for name in ("W", "b", "gamma", "beta")
        for how, act in (("written to", write), ("replaced", replace))
    },
    "a second backward after W was written to": [
        lambda m: m(X),
        lambda m: m.backward(LABELS),
        lambda m: write(m, "W"),
        lambda m: m.backward(LABELS),
    ],
    "backward after a layer was replaced": [lambda m: m(X), replace_layers, lambda m: m.backward(LABELS)],
    "a layer too few": [lambda m: m.linear_layers.pop(), lambda m: m(X)],
    "an activation too few": [lambda m: m.activations.pop(), lambda m: m(X)],
    **{
        f"a step with lr {name}": [
            lambda m: m(X),
            lambda m: m.backward(LABELS),
            lambda m, value=value: set_lr(m, value),
        ]
        for name, value in NO_RATES.items()
    },
    **{
        f"a step with momentum {name}": [
            lambda m: m(X),
            lambda m: m.backward(LABELS),
            lambda m, value=value: set_momentum(m, value),
        ]
        for name, value in NO_RATES.items()
    },
    **{
        f"backward on {name} of a network that went forward": [
            lambda m: m(X),
            lambda m: m.backward(LABELS),
            lambda m, make=make: make(m).backward(LABELS),
        ]
        for name, make in (
            ("a copy", copy.copy),
            ("a deep copy", copy.deepcopy),
            ("a pickle", lambda m: pickle.loads(pickle.dumps(m))),
        )
    },
}


@table(SEQUENCES)
def test_calls_in_a_wrong_order_are_refused_in_the_same_words_and_change_nothing(hostile):
    def call(twin):
        mlp = build(twin, num_bn_layers=1)
        for act in hostile[:-1]:
            act(mlp)
        before = everything(mlp)
        try:
            hostile[-1](mlp)
        finally:
            assert all(np.array_equal(a, b) for a, b in zip(before, everything(mlp), strict=True))

    assert isinstance(assert_alike(call), tuple)


def rest(mlp):
    return [np.asarray(mlp.total_loss(LABELS)), np.asarray(mlp.error(LABELS), float), *everything(mlp)]


def scribble(array):
    array[...] = 1e6
    return array


# name: code that runs between a forward pass and the next call; it must have no effect
HARMLESS = {
    "nothing": lambda m, x, y: None,
    "the batch is written to": lambda m, x, y: scribble(x),
    "the output is written to": lambda m, x, y: scribble(m.output),
    "the gradient of x is written to": lambda m, x, y: scribble(m.backward(y, input_gradient=True)),
    "the labels are written to after a backward": lambda m, x, y: (m.backward(y), scribble(y)),
    "losses are asked for": lambda m, x, y: (m.total_loss(y), m.error(y)),
    "the mode is switched": lambda m, x, y: m.eval(),
    "gradients are set to zero": lambda m, x, y: m.zero_grads(),
    "lr is changed": lambda m, x, y: setattr(m, "lr", 0.25),
    "weights are looked at": lambda m, x, y: weight(m).sum(),
    "a copy is trained": lambda m, x, y: trained(copy.deepcopy(m)),
    "the copy of a copy is trained": lambda m, x, y: trained(copy.copy(copy.copy(m))),
    "the activations serve elsewhere": lambda m, x, y: trained(
        build(
            "by hand" if isinstance(m, classic_mlp.MLP) else "by autograd",
            activations=lambda layers: m.activations,
        ),
        -X,
    ),
}


@table(HARMLESS)
def test_what_happens_between_the_passes_does_not_show(hostile):
    def call(twin, between=hostile):
        mlp, x, labels = build(twin, num_bn_layers=1), X.copy(), LABELS.copy()
        mlp(x)
        between(mlp, x, labels)
        return [mlp.backward(LABELS, input_gradient=True), *rest(mlp)]

    changed, plain = assert_alike(call), assert_alike(lambda twin: call(twin, HARMLESS["nothing"]))
    for one, other in zip(changed, plain, strict=True):
        np.testing.assert_array_equal(one, other)


def test_backward_may_be_called_twice():
    assert_alike(lambda twin: _twice(build(twin, num_bn_layers=1)))


def _twice(mlp):
    mlp(X)
    first = [mlp.backward(LABELS, input_gradient=True), *everything(mlp)]
    second = [mlp.backward(LABELS, input_gradient=True), *everything(mlp)]
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    return second


def test_a_layer_or_a_weight_that_is_replaced_is_the_one_that_is_trained():
    def call(twin):
        mlp = build(twin, num_bn_layers=1, momentum=0)  # by hand a layer has its velocity with it
        trained(mlp)
        replace_layers(mlp)
        replace(mlp, "W", 0.5)
        if twin == "by autograd":
            layer = mlp.linear_layers[1]
            layer.bias = copy.deepcopy(layer.bias)
        return trained(mlp)

    assert isinstance(assert_alike(call), list)


def test_the_exceptions_are_these():
    """What one twin takes and the other cannot."""
    # Complex numbers are a complex step by hand, the oracle of its tests; an engine has no use for them.
    assert np.isfinite(build("by hand")(X + 1e-30j)).all()
    with pytest.raises(TypeError, match="MLP expects x as an array of floats; got an array of complex128"):
        build("by autograd")(X + 1e-30j)
    with pytest.raises(
        TypeError, match="what weight_init_fn returns as an array of floats; got an array of c"
    ):
        build("by autograd", weight_init_fn=lambda *n: np.ones(n, complex))
    # Only Fall's loss can be a mean.
    with pytest.raises(ValueError, match="a criterion that sums over the batch"):
        build("by autograd", criterion=nn.CrossEntropyLoss())
