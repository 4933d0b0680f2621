"""Looks inside networks: the same gradients as without a look, and nothing changed by looking."""

import copy

import numpy as np
import pytest

from hw1.networks import build_network
from hw1.reports.measuring import first_weights, look_at_mlp, look_at_module
from mytorch import nn
from mytorch.tensor import Tensor

X = np.random.default_rng(0).normal(0, 1, (40, 12))
CLASSES = np.arange(40) % 4


def _loss(model):
    return nn.CrossEntropyLoss()(model(Tensor(X)), Tensor(CLASSES))


def _mlp(mode):
    np.random.seed(3)  # noqa: NPY002 (the generator of the run)
    draw = np.random.normal  # noqa: NPY002
    start = (lambda n_in, n_out: draw(0, 1, (n_in, n_out)), lambda n_out: np.zeros((1, n_out)))
    return build_network(mode, [12, 6, 5, 4], ["Sigmoid", "Tanh"], *start, 0.1, 0.9, 1)


def test_a_look_gives_the_gradient_that_backward_gives():
    model = nn.Sequential(nn.Linear(12, 6), nn.Sigmoid(), nn.Linear(6, 4))
    first, last = look_at_module(model, _loss)
    _loss(model).backward()
    for figures, layer in ((first, model.layers[0]), (last, model.layers[2])):
        g = layer.weight.grad.data
        assert figures.norm == pytest.approx(np.linalg.norm(g), rel=1e-12)
        assert figures.gradient == pytest.approx(np.linalg.norm(g) / g.size**0.5, rel=1e-12)
    outputs = model.layers[1](model.layers[0](Tensor(X))).data
    assert (first.mean, first.deviation) == pytest.approx((outputs.mean(), outputs.std()))
    assert first.name == "1: Linear 12 → 6, Sigmoid"
    assert (last.name, last.flat) == ("2: Linear 6 → 4", None)


def test_a_convolution_is_seen_and_its_weights_are_shown():
    model = nn.Sequential(nn.Conv2d(1, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(18, 4))
    x = X.reshape(40, 1, 3, 4)
    layers = look_at_module(model, lambda one: nn.CrossEntropyLoss()(one(Tensor(x)), Tensor(CLASSES)))
    assert [layer.name for layer in layers] == ["1: Conv2d 1 → 3, ReLU", "2: Linear 18 → 4"]
    zeros = (model.layers[0](Tensor(x)).data <= 0).mean()
    assert layers[0].flat == zeros
    assert first_weights(model).shape == (3, 1, 2, 2)


def test_looking_changes_neither_the_module_nor_the_random_numbers():
    model = nn.Sequential(nn.Linear(12, 6), nn.BatchNorm1d(6), nn.Dropout(0.5), nn.ReLU(), nn.Linear(6, 4))
    _loss(model).backward()
    before = {name: tensor.data.copy() for name, tensor in model.state_dict().items()}
    gradients = [parameter.grad.data.copy() for parameter in model.parameters()]
    state = copy.deepcopy(np.random.get_state())  # noqa: NPY002
    model.eval()
    look_at_module(model, _loss)
    assert not model.is_train
    for name, tensor in model.state_dict().items():
        np.testing.assert_array_equal(tensor.data, before[name])
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        np.testing.assert_array_equal(parameter.grad.data, gradient)
    np.testing.assert_equal(np.random.get_state(), state)  # noqa: NPY002


def test_both_twins_look_the_same_inside_and_stay_as_they_were():
    looks = []
    for mode in ("by hand", "by autograd"):
        network = _mlp(mode)
        labels = np.eye(4)[CLASSES]
        before = np.array(network.forward(X))
        network.backward(labels)
        looks.append(look_at_mlp(network, X, labels))
        network.step()  # the network's own pass is still valid
        network = _mlp(mode)
        look_at_mlp(network, X, labels)
        np.testing.assert_array_equal(np.array(network.forward(X)), before)
    by_hand, by_autograd = looks
    assert [layer.name for layer in by_hand] == [
        "1: Linear 12 → 6, Sigmoid",
        "2: Linear 6 → 5, Tanh",
        "3: Linear 5 → 4",
    ]
    for one, other in zip(by_hand, by_autograd, strict=True):
        assert one.name == other.name
        assert one[1:5] == pytest.approx(other[1:5], rel=1e-12)
        assert one.flat == other.flat
