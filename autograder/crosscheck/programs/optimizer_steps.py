"""The steps of optimizers in NumPy, as PyTorch's documentation has them.

g is a parameter's gradient, t the number of its step, from 1 on.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Optimizer"]

Array = NDArray[Any]


class _Parameter(Protocol):
    array: Array
    grad: Array | None


class Optimizer:
    """Parameters, what the optimizer is called, its settings, and for each parameter what it keeps."""

    def __init__(self, params: Sequence[Any], kind: str, settings: dict[str, Any]) -> None:
        self.params, self.settings = params, dict(settings)
        self._change = {
            "SGD": _sgd,
            "Adam": _adam,
            "AdamW": _adam,
            "RMSprop": _rmsprop,
            "Adagrad": _adagrad,
        }[kind]
        self._kept: list[dict[str, Any]] = [{} for _ in params]

    def step(self) -> Iterator[tuple[Any, Array]]:
        """Each parameter that has a gradient, with what it becomes."""
        for p, kept in zip(self.params, self._kept, strict=True):
            if p.grad is not None:
                settings = {"weight_decay": 0.0, "maximize": False} | self.settings
                g = -p.grad if settings["maximize"] else p.grad
                if settings["weight_decay"] and "decoupled" not in settings:
                    g = g + settings["weight_decay"] * p.array
                kept["t"] = kept.get("t", 0) + 1
                yield p, self._change(p.array, g, kept, settings)


def _sgd(x: Array, g: Array, kept: dict[str, Any], given: dict[str, Any]) -> Array:
    momentum = given.get("momentum", 0)
    if momentum:
        fresh = (1 - given.get("dampening", 0)) * g
        kept["b"] = momentum * kept["b"] + fresh if "b" in kept else g
        g = g + momentum * kept["b"] if given.get("nesterov") else kept["b"]
    return x - given["lr"] * g


def _adam(x: Array, g: Array, kept: dict[str, Any], given: dict[str, Any]) -> Array:
    if "decoupled" in given:
        x = x - given["lr"] * given["weight_decay"] * x
    beta1, beta2 = given["betas"]
    m = kept["m"] = beta1 * kept.get("m", 0) + (1 - beta1) * g
    v = kept["v"] = beta2 * kept.get("v", 0) + (1 - beta2) * g**2
    if given.get("amsgrad"):
        v = kept["most"] = np.maximum(kept.get("most", 0), v)
    m, v = m / (1 - beta1 ** kept["t"]), v / (1 - beta2 ** kept["t"])
    return x - given["lr"] * m / (np.sqrt(v) + given["eps"])


def _rmsprop(x: Array, g: Array, kept: dict[str, Any], given: dict[str, Any]) -> Array:
    alpha = given["alpha"]
    v = kept["v"] = alpha * kept.get("v", 0) + (1 - alpha) * g**2
    if given.get("centered"):
        m = kept["m"] = alpha * kept.get("m", 0) + (1 - alpha) * g
        v = v - m**2
    scaled = g / (np.sqrt(v) + given["eps"])
    kept["b"] = given.get("momentum", 0) * kept.get("b", 0) + scaled
    return x - given["lr"] * kept["b"]


def _adagrad(x: Array, g: Array, kept: dict[str, Any], given: dict[str, Any]) -> Array:
    kept["s"] = kept.get("s", given.get("initial_accumulator_value", 0)) + g**2
    lr = given["lr"] / (1 + (kept["t"] - 1) * given.get("lr_decay", 0))
    return x - lr * g / (np.sqrt(kept["s"]) + given["eps"])
