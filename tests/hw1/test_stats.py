"""The data and the network of the Spring statistics run."""

import numpy as np
import pytest

from classic_mlp import Identity, ReLU, Sigmoid, SoftmaxCrossEntropy, Tanh
from hw1.data import load_mnist
from hw1.stats import spring_network, standardise


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_each_partition_is_standardised_by_its_own_figures(small_data, dtype):
    data = load_mnist(small_data)
    for split, (x, y) in zip(data, standardise(data, dtype), strict=True):
        assert x.dtype == y.dtype == dtype
        assert x.mean() == pytest.approx(0, abs=1e-5)
        assert x.std() == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(x, (split.images - split.images.mean()) / split.images.std(), rtol=1e-4)
        np.testing.assert_array_equal(y.argmax(axis=1), split.labels)
        assert y.shape == (len(x), 10)
        assert (y.sum(axis=1) == 1).all()
        assert split.images.dtype == np.uint8


def test_the_network_is_the_courses():
    np.random.seed(3)  # noqa: NPY002
    network = spring_network("by hand", [32, 32, 32], "sigmoid", 0, 1e-3, 0.856, "float64")
    np.random.seed(3)  # noqa: NPY002
    for layer, shape in zip(network.linear_layers, [(784, 32), (32, 32), (32, 32), (32, 10)], strict=True):
        np.testing.assert_array_equal(layer.W, np.random.normal(0, 1, shape))  # noqa: NPY002
        assert layer.b.shape == (1, shape[1])
        assert not layer.b.any()
    assert [type(activation) for activation in network.activations] == [Sigmoid, Sigmoid, Sigmoid, Identity]
    assert isinstance(network.criterion, SoftmaxCrossEntropy)
    assert (network.lr, network.momentum, network.bn_layers) == (1e-3, 0.856, [])


@pytest.mark.parametrize(("activation", "kind"), [("sigmoid", Sigmoid), ("tanh", Tanh), ("relu", ReLU)])
def test_activation_batch_norm_and_dtype_are_as_asked_for(activation, kind):
    network = spring_network("by hand", [5, 4], activation, 2, 0.1, 0.0, "float32")
    assert [type(a) for a in network.activations] == [kind, kind, Identity]
    assert len({id(a) for a in network.activations}) == 3
    assert len(network.bn_layers) == 2
    assert {layer.W.dtype for layer in network.linear_layers} == {np.dtype(np.float32)}


def test_both_modes_start_from_the_same_weights():
    started = []
    for mode in ("by hand", "by autograd"):
        np.random.seed(3)  # noqa: NPY002
        started.append(spring_network(mode, [5, 4], "tanh", 1, 0.1, 0.5, "float32"))
    by_hand, autograd = started
    for ours, theirs in zip(by_hand.linear_layers, autograd.linear_layers, strict=True):
        np.testing.assert_array_equal(ours.W, theirs.weight.data.T)
        assert ours.W.dtype == theirs.weight.dtype == np.float32
    assert len(autograd.bn_layers) == 1
    assert (autograd.lr, autograd.momentum) == (0.1, 0.5)
