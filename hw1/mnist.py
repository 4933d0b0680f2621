"""MNIST by autograd: build the network, train it, validate it   (Fall 2020, 3).

This file imports only mytorch and NumPy, because it is handed in with nothing else.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from mytorch import no_grad
from mytorch.nn.activations import ReLU
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.module import Module
from mytorch.nn.sequential import Sequential
from mytorch.optim.optimizer import Optimizer
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor
from mytorch.utils.data import DataLoader, TensorDataset

__all__ = ["BATCH_SIZE", "Progress", "build_model", "mnist", "train", "validate"]

BATCH_SIZE = 100
VALIDATE_EVERY = 100  # batches
LR, MOMENTUM = 0.1, 0.9


class Progress(NamedTuple):
    """The state of training after a batch."""

    epoch: int  # from 1
    batch: int  # from 1, within the epoch
    batches: int  # in an epoch
    loss: float  # of this batch, in nats per image
    validation_accuracy: float | None  # in [0, 1]; None except every VALIDATE_EVERY batches


def mnist(train_x: np.ndarray, train_y: np.ndarray, val_x: np.ndarray, val_y: np.ndarray) -> list[float]:
    """Train the handout's network for 3 epochs; return its validation accuracies, one every 100 batches.

    Shape: images (N, 784), floats in [0, 1] or bytes; labels (N,), integers in [0, 10).
    """
    model = build_model()
    optimizer = SGD(list(model.parameters()), lr=LR, momentum=MOMENTUM)
    return train(model, optimizer, CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def build_model(hidden: int = 20) -> Sequential:
    """The handout's network, 784 -> hidden -> 10   (Fall 2020, 3.1)."""
    return Sequential(Linear(784, hidden), BatchNorm1d(hidden), ReLU(), Linear(hidden, 10))


@np.errstate(over="ignore", invalid="ignore")  # a loss that is not finite raises an error instead
def train(
    model: Module,
    optimizer: Optimizer,
    criterion: Module,
    train_x: np.ndarray,
    train_y: np.ndarray,
    val_x: np.ndarray,
    val_y: np.ndarray,
    num_epochs: int = 3,
    *,
    batch_size: int = BATCH_SIZE,
    report: Callable[[Progress], None] | None = None,
) -> list[float]:
    """Train the model; return the validation accuracies after batches 0, 100, 200 … of each epoch.

    Shape: images (N, 784), floats in [0, 1] or bytes; labels (N,), integers in [0, 10). Every epoch uses the
    rows in a new random order (np.random.shuffle of indices; the arrays do not change).
    report: called after every batch.

    FloatingPointError at the first loss that is not finite, before a step is taken on it.
    """
    accuracies = []
    batches = DataLoader(
        TensorDataset(train_x, train_y), batch_sampler=_ShuffledBatches(len(train_x), batch_size)
    )
    for epoch in range(num_epochs):
        model.train()
        for i, (images, labels) in enumerate(batches):
            optimizer.zero_grad()
            loss = criterion(model(_images(images.data, model)), labels)
            if not np.isfinite(loss.item()):
                raise FloatingPointError(
                    f"the loss became {loss.item()} in epoch {epoch + 1}, batch {i + 1} of {len(batches)}. "
                    "Try a smaller learning rate."
                )
            loss.backward()
            optimizer.step()

            accuracy = None
            if i % VALIDATE_EVERY == 0:
                accuracy = validate(model, val_x, val_y)
                accuracies.append(accuracy)
            if report:
                report(Progress(epoch + 1, i + 1, len(batches), loss.item(), accuracy))
    return accuracies


def validate(model: Module, val_x: np.ndarray, val_y: np.ndarray) -> float:
    """The accuracy in evaluation mode: the share of images, in [0, 1], whose largest output is the label's.

    Afterwards the model has the mode that it had before.
    """
    labels = np.asarray(val_y)
    if len(val_x) == 0 or labels.shape != (len(val_x),):
        raise ValueError(f"validate expects a label for each image; got {len(val_x)} and {labels.shape}.")
    was_training = model.is_train
    model.eval()
    correct = 0
    try:
        with no_grad():
            for rows in _split(np.arange(len(val_x)), 10 * BATCH_SIZE):
                output = model(_images(val_x[rows], model))
                correct += int((output.argmax(1) == labels[rows]).sum().item())
    finally:
        model.train(was_training)
    return correct / len(val_x)


class _ShuffledBatches:
    """The indices of every epoch's batches, each epoch in a new order   (the handout's np.random.shuffle)."""

    def __init__(self, count: int, batch_size: int) -> None:
        self.order, self.batch_size = np.arange(count), batch_size

    def __iter__(self) -> Iterator[np.ndarray]:
        np.random.shuffle(self.order)  # noqa: NPY002 (the handout's)
        return _split(self.order.copy(), self.batch_size)

    def __len__(self) -> int:
        return len(list(_split(self.order, self.batch_size)))


def _split(order: np.ndarray, batch_size: int) -> Iterator[np.ndarray]:
    """The indices in batches. A single image left over joins the last batch, as BatchNorm cannot train on
    one.
    """
    starts = list(range(0, len(order), batch_size))
    if batch_size > 1 and len(starts) > 1 and len(order) - starts[-1] == 1:
        starts.pop()
    for start, stop in zip(starts, [*starts[1:], len(order)], strict=True):
        yield order[start:stop]


def _images(images: np.ndarray, model: Module) -> Tensor:
    """A batch as a Tensor of the model's dtype; bytes are scaled to [0, 1]."""
    dtype = next(model.parameters()).dtype
    if images.dtype == np.uint8:
        return Tensor.of(np.divide(images, 255, dtype=dtype))
    return Tensor.of(images.astype(dtype))
