"""The later homeworks' layers by hand against PyTorch in float64: values and every gradient, to 1e-10."""

import numpy as np
import pytest
import torch
from torch.nn import functional

import classic_mlp

RELATIVE = 1e-10


@pytest.fixture
def rng():
    return np.random.default_rng(2020)


def close(ours, theirs):
    theirs = theirs.detach().numpy()
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= RELATIVE * max(np.abs(theirs).max(), 1e-3)


def leaf(array):
    return torch.tensor(array, requires_grad=True)


def agree(layer, theirs, inputs, rng, names, rest=()):
    """The same values and gradients; names: of ours and theirs, parameter by parameter (None: no module)."""
    others = [leaf(x) for x in inputs]
    for ours, name in names:
        with torch.no_grad():
            getattr(theirs, name).copy_(
                torch.tensor(getattr(layer, ours)).reshape(getattr(theirs, name).shape)
            )
    y, expected = layer(*inputs, *rest), theirs(*others)
    close(y, expected)
    delta = rng.normal(size=y.shape)
    expected.backward(torch.tensor(delta))
    found = layer.backward(delta)
    for gradient, x in zip(found if isinstance(found, tuple) else (found,), others, strict=True):
        close(gradient, x.grad)
    for ours, name in names:
        gradient = getattr(layer, f"d{ours}")
        close(gradient, getattr(theirs, name).grad.reshape(gradient.shape))


WEIGHT = [("W", "weight"), ("b", "bias")]
CELL = [
    (f"{kind}_{of}", f"{name}_{of}") for kind, name in (("W", "weight"), ("b", "bias")) for of in ("ih", "hh")
]


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize(
    ("length", "kernel", "stride", "padding"),
    [(9, 3, 1, 0), (9, 3, 2, 1), (10, 2, 3, 0), (5, 5, 1, 0), (3, 5, 1, 1), (4, 1, 1, 2)],
)
def test_conv1d(length, kernel, stride, padding, size, rng):
    layer = classic_mlp.Conv1d(3, 4, kernel, stride, padding=padding)
    theirs = torch.nn.Conv1d(3, 4, kernel, stride, padding, dtype=torch.float64)
    agree(layer, theirs, [rng.normal(size=(size, 3, length))], rng, WEIGHT)


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize(
    ("image", "kernel", "stride", "padding"),
    [
        ((7, 8), (3, 2), (1, 1), (0, 0)),
        ((7, 8), (3, 2), (2, 3), (1, 2)),
        ((7, 8), (2, 1), (3, 4), (0, 0)),
        ((4, 5), (4, 5), (1, 1), (0, 0)),
        ((2, 2), (4, 3), (1, 1), (1, 1)),
        ((28, 28), (5, 5), (1, 1), (2, 2)),
    ],
)
def test_conv2d(image, kernel, stride, padding, size, rng):
    layer = classic_mlp.Conv2d(3, 4, kernel, stride, padding=padding)
    theirs = torch.nn.Conv2d(3, 4, kernel, stride, padding, dtype=torch.float64)
    agree(layer, theirs, [rng.normal(size=(size, 3, *image))], rng, WEIGHT)


@pytest.mark.parametrize("levels", [2, None], ids=["ties", "no ties"])
@pytest.mark.parametrize(
    ("kernel", "stride"),
    [((2, 2), None), ((3, 2), (1, 1)), ((2, 2), (3, 4)), ((6, 7), None), ((2, 3), (2, 1))],
)
def test_max_pool2d(kernel, stride, levels, rng):
    shape = (3, 2, 6, 7)
    x = rng.normal(size=shape) if levels is None else rng.integers(levels, size=shape).astype(float)
    agree(classic_mlp.MaxPool2d(kernel, stride), torch.nn.MaxPool2d(kernel, stride), [x], rng, [])


def test_max_pool2d_of_nan_and_infinities(rng):
    x = rng.choice([np.nan, np.inf, -np.inf, 0.0, 1.0], size=(2, 3, 9, 9))
    layer, other = classic_mlp.MaxPool2d(3, 2), leaf(x)
    expected = functional.max_pool2d(other, 3, 2)
    np.testing.assert_array_equal(layer(x), expected.detach().numpy())
    delta = rng.normal(size=expected.shape)
    expected.backward(torch.tensor(delta))
    np.testing.assert_allclose(layer.backward(delta), other.grad.numpy(), rtol=1e-14)


@pytest.mark.parametrize("shape", [(4, 3, 2, 5), (1, 3), (2, 1, 1)])
def test_flatten(shape, rng):
    agree(classic_mlp.Flatten(), torch.nn.Flatten(), [rng.normal(size=shape)], rng, [])


@pytest.mark.parametrize("shape", [(5, 6), (1, 6), (2, 3, 6)])
@pytest.mark.parametrize("eps", [1e-5, 1e-2])
def test_layer_norm(shape, eps, rng):
    layer = classic_mlp.LayerNorm(6, eps)
    layer.gamma, layer.beta = rng.normal(size=(1, 6)), rng.normal(size=(1, 6))
    theirs = torch.nn.LayerNorm(6, eps, dtype=torch.float64)
    agree(layer, theirs, [rng.normal(1, 2, shape)], rng, [("gamma", "weight"), ("beta", "bias")])


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_dropout_with_pytorch_s_mask(p, rng):
    x = rng.normal(size=(20, 30))
    other = leaf(x)
    torch.manual_seed(1)
    expected = functional.dropout(other, p)
    layer = classic_mlp.Dropout(p)
    y = layer(x, (expected != 0).numpy())
    close(y, expected)
    delta = rng.normal(size=x.shape)
    expected.backward(torch.tensor(delta))
    close(layer.backward(delta), other.grad)


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("kind", ["RNNCell", "GRUCell"])
def test_a_cell(kind, size, rng):
    theirs = getattr(torch.nn, kind)(3, 5, dtype=torch.float64)
    cell = getattr(classic_mlp, kind)(3, 5)
    agree(cell, theirs, [rng.normal(size=(size, 3)), rng.normal(size=(size, 5))], rng, CELL)


@pytest.mark.parametrize("kind", ["RNN", "GRU"])
def test_a_cell_through_time(kind, rng):
    cell = getattr(classic_mlp, f"{kind}Cell")(3, 5)
    theirs = getattr(torch.nn, kind)(3, 5, dtype=torch.float64)
    for ours, name in CELL:
        with torch.no_grad():
            getattr(theirs, f"{name}_l0").copy_(torch.tensor(getattr(cell, ours)))
    x, h, delta = rng.normal(size=(12, 4, 3)), rng.normal(size=(4, 5)), rng.normal(size=(12, 4, 5))
    x_, h_ = leaf(x), leaf(h[np.newaxis])
    expected, _ = theirs(x_, h_)
    expected.backward(torch.tensor(delta))
    for t in range(12):
        h = cell(x[t], h)
        close(h, expected[t])
    dx, dh = np.zeros_like(x), 0
    for t in reversed(range(12)):
        dx[t], dh = cell.backward(delta[t] + dh)
    close(dx, x_.grad)
    close(dh, h_.grad[0])
    for ours, name in CELL:
        close(getattr(cell, f"d{ours}"), getattr(theirs, f"{name}_l0").grad)


MASKS = {
    "no mask": None,
    "causal": np.tril(np.ones((4, 4), bool)),
    "a row that sees nothing": np.arange(4)[:, np.newaxis] != np.array([[2] * 4]),
    "one for each": np.random.default_rng(0).random((2, 3, 4, 4)) < 0.6,
}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS.keys())
def test_attention(mask, rng):
    inputs = [rng.normal(size=(2, 3, 4, width)) for width in (5, 5, 6)]
    theirs = None if mask is None else torch.tensor(mask)
    agree(
        classic_mlp.ScaledDotProductAttention(),
        lambda Q, K, V: functional.scaled_dot_product_attention(Q, K, V, theirs),
        inputs,
        rng,
        [],
        [mask],
    )


def lenet(rng):
    """LeNet-5 by hand, from PyTorch's start, and PyTorch's."""
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(1, 6, 5, padding=2),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(6, 16, 5),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(400, 120),
        torch.nn.ReLU(),
        torch.nn.Linear(120, 84),
        torch.nn.ReLU(),
        torch.nn.Linear(84, 10),
    ).double()
    layers = []
    for module in theirs:
        if isinstance(module, torch.nn.Linear | torch.nn.Conv2d):
            W, b = (p.detach().numpy() for p in (module.weight, module.bias))
        if isinstance(module, torch.nn.Linear):
            layers.append(classic_mlp.Linear(*W.T.shape, lambda *n, W=W: W.T, lambda n, b=b: b))
        elif isinstance(module, torch.nn.Conv2d):
            layer = classic_mlp.Conv2d(module.in_channels, module.out_channels, 5, padding=module.padding)
            layer.W, layer.b = W, b
            layers.append(layer)
        else:
            kinds = {"ReLU": classic_mlp.ReLU, "Flatten": classic_mlp.Flatten}
            kind = type(module).__name__
            layers.append(kinds[kind]() if kind in kinds else classic_mlp.MaxPool2d(2))
    return classic_mlp.Sequential(*layers), theirs


def test_five_steps_of_lenet_5_are_pytorch_s(rng):
    torch.manual_seed(3)
    ours, theirs = lenet(rng)
    criterion = classic_mlp.SoftmaxCrossEntropy()
    optimizer = torch.optim.SGD(
        theirs.parameters(), lr=0.05, momentum=0.9
    )  # a constant lr: see docs/dialects.md
    for _ in range(5):
        x, classes = rng.random((20, 1, 28, 28)), rng.integers(10, size=20)
        losses = criterion(ours(x), np.eye(10)[classes])
        ours.backward(criterion.derivative(), input_gradient=False)
        ours.step(0.05, 0.9)
        optimizer.zero_grad()
        mean = functional.cross_entropy(theirs(torch.tensor(x)), torch.tensor(classes))
        mean.backward()
        optimizer.step()
        assert losses.mean() == pytest.approx(mean.item(), rel=1e-10)
    modules = [module for module in theirs if hasattr(module, "weight")]
    layers = [layer for layer in ours if getattr(layer, "parameters", None)]
    for layer, module in zip(layers, modules, strict=True):
        turned = isinstance(layer, classic_mlp.Linear)
        close(layer.W.T if turned else layer.W, module.weight)
        close(layer.b[0] if turned else layer.b, module.bias)
