"""Checks of the training loop: which methods of a network it calls, in which order, with which examples."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.crosscheck.behaviours.closeness import assert_close, assert_raises
from classic_mlp import get_training_stats

__all__ = ["BEHAVIOURS"]

SIZE, VALIDATION, BATCH, EPOCHS = 23, 9, 5, 3


class _Spy:
    """A network that records the calls of its methods; its loss and error of an example come
    from the label.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.seen: list[tuple[list[float], list[float]]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.calls.append(name)

    def forward(self, x: NDArray[Any]) -> None:
        self.calls.append("forward")
        self.x = x[:, 0]

    def total_loss(self, labels: NDArray[Any]) -> float:
        self.calls.append("total_loss")
        self.seen.append((self.x.tolist(), labels[:, 0].tolist()))
        return float(labels[:, 0].sum())

    def error(self, labels: NDArray[Any]) -> int:
        self.calls.append("error")
        return int((labels[:, 0] > 4).sum())


def _watched(**options: Any) -> tuple[_Spy, Any]:
    numbers = np.arange(SIZE + VALIDATION, dtype=float)[:, np.newaxis]
    sets = [(numbers[:SIZE], numbers[:SIZE] * 2), (numbers[SIZE:], numbers[SIZE:] * 2), (None, None)]
    spy = _Spy()
    np.random.seed(1)  # noqa: NPY002 (the course's generator)
    return spy, get_training_stats(spy, sets, EPOCHS, BATCH, **options)  # type: ignore[arg-type]


def a_step_is_forward_backward_step_and_zero() -> None:
    spy, _ = _watched()
    asked = ["forward", "total_loss", "error"]
    training = [*asked, "backward", "step", "zero_grads"] * -(-SIZE // BATCH)
    validation = asked * -(-VALIDATION // BATCH)
    assert spy.calls == ["zero_grads", *["train", *training, "eval", *validation] * EPOCHS]


def every_example_is_seen_once_an_epoch_with_its_label_in_a_new_order() -> None:
    spy, _ = _watched()
    assert all([2 * x for x in images] == labels for images, labels in spy.seen)
    batches = -(-SIZE // BATCH) + -(-VALIDATION // BATCH)
    epochs = [
        sum((images for images, _ in spy.seen[i : i + batches]), []) for i in range(0, len(spy.seen), batches)
    ]
    orders = [epoch[:SIZE] for epoch in epochs]
    assert all(sorted(order) == list(range(SIZE)) != order for order in orders)
    assert orders[0] != orders[1] != orders[2]
    assert all(epoch[SIZE:] == list(range(SIZE, SIZE + VALIDATION)) for epoch in epochs)


def figures_are_averages_over_examples() -> None:
    told: list[Any] = []
    _, stats = _watched(on_epoch=lambda epoch, so_far: told.append((epoch, len(so_far.training_losses))))
    labels = np.arange(SIZE + VALIDATION) * 2.0
    for figures, truth in zip(
        stats,
        (labels[:SIZE].mean(), (labels[:SIZE] > 4).mean(), labels[SIZE:].mean(), (labels[SIZE:] > 4).mean()),
        strict=True,
    ):
        assert figures.shape == (EPOCHS,)
        assert_close(figures, truth)
    assert told == [(1, 1), (2, 2), (3, 3)]


def data_that_cannot_be_trained_on_is_refused() -> None:
    full, empty = (np.ones((4, 2)), np.ones((4, 2))), (np.ones((0, 2)), np.ones((0, 2)))
    unpaired = (np.ones((4, 2)), np.ones((3, 2)))
    for train, validation, size in (
        (empty, full, 2),
        (full, empty, 2),
        (unpaired, full, 2),
        (full, unpaired, 2),
        (full, full, 0),
    ):
        assert_raises(
            ValueError,
            lambda sets=(train, validation, full), size=size: get_training_stats(_Spy(), sets, 1, size),
        )
    assert len(get_training_stats(_Spy(), [full, full, full], 1, 1).training_losses) == 1
    lost = (np.ones((1, 2)), np.full((1, 2), np.nan))
    spy = _Spy()
    spy.error = lambda labels: 0  # type: ignore[method-assign]
    assert_raises(FloatingPointError, lambda: get_training_stats(spy, [lost, full, full], 1, 2))
    assert "step" not in spy.calls


BEHAVIOURS = [
    a_step_is_forward_backward_step_and_zero,
    every_example_is_seen_once_an_epoch_with_its_label_in_a_new_order,
    figures_are_averages_over_examples,
    data_that_cannot_be_trained_on_is_refused,
]
