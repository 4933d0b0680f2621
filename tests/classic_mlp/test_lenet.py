"""LeNet-5 by hand, built of the layers and trained on MNIST.   (LeCun et al., 1998; ReLU, max pooling)"""

import numpy as np
import pytest

from classic_mlp import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, SoftmaxCrossEntropy
from hw1.data import load_mnist

BATCH = 100


def evenly(fan_in):
    """An initialiser: numbers drawn evenly from ±1/sqrt(fan_in), in float32."""
    bound = 1 / np.sqrt(fan_in)
    return lambda *shape: np.random.uniform(-bound, bound, shape).astype(np.float32)  # noqa: NPY002


def conv(n_in, n_out, **options):
    draw = evenly(25 * n_in)
    return Conv2d(n_in, n_out, 5, weight_init_fn=draw, bias_init_fn=draw, **options)


def linear(n_in, n_out):
    return Linear(n_in, n_out, evenly(n_in), evenly(n_in))


def lenet():
    images = conv(1, 6, padding=2), ReLU(), MaxPool2d(2), conv(6, 16), ReLU(), MaxPool2d(2), Flatten()
    return Sequential(*images, linear(400, 120), ReLU(), linear(120, 84), ReLU(), linear(84, 10))


def standardised(images):
    """(N, 784) bytes as (N, 1, 28, 28) floats of about mean 0 and variance 1."""
    pixels = images.reshape(-1, 1, 28, 28).astype(np.float32) / 255
    return (pixels - np.float32(0.1307)) / np.float32(0.3081)


def train(net, x, labels, epochs):
    """With momentum 0.9, and a learning rate that falls from 0.05 to 0. The losses, batch by batch."""
    criterion, order, one_hot = SoftmaxCrossEntropy(), np.arange(len(x)), np.eye(10, dtype=np.float32)
    steps, losses = epochs * (len(x) // BATCH), []
    for _ in range(epochs):
        np.random.shuffle(order)  # noqa: NPY002
        for start in range(0, len(x), BATCH):
            rows = order[start : start + BATCH]
            net.zero_grads()
            loss = criterion(net.forward(x[rows]), one_hot[labels[rows]])
            net.backward(criterion.derivative(), input_gradient=False)
            net.step(0.05 * (1 - len(losses) / steps), 0.9)
            losses.append(loss.mean())
    return losses


@pytest.mark.slow
def test_a_few_steps_learn_ten_noisy_images(rng):
    np.random.seed(1)  # noqa: NPY002
    labels = np.arange(600) % 10
    x = rng.normal(size=(10, 1, 28, 28))[labels] + 0.5 * rng.normal(size=(600, 1, 28, 28))
    losses = train(lenet(), x.astype(np.float32), labels, 8)
    assert losses[0] > 2.2
    assert losses[-1] < 0.2
    assert losses[-1].dtype == np.float32


@pytest.mark.slow
def test_99_of_100_test_images_are_right_after_five_epochs():
    data = load_mnist()
    np.random.seed(1)  # noqa: NPY002
    net = lenet()
    train(net, standardised(data.train.images), data.train.labels, 5)
    net.eval()
    right = 0
    for start in range(0, 10_000, 500):
        logits = net(standardised(data.test.images[start : start + 500]))
        right += (logits.argmax(axis=1) == data.test.labels[start : start + 500]).sum()
    assert right >= 9900
