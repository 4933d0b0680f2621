"""The activations: values to the last digits, no warning, derivative 0 at 0, nothing overwritten."""

import numpy as np
import pytest

from mytorch import nn
from mytorch.nn import functional as F
from mytorch.nn.activations import Identity, ReLU, Sigmoid, Tanh
from mytorch.tensor import Tensor


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


def exact_sigmoid(x):
    return 1 / (1 + np.exp(-x.astype(np.longdouble)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_is_right_to_three_units_in_the_last_place(dtype):
    limit = 87 if dtype == np.float32 else 700
    rng = np.random.default_rng(0)
    hard = [-2.717354, -4.846072, -4.8446956]  # 3.3 off, where float32's own exp is taken
    x = np.concatenate([hard, rng.uniform(-limit, limit, 2000), rng.uniform(-6, 6, 2000)]).astype(dtype)
    z, exact = F.sigmoid(Tensor(x)).data, exact_sigmoid(x)
    assert z.dtype == dtype
    assert (np.abs(z - exact) / np.spacing(exact.astype(dtype))).max() <= 3


@pytest.mark.parametrize("layer", [Sigmoid(), Tanh(), ReLU()], ids=repr)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_nothing_overflows_and_nobody_is_warned_at_1e4(layer, dtype):
    x = leaf([-1e4, -800.0, -0.0, 0.0, 800.0, 1e4], dtype)
    z = layer(x)
    z.backward()
    low, half = (-1, 0) if isinstance(layer, Tanh) else (0, 0.5 if isinstance(layer, Sigmoid) else 0)
    high = [800, 1e4] if isinstance(layer, ReLU) else [1, 1]
    assert z.data.tolist() == [low, low, half, half, *high]
    slope = {"Sigmoid()": 0.25, "Tanh()": 1.0, "ReLU()": 0.0}[repr(layer)]
    end = 1.0 if isinstance(layer, ReLU) else 0.0
    assert x.grad.data.tolist() == [0, 0, slope, slope, end, end]


def test_infinities_have_their_limits():
    x = Tensor([-np.inf, np.inf])
    assert F.sigmoid(x).data.tolist() == [0, 1]
    assert F.tanh(x).data.tolist() == [-1, 1]
    assert F.relu(x).data.tolist() == [0, np.inf]


def test_tanh_is_numpy_s_and_its_derivative_one_minus_its_square():
    x = leaf([-1.5, 0.25, 2.0])
    z = Tanh()(x)
    z.backward([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(z.data, np.tanh(x.data))
    np.testing.assert_allclose(x.grad.data, [1, 2, 3] / np.cosh(x.data) ** 2, rtol=1e-14)


def test_relu_passes_what_is_positive_and_its_derivative_at_zero_is_zero():
    x = leaf([-2.0, -0.0, 0.0, 5e-324, 3.0])
    z = ReLU()(x)
    z.backward([1.0, 2.0, 4.0, 8.0, 16.0])
    assert z.data.tolist() == [0.0, 0.0, 0.0, 5e-324, 3.0]
    assert x.grad.data.tolist() == [0.0, 0.0, 0.0, 8.0, 16.0]
    assert x.data.tolist() == [-2.0, -0.0, 0.0, 5e-324, 3.0]  # the input is not overwritten


@pytest.mark.parametrize("layer", [ReLU(), Sigmoid(), Tanh()], ids=repr)
def test_not_a_number_stays_one(layer):
    assert np.isnan(layer(Tensor([np.nan, 1.0])).data).tolist() == [True, False]


def test_identity_passes_everything_on():
    x = leaf([1.0, -2.0])
    z = Identity()(x)
    z.backward([3.0, 5.0])
    assert z.data.tolist() == [1.0, -2.0]
    assert x.grad.data.tolist() == [3.0, 5.0]


@pytest.mark.parametrize("layer", [ReLU(), Sigmoid(), Tanh()], ids=repr)
def test_one_layer_used_twice_keeps_its_uses_apart(layer):
    x, y = leaf([[0.5, 2.0]]), leaf([[1.0, 3.0]])
    first, second = layer(x), layer(y)
    first.backward()
    second.backward()
    alone_x, alone_y = leaf(x.data), leaf(y.data)
    type(layer)()(alone_x).backward()
    type(layer)()(alone_y).backward()
    assert x.grad.data.tolist() == alone_x.grad.data.tolist()
    assert y.grad.data.tolist() == alone_y.grad.data.tolist()


@pytest.mark.parametrize("name", ["Identity", "ReLU", "Sigmoid", "Tanh"])
def test_it_is_a_module_without_parameters(name):
    layer = getattr(nn, name)()
    assert isinstance(layer, nn.Module)
    assert list(layer.parameters()) == []
    assert repr(layer) == f"{name}()"


def test_a_star_import_brings_the_layers_alone():
    names = {}
    exec("from mytorch.nn.activations import *", names)
    assert names.keys() - {"__builtins__"} == set(
        [
            "ELU",
            "GELU",
            "Identity",
            "LeakyReLU",
            "LogSoftmax",
            "ReLU",
            "SiLU",
            "Sigmoid",
            "Softmax",
            "Softplus",
            "Tanh",
        ]
    )


def test_relu_takes_pytorchs_inplace_and_leaves_its_input_alone():
    x = Tensor([-1.0, 2.0])
    assert nn.ReLU(inplace=True)(x).data.tolist() == [0, 2]
    assert x.data.tolist() == [-1, 2]
    with pytest.raises(TypeError, match="inplace"):
        nn.ReLU(10)
