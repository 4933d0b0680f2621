"""What backward needs: the callers' arrays are copied, and a parameter that was changed is an error."""

import copy
import pickle

import numpy as np
import pytest

import classic_mlp
from classic_mlp import BatchNorm, Identity, Linear, ReLU, Sigmoid, SoftmaxCrossEntropy, Tanh

SHAPE = (5, 4)


def linear():
    rng = np.random.default_rng(1)
    return Linear(4, 3, lambda *n: rng.normal(size=n), lambda n: rng.normal(size=(1, n)))


def batch_norm(eps=1e-8):
    layer, rng = BatchNorm(4, eps=eps), np.random.default_rng(2)
    layer.gamma, layer.beta = rng.normal(size=(1, 4)), rng.normal(size=(1, 4))
    return layer


def gradients(layer, delta):
    """All that backward gives."""
    found = [layer.backward(delta)]
    return found + [getattr(layer, f"d{name}").copy() for name in layer.parameters]


LAYERS = {  # name: make the layer, run it forward, the columns of its output
    "linear": (linear, lambda layer, x: layer(x), 3),
    "batch norm": (batch_norm, lambda layer, x: layer(x), 4),
    "batch norm in eval mode": (batch_norm, lambda layer, x: layer(x, eval=True), 4),
}
EACH = pytest.mark.parametrize(("make", "forward", "width"), LAYERS.values(), ids=LAYERS.keys())


@pytest.fixture
def given(rng):
    """x and, for as many columns as asked, delta."""
    return rng.normal(size=SHAPE), lambda width: rng.normal(size=(SHAPE[0], width))


def scribble(*arrays):
    for array in arrays:
        array[...] = 1e6


@EACH
def test_what_a_caller_writes_to_his_arrays_does_not_reach_the_gradient(make, forward, width, given):
    (x, make_delta), layer, other = given, make(), make()
    delta = make_delta(width)
    forward(other, x.copy())
    want = gradients(other, delta.copy())

    mine = x.copy()
    y = forward(layer, mine)
    kept = y.copy()
    scribble(mine, y)
    np.testing.assert_array_equal(layer.x, x)
    if isinstance(layer, BatchNorm):
        np.testing.assert_array_equal(layer.out, kept)
    for _ in range(2):
        again = delta.copy()
        found = gradients(layer, again)
        for one, other in zip(found, want, strict=True):
            np.testing.assert_array_equal(one, other)
        scribble(found[0], again)


@pytest.mark.parametrize("kind", [Identity, Sigmoid, Tanh, ReLU])
@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize("size", [5, 50_000])
def test_what_a_caller_writes_to_his_arrays_does_not_reach_the_derivative(kind, dtype, size, rng):
    z, f = rng.normal(size=size).astype(dtype), kind()
    y = f(z)
    want, kept = np.array(f.derivative()), y.copy()
    scribble(z, y)
    np.testing.assert_array_equal(f.derivative(), want)
    np.testing.assert_array_equal(f.state, kept)


def test_what_a_caller_writes_to_logits_labels_and_loss_does_not_reach_the_criterion(rng):
    x, labels, criterion = rng.normal(size=(5, 3)), np.eye(3)[[0, 1, 2, 0, 1]], SoftmaxCrossEntropy()
    given = x.copy(), labels.copy()
    loss = criterion(*given)
    kept, want = loss.copy(), criterion.derivative()
    scribble(*given, loss)
    for one, other in (
        (criterion.derivative(), want),
        (criterion.logits, x),
        (criterion.labels, labels),
        (criterion.loss, kept),
    ):
        np.testing.assert_array_equal(one, other)


def write_one(layer, name):
    getattr(layer, name)[0, 1] += 1


def write_in_place(layer, name):
    array = getattr(layer, name)
    array += 1


def augment(layer, name):
    setattr(layer, name, getattr(layer, name).__iadd__(1))


def replace(layer, name):
    setattr(layer, name, np.ones_like(getattr(layer, name)))


def replace_by_its_like(layer, name):
    setattr(layer, name, getattr(layer, name).copy())


CHANGES = [write_one, write_in_place, augment, replace, replace_by_its_like]


@EACH
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("change", CHANGES)
def test_a_parameter_that_was_changed_after_forward_is_an_error(make, forward, width, place, change, given):
    (x, make_delta), layer = given, make()
    delta, name, kind = make_delta(width), layer.parameters[place], type(layer).__name__
    forward(layer, x)
    before = gradients(layer, delta)[1:]
    change(layer, name)
    message = rf"^{kind}\.backward expects the {name} that forward used.*: call {kind.lower()}\(x\)\.$"
    with pytest.raises(RuntimeError, match=message):
        layer.backward(delta)
    for old, gradient in zip(before, layer.parameters, strict=True):
        np.testing.assert_array_equal(getattr(layer, f"d{gradient}"), old)
    forward(layer, x)
    layer.backward(delta)


HOLDERS = {  # ways in which a user holds the array before the forward pass; each test writes 9 into it
    "the array": lambda array: array,
    "a view": lambda array: array[:, 1:],
    "a view of a view": lambda array: array.T[1:][:, :],
    "another shape": lambda array: array.reshape(-1),
    "an array of its buffer": lambda array: np.frombuffer(array),
    "a memoryview": lambda array: np.asarray(memoryview(array)),
    "a field of a list": lambda array: [array][0],
}


@EACH
@pytest.mark.parametrize("hold", HOLDERS.values(), ids=HOLDERS.keys())
def test_a_parameter_that_is_held_from_before_is_watched(make, forward, width, hold, given):
    (x, make_delta), layer = given, make()
    held = hold(getattr(layer, layer.parameters[0]))
    forward(layer, x)
    layer.backward(make_delta(width))  # nothing was written yet
    held[...] = 9
    with pytest.raises(RuntimeError, match=f"expects the {layer.parameters[0]} that forward used"):
        layer.backward(make_delta(width))


@EACH
def test_looking_at_a_parameter_is_no_change(make, forward, width, given):
    (x, make_delta), layer = given, make()
    getattr(layer, layer.parameters[0])[0, 0] = np.nan  # which is not equal to itself
    forward(layer, x)
    seen = [getattr(layer, name) for name in layer.parameters]
    with np.errstate(invalid="ignore"):
        layer.backward(make_delta(width))
    assert len(seen) == 2


def test_what_is_assigned_is_a_copy_of_the_right_shape():
    layer = linear()
    mine = np.ones((4, 3))
    layer.W = mine
    mine[...] = 7
    np.testing.assert_array_equal(layer.W, np.ones((4, 3)))
    layer.W = np.ones((4, 3), int).tolist()
    assert layer.W.dtype == np.float64
    for wrong, kind, words in (
        (np.ones((3, 4)), ValueError, r"Linear expects W of shape \(4, 3\); got \(3, 4\)"),
        (None, TypeError, "Linear expects W as an array of floats; got None"),
        (np.full((4, 3), None), TypeError, "got an array of object"),
    ):
        with pytest.raises(kind, match=words):
            layer.W = wrong
    np.testing.assert_array_equal(layer.W, np.ones((4, 3)))


COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {n}": lambda x, n=n: pickle.loads(pickle.dumps(x, n)) for n in range(2, 6)},
}


@EACH
@pytest.mark.parametrize("way", COPIES.values(), ids=COPIES.keys())
def test_a_copy_of_a_layer_has_its_own_data_and_no_forward_pass(make, forward, width, way, given):
    (x, make_delta), layer = given, make()
    delta = make_delta(width)
    forward(layer, x)
    want = gradients(layer, delta)
    twin = way(layer)
    for name, value in vars(layer).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(vars(twin)[name], value)
            assert not np.shares_memory(vars(twin)[name], value), name
    with pytest.raises(
        RuntimeError, match=rf"backward needs a forward pass first: call {type(layer).__name__.lower()}"
    ):
        twin.backward(delta)
    for name in layer.parameters:
        setattr(twin, name, getattr(twin, name) + 1)
    for one, other in zip(gradients(layer, delta), want, strict=True):
        np.testing.assert_array_equal(one, other)
    forward(twin, x)
    twin.backward(delta)


@EACH
def test_a_buffer_that_a_pickled_layer_lies_in_is_watched(make, forward, width, given):
    (x, make_delta), buffers = given, []
    data = pickle.dumps(make(), 5, buffer_callback=buffers.append)
    mine = [bytearray(buffer.raw()) for buffer in buffers]
    layer = pickle.loads(data, buffers=mine)
    forward(layer, x)
    layer.backward(make_delta(width))
    for buffer in mine:
        buffer[:8] = np.float64(9).tobytes()
    with pytest.raises(RuntimeError, match=f"expects the {layer.parameters[0]} that forward used"):
        layer.backward(make_delta(width))


@pytest.mark.parametrize("way", COPIES.values(), ids=COPIES.keys())
def test_a_copy_of_an_activation_or_a_criterion_goes_on_from_what_it_keeps(way, rng):
    f, criterion = Sigmoid(), SoftmaxCrossEntropy()
    z = rng.normal(size=(4, 3))
    f(z)
    criterion(z, np.eye(3)[[0, 1, 2, 0]])
    np.testing.assert_array_equal(way(f).derivative(), f.derivative())
    np.testing.assert_array_equal(way(criterion).derivative(), criterion.derivative())


def test_a_layer_that_served_elsewhere_between_the_passes_is_an_error_of_the_network(rng):
    mlp = classic_mlp.MLP(
        4, 3, [], [Identity()], lambda *n: np.ones(n), lambda n: np.zeros(n), SoftmaxCrossEntropy(), 0.1
    )
    labels = np.eye(3)[[0, 1, 2, 0, 1]]
    mlp(rng.normal(size=SHAPE))
    mlp.linear_layers[0](rng.normal(size=SHAPE))
    with pytest.raises(RuntimeError, match="MLP.backward expects the parameters that the forward pass used"):
        mlp.backward(labels)
