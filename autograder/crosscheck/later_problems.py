"""Random problems for the later homeworks' layers: one layer each, or a small LeNet-5, and what it is given.

As in problems.py a problem is drawn from one seed, and every number is random, the upstream gradient too. All
are small, since the third formula goes through them with plain loops (later_oracle.py).

Letters: N the batch, C channels, H and W height and width, T time steps.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LATER_LAYERS", "LaterProblem", "draw_later", "later_layers_of"]

Array = NDArray[Any]
Drawn = dict[str, Any]


@dataclass(frozen=True)
class LaterProblem:
    """A layer with its parameters, in Spring's names and shapes, its inputs, and an upstream gradient.

    The loss is sum(y * upstream). All arrays but those in `fixed` are of one dtype.
    """

    layer: str  # a key of LATER_LAYERS
    seed: int
    dtype: str
    settings: dict[str, Any]  # sizes, strides and modes
    inputs: dict[str, Array]  # in the order in which the layer takes them
    parameters: dict[str, Array]
    upstream: Array
    fixed: dict[str, Array]  # masks, which have no derivative

    @property
    def arrays(self) -> dict[str, Array]:
        """Everything that has a gradient, by its name."""
        return self.inputs | self.parameters

    def moved(self, rng: np.random.Generator) -> "LaterProblem":
        """The problem with every number changed by one epsilon of its dtype, up or down.

        Max pooling only compares its inputs, and another of two equal ones may not win: they stay.
        """
        eps = np.finfo(self.dtype).eps

        def move(array: Array) -> Array:
            return array * (1 + eps * rng.choice([-1, 1], array.shape)).astype(array.dtype)

        changed = self._each(move)
        return replace(changed, inputs=self.inputs) if self.layer == "MaxPool2d" else changed

    def to(self, dtype: str) -> "LaterProblem":
        """The problem with the same numbers in another dtype."""
        return replace(self._each(lambda array: array.astype(dtype)), dtype=dtype)

    def _each(self, change: Callable[[Array], Array]) -> "LaterProblem":
        return replace(
            self,
            inputs={name: change(array) for name, array in self.inputs.items()},
            parameters={name: change(array) for name, array in self.parameters.items()},
            upstream=change(self.upstream),
        )

    def __str__(self) -> str:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in self.arrays.items())
        settings = "".join(f", {name} {value}" for name, value in self.settings.items())
        return f"{self.layer} of {shapes}{settings}, {self.dtype}"


def draw_later(layer: str, seed: int, dtype: str) -> LaterProblem:
    """The problem of this layer and seed."""
    number = list(LATER_LAYERS).index(layer)
    rng = np.random.default_rng([seed, 3, number])
    drawn: Drawn = {"settings": {}, "parameters": {}, "fixed": {}} | _DRAW[layer](rng)
    drawn["upstream"] = rng.normal(size=drawn.pop("shape"))
    return LaterProblem(layer, seed, "float64", **drawn).to(dtype)


def later_layers_of(seed: int) -> list[str]:
    """The half of the layers that this seed draws. In four seeds running, each layer is drawn twice, once for
    an even seed and once for an odd one, as these may stand for dtypes.
    """
    return [layer for i, layer in enumerate(LATER_LAYERS) if (seed // 2 + i) % 2 == 0]


def _several(rng: np.random.Generator, most: int, dims: int = 1) -> list[int]:
    return [int(n) for n in rng.integers(1, most + 1, dims)]


def _dropout(rng: np.random.Generator) -> Drawn:
    shape = _several(rng, 5, int(rng.integers(1, 4)))
    p = float(rng.choice([0.0, 1.0, *rng.uniform(0.05, 0.95, 6)]))
    settings = {"p": p, "evaluation": bool(rng.random() < 0.2)}
    fixed = {"mask": rng.random(shape) >= p}
    return {"inputs": {"x": rng.normal(size=shape)}, "settings": settings, "fixed": fixed, "shape": shape}


def _layer_norm(rng: np.random.Generator) -> Drawn:
    shape = [*_several(rng, 4, int(rng.integers(1, 3))), int(rng.integers(3, 9))]
    x = rng.normal(size=shape) * np.exp(rng.uniform(-2, 2)) + 3 * rng.normal()
    parameters = {"gamma": rng.normal(size=(1, shape[-1])), "beta": rng.normal(size=(1, shape[-1]))}
    settings = {"eps": float(rng.choice([1e-5, 1e-3]))}
    return {"inputs": {"x": x}, "parameters": parameters, "settings": settings, "shape": shape}


def _convolution(dims: int) -> Callable[[np.random.Generator], Drawn]:
    def draw(rng: np.random.Generator) -> Drawn:
        N, C, out = _several(rng, 3, 3)
        kernel, stride = _several(rng, 3, dims), _several(rng, 3, dims)
        padding = [int(p) for p in rng.integers(0, 3, dims)]
        least = [max(1, k - 2 * p) for k, p in zip(kernel, padding, strict=True)]
        space = [n + int(rng.integers(0, 5)) for n in least]
        places = _places(space, kernel, stride, padding)
        return {
            "inputs": {"x": rng.normal(size=(N, C, *space))},
            "parameters": {"W": rng.normal(size=(out, C, *kernel)), "b": rng.normal(size=out)},
            "settings": {"stride": tuple(stride), "padding": tuple(padding)},
            "shape": (N, out, *places),
        }

    return draw


def _places(space: list[int], kernel: list[int], stride: list[int], padding: list[int]) -> list[int]:
    """How many places a window has along each dim."""
    return [(n + 2 * p - k) // s + 1 for n, k, s, p in zip(space, kernel, stride, padding, strict=True)]


def _max_pool(rng: np.random.Generator) -> Drawn:
    N, C = _several(rng, 3, 2)
    kernel, stride = _several(rng, 3, 2), _several(rng, 3, 2)
    space = [k + int(rng.integers(0, 5)) for k in kernel]
    x = rng.normal(size=(N, C, *space))
    x = x.round() if rng.random() < 0.5 else x  # often several are the largest, and the first counts
    settings = {"kernel_size": tuple(kernel), "stride": tuple(stride)}
    places = _places(space, kernel, stride, [0, 0])
    return {"inputs": {"x": x}, "settings": settings, "shape": (N, C, *places)}


def _flatten(rng: np.random.Generator) -> Drawn:
    shape = _several(rng, 4, int(rng.integers(2, 5)))
    return {"inputs": {"x": rng.normal(size=shape)}, "shape": (shape[0], int(np.prod(shape[1:])))}


def _cell(gates: int) -> Callable[[np.random.Generator], Drawn]:
    def draw(rng: np.random.Generator) -> Drawn:
        T, N, n, H = _several(rng, 4, 4)
        gain = 0.4  # the slope of a tanh that is nearly 1 has hardly any digits
        return {
            "inputs": {"x": rng.normal(size=(T, N, n)), "h": rng.normal(size=(N, H))},
            "parameters": {
                "W_ih": rng.normal(size=(gates * H, n)) * gain / np.sqrt(n),
                "W_hh": rng.normal(size=(gates * H, H)) * gain / np.sqrt(H),
                "b_ih": rng.normal(size=gates * H) * gain,
                "b_hh": rng.normal(size=gates * H) * gain,
            },
            "settings": {"as one layer over time": bool(rng.random() < 0.5)},
            "shape": (T, N, H),
        }

    return draw


def _attention(rng: np.random.Generator) -> Drawn:
    batch = _several(rng, 3, int(rng.integers(0, 3)))
    L, S, E, D = _several(rng, 5, 4)
    shapes = {"Q": (*batch, L, E), "K": (*batch, S, E), "V": (*batch, S, D)}
    kind = str(rng.choice(["none", "causal", "random", "each its own"]))
    mask = {
        "none": np.ones((L, S), bool),
        "causal": np.tri(L, S, dtype=bool),
        "random": rng.random((L, S)) < 0.6,  # some queries see no key
        "each its own": rng.random((*batch, L, S)) < 0.6,
    }[kind]
    return {
        "inputs": {name: rng.normal(size=shape) for name, shape in shapes.items()},
        "settings": {"mask": kind},
        "fixed": {"mask": mask},
        "shape": (*batch, L, D),
    }


def _lenet(rng: np.random.Generator) -> Drawn:
    N, C1, C2, width = _several(rng, 3, 4)
    shapes = [(C1, 1, 3, 3), (C2, C1, 2, 2), (C2, width), (width, 3)]
    parameters: dict[str, Array] = {}
    for i, shape in enumerate(shapes, start=1):
        fan_in, out = (np.prod(shape[1:]), shape[:1]) if i <= 2 else (shape[0], (1, shape[1]))
        parameters[f"W{i}"] = rng.normal(size=shape) * np.sqrt(2 / fan_in)
        parameters[f"b{i}"] = rng.normal(size=out)
    settings = {"lr": 0.02, "momentum": float(rng.choice([0.0, 0.9])), "steps": 2}
    return {
        "inputs": {"x": rng.normal(size=(N, 1, 6, 6))},
        "parameters": parameters,
        "settings": settings,
        "shape": (N, 3),
    }


LATER_LAYERS = {  # in plain words
    "Dropout": "dropout with the same mask",
    "LayerNorm": "layer normalisation",
    "Conv1d": "convolution of lines",
    "Conv2d": "convolution of images",
    "MaxPool2d": "largest number of each window",
    "Flatten": "images as rows",
    "RNNCell": "recurrent cell over time",
    "GRUCell": "gated recurrent unit over time",
    "Attention": "scaled dot-product attention",
    "LeNet": "small LeNet-5 in a Sequential",
}
_DRAW: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "Dropout": _dropout,
    "LayerNorm": _layer_norm,
    "Conv1d": _convolution(1),
    "Conv2d": _convolution(2),
    "MaxPool2d": _max_pool,
    "Flatten": _flatten,
    "RNNCell": _cell(1),
    "GRUCell": _cell(3),
    "Attention": _attention,
    "LeNet": _lenet,
}
