"""The scenarios for the layers and the loss of a Fall hand-in."""

from functools import partial
from typing import Any

import numpy as np

from autograder.grading.running.inside.fall_tensors import (
    Values,
    attempt,
    data,
    failed,
    gradients,
    kept,
    tensor,
    walk,
)

BN_STATE = ("gamma", "beta", "running_mean", "running_var")
RUNNING = BN_STATE[2:]


def linear_run(n_in: int, n_out: int, xs: list[Any], gs: list[Any]) -> Values:
    """The initial parameters of a layer, and forward and backward for each batch, with gradients None
    before.
    """
    from mytorch.nn.linear import Linear

    layer = Linear(n_in, n_out)
    values: Values = {"weight": data(layer.weight), "bias": data(layer.bias)}
    for k, (x, g) in enumerate(zip(xs, gs, strict=True), start=1):
        given = tensor(x, True)
        layer.weight.grad = layer.bias.grad = None
        leaves = {"x": given, "weight": layer.weight, "bias": layer.bias}
        found = gradients(partial(layer, given), leaves, g)
        values |= {f"{name} of batch {k}": value for name, value in found.items()}
        values[f"x of batch {k} afterwards"] = data(given)
    return values | {"weight afterwards": data(layer.weight), "bias afterwards": data(layer.bias)}


def sequential_run(sizes: list[int], x: np.ndarray, g: np.ndarray) -> Values:
    """Linear layers in a row."""
    from mytorch.nn.linear import Linear
    from mytorch.nn.sequential import Sequential

    layers = [Linear(a, b) for a, b in zip(sizes, sizes[1:], strict=False)]
    leaves: Values = {}
    for i, layer in enumerate(layers, start=1):
        leaves |= {f"weight {i}": layer.weight, f"bias {i}": layer.bias}
    found = gradients(lambda: Sequential(*layers)(tensor(x)), leaves, g)
    return found | {name: data(leaf) for name, leaf in leaves.items()}


def relu_run(x: np.ndarray, g: np.ndarray) -> Values:
    """Forward and backward."""
    from mytorch.nn.activations import ReLU

    given = tensor(x, True)
    return gradients(lambda: ReLU()(given), {"x": given}, g) | {"x afterwards": data(given)}


def batchnorm_forward(
    gamma: np.ndarray,
    beta: np.ndarray,
    xs: list[Any],
    x_eval: np.ndarray,
    momentum: float | None,
    as_made: bool,
) -> Values:
    """A layer with these parameters in a Sequential: trained on each batch, then evaluated, then trained
    again.

    as_made: do not set the mode before the first batch.
    """
    values: Values = {}

    def state(when: str) -> None:
        values.update(
            {f"{name} {when}": attempt(lambda name=name: kept(getattr(layer, name))) for name in RUNNING}
        )

    layer, model = _batchnorm(gamma, beta, momentum)
    if not as_made:
        values["train"] = attempt(model.train)
    for k, x in enumerate(xs, start=1):
        given = tensor(x, True)
        values[f"output of batch {k}"] = data(attempt(model, given))
        values[f"x of batch {k} afterwards"] = data(given)
        state(f"of batch {k}")
        values["train"] = attempt(model.train)
    for name in RUNNING:
        values[f"{name} requires a gradient"] = attempt(
            lambda name=name: bool(getattr(layer, name).requires_grad)
        )
    values["eval"] = attempt(model.eval)
    values["output in evaluation"] = data(attempt(model, tensor(x_eval)))
    state("after evaluation")
    values["train"] = attempt(model.train)
    return values | {"output back in training": data(attempt(model, tensor(x_eval)))}


def _batchnorm(gamma: np.ndarray, beta: np.ndarray, momentum: float | None = None) -> tuple[Any, Any]:
    """A layer with these parameters, and the Sequential that it is in."""
    from mytorch.nn.batchnorm import BatchNorm1d
    from mytorch.nn.sequential import Sequential

    layer = BatchNorm1d(len(gamma)) if momentum is None else BatchNorm1d(len(gamma), momentum=momentum)
    layer.gamma.data, layer.beta.data = gamma.copy(), beta.copy()
    return layer, Sequential(layer)


def batchnorm_gradients(gamma: np.ndarray, beta: np.ndarray, x: np.ndarray, g: np.ndarray) -> Values:
    """Forward and backward for a batch, in training mode."""
    layer, model = _batchnorm(gamma, beta)
    model.train()
    given = tensor(x, True)
    return gradients(lambda: model(given), {"x": given, "gamma": layer.gamma, "beta": layer.beta}, g)


def new_batchnorm(x: np.ndarray) -> Values:
    """The output of a new layer in evaluation mode."""
    from mytorch.nn.batchnorm import BatchNorm1d
    from mytorch.nn.sequential import Sequential

    model = Sequential(BatchNorm1d(x.shape[1]))
    model.eval()
    return {"output of a new layer": data(model(tensor(x)))}


def batch_of_one(x: np.ndarray) -> Values:
    """The running variance after a batch of one in training mode, which may raise."""
    from mytorch.nn.batchnorm import BatchNorm1d

    layer = BatchNorm1d(x.shape[1])
    attempt(layer, tensor(x))
    return {"running_var": kept(layer.running_var)}


def cross_entropy_run(x: np.ndarray, labels: np.ndarray, g: float) -> Values:
    """The loss as a layer, and backward from it; as a function, and backward with the upstream gradient g.

    If one of the two cannot be called, the other one is used instead.
    """
    target = tensor(labels)

    def layer(logits: Any) -> Any:
        from mytorch.nn.loss import CrossEntropyLoss

        return CrossEntropyLoss()(logits, target)

    def function(logits: Any) -> Any:
        from mytorch.nn.functional import cross_entropy

        return cross_entropy(logits, target)

    def back(loss: Any, logits: Any, scaled: bool) -> Any:
        if scaled:
            walk(loss, np.full(np.shape(loss.data), g))
        else:
            loss.backward()
        return data(logits.grad)

    values: Values = {}
    for name, ways in (("", (layer, function)), (", scaled", (function, layer))):
        logits = tensor(x, True)
        loss = attempt(ways[0], logits)
        loss = attempt(ways[1], logits) if failed(loss) else loss
        values["loss of the function" if name else "loss"] = data(loss)
        found = loss if failed(loss) else attempt(back, loss, logits, bool(name))
        values[f"gradient of the logits{name}"] = found
        values |= {"logits afterwards": data(logits), "labels afterwards": data(target)}
    return values
