"""The scenario for get_training_stats of a Spring hand-in."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from autograder.grading.running.inside.spring_networks import named, network
from autograder.grading.running.inside.spring_values import Values, had


def statistics_run(
    sizes: list[int],
    activations: list[str],
    weights: list[Any],
    biases: list[Any],
    gammas: list[Any],
    betas: list[Any],
    lr: float,
    momentum: float,
    train_x: np.ndarray,
    train_y: np.ndarray,
    val_x: np.ndarray,
    val_y: np.ndarray,
    test_x: np.ndarray,
    test_y: np.ndarray,
    probe: np.ndarray,
    nepochs: int,
    batch_size: int,
    seed: int,
) -> Values:
    """Run get_training_stats on a network of the hand-in's that keeps a diary of what is done with it.

    A row of x is recognised by its product with `probe`. The diary: "events" (F forward in training mode, f
    in evaluation mode, B backward, S step, Z zero_grads), and for each forward pass its rows and outputs,
    for each backward its labels. What the network does by itself, as zeroing gradients in a step, is not in
    it.
    """
    nn: Any = import_module("hw1")

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    events: list[str] = []
    rows: list[np.ndarray] = []
    outputs: list[np.ndarray] = []
    labels_given: list[np.ndarray] = []
    inside: list[str] = []

    def noted(event: str, action: Callable[..., Any], *arguments: Any) -> Any:
        if inside:
            return action(*arguments)
        inside.append(event)
        try:
            result = action(*arguments)
        finally:
            inside.pop()
        events.append(event)
        return result

    class Diary(named("MLP", "hw1")):  # type: ignore[misc]
        """The hand-in's network, which also records the calls of its methods."""

        def __call__(self, x: np.ndarray) -> np.ndarray:
            return self.forward(x)

        def forward(self, x: np.ndarray) -> np.ndarray:
            told = np.asarray(x, dtype=float) @ probe
            output = noted("F" if getattr(self, "train_mode", True) else "f", super().forward, x)
            if not inside:
                rows.append(told)
                shape = len(told), sizes[-1]
                shown = had(np.reshape, had(np.asarray, output, float), shape)
                outputs.append(np.full(shape, np.nan) if isinstance(shown, BaseException) else shown)
            return output

        def backward(self, labels: np.ndarray) -> Any:
            told = np.argmax(labels, axis=1)
            result = noted("B", super().backward, labels)
            if not inside:
                labels_given.append(told)
            return result

        def step(self) -> Any:
            return noted("S", super().step)

        def zero_grads(self) -> Any:
            return noted("Z", super().zero_grads)

    mlp = network(Diary, sizes, activations, weights, biases, gammas, betas, lr, momentum)
    dset = ((train_x, train_y), (val_x, val_y), (test_x, test_y))
    names = ("training_losses", "training_errors", "validation_losses", "validation_errors")
    curves = had(lambda: list(nn.get_training_stats(mlp, dset, nepochs, batch_size)))
    if isinstance(curves, list) and len(curves) != len(names):
        curves = ValueError(f"get_training_stats returned {len(curves)} values; expected {len(names)}")
    values: Values = dict(zip(names, curves if isinstance(curves, list) else [curves] * 4, strict=True))
    return values | {
        "events": "".join(events),
        "sizes": [len(part) for part in rows],
        "rows": np.concatenate([np.zeros(0), *rows]),
        "outputs": np.concatenate([np.zeros((0, sizes[-1])), *outputs]),
        "labels": np.concatenate([np.zeros(0), *labels_given]),
        "train_x": train_x @ probe,
        "train_y": train_y,
        "val_x": val_x @ probe,
        "val_y": val_y,
    }
