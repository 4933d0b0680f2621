"""What all layers of the later homeworks promise, in one table: gradients, dtypes, copies, refusals."""

import copy
import pickle

import numpy as np
import pytest

from classic_mlp import (
    Conv1d,
    Conv2d,
    Dropout,
    Flatten,
    GRUCell,
    LayerNorm,
    MaxPool2d,
    RNNCell,
    ScaledDotProductAttention,
)

MASK = np.array([[1, 0, 1], [0, 0, 0], [1, 1, 1]], bool)  # its second query sees nothing
DROPPED = np.array([[1, 0, 1], [0, 1, 1]])


def layer_norm(width):
    layer, rng = LayerNorm(width), np.random.default_rng(3)
    layer.gamma, layer.beta = rng.normal(size=(1, width)), rng.normal(size=(1, width))
    return layer


LAYERS = {  # name: make the layer, the shapes of its inputs, and what else forward takes
    "dropout": (lambda: Dropout(0.4), [(2, 3)], [DROPPED]),
    "dropout with p = 0": (lambda: Dropout(0), [(2, 3)], [np.ones((2, 3))]),
    "dropout in eval mode": (lambda: Dropout(0.4), [(2, 3)], [DROPPED, True]),
    "layer norm": (lambda: layer_norm(4), [(3, 4)], []),
    "layer norm of sequences": (lambda: layer_norm(4), [(2, 3, 4)], []),
    "layer norm of one feature": (lambda: layer_norm(1), [(3, 1)], []),
    "conv1d": (lambda: Conv1d(2, 3, 3), [(2, 2, 7)], []),
    "conv1d with stride and padding": (lambda: Conv1d(2, 3, 3, 2, padding=2), [(2, 2, 6)], []),
    "conv1d with a stride above the kernel": (lambda: Conv1d(2, 3, 2, 3), [(2, 2, 7)], []),
    "conv1d, kernel as large as x": (lambda: Conv1d(2, 3, 5), [(1, 2, 5)], []),
    "conv2d": (lambda: Conv2d(2, 3, 2), [(2, 2, 4, 3)], []),
    "conv2d with stride and padding": (
        lambda: Conv2d(2, 2, (3, 2), (2, 1), padding=(1, 2)),
        [(2, 2, 4, 3)],
        [],
    ),
    "conv2d with a stride above the kernel": (lambda: Conv2d(1, 2, 1, 2), [(2, 1, 4, 5)], []),
    "conv2d, kernel as large as x": (lambda: Conv2d(2, 3, (3, 4)), [(1, 2, 3, 4)], []),
    "conv2d, kernel larger than x": (lambda: Conv2d(1, 1, 4, padding=1), [(2, 1, 2, 2)], []),
    "conv2d of single numbers": (lambda: Conv2d(3, 2, 1), [(2, 3, 2, 2)], []),
    "max pooling": (lambda: MaxPool2d(2), [(2, 2, 4, 5)], []),
    "max pooling with overlap": (lambda: MaxPool2d((3, 2), 1), [(2, 2, 4, 4)], []),
    "max pooling with gaps": (lambda: MaxPool2d(2, (3, 4)), [(2, 1, 5, 7)], []),
    "max pooling of the whole image": (lambda: MaxPool2d((3, 4)), [(1, 2, 3, 4)], []),
    "flatten": (Flatten, [(2, 3, 2, 2)], []),
    "flatten of rows": (Flatten, [(2, 3)], []),
    "rnn cell": (lambda: RNNCell(3, 4), [(2, 3), (2, 4)], []),
    "rnn cell, one example": (lambda: RNNCell(1, 1), [(1, 1), (1, 1)], []),
    "gru cell": (lambda: GRUCell(3, 4), [(2, 3), (2, 4)], []),
    "gru cell, one example": (lambda: GRUCell(1, 1), [(1, 1), (1, 1)], []),
    "attention": (ScaledDotProductAttention, [(4, 3), (2, 3), (2, 5)], []),
    "attention with a mask": (ScaledDotProductAttention, [(2, 3, 2), (2, 3, 2), (2, 3, 4)], [MASK]),
    "attention of one key": (ScaledDotProductAttention, [(2, 1, 3, 1), (2, 1, 1, 1), (2, 1, 1, 1)], []),
}
EACH = pytest.mark.parametrize(("make", "shapes", "rest"), LAYERS.values(), ids=LAYERS.keys())
WITH_PARAMETERS = {name: row for name, row in LAYERS.items() if row[0]().parameters}
EACH_WITH_PARAMETERS = pytest.mark.parametrize(
    ("make", "shapes", "rest"), WITH_PARAMETERS.values(), ids=WITH_PARAMETERS.keys()
)
CELLS = (RNNCell, GRUCell)


def drawn(shapes, dtype=float):
    rng = np.random.default_rng(5)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def back(layer, delta):
    """The gradients of all inputs."""
    result = layer.backward(delta)
    return list(result) if isinstance(result, tuple) else [result]


def everything(layer, delta):
    """The gradients of all inputs and all parameters."""
    return back(layer, delta) + [getattr(layer, f"d{name}").copy() for name in layer.parameters]


def delta_for(y):
    return np.random.default_rng(6).normal(size=y.shape).astype(y.dtype)


@EACH
def test_every_gradient_is_that_of_complex_step(make, shapes, rest, complex_step, assert_close):
    layer, inputs = make(), drawn(shapes)
    delta = delta_for(layer(*inputs, *rest))
    found = back(layer, delta)
    assert len(found) == len(inputs)

    def loss(**changes):
        other = copy.copy(layer)
        for name in layer.parameters:
            setattr(other, name, changes.get(name, getattr(layer, name)))
        return (delta * other(*(changes.get(i, x) for i, x in numbered), *rest)).sum()

    numbered = [(f"input {i}", x) for i, x in enumerate(inputs)]
    for (name, x), gradient in zip(numbered, found, strict=True):
        want = complex_step(lambda moved, name=name: loss(**{name: moved}), x)
        assert_close(gradient, want, 1e-12, scale=1e-3)
    for name in layer.parameters:
        want = complex_step(lambda moved, name=name: loss(**{name: moved}), getattr(layer, name))
        assert_close(getattr(layer, f"d{name}"), want, 1e-12, scale=1e-3)


@EACH
def test_every_gradient_is_that_of_central_differences(make, shapes, rest):
    layer, inputs = make(), drawn(shapes)
    delta = delta_for(layer(*inputs, *rest))
    found = back(layer, delta)
    for i, gradient in enumerate(found):
        for index in np.ndindex(inputs[i].shape):
            losses = []
            for step in (1e-5, -1e-5):
                moved = [x.copy() for x in inputs]
                moved[i][index] += step
                losses.append((delta * copy.copy(layer)(*moved, *rest)).sum())
            assert abs((losses[0] - losses[1]) / 2e-5 - gradient[index]) < 1e-7


@EACH
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_keep_their_dtype(make, shapes, rest, dtype):
    layer, inputs = make(), drawn(shapes, dtype)
    for name in layer.parameters:
        setattr(layer, name, getattr(layer, name).astype(dtype))
    layer.zero_grads()
    y = layer(*inputs, *rest)
    assert y.dtype == dtype
    for gradient in back(layer, delta_for(y)):
        assert gradient.dtype == dtype
    if not (isinstance(layer, LayerNorm) and dtype == np.float16):  # whose parameters are float32 then
        assert {getattr(layer, f"d{name}").dtype for name in layer.parameters} <= {np.dtype(dtype)}


@EACH
def test_lists_and_whole_numbers_become_float64(make, shapes, rest):
    layer, inputs = make(), [np.round(3 * x).astype(int) for x in drawn(shapes)]
    want = make_alike(layer, make)(*(x.astype(float) for x in inputs), *rest)
    for given in (inputs, [x.tolist() for x in inputs]):
        y = layer(*given, *rest)
        assert y.dtype == np.float64
        np.testing.assert_array_equal(y, want)


def make_alike(layer, make):
    other = make()
    for name in layer.parameters:
        setattr(other, name, getattr(layer, name))
    return other


@EACH
def test_what_a_caller_writes_to_his_arrays_does_not_reach_the_gradient(make, shapes, rest):
    layer, inputs = make(), drawn(shapes)
    other = make_alike(layer, make)
    delta = delta_for(other(*inputs, *rest))
    want = everything(other, delta)
    mine, others = [x.copy() for x in inputs], [np.array(x) for x in rest]
    y = layer(*mine, *others)
    for array in (*mine, *others):
        assert not np.shares_memory(y, array)
    for array in (*mine, *others, y):
        array[...] = 1
    for found, gradient in zip(everything(layer, delta), want, strict=True):
        np.testing.assert_array_equal(found, gradient)


@EACH
def test_what_a_caller_writes_to_a_gradient_reaches_neither_his_delta_nor_the_layer(make, shapes, rest):
    layer, inputs = make(), drawn(shapes)
    delta = delta_for(layer(*inputs, *rest))
    before = delta.copy()
    first = back(layer, delta)
    want = [gradient.copy() for gradient in first]
    for gradient in first:
        gradient[...] = 9
    np.testing.assert_array_equal(delta, before)
    if isinstance(layer, CELLS):
        layer(*inputs, *rest)
    for found, gradient in zip(back(layer, delta), want, strict=True):
        np.testing.assert_array_equal(found, gradient)


@EACH
def test_backward_before_forward_says_what_to_do(make, shapes, rest):
    delta = delta_for(make()(*drawn(shapes), *rest))
    with pytest.raises(RuntimeError, match=r"\.backward needs a forward pass first: call \w+\(x\)\.$"):
        make().backward(delta)


@EACH
def test_a_delta_of_another_shape_is_refused_and_the_right_one_taken_after_it(make, shapes, rest):
    layer = make()
    y = layer(*drawn(shapes), *rest)
    for wrong in (np.zeros((*y.shape, 1)), np.zeros(()), np.concatenate([y, y])):
        with pytest.raises(ValueError, match=r"^\w+\.backward expects delta of shape \(.*\); got \(.*\)\.$"):
            layer.backward(wrong)
    for none in (None, "delta", [None]):
        with pytest.raises(TypeError, match=r"^\w+\.backward expects delta as an array of floats; got .*\.$"):
            layer.backward(none)
    back(layer, np.zeros(y.shape))


NO_NUMBERS = {
    "None": None,
    "text": "x",
    "objects": np.array([None, 1]),
    "a ragged list": [[1, 2], [3]],
    "dates": np.zeros(3, "M8[s]"),
    "a masked array": np.ma.zeros((2, 3)),
}


@EACH
@pytest.mark.parametrize("given", NO_NUMBERS.values(), ids=NO_NUMBERS.keys())
def test_what_is_not_numbers_is_refused(make, shapes, rest, given):
    layer, inputs = make(), drawn(shapes)
    for i in range(len(inputs)):
        if given is None and i and isinstance(layer, CELLS):
            continue  # no h is zeros
        hostile = [given if i == j else x for j, x in enumerate(inputs)]
        with pytest.raises(TypeError, match=r"^\w+ expects \w as an array of floats; got .*\.$"):
            layer(*hostile, *rest)


@EACH
def test_another_number_of_axes_is_refused(make, shapes, rest):
    layer, inputs = make(), drawn(shapes)
    if isinstance(layer, Dropout | Flatten | LayerNorm | ScaledDotProductAttention):
        inputs = [x.reshape(-1) for x in inputs]
    else:
        inputs = [x[np.newaxis] for x in inputs]
    with pytest.raises(ValueError, match=r"^\w+ expects \w+ of shape \(.*\).*; got \(.*\)\.$"):
        layer(*inputs, *rest)


@EACH
def test_no_rows_are_refused(make, shapes, rest):
    if isinstance(make(), Dropout):
        return
    inputs = [np.zeros((0, *shape[1:])) for shape in shapes]
    with pytest.raises(ValueError, match=r"expects \w of shape \(.*\); got \(.*\)\."):
        make()(*inputs, *rest)


COPIES = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda x: pickle.loads(pickle.dumps(x))}


@EACH
@pytest.mark.parametrize("way", COPIES.values(), ids=COPIES.keys())
def test_a_copy_has_its_own_data_and_no_forward_pass(make, shapes, rest, way):
    layer, inputs = make(), drawn(shapes)
    delta = delta_for(layer(*inputs, *rest))
    twin = way(layer)
    for name in layer.parameters:
        np.testing.assert_array_equal(getattr(twin, name), getattr(layer, name))
        assert not np.shares_memory(getattr(twin, name), getattr(layer, name))
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        twin.backward(delta)
    twin(*inputs, *rest)
    for one, other in zip(everything(twin, delta), everything(layer, delta), strict=True):
        np.testing.assert_array_equal(one, other)


@EACH_WITH_PARAMETERS
def test_a_parameter_that_was_changed_after_forward_is_an_error(make, shapes, rest):
    layer, inputs = make(), drawn(shapes)
    for name in layer.parameters:
        delta = delta_for(layer(*inputs, *rest))
        array = getattr(layer, name)
        array += 1
        with pytest.raises(RuntimeError, match=rf"\.backward expects the {name} that forward used"):
            layer.backward(delta)
    layer(*inputs, *rest)
    layer.backward(delta)


@EACH_WITH_PARAMETERS
def test_gradients_are_overwritten_but_for_the_cells_which_add(make, shapes, rest):
    layer, inputs = make(), drawn(shapes)
    delta = delta_for(layer(*inputs, *rest))
    layer.backward(delta)
    once = [getattr(layer, f"d{name}").copy() for name in layer.parameters]
    layer(*inputs, *rest)
    layer.backward(delta)
    for name, gradient in zip(layer.parameters, once, strict=True):
        times = 2 if isinstance(layer, CELLS) else 1
        np.testing.assert_array_equal(getattr(layer, f"d{name}"), times * gradient)
    layer.zero_grads()
    for name in layer.parameters:
        np.testing.assert_array_equal(getattr(layer, f"d{name}"), np.zeros(getattr(layer, name).shape))


@EACH_WITH_PARAMETERS
def test_gradients_are_sums_over_the_batch(make, shapes, rest, assert_close):
    layer, inputs = make(), drawn(shapes)
    twice = [np.concatenate([x, x]) for x in inputs]
    delta = delta_for(layer(*inputs, *rest))
    layer.backward(delta)
    once = [getattr(layer, f"d{name}").copy() for name in layer.parameters]
    layer.zero_grads()
    layer(*twice, *rest)
    layer.backward(np.concatenate([delta, delta]))
    for name, gradient in zip(layer.parameters, once, strict=True):
        assert_close(getattr(layer, f"d{name}"), 2 * gradient, 1e-13)


@EACH_WITH_PARAMETERS
def test_steps_follow_the_gradients_as_they_stand_with_momentum(make, shapes, rest, assert_close):
    layer, inputs = make(), drawn(shapes)
    want = {name: (getattr(layer, name).copy(), 0) for name in layer.parameters}
    for _ in range(3):
        layer.zero_grads()
        layer.backward(delta_for(layer(*inputs, *rest)))
        layer.step(0.1, 0.5)
        for name, (W, v) in want.items():
            v = 0.5 * v - 0.1 * getattr(layer, f"d{name}")
            want[name] = W + v, v
    for name, (W, v) in want.items():
        assert_close(getattr(layer, name), W, 1e-14)
        assert_close(getattr(layer, f"momentum_{name}"), v, 1e-13)


@EACH_WITH_PARAMETERS
def test_a_step_that_cannot_be_taken_changes_nothing(make, shapes, rest):
    layer = make()
    before = {name: getattr(layer, name).copy() for name in layer.parameters}
    for lr, momentum in ((-0.1, 0), (0.1, np.nan), ("0.1", 0), (0.1, None)):
        with pytest.raises((TypeError, ValueError), match=r"^\w+ expects (lr|momentum) "):
            layer.step(lr, momentum)
    setattr(layer, f"d{layer.parameters[-1]}", np.ones(7))
    with pytest.raises(ValueError, match=r"^\w+ expects d\w+ of shape \(.*\), as \w+; got \(7,\)\."):
        layer.step(0.1)
    for name, start in before.items():
        np.testing.assert_array_equal(getattr(layer, name), start)


NO_COUNTS = [0, -1, 2.0, "2", None, True, [2], np.array([2])]
CONSTRUCTIONS = {
    "LayerNorm": lambda n: LayerNorm(n),
    "Conv1d in": lambda n: Conv1d(n, 2, 3),
    "Conv1d out": lambda n: Conv1d(2, n, 3),
    "Conv1d kernel": lambda n: Conv1d(2, 2, n),
    "Conv1d stride": lambda n: Conv1d(2, 2, 2, n),
    "Conv2d in": lambda n: Conv2d(n, 2, 3),
    "Conv2d out": lambda n: Conv2d(2, n, 3),
    "Conv2d kernel": lambda n: Conv2d(2, 2, (2, n)),
    "Conv2d stride": lambda n: Conv2d(2, 2, 2, (n, 2)),
    "MaxPool2d kernel": lambda n: MaxPool2d((n, 2)),
    "MaxPool2d stride": lambda n: MaxPool2d(2, (2, n)),
    "RNNCell in": lambda n: RNNCell(n, 2),
    "RNNCell hidden": lambda n: RNNCell(2, n),
    "GRUCell in": lambda n: GRUCell(n, 2),
    "GRUCell hidden": lambda n: GRUCell(2, n),
}


@pytest.mark.parametrize("build", CONSTRUCTIONS.values(), ids=CONSTRUCTIONS.keys())
@pytest.mark.parametrize("n", NO_COUNTS, ids=repr)
def test_sizes_are_whole_numbers_of_at_least_1(build, n):
    kind = ValueError if type(n) is int else TypeError
    with pytest.raises(kind, match=r"^\w+ expects \w+ (as a whole number|of at least 1); got .*\.$"):
        build(n)


INITIALISED = {
    "Conv1d": (lambda **init: Conv1d(2, 3, 4, **init), [(3, 2, 4)], [(3,)]),
    "Conv2d": (lambda **init: Conv2d(2, 3, (4, 5), **init), [(3, 2, 4, 5)], [(3,)]),
    "RNNCell": (lambda **init: RNNCell(2, 3, **init), [(3, 2), (3, 3)], [(3,), (3,)]),
    "GRUCell": (lambda **init: GRUCell(2, 3, **init), [(9, 2), (9, 3)], [(9,), (9,)]),
}
EACH_INITIALISED = pytest.mark.parametrize(
    ("build", "weights", "biases"), INITIALISED.values(), ids=INITIALISED.keys()
)


@EACH_INITIALISED
def test_initialisers_are_asked_once_each_weights_first_and_set_the_dtype(build, weights, biases):
    asked = []

    def init(*shape):
        asked.append(shape)
        return np.full(shape, len(asked), np.float32)

    layer = build(weight_init_fn=init, bias_init_fn=init)
    assert asked == weights + biases
    for i, name in enumerate(layer.parameters):
        array = getattr(layer, name)
        np.testing.assert_array_equal(array, np.full(asked[i], i + 1))
        assert array.dtype == getattr(layer, f"d{name}").dtype == np.float32


@EACH_INITIALISED
def test_without_initialisers_numbers_are_drawn_within_the_bound_by_the_course_s_generator(
    build, weights, biases
):
    np.random.seed(4)  # noqa: NPY002
    layer = build()
    fan_in = 3 if isinstance(layer, CELLS) else np.prod(weights[0][1:])
    np.random.seed(4)  # noqa: NPY002
    for name, shape in zip(layer.parameters, weights + biases, strict=True):
        want = np.random.uniform(-1, 1, shape) / np.sqrt(fan_in)  # noqa: NPY002
        np.testing.assert_allclose(getattr(layer, name), want, rtol=1e-12)


@EACH_INITIALISED
def test_what_an_initialiser_returns_is_checked(build, weights, biases):
    for source in ("weight_init_fn", "bias_init_fn"):
        for wrong, kind, words in (
            (3, TypeError, rf"expects {source} as a function; got 3\."),
            (
                lambda *shape: np.ones(7),
                ValueError,
                rf"expects {source} to return shape \(.*\); got \(7,\)\.",
            ),
            (
                lambda *shape: np.ones(shape, int),
                TypeError,
                rf"expects {source} to return floats; got int64\.",
            ),
            (
                lambda *shape: None,
                TypeError,
                rf"expects what {source} returns as an array of floats; got None",
            ),
        ):
            with pytest.raises(kind, match=words):
                build(**{source: wrong})
