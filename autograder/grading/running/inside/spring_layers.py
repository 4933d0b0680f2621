"""The scenarios for the multiple choice, activations, loss and layers of a Spring hand-in."""

from importlib import import_module
from itertools import cycle
from typing import Any

import numpy as np

from autograder.grading.running.inside.spring_values import (
    GRADIENTS,
    PARAMETERS,
    RUNNING,
    Values,
    attributes,
    had,
)


def multiple_choice(question: int) -> Values:
    """The letter of one question."""
    mc = import_module("mc")

    return {"answer": getattr(mc, f"question_{question}")()}


def activation_run(name: str, z: np.ndarray, z2: np.ndarray) -> Values:
    """Forward and derivative, of one object and then of another; the first object's derivative once more."""
    activation = import_module("activation")

    first, second = getattr(activation, name)(), getattr(activation, name)()
    values = {"output": had(first.forward, z), "state": had(getattr, first, "state"), "input": z}
    values["derivative"] = had(first.derivative)
    had(second.forward, z2.copy())
    values["derivative asked again"] = had(first.derivative)
    had(first.forward, z2.copy())
    values["second state"] = had(getattr, first, "state")
    return values | {"derivative of a second input": had(first.derivative)}


def loss_run(x: np.ndarray, y: np.ndarray, x2: np.ndarray, y2: np.ndarray) -> Values:
    """The loss and its derivative, for two batches one after the other."""
    loss = import_module("loss")

    criterion = loss.SoftmaxCrossEntropy()
    values = {"loss": had(criterion.forward, x, y), "derivative": had(criterion.derivative)}
    had(criterion.forward, x2, y2)
    return values | {"derivative of a second batch": had(criterion.derivative), "logits": x, "labels": y}


def linear_run(W: np.ndarray, b: np.ndarray, xs: list[Any], deltas: list[Any]) -> Values:
    """A layer made with these weights, and forward and backward for each batch."""
    linear = import_module("linear")

    layer = linear.Linear(*W.shape, lambda *size: W.copy(), lambda *size: b.copy())
    values: Values = {}
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        of = f" of batch {k}"
        values[f"output{of}"] = had(layer.forward, x)
        values[f"dx{of}"] = had(layer.backward, delta)
        values |= attributes(layer, GRADIENTS["linear"], of)
        values |= {f"x{of} afterwards": x, f"delta{of} afterwards": delta}
    return values


def linear_drawn(numbers: np.ndarray, n_in: int, n_out: int) -> Values:
    """The parameters of a layer whose init functions draw these numbers one after the other."""
    linear = import_module("linear")

    left = cycle(numbers.tolist())

    def draw(*shape: int) -> np.ndarray:
        return np.array([next(left) for _ in range(int(np.prod(shape)))]).reshape(shape)

    layer = linear.Linear(n_in, n_out, draw, lambda *size: draw(1, int(size[-1])))
    return attributes(layer, PARAMETERS["linear"])


def batchnorm_run(
    gamma: np.ndarray,
    beta: np.ndarray,
    xs: list[Any],
    deltas: list[Any],
    x_eval: np.ndarray,
    alpha: float | None,
    running: list[Any],
) -> Values:
    """A layer with these parameters: trained on each batch, then evaluated; and one evaluated with the
    running mean and variance that are given.
    """
    batchnorm = import_module("batchnorm")

    layer = batchnorm.BatchNorm(gamma.shape[1], **({} if alpha is None else {"alpha": alpha}))
    give_parameters(layer, gamma, beta)
    values: Values = {}
    other = batchnorm.BatchNorm(gamma.shape[1])
    give_parameters(other, gamma, beta)
    values["output where eval is left out"] = had(other.forward, xs[0].copy())
    other.running_mean, other.running_var = running[0].copy(), running[1].copy()
    values["output with given statistics"] = had(other.forward, x_eval.copy(), eval=True)
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        of = f" of batch {k}"
        values[f"output{of}"] = had(layer.forward, x, eval=False)
        values |= attributes(layer, RUNNING["bn"], of)
        values[f"dx{of}"] = had(layer.backward, delta)
        values |= attributes(layer, GRADIENTS["bn"], of)
        values |= {f"x{of} afterwards": x, f"delta{of} afterwards": delta}
    values["output in evaluation"] = had(layer.forward, x_eval, eval=True)
    values["output for one example"] = had(layer.forward, x_eval[:1].copy(), eval=True)
    values |= attributes(layer, RUNNING["bn"], " after evaluation")
    return values | {"x of evaluation afterwards": x_eval}


def give_parameters(layer: Any, gamma: np.ndarray, beta: np.ndarray) -> None:
    """Replace batch norm's parameters. The layer must already have attributes of these names."""
    for name in PARAMETERS["bn"]:
        getattr(layer, name)  # raises the hand-in's AttributeError if it lacks the attribute
    layer.gamma, layer.beta = gamma.copy(), beta.copy()


def new_batchnorm(x: np.ndarray) -> Values:
    """What layers as they are made give: one in training, one in evaluation."""
    batchnorm = import_module("batchnorm")

    return {
        "output of batch 1": had(batchnorm.BatchNorm(x.shape[1]).forward, x.copy(), eval=False),
        "output in evaluation": had(batchnorm.BatchNorm(x.shape[1]).forward, x.copy(), eval=True),
    }
