"""The scenarios for the network of a Spring hand-in."""

from importlib import import_module
from itertools import cycle
from typing import Any

import numpy as np

from autograder.grading.running.inside.spring_layers import give_parameters
from autograder.grading.running.inside.spring_values import (
    GRADIENTS,
    PARAMETERS,
    RUNNING,
    Names,
    Values,
    attributes,
    had,
)


def named(name: str, module: str) -> Any:
    """A class of the hand-in, from hw1 or from the module that defines it."""
    found = getattr(import_module("hw1"), name, None)
    return found if found is not None else getattr(import_module(module), name)


def network(
    kind: Any,
    sizes: list[int],
    activations: list[str],
    weights: list[Any],
    biases: list[Any],
    gammas: list[Any],
    betas: list[Any],
    lr: float,
    momentum: float | None,
    shared: bool = False,
) -> Any:
    """A network of the class `kind`; weights and biases are handed out in the order they are asked for.

    momentum: None to leave it at its default. shared: one activation object for all layers.
    """
    weights_left, biases_left = cycle(weights), cycle(biases)
    objects = [named(name, "activation")() for name in activations]
    if shared:
        objects = [objects[0]] * len(objects)
    options = {"momentum": momentum, "num_bn_layers": len(gammas) or None}
    mlp = kind(
        sizes[0],
        sizes[-1],
        sizes[1:-1],
        objects,
        lambda *size: next(weights_left).copy(),
        lambda *size: next(biases_left).copy(),
        named("SoftmaxCrossEntropy", "loss")(),
        lr,
        **{name: value for name, value in options.items() if value is not None},
    )
    for i, (gamma, beta) in enumerate(zip(gammas, betas, strict=True)):
        give_parameters(mlp.bn_layers[i], gamma, beta)
    return mlp


def mlp_run(
    sizes: list[int],
    activations: list[str],
    weights: list[Any],
    biases: list[Any],
    gammas: list[Any],
    betas: list[Any],
    xs: list[Any],
    labels: list[Any],
    lrs: list[float],
    momenta: list[float],
    x_eval: np.ndarray,
    labels_eval: np.ndarray,
    shared: bool,
) -> Values:
    """Train a network for a step on each batch, as the handout has it, then evaluate it."""
    mlp = network(
        named("MLP", "hw1"),
        sizes,
        activations,
        weights,
        biases,
        gammas,
        betas,
        lrs[0],
        momenta[0] or None,
        shared,
    )
    m, values = len(gammas), dict[str, Any]()
    for k, (x, y) in enumerate(zip(xs, labels, strict=True), start=1):
        after = f" after batch {k}"
        values[f"output of batch {k}"] = had(mlp.forward, x)
        failed = had(mlp.backward, y)  # before the loss is computed
        values |= of_layers(mlp, GRADIENTS, m, after, failed)
        values |= figures(mlp, y, f" of batch {k}")
        if k > 1 and (lrs[k - 1], momenta[k - 1]) != (lrs[k - 2], momenta[k - 2]):
            mlp.lr, mlp.momentum = lrs[k - 1], momenta[k - 1]
        failed = had(mlp.step)
        values |= of_layers(mlp, PARAMETERS, m, after, failed) | of_layers(mlp, RUNNING, m, after)
        values |= {f"x of batch {k} afterwards": x, f"labels of batch {k} afterwards": y}
        had(mlp.zero_grads)
    had(mlp.eval)
    values["output in evaluation"] = had(mlp.forward, x_eval.copy())
    values |= figures(mlp, labels_eval, " in evaluation") | of_layers(mlp, RUNNING, m, " after evaluation")
    had(mlp.train)
    return values | {"output back in training": had(mlp.forward, x_eval.copy())}


def slopes_run(
    sizes: list[int],
    activations: list[str],
    weights: list[Any],
    biases: list[Any],
    kind: str,
    x: np.ndarray,
    labels: np.ndarray,
    along: list[Any],
    step: float,
) -> Values:
    """The gradients of a kind, "W" or "b", for one batch, and for each layer the outputs a step up and a step
    down along a direction.
    """
    mlp = network(named("MLP", "hw1"), sizes, activations, weights, biases, [], [], 0.0, None)
    had(mlp.forward, x.copy())
    had(mlp.backward, labels.copy())
    values: Values = {}
    for i, (layer, direction) in enumerate(zip(mlp.linear_layers, along, strict=True), start=1):
        values[f"gradient{i}"] = had(getattr, layer, f"d{kind}")
        for name, move in (("up", step), ("down", -step), ("", 0.0)):
            setattr(layer, kind, (weights if kind == "W" else biases)[i - 1] + move * direction)
            values[f"{name}{i}"] = had(mlp.forward, x.copy())
    return values


def figures(mlp: Any, labels: np.ndarray, when: str) -> Values:
    """The results of the starter code's functions, which the student did not write, for the last batch."""
    return {
        f"loss{when}": had(lambda: mlp.total_loss(labels.copy())),
        f"error{when}": had(lambda: mlp.error(labels.copy())),
    }


def of_layers(mlp: Any, names: Names, norms: int, when: str, failed: object = None) -> Values:
    """The named attributes of every linear layer, and of so many of batch norm; or why they are not there."""
    values: Values = {}
    for i, layer in enumerate(mlp.linear_layers, start=1):
        values |= attributes(layer, names.get("linear", ()), f"{i}{when}")
    for i in range(1, norms + 1):
        values |= attributes(mlp.bn_layers[i - 1], names["bn"], f"{i}{when}")
    return dict.fromkeys(values, failed) if isinstance(failed, BaseException) else values


def steps_run(
    sizes: list[int],
    activations: list[str],
    weights: list[Any],
    biases: list[Any],
    gammas: list[Any],
    betas: list[Any],
    lrs: list[float],
    momentum: float | None,
    momenta: list[float],
    dWs: list[Any],
    dbs: list[Any],
    dgammas: list[Any],
    dbetas: list[Any],
) -> Values:
    """Steps with these gradients, of all layers for the first step, then for the second, and so on."""
    mlp = network(named("MLP", "hw1"), sizes, activations, weights, biases, gammas, betas, lrs[0], momentum)
    values: Values = {}
    for k, (lr, beta) in enumerate(zip(lrs, momenta, strict=True), start=1):
        if k > 1 and (lr, beta) != (lrs[k - 2], momenta[k - 2]):
            mlp.lr, mlp.momentum = lr, beta
        give(mlp, dWs, dbs, dgammas, dbetas, k - 1)
        failed = had(mlp.step)
        values |= of_layers(mlp, PARAMETERS, len(gammas), f" after batch {k}", failed)
    return values


def give(mlp: Any, dWs: list[Any], dbs: list[Any], dgammas: list[Any], dbetas: list[Any], step: int) -> None:
    """Put gradients into the layers: those of this step."""
    n = len(mlp.linear_layers)
    for layer, dW, db in zip(mlp.linear_layers, dWs[step * n :], dbs[step * n :], strict=False):
        layer.dW, layer.db = dW.copy(), db.copy()
    m = len(dgammas) * n // len(dWs)
    for i in range(m):
        mlp.bn_layers[i].dgamma = dgammas[step * m + i].copy()
        mlp.bn_layers[i].dbeta = dbetas[step * m + i].copy()


def zeroed(
    sizes: list[int],
    activations: list[str],
    weights: list[Any],
    biases: list[Any],
    gammas: list[Any],
    betas: list[Any],
) -> Values:
    """The gradients, which were as large as the parameters, after zero_grads."""
    mlp = network(named("MLP", "hw1"), sizes, activations, weights, biases, gammas, betas, 0.1, None)
    give(mlp, weights, biases, gammas, betas, 0)
    failed = had(mlp.zero_grads)
    return of_layers(mlp, GRADIENTS, len(gammas), "", failed)
