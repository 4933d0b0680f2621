"""Pooling and batch normalisation of images, as layers; and what all layers of images refuse."""

import numpy as np
import pytest

from mytorch import gradcheck, nn
from mytorch.nn import functional as F
from mytorch.tensor import Tensor

X = np.random.default_rng(0).normal(size=(2, 3, 4, 6))

# The layers that test_arguments.py leaves out, as they do not take matrices.
LAYERS = {
    "AdaptiveAvgPool2d": lambda: nn.AdaptiveAvgPool2d(2),
    "AvgPool1d": lambda: nn.AvgPool1d(2),
    "AvgPool2d": lambda: nn.AvgPool2d(2),
    "BatchNorm2d": lambda: nn.BatchNorm2d(3),
    "Conv1d": lambda: nn.Conv1d(3, 2, 2),
    "Conv2d": lambda: nn.Conv2d(3, 2, 2),
    "Flatten": lambda: nn.Flatten(),
    "MaxPool1d": lambda: nn.MaxPool1d(2),
    "MaxPool2d": lambda: nn.MaxPool2d(2),
}


def given_to(name):
    return X[..., 0] if name.endswith("1d") else X


@pytest.mark.parametrize("name", LAYERS)
def test_arrays_and_integers_are_taken_for_constants(name):
    x = np.round(10 * given_to(name))
    layer = LAYERS[name]()
    expected = layer(Tensor(x)).data
    for given in (x, x.astype(np.int8), Tensor(x.astype(np.int64)), x.astype(np.float32)):
        z = layer(given)
        assert isinstance(z, Tensor)
        np.testing.assert_allclose(z.data, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "hostile", [None, "abc", [[1.0]], {1: 2}, nn.ReLU, np.array([None]), 10**1000], ids=repr
)
@pytest.mark.parametrize("name", LAYERS)
def test_what_holds_no_numbers_is_refused_in_one_line(name, hostile):
    with pytest.raises(TypeError, match=rf"^{name} expects .*; got [^\n]*$"):
        LAYERS[name]()(hostile)


@pytest.mark.parametrize("shape", [(), (3,), (3, 4), (1, 2, 3, 4, 5)], ids=str)
@pytest.mark.parametrize("name", sorted(LAYERS.keys() - {"Flatten"}))
def test_another_shape_is_refused_in_one_line(name, shape):
    if name in ("AvgPool1d", "Conv1d", "MaxPool1d") and shape == (3, 4):
        shape = (4, 3, 2, 1)  # for (3, 4) is one image without its batch
    with pytest.raises(ValueError, match=rf"^{name} expects .*; got [^\n]*$"):
        LAYERS[name]()(np.zeros(shape))


# ---- pooling ---------------------------------------------------------------------------------------

POOLS = {
    "MaxPool1d": ((3, 2, 1, 1, False, True), (3, 2, 1, 1, True)),
    "MaxPool2d": (((3, 2), (2, 1), 1, 1, False, True), ((3, 2), (2, 1), 1, 1, True)),
    "AvgPool1d": ((3, 2, 1, True, False), (3, 2, 1, True, False)),
    "AvgPool2d": ((3, 2, 1, True, False, 5), (3, 2, 1, True, False, 5)),
    "AdaptiveAvgPool2d": (((3, None),), ((3, None),)),
}


@pytest.mark.parametrize("name", POOLS)
def test_a_pool_hands_its_settings_to_the_function(name):
    function = {"Max": "max_pool", "Avg": "avg_pool", "Ada": "adaptive_avg_pool"}[name[:3]] + name[-2:]
    x = given_to(name)
    for_layer, for_function = POOLS[name]
    layer = getattr(nn, name)(*for_layer)
    np.testing.assert_array_equal(layer(x).data, getattr(F, function)(x, *for_function).data)
    by_default = getattr(nn, name)(2)
    np.testing.assert_array_equal(by_default(x).data, getattr(F, function)(x, 2).data)
    assert list(layer.state_dict()) == []


def test_the_reprs_are_pytorch_s():
    assert (
        repr(nn.MaxPool2d(2)) == "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)"
    )
    assert repr(nn.AvgPool2d((3, 2), 1)) == "AvgPool2d(kernel_size=(3, 2), stride=1, padding=0)"
    assert repr(nn.AdaptiveAvgPool2d((1, 2))) == "AdaptiveAvgPool2d(output_size=(1, 2))"
    assert repr(nn.Flatten()) == "Flatten(start_dim=1, end_dim=-1)"
    assert repr(nn.BatchNorm2d(3)) == "BatchNorm2d(3, eps=1e-05, momentum=0.1)"


# ---- batch normalisation ---------------------------------------------------------------------------


def test_each_channel_is_normalised_over_all_its_pixels():
    layer = nn.BatchNorm2d(3, eps=0.5)
    layer.load_state_dict(
        {"weight": [1.0, 2, 3], "bias": [4.0, 5, 6], "running_mean": [0.0] * 3, "running_var": [1.0] * 3}
    )
    mean, var = X.mean(axis=(0, 2, 3)), X.var(axis=(0, 2, 3))
    channel = (slice(None), None, None)
    expected = (X - mean[channel]) / np.sqrt(var + 0.5)[channel] * np.array([1, 2, 3])[channel] + np.array(
        [4, 5, 6]
    )[channel]
    np.testing.assert_allclose(layer(Tensor(X)).data, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(layer.running_mean.data, 0.1 * mean, rtol=1e-12)
    np.testing.assert_allclose(
        layer.running_var.data, 0.9 + 0.1 * var * 48 / 47, rtol=1e-12
    )  # of 48 pixels each
    layer.eval()
    mean, var = layer.running_mean.data.copy(), layer.running_var.data.copy()
    expected = (X - mean[channel]) / np.sqrt(var + 0.5)[channel] * np.array([1, 2, 3])[channel] + np.array(
        [4, 5, 6]
    )[channel]
    np.testing.assert_allclose(layer(Tensor(X)).data, expected, rtol=1e-12, atol=1e-12)


def test_its_gradients_are_the_numerical_ones_and_its_names_pytorch_s():
    layer, x = nn.BatchNorm2d(2), Tensor(X[:, :2, :2, :2], requires_grad=True)
    assert gradcheck(lambda *inputs: layer(x), [x, layer.gamma, layer.beta], method="complex")
    assert list(layer.state_dict()) == ["weight", "bias", "running_mean", "running_var"]


def test_one_image_is_enough_to_train_on_and_one_pixel_is_not():
    assert nn.BatchNorm2d(3)(X[:1]).shape == (1, 3, 4, 6)
    with pytest.raises(ValueError, match="needs at least 2 rows to train on"):
        nn.BatchNorm2d(3)(X[:1, :, :1, :1])


def test_its_settings_are_checked_in_its_own_name():
    for settings in ({"num_features": 0}, {"num_features": 3, "eps": -1}, {"num_features": 3, "momentum": 2}):
        with pytest.raises(ValueError, match="^BatchNorm2d expects"):
            nn.BatchNorm2d(**settings)
