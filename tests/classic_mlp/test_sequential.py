"""Layers in a row: the chain rule through all kinds of them, steps on the mean loss, and what is refused."""

import copy
import pickle

import numpy as np
import pytest

from classic_mlp import (
    BatchNorm,
    Conv1d,
    Conv2d,
    Dropout,
    Flatten,
    GRUCell,
    Identity,
    LayerNorm,
    Linear,
    MaxPool2d,
    ReLU,
    RNNCell,
    ScaledDotProductAttention,
    Sequential,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
)


def linear(n_in, n_out):
    draw = np.random.default_rng(n_in).normal
    return Linear(n_in, n_out, lambda *n: draw(size=n), lambda n: draw(size=n))


def images():
    """LeNet in small, of every kind of layer that takes images or rows."""
    tanh = Tanh()
    layers = Conv2d(1, 2, 3, padding=1), ReLU(), MaxPool2d(2), Conv2d(2, 3, 2), tanh, Flatten()
    return Sequential(*layers, linear(12, 5), BatchNorm(5), tanh, Dropout(0.5), LayerNorm(5), linear(5, 4))


X = np.random.default_rng(8).normal(size=(3, 1, 6, 6))
LABELS = np.eye(4)[[2, 0, 3]]


def trained(net):
    """Each layer that has parameters, and their names."""
    return [(layer, name) for layer in net if hasattr(layer, "parameters") for name in layer.parameters]


def loss(net, x=X):
    np.random.seed(1)  # noqa: NPY002  the same mask each time
    return SoftmaxCrossEntropy()(net.forward(x), LABELS.astype(x.real.dtype))


def gradients(net, x=X):
    np.random.seed(1)  # noqa: NPY002
    criterion = SoftmaxCrossEntropy()
    criterion(net.forward(x), LABELS.astype(x.dtype))
    dx = net.backward(criterion.derivative())
    return [dx] + [getattr(layer, f"d{name}").copy() for layer, name in trained(net)]


@pytest.mark.parametrize("mode", ["train", "eval"])
def test_every_gradient_is_that_of_complex_step(mode, complex_step, assert_close):
    net = images()
    getattr(net, mode)()
    dx, *found = gradients(net)
    assert_close(dx, complex_step(lambda x: loss(net, x).sum(), X), 1e-10)
    assert len(found) == 12
    for (layer, name), gradient in zip(trained(net), found, strict=True):
        start = getattr(layer, name).copy()

        def moved(value, layer=layer, name=name):
            setattr(layer, name, value)
            return loss(net).sum()

        want = complex_step(moved, start)
        setattr(layer, name, start)
        assert_close(gradient, want / (len(X) if isinstance(layer, Linear) else 1), 1e-10, scale=1e-3)


def test_eval_mode_reaches_batch_norm_and_dropout_and_train_mode_brings_both_back():
    net = Sequential(BatchNorm(3), Dropout(0.5))
    x = np.random.default_rng(0).normal(size=(50, 3))
    net.eval()
    np.testing.assert_allclose(net(x), x, rtol=1e-7)
    np.testing.assert_array_equal(net.layers[0].running_mean, np.zeros((1, 3)))
    net.train()
    assert (net(x) == 0).any()
    assert net.layers[0].running_mean.any()


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_every_parameter_takes_steps_on_the_mean_loss(momentum, assert_close):
    net, lr = images(), 0.1
    other, velocity = copy.copy(net), {}
    for _ in range(3):
        _, *found = gradients(other)
        for i, ((layer, name), g) in enumerate(zip(trained(other), found, strict=True)):
            mean = g if isinstance(layer, Linear) else g / len(X)
            velocity[i] = momentum * velocity.get(i, 0) - lr * mean
            setattr(layer, name, getattr(layer, name) + velocity[i])
        gradients(net)
        net.step(lr, momentum)
    for (layer, name), (same, _) in zip(trained(net), trained(other), strict=True):
        assert_close(getattr(layer, name), getattr(same, name), 1e-13)


def test_steps_bring_the_loss_down_in_float32():
    net = images()
    for layer, name in trained(net):
        setattr(layer, name, getattr(layer, name).astype(np.float32))
    net.zero_grads()
    x, losses = X.astype(np.float32), []
    for _ in range(30):
        losses.append(loss(net, x).mean())
        gradients(net, x)
        net.step(0.1, 0.5)
    assert losses[-1] < 0.2 * losses[0]
    for layer, name in trained(net):
        assert getattr(layer, name).dtype == getattr(layer, f"d{name}").dtype == np.float32, (layer, name)


def test_zero_grads_sets_every_gradient_to_0_and_a_step_then_changes_nothing():
    net = images()
    gradients(net)
    net.zero_grads()
    before = [getattr(layer, name).copy() for layer, name in trained(net)]
    net.step(0.1)
    for (layer, name), start in zip(trained(net), before, strict=True):
        np.testing.assert_array_equal(getattr(layer, f"d{name}"), np.zeros_like(start))
        np.testing.assert_array_equal(getattr(layer, name), start)


def test_only_the_first_layer_is_spared_it():
    net = images()
    want = gradients(net)[1:]
    np.random.seed(1)  # noqa: NPY002
    criterion = SoftmaxCrossEntropy()
    criterion(net.forward(X), LABELS)
    net.zero_grads()
    assert net.backward(criterion.derivative(), input_gradient=False) is None
    for (layer, name), gradient in zip(trained(net), want, strict=True):
        np.testing.assert_array_equal(getattr(layer, f"d{name}"), gradient)


@pytest.mark.parametrize("first", [linear(3, 2), Conv1d(3, 2, 1), Flatten(), Tanh()])
def test_a_first_layer_is_spared_the_input_s_gradient(first, rng):
    x = rng.normal(size=(4, 3, 1) if isinstance(first, Conv1d) else (4, 3))
    net = Sequential(first, Sigmoid())
    delta = np.ones_like(net(x))
    assert net.backward(delta).shape == x.shape
    wanted = [getattr(layer, f"d{name}").copy() for layer, name in trained(net)]
    net.zero_grads()
    assert net.backward(delta, input_gradient=False) is None
    for (layer, name), gradient in zip(trained(net), wanted, strict=True):
        np.testing.assert_array_equal(getattr(layer, f"d{name}"), gradient)


def test_one_activation_may_serve_several_layers_and_networks(rng):
    f, x, delta = Tanh(), rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    shared, own = Sequential(f, linear(3, 3), f), Sequential(Tanh(), linear(3, 3), Tanh())
    for net in (shared, own):
        net(x)
    f(x + 1)
    np.testing.assert_array_equal(shared.backward(delta), own.backward(delta))


def test_a_network_of_no_layers_hands_on_what_it_gets(rng):
    x = rng.normal(size=(4, 3))
    net = Sequential()
    np.testing.assert_array_equal(net(x), x)
    np.testing.assert_array_equal(net.backward(x), x)
    assert len(net) == 0


def test_layers_are_read_as_of_a_tuple():
    layers = linear(3, 2), Tanh()
    net = Sequential(*layers)
    assert net.layers == layers == tuple(net)
    assert (len(net), net[0], net[-1]) == (2, *layers)


COPIES = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda x: pickle.loads(pickle.dumps(x))}


@pytest.mark.parametrize("way", COPIES.values(), ids=COPIES.keys())
def test_a_copy_has_its_own_data_and_no_forward_pass(way):
    net = images()
    gradients(net)
    twin = way(net)
    with pytest.raises(RuntimeError, match="needs a forward pass of its own, and a copy has none"):
        twin.backward(LABELS)
    twin[0].W = twin[0].W + 1
    for one, other in zip(gradients(net), gradients(images_like(net)), strict=True):
        np.testing.assert_array_equal(one, other)


def images_like(net):
    other = images()
    for (layer, name), (same, _) in zip(trained(other), trained(net), strict=True):
        setattr(layer, name, getattr(same, name))
    return other


def use_elsewhere(net):
    net[0](X)


def write_to_a_weight(net):
    net[6].W[0, 0] += 1


def take_a_step(net):
    net.step(0.1)


@pytest.mark.parametrize("act", [use_elsewhere, write_to_a_weight, take_a_step])
def test_a_layer_that_is_not_as_the_forward_pass_left_it_is_an_error_and_no_gradient_changes(act):
    net = images()
    gradients(net)
    before = [getattr(layer, f"d{name}").copy() for layer, name in trained(net)]
    act(net)
    with pytest.raises(
        RuntimeError, match=r"expects (Conv2d|Linear) as the forward pass left it; .* net\(x\)"
    ):
        net.backward(LABELS)
    for (layer, name), gradient in zip(trained(net), before, strict=True):
        np.testing.assert_array_equal(getattr(layer, f"d{name}"), gradient)


def test_a_forward_pass_that_fails_leaves_nothing_to_go_back_through():
    net = images()
    net(X)
    with pytest.raises(ValueError, match="Conv2d expects x of shape"):
        net(X[0])
    with pytest.raises(RuntimeError, match="needs a forward pass of its own"):
        net.backward(LABELS)


@pytest.mark.parametrize("last", [Identity(), Tanh(), Flatten()])
def test_a_delta_that_would_only_broadcast_is_refused(last, rng):
    net = Sequential(last)
    net(rng.normal(size=(4, 3)))
    for shape in ((1, 3), (3,), (), (4, 1)):
        with pytest.raises(ValueError, match=r"\.backward expects delta of shape \(4, 3\); got"):
            net.backward(np.zeros(shape))


def test_what_is_no_layer_is_refused():
    for wrong, words in (
        (Tanh, "argument 1 is the class Tanh"),
        (None, "argument 1 is None"),
        ([Tanh()], "argument 1 is a list"),
        (np.tanh, "argument 1 is a value of type ufunc"),
    ):
        with pytest.raises(TypeError, match=f"^Sequential expects layers as objects, one by one; {words}"):
            Sequential(Tanh(), wrong)
    for several in (RNNCell(2, 2), GRUCell(2, 2), ScaledDotProductAttention()):
        with pytest.raises(TypeError, match="^Sequential expects layers of one input; argument 0 is a"):
            Sequential(several)
    layer = linear(3, 3)
    with pytest.raises(ValueError, match="objects of their own; got one of them twice"):
        Sequential(layer, Tanh(), layer)


def test_a_step_that_cannot_be_taken_changes_nothing():
    net = images()
    gradients(net)
    before = [getattr(layer, name).copy() for layer, name in trained(net)]
    for rates in ((-0.1,), (np.nan,), (0.1, np.inf), ("0.1",), (0.1, None)):
        with pytest.raises((TypeError, ValueError), match=r"^Sequential expects (lr|momentum) "):
            net.step(*rates)
    net[-1].db = None
    with pytest.raises(TypeError, match=r"^Linear expects db as an array of floats; got None\."):
        net.step(0.1)
    net[-1].dW = np.zeros((4, 5))
    with pytest.raises(ValueError, match=r"^Linear expects dW of shape \(5, 4\), as W; got \(4, 5\)\."):
        net.step(0.1)
    for (layer, name), start in zip(trained(net), before, strict=True):
        np.testing.assert_array_equal(getattr(layer, name), start)
