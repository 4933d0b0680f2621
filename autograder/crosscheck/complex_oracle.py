"""Derivatives without calculus: f(x + ih) = f(x) + ih f'(x), and at h = 1e-30 nothing is lost to rounding.

    f'(x) along v = Im f(x + ihv) / h        (Squire and Trapp 1998)

One forward pass gives the derivative along one direction, for any number of parameters. The forward pass in
this file is written a third time, from the handout's formulas; it uses neither twin.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.complex_step import STEP
from autograder.crosscheck.problems import Problem

__all__ = ["along", "closest_kink", "directions"]

Array = NDArray[Any]


def directions(problem: Problem) -> dict[str, dict[str, Array]]:
    """Random directions of differentiation: in x, in all weights, in all biases, in all of BN's
    parameters.
    """
    rng = np.random.default_rng([problem.seed, 1])
    layers = {
        "x": {"x": problem.x},
        "weights": {f"W{i}": W for i, W in enumerate(problem.weights, start=1)},
        "biases": {f"b{i}": b for i, b in enumerate(problem.biases, start=1)},
        "batch norm": {f"gamma{i}": gamma for i, gamma in enumerate(problem.gammas, start=1)}
        | {f"beta{i}": beta for i, beta in enumerate(problem.betas, start=1)},
    }
    return {
        group: {name: rng.normal(size=array.shape) for name, array in arrays.items()}
        for group, arrays in layers.items()
        if arrays
    }


def along(problem: Problem, direction: dict[str, Array]) -> float:
    """The derivative of the summed loss along a direction, computed in double precision."""
    return float(_loss(problem.to("float64"), direction, []).imag / STEP)


def closest_kink(problem: Problem) -> float:
    """The smallest |input| of any ReLU, relative to the layer's largest; near 0, rounding
    decides the slope.
    """
    distances = [np.inf]
    _loss(problem.to("float64"), {}, distances)
    return float(min(distances))


def _loss(problem: Problem, direction: dict[str, Array], kinks: list[float]) -> Any:
    """The summed loss of the network, moved by STEP along the direction in the imaginary plane."""

    def moved(name: str, array: Array) -> Array:
        return array + 1j * STEP * direction[name] if name in direction else array

    x = moved("x", problem.x)
    for i, (W, b, activation) in enumerate(
        zip(problem.weights, problem.biases, problem.activations, strict=True), start=1
    ):
        x = x @ moved(f"W{i}", W) + moved(f"b{i}", b)
        if i <= len(problem.gammas):
            x = x - x[0]  # subtract the first row, so that a large mean costs no digits
            x = x - x.mean(axis=0)
            x = x / np.sqrt((x * x).mean(axis=0) + 1e-8)
            x = x * moved(f"gamma{i}", problem.gammas[i - 1]) + moved(f"beta{i}", problem.betas[i - 1])
        if activation == "ReLU":
            kinks.append(float(np.abs(x.real).min() / max(np.abs(x.real).max(), STEP)))
            x = x * (x.real > 0)
        elif activation == "Sigmoid":
            e = np.exp(np.where(x.real < 0, x, -x))
            x = np.where(x.real < 0, e, 1) / (1 + e)
        elif activation == "Tanh":
            x = np.tanh(x)
    if not problem.cross_entropy:
        return (x * problem.upstream).sum()
    shifted = x - x.real.max(axis=1, keepdims=True)
    return (np.log(np.exp(shifted).sum(axis=1)) - (problem.labels * shifted).sum(axis=1)).sum()
