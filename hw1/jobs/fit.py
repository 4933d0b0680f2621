"""The training loop of a job, which tells of each step and each epoch."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from hw1.jobs.augment import shift
from hw1.jobs.datasets import Data, Part, Scale
from hw1.jobs.steps import Schedule, make_optimizer
from mytorch import get_default_dtype, no_grad
from mytorch.nn import CrossEntropyLoss, Module
from mytorch.tensor import Tensor
from mytorch.utils.data import DataLoader, TensorDataset

__all__ = ["Epoch", "Inputs", "Settings", "Step", "better", "fit", "measure", "outputs"]

ROWS = 500  # in a batch where nothing is trained


class Settings(NamedTuple):
    """How a model is trained."""

    optimizer: str
    lr: float
    momentum: float
    weight_decay: float
    schedule: str
    epochs: int
    batch_size: int
    augment: str  # "none" or "shift"


class Inputs(NamedTuple):
    """What becomes of inputs before the model sees them."""

    scale: Scale
    flat: bool  # whether images become rows

    def __call__(self, x: np.ndarray) -> Tensor:
        x = self.scale.apply(x, np.dtype(get_default_dtype()))
        return Tensor.of(np.ascontiguousarray(x.reshape(len(x), -1) if self.flat else x))


class Step(NamedTuple):
    """The state of training after a step."""

    epoch: int  # from 1
    batch: int  # from 1, within the epoch
    batches: int  # in an epoch


class Epoch(NamedTuple):
    """The figures of an epoch. Losses in nats a row, accuracies in [0, 1]."""

    epoch: int  # from 1
    lr: float  # of its last step
    training_loss: float  # mean over its batches, as they were trained: with dropout and augmentation
    training_accuracy: float  # likewise
    validation_loss: float
    validation_accuracy: float
    seconds: float


def better(epoch: Epoch, best: Epoch | None) -> bool:
    """Whether an epoch's model is better than the best so far: more right, or as many with a smaller loss."""
    if best is None:
        return True
    return (-epoch.validation_accuracy, epoch.validation_loss) < (
        -best.validation_accuracy,
        best.validation_loss,
    )


@np.errstate(over="ignore", invalid="ignore")  # a loss that is not finite raises an error instead
def fit(
    model: Module,
    data: Data,
    inputs: Inputs,
    settings: Settings,
    tell_step: Callable[[Step], None],
    tell_epoch: Callable[[Epoch], None],
) -> None:
    """Train the model. The order of rows, dropout and shifts come from NumPy's global generator.

    tell_step, tell_epoch: called after each step, and after each epoch.

    FloatingPointError at the first loss that is not finite, before a step is taken on it.
    """
    count, size = len(data.train.y), settings.batch_size
    # A single row that is left over waits for another epoch, because BatchNorm cannot train on it.
    leaves_one = 1 < size < count and count % size == 1
    rows = DataLoader(TensorDataset(*data.train), size, shuffle=True, drop_last=leaves_one)
    optimizer = make_optimizer(
        settings.optimizer, model.parameters(), settings.lr, settings.momentum, settings.weight_decay
    )
    schedule = Schedule(settings.schedule, optimizer, settings.lr, settings.epochs, len(rows))
    criterion = CrossEntropyLoss()
    for epoch in range(1, settings.epochs + 1):
        start, lr, loss_sum, right, seen = time.perf_counter(), 0.0, 0.0, 0, 0
        model.train()
        for batch, (x, y) in enumerate(rows, 1):
            images = x.data
            if settings.augment == "shift":
                images = shift(images, _background(images))
            optimizer.zero_grad()
            output = model(inputs(images))
            loss = criterion(output, y)
            if not np.isfinite(loss.item()):
                raise FloatingPointError(
                    f"the loss became {loss.item()} in epoch {epoch}, batch {batch} of {len(rows)}. "
                    "Try a smaller learning rate."
                )
            loss.backward()
            lr = optimizer.lr
            optimizer.step()
            schedule.after_step()
            loss_sum += loss.item() * len(images)
            right += int((output.data.argmax(1) == y.data).sum())
            seen += len(images)
            tell_step(Step(epoch, batch, len(rows)))
        validation = measure(model, data.validation, inputs)
        if not np.isfinite(validation[0]):
            raise FloatingPointError(
                f"the validation loss became {validation[0]} in epoch {epoch}. Try a smaller learning rate."
            )
        schedule.after_epoch(validation[0])
        seconds = time.perf_counter() - start
        tell_epoch(Epoch(epoch, lr, loss_sum / seen, right / seen, *validation, seconds))


def measure(model: Module, part: Part, inputs: Inputs) -> tuple[float, float]:
    """The loss, in nats a row, and the accuracy, in [0, 1], in evaluation mode."""
    output = outputs(model, part.x, inputs).astype(np.float64)
    loss = CrossEntropyLoss()(Tensor.of(output), Tensor.of(part.y)).item()
    return loss, float((output.argmax(1) == part.y).mean())


def outputs(model: Module, x: np.ndarray, inputs: Inputs | Callable[[np.ndarray], Tensor]) -> np.ndarray:
    """The model's outputs, before softmax, in evaluation mode: (N, classes). inputs: as `Inputs`."""
    was_training = model.is_train
    model.eval()
    try:
        with no_grad():
            pieces = [model(inputs(x[i : i + ROWS])).data for i in range(0, len(x), ROWS)]
    finally:
        model.train(was_training)
    return np.concatenate(pieces)


def _background(images: np.ndarray) -> np.ndarray:
    """What images have in their corners, as a rule: the median of each channel, (C, 1, 1)."""
    corners = images[:, :, [0, 0, -1, -1], [0, -1, 0, -1]]
    return np.median(corners, axis=(0, 2)).astype(images.dtype)[:, None, None]
