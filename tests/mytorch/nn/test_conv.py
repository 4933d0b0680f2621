"""The convolutional layers: how they begin, their names in a state, their settings, their complaints."""

import numpy as np
import pytest

from mytorch import gradcheck, nn
from mytorch.nn import functional as F
from mytorch.nn.conv import Conv1d, Conv2d, Flatten
from mytorch.tensor import Tensor


def drawn(*shape):
    return np.random.default_rng(len(shape)).normal(size=shape)


@pytest.mark.parametrize(
    ("layer", "weight"),
    [
        (lambda: Conv1d(3, 4, 5), (4, 3, 5)),
        (lambda: Conv2d(3, 4, 5), (4, 3, 5, 5)),
        (lambda: Conv2d(4, 6, (2, 3), groups=2), (6, 2, 2, 3)),
    ],
)
def test_weight_and_bias_are_parameters_of_pytorch_s_shapes_and_names(layer, weight):
    layer = layer()
    assert {name: t.shape for name, t in layer.state_dict().items()} == {"weight": weight, "bias": weight[:1]}
    for p in layer.parameters():
        assert (p.requires_grad, p.is_leaf, p.is_parameter, p.grad, p.dtype) == (
            True,
            True,
            True,
            None,
            np.float64,
        )


def test_weight_then_bias_are_drawn_from_the_global_generator_within_their_bounds():
    np.random.seed(7)  # noqa: NPY002 (the course's generator)
    layer = Conv2d(8, 3, (2, 1), groups=1)  # 16 numbers for each output
    np.random.seed(7)  # noqa: NPY002
    np.testing.assert_array_equal(layer.weight.data, np.random.uniform(-0.25, 0.25, (3, 8, 2, 1)))  # noqa: NPY002
    np.testing.assert_array_equal(layer.bias.data, np.random.uniform(-0.25, 0.25, 3))  # noqa: NPY002
    grouped = Conv2d(8, 4, (2, 1), groups=4).weight.data  # 4 numbers for each output
    assert 0.25 < np.abs(grouped).max() <= 0.5


def test_the_course_calls_it_by_position():
    layer = Conv1d(2, 3, 4, 2)  # in_channel, out_channel, kernel_size, stride
    x = Tensor(drawn(5, 2, 10))
    np.testing.assert_array_equal(layer(x).data, F.conv1d(x, layer.weight, layer.bias, stride=2).data)
    assert nn.Sequential(layer, Flatten())(x).shape == (5, 12)


SETTINGS = {
    "stride": {"stride": (2, 1)},
    "padding": {"padding": (1, 2)},
    "same": {"padding": "same"},
    "valid": {"padding": "valid"},
    "dilation": {"dilation": (1, 2)},
    "groups": {"groups": 2},
    "no bias": {"bias": False},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_its_settings_are_those_of_the_function(name):
    settings = dict(SETTINGS[name])
    layer, x = Conv2d(2, 4, (2, 3), **settings), Tensor(drawn(2, 2, 5, 6))
    biased = settings.pop("bias", True)
    assert (layer.bias is not None) is biased
    assert [path for path, _ in layer.named_parameters()] == ["weight", "bias"][: 1 + biased]
    expected = F.conv2d(x, layer.weight, layer.bias, **settings)
    np.testing.assert_array_equal(layer(x).data, expected.data)
    layer(x).backward()
    assert layer.weight.grad.shape == layer.weight.shape


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize("padding", [(2, 1), "same"])
def test_a_padding_mode_finds_the_numbers_around_in_the_image(mode, padding):
    layer, x = Conv2d(1, 2, (2, 3), padding=padding, padding_mode=mode), Tensor(drawn(1, 1, 4, 3))
    around = (1, 1, 0, 1) if padding == "same" else (1, 1, 2, 2)
    expected = F.conv2d(F.pad(x, around, mode=mode), layer.weight, layer.bias)
    np.testing.assert_array_equal(layer(x).data, expected.data)
    line = Conv1d(1, 1, 3, padding=2, padding_mode=mode)
    wide = F.pad(x[:, :, 0], (2, 2), mode=mode)
    np.testing.assert_array_equal(line(x[:, :, 0]).data, F.conv1d(wide, line.weight, line.bias).data)


def test_lenet_has_the_numerical_gradients():
    x = Tensor(drawn(2, 1, 8, 8), requires_grad=True)
    net = nn.Sequential(
        *(
            Conv2d(1, 2, 3, padding=1),
            nn.Tanh(),
            nn.MaxPool2d(2),
            Conv2d(2, 3, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ),
        *(Flatten(), nn.Linear(3, 2)),
    )
    inputs = [x, *net.parameters()]
    assert gradcheck(lambda *inputs: F.cross_entropy(net(x), [0, 1]), inputs, method="complex")


def test_a_layer_in_float32_trains_in_float32():
    net = nn.Sequential(Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.MaxPool2d(2), Flatten()).float()
    x = Tensor(drawn(2, 1, 6, 6).astype(np.float32))
    z = net(x)
    z.backward()
    assert {z.dtype, *(p.grad.dtype for p in net.parameters())} == {np.dtype(np.float32)}


REPRS = {
    "Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))": lambda: Conv2d(1, 6, 5, padding=2),
    "Conv1d(2, 4, kernel_size=(3,), stride=(2,), groups=2, bias=False)": lambda: Conv1d(
        2, 4, 3, 2, groups=2, bias=False
    ),
    "Conv1d(1, 1, kernel_size=(3,), stride=(1,), padding=same, dilation=(2,), padding_mode=circular)": (
        lambda: Conv1d(1, 1, 3, padding="same", dilation=2, padding_mode="circular")
    ),
}


@pytest.mark.parametrize("expected", REPRS)
def test_its_repr_is_pytorch_s(expected):
    assert repr(REPRS[expected]()) == expected


WRONG = {
    "no channel": (ValueError, "in_channels of 1 and up; got 0", lambda: Conv2d(0, 1, 3)),
    "half an output": (TypeError, "whole number for out_channels", lambda: Conv2d(1, 1.5, 3)),
    "a kernel of 0": (ValueError, "kernel_size of 1 and up", lambda: Conv2d(1, 1, 0)),
    "groups that do not divide": (
        ValueError,
        "got 4 in and 3 out, in 2 groups",
        lambda: Conv2d(4, 3, 1, groups=2),
    ),
    "groups that do not divide what comes in": (
        ValueError,
        "got 3 in and 4 out, in 2 groups",
        lambda: Conv2d(3, 4, 1, groups=2),
    ),
    "a word for padding": (ValueError, "got 'all'", lambda: Conv2d(1, 1, 3, padding="all")),
    "same with strides": (ValueError, r"got \(2, 2\)", lambda: Conv2d(1, 1, 3, 2, padding="same")),
    "a bias of None": (TypeError, "True or False for bias", lambda: Conv2d(1, 1, 3, bias=None)),
    "an unknown mode": (
        ValueError,
        "padding_mode.*got 'mirror'",
        lambda: Conv2d(1, 1, 3, padding_mode="mirror"),
    ),
    "more than memory": (ValueError, "do not fit into memory", lambda: Conv2d(10**9, 10**9, 1)),
}


@pytest.mark.parametrize("name", WRONG)
def test_settings_that_are_none_are_refused_before_anything_is_drawn(name):
    error, message, make = WRONG[name]
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    with pytest.raises(error, match=f"^Conv2d .*{message}"):
        make()
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
