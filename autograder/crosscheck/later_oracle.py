"""The later homeworks' layers a third time: their definitions as plain loops, for the complex step.

Neither twin is used, and nothing clever: each number of y is computed by itself from what it is made of.

Letters: see later_problems.py. Every function takes arrays that may be complex, and branches on real parts.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.complex_step import STEP
from autograder.crosscheck.later_problems import LaterProblem

__all__ = ["later_along", "later_kink", "later_value"]

Array = NDArray[Any]
Kinks = list[float]


def later_value(problem: LaterProblem) -> Array:
    """y by the definition, in double precision."""
    return _FORMULAS[problem.layer](problem.to("float64"), problem.to("float64").arrays, [])


def later_along(problem: LaterProblem, name: str, direction: Array) -> float:
    """The derivative of sum(y * upstream) when the array of that name moves along a direction."""
    problem = problem.to("float64")
    moved = problem.arrays | {name: problem.arrays[name] + 1j * STEP * direction}
    y = _FORMULAS[problem.layer](problem, moved, [])
    return float(np.imag((y * problem.upstream).sum()) / STEP)


def later_kink(problem: LaterProblem) -> float:
    """How close a ReLU's input is to 0, or the two largest numbers of a window to each other, relative to the
    largest number: where that is nearly 0, rounding decides the slope. Infinite if nothing is decided.
    """
    kinks = [np.inf]
    problem = problem.to("float64")
    _FORMULAS[problem.layer](problem, problem.arrays, kinks)
    return float(min(kinks))


def _dropout(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    p, mask = problem.settings["p"], problem.fixed["mask"]
    if problem.settings["evaluation"]:
        return at["x"]
    y = np.zeros_like(at["x"])
    for place in np.ndindex(y.shape):
        if mask[place] and p < 1:
            y[place] = at["x"][place] / (1 - p)
    return y


def _layer_norm(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    y = np.zeros(at["x"].shape, np.result_type(*at.values()))
    for example in np.ndindex(y.shape[:-1]):
        x = at["x"][example]
        x = x - x[0]  # as in complex_oracle.py: a large mean costs no digits
        mean = sum(x) / len(x)
        variance = sum((one - mean) ** 2 for one in x) / len(x)
        for j, one in enumerate(x):
            x_hat = (one - mean) / np.sqrt(variance + problem.settings["eps"])
            y[example][j] = at["gamma"][0, j] * x_hat + at["beta"][0, j]
    return y


def _windows(space: Any, kernel: Any, stride: Any) -> Iterator[tuple[Any, Any]]:
    """Each place of a window, and what it sees of space."""
    places = [(n - k) // s + 1 for n, k, s in zip(space, kernel, stride, strict=True)]
    for place in np.ndindex(*places):
        yield place, tuple(slice(p * s, p * s + k) for p, s, k in zip(place, stride, kernel, strict=True))


def _convolve(x: Array, W: Array, b: Array, stride: Any, padding: Any) -> Array:
    """y_no(place) = sum over c and the window of W_oc x_nc + b_o"""
    x = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)])
    kernel = W.shape[2:]
    places = [(n - k) // s + 1 for n, k, s in zip(x.shape[2:], kernel, stride, strict=True)]
    y = np.zeros((len(x), len(W), *places), np.result_type(x, W, b))
    for place, seen in _windows(x.shape[2:], kernel, stride):
        for o in range(len(W)):
            y[(slice(None), o, *place)] = (x[(..., *seen)] * W[o]).sum(axis=tuple(range(1, x.ndim))) + b[o]
    return y


def _convolution(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    settings = problem.settings
    return _convolve(at["x"], at["W"], at["b"], settings["stride"], settings["padding"])


def _largest(x: Array, kernel: Any, stride: Any, kinks: Kinks) -> Array:
    """The first of the numbers of a window whose real part is the largest."""
    places = [(n - k) // s + 1 for n, k, s in zip(x.shape[2:], kernel, stride, strict=True)]
    y = np.zeros((*x.shape[:2], *places), x.dtype)
    for place, seen in _windows(x.shape[2:], kernel, stride):
        numbers = x[(..., *seen)].reshape(*x.shape[:2], -1)
        first = numbers.real.argmax(axis=-1)
        y[(..., *place)] = np.take_along_axis(numbers, first[..., np.newaxis], -1)[..., 0]
        ordered = np.sort(numbers.real, axis=-1)
        if ordered.shape[-1] > 1:
            gaps = ordered[..., -1] - ordered[..., -2]
            kinks += [float(gap) for gap in gaps[ordered[..., -1] != 0] / max(np.abs(x).max(), STEP)]
    return y


def _max_pool(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    # Numbers that are given are compared without rounding, so none is too close to another.
    return _largest(at["x"], problem.settings["kernel_size"], problem.settings["stride"], [])


def _flatten(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    return np.array([list(example.flat) for example in at["x"]])


def _sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def _rnn(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    states = [at["h"]]
    for x in at["x"]:
        a = x @ at["W_ih"].T + at["b_ih"] + states[-1] @ at["W_hh"].T + at["b_hh"]
        states.append(np.tanh(a))
    return np.array(states[1:])


def _gru(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    h, states = at["h"], []
    reset, update, new = (slice(k * h.shape[1], (k + 1) * h.shape[1]) for k in range(3))

    def of(name: str, value: Array, rows: slice) -> Array:
        return value @ at[f"W_{name}"][rows].T + at[f"b_{name}"][rows]

    for x in at["x"]:
        r = _sigmoid(of("ih", x, reset) + of("hh", h, reset))
        z = _sigmoid(of("ih", x, update) + of("hh", h, update))
        n = np.tanh(of("ih", x, new) + r * of("hh", h, new))
        h = (1 - z) * n + z * h
        states.append(h)
    return np.array(states)


def _attention(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    Q, K, V = at["Q"], at["K"], at["V"]
    mask = np.broadcast_to(problem.fixed["mask"], (*Q.shape[:-1], K.shape[-2]))
    y = np.zeros((*Q.shape[:-1], V.shape[-1]), np.result_type(Q, K, V))
    for place in np.ndindex(Q.shape[:-1]):  # one query at a time
        batch, seen = place[:-1], np.flatnonzero(mask[place])
        scores = np.array([(Q[place] * K[batch][s]).sum() / np.sqrt(Q.shape[-1]) for s in seen])
        if len(seen):
            e = np.exp(scores - scores.real.max())
            y[place] = sum(e[i] / e.sum() * V[batch][s] for i, s in enumerate(seen))
    return y


def _relu(x: Array, kinks: Kinks) -> Array:
    kinks.append(float(np.abs(x.real).min() / max(np.abs(x.real).max(), STEP)))
    return x * (x.real > 0)


def _lenet(problem: LaterProblem, at: dict[str, Array], kinks: Kinks) -> Array:
    once, half = (1, 1), (2, 2)
    x = _relu(_convolve(at["x"], at["W1"], at["b1"], once, (1, 1)), kinks)
    x = _largest(x, half, half, kinks)
    x = _relu(_convolve(x, at["W2"], at["b2"], once, (0, 0)), kinks)
    x = _largest(x, half, once, kinks).reshape(len(x), -1)
    return _relu(x @ at["W3"] + at["b3"], kinks) @ at["W4"] + at["b4"]


_FORMULAS: dict[str, Callable[[LaterProblem, dict[str, Array], Kinks], Array]] = {
    "Dropout": _dropout,
    "LayerNorm": _layer_norm,
    "Conv1d": _convolution,
    "Conv2d": _convolution,
    "MaxPool2d": _max_pool,
    "Flatten": _flatten,
    "RNNCell": _rnn,
    "GRUCell": _gru,
    "Attention": _attention,
    "LeNet": _lenet,
}
