"""LeNet-5, by hand and by autograd: the same losses, step by step."""

import numpy as np
import pytest

import classic_mlp
from mytorch import Tensor, nn, optim

STEPS, LR, MOMENTUM = 20, 0.02, 0.9
SHAPES = [(6, 1, 5, 5), (16, 6, 5, 5), (400, 120), (120, 84), (84, 10)]  # by hand


def first_values():
    """W and b of each layer, by hand."""
    rng = np.random.default_rng(6)
    fans = [np.prod(shape[1:]) if len(shape) == 4 else shape[0] for shape in SHAPES]
    outs = [shape[:1] if len(shape) == 4 else (1, shape[1]) for shape in SHAPES]
    return [
        (rng.normal(size=shape) / np.sqrt(fan), rng.normal(size=out) / np.sqrt(fan))
        for shape, fan, out in zip(SHAPES, fans, outs, strict=True)
    ]


def batches(size):
    """Noisy pictures of ten digits, a batch for each step."""
    rng = np.random.default_rng(7)
    digits = rng.normal(size=(10, 1, 28, 28))
    for _ in range(STEPS):
        labels = rng.integers(10, size=size)
        yield digits[labels] + 0.5 * rng.normal(size=(size, 1, 28, 28)), labels


def by_hand(start, size):
    inits = [(lambda *sizes, W=W: W.copy(), lambda *sizes, b=b: b.copy()) for W, b in start]
    net = classic_mlp.Sequential(
        *(classic_mlp.Conv2d(1, 6, 5, 1, *inits[0], padding=2), classic_mlp.ReLU(), classic_mlp.MaxPool2d(2)),
        *(classic_mlp.Conv2d(6, 16, 5, 1, *inits[1]), classic_mlp.ReLU(), classic_mlp.MaxPool2d(2)),
        *(classic_mlp.Flatten(), classic_mlp.Linear(400, 120, *inits[2]), classic_mlp.ReLU()),
        *(classic_mlp.Linear(120, 84, *inits[3]), classic_mlp.ReLU(), classic_mlp.Linear(84, 10, *inits[4])),
    )
    criterion, losses = classic_mlp.SoftmaxCrossEntropy(), []
    for x, labels in batches(size):
        net.zero_grads()
        losses.append(criterion(net.forward(x), np.eye(10)[labels]).mean())
        net.backward(criterion.derivative(), input_gradient=False)
        net.step(LR, MOMENTUM)
    return np.array(losses)


def by_autograd(start, size):
    net = nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )
    layers = [layer for layer in net if isinstance(layer, nn.Conv2d | nn.Linear)]
    for layer, (W, b) in zip(layers, start, strict=True):
        layer.weight.data, layer.bias.data = (W.T if W.ndim == 2 else W).copy(), b.reshape(-1).copy()
    optimizer, criterion, losses = optim.SGD(net.parameters(), LR, MOMENTUM), nn.CrossEntropyLoss(), []
    for x, labels in batches(size):
        optimizer.zero_grad()
        loss = criterion(net(Tensor(x)), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.array(losses)


@pytest.mark.parametrize("size", [8, pytest.param(10, marks=pytest.mark.slow)])
def test_by_hand_and_by_autograd_lose_the_same_in_every_step(size):
    """To rounding: 1/N enters at another place in each, and other layouts may round differently."""
    hand, auto = by_hand(first_values(), size), by_autograd(first_values(), size)
    np.testing.assert_allclose(hand, auto, rtol=1e-10)
    assert hand[-5:].mean() < hand[0] - 0.3  # it learns
