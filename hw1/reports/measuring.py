"""Looks inside a network while it trains: how large each layer's gradient is, and what its units put out.

A look takes a copy of the network forward and backward over a few training examples. The network itself, the
random numbers and so the run stay as they are: with and without looks, a run has the same bits.
"""

import contextlib
import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import classic_mlp
from classic_mlp import Network
from hw1.jobs.models import ModelError
from mytorch.nn import Module
from mytorch.tensor import Tensor

__all__ = ["EXAMPLES", "LayerFigures", "Look", "first_weights", "look_at_mlp", "look_at_module"]

EXAMPLES = 500  # from the start of the training part, that a look takes
FLAT = 0.1  # a slope below this share of an activation's largest slope counts as flat

# From an activation's outputs: its slope as a share of its largest slope.
_SLOPES: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "Sigmoid": lambda y: 4 * y * (1 - y),
    "Tanh": lambda y: 1 - y * y,
    "ReLU": lambda y: (y > 0).astype(float),
}


class LayerFigures(NamedTuple):
    """A layer that has weights, with the activation that follows it."""

    name: str  # as "1: Linear 784 → 32, Sigmoid"
    gradient: float  # of one weight: the root mean square over all of them
    norm: float  # of the gradient of all weights: the root of the sum of their squares
    mean: float  # of the outputs, after the activation
    deviation: float  # of the outputs: their standard deviation
    flat: float | None  # the share of outputs, in [0, 1], at which the activation is flat; None: not known


class Look(NamedTuple):
    """What was seen after some epochs; 0 is before training."""

    epoch: int
    layers: list[LayerFigures]


@contextlib.contextmanager
def _unseen() -> Iterator[None]:
    """A context after which NumPy's global generator stands where it stood, and that gives no warnings."""
    state = np.random.get_state()  # noqa: NPY002 (the generator of the run)
    try:
        with np.errstate(all="ignore"):
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def look_at_module(model: Module, loss: Callable[[Module], Tensor]) -> list[LayerFigures]:
    """The figures of the layers of a mytorch Module, in the order in which the input passes through them.

    loss(model): the loss on some examples. ModelError if the model cannot be copied.
    """
    with _unseen():
        try:
            model = copy.deepcopy(model)
        except Exception as error:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
            raise ModelError(
                f"the model cannot be copied, which a report needs to look inside it ({reason}). Leave "
                "--report out."
            ) from None
        for parameter in model.parameters():
            parameter.grad = None
        model.train()
        passed: dict[int, tuple[Module, NDArray[Any], str]] = {}  # of each layer: its outputs, its activation

        def note(module: Module, given: Any, output: Any) -> None:
            if not isinstance(output, Tensor):
                return
            if _weight(module) is not None:
                passed.pop(id(module), None)
                passed[id(module)] = module, output.data, ""
            elif type(module).__name__ in _SLOPES and passed:
                layer = next(reversed(passed.values()))[0]
                passed[id(layer)] = layer, output.data, type(module).__name__

        for module in model.modules():
            module.register_forward_hook(note)
        loss(model).backward()
        layers = []
        for number, (layer, outputs, activation) in enumerate(passed.values(), 1):
            weight = _weight(layer)
            if weight is not None and weight.grad is not None:
                shape = weight.data.shape
                name = f"{number}: {type(layer).__name__} {shape[1]:,} → {shape[0]:,}"
                layers.append(_figures(name, weight.grad.data, outputs, activation))
        return layers


def look_at_mlp(network: Network, x: NDArray[Any], labels: NDArray[Any]) -> list[LayerFigures]:
    """The figures of the layers of Spring's MLP, by hand or by autograd, on x with one-hot labels."""
    mlp: Any = copy.deepcopy(network)
    with _unseen():
        mlp.train()
        outputs: dict[int, NDArray[Any]] = {}
        if not isinstance(mlp, classic_mlp.MLP):
            for i, activation in enumerate(mlp.activations):
                activation.register_forward_hook(lambda _, __, y, i=i: outputs.__setitem__(i, y.data))
        mlp.forward(x)
        mlp.backward(labels)
        layers = []
        for i, (linear, activation) in enumerate(zip(mlp.linear_layers, mlp.activations, strict=True)):
            if isinstance(mlp, classic_mlp.MLP):
                gradient, outputs[i] = linear.dW, activation.state
            else:
                gradient = linear.weight.grad.data.T
            n_in, n_out = gradient.shape
            name = f"{i + 1}: Linear {n_in:,} → {n_out:,}"
            layers.append(_figures(name, gradient, outputs[i], type(activation).__name__))
        return layers


def first_weights(model: Module) -> NDArray[Any] | None:
    """The weights of the first layer that has some, as the layer has them; None without such a layer."""
    weights = (_weight(module) for module in model.modules())
    return next((weight.data for weight in weights if weight is not None), None)


def _weight(module: Module) -> Tensor | None:
    """The weights of a layer that multiplies by them, as Linear and Conv2d do."""
    weight = vars(module).get("weight")
    return weight if isinstance(weight, Tensor) and weight.is_parameter and weight.ndim >= 2 else None


def _figures(name: str, gradient: NDArray[Any], outputs: NDArray[Any], activation: str) -> LayerFigures:
    """A layer's figures, in float64."""
    g, y = gradient.astype(np.float64), outputs.astype(np.float64)
    norm = float(np.sqrt((g * g).sum()))
    slope = _SLOPES.get(activation)
    return LayerFigures(
        f"{name}, {activation}" if slope else name,
        norm / g.size**0.5,
        norm,
        float(y.mean()),
        float(y.std()),
        float((slope(y) < FLAT).mean()) if slope else None,
    )
