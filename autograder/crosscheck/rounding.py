"""The size of the rounding error that a right gradient may have.

The sensitivity of a gradient is its change when the numbers that it is computed from change by one epsilon.
Here these numbers are the inputs and every layer's result, in the forward and in the backward pass, each
changed separately. Their effects are added to first order: directly along the batch, otherwise like
independent errors, as the root of the sum of squares.

A gradient whose true value is 0, such as that of a bias before batch norm, also has a sensitivity: it comes
from the numbers that cancelled.

Letters: f the error of a value in the forward pass, n that of delta in the backward pass; `delta`, `x_hat`
as in classic_mlp.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.crosscheck.problems import Problem

__all__ = ["sensitivities"]

Array = NDArray[Any]


def sensitivities(problem: Problem) -> dict[str, Array]:
    """For the outputs, the loss and every gradient: the size of the error, element by element.

    Names, shapes and dialect are those of the answers (see dialects.py); besides, "x_hat" has the largest
    error of a normalised value, one number for each batch norm. Computed in double precision, with the
    epsilon of the problem's dtype.
    """
    eps, N = float(np.finfo(problem.dtype).eps), len(problem.x)
    problem = problem.to("float64")
    x, f = problem.x, eps * np.abs(problem.x)
    layers = []
    for i, (W, b, activation) in enumerate(
        zip(problem.weights, problem.biases, problem.activations, strict=True)
    ):
        gamma = problem.gammas[i] if i < len(problem.gammas) else None
        beta = problem.betas[i] if gamma is not None else None
        layer = _Layer(W, b, gamma, beta, activation, eps)
        x, f = layer.forward(x, f)
        layers.append(layer)
    if problem.cross_entropy:
        e = np.exp(x - x.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        delta = p - problem.labels
        n = _root(p * (f + np.sqrt((p * f * f).sum(axis=1, keepdims=True))), eps * p, eps * delta)
        losses = np.log(e.sum(axis=1)) - (problem.labels * (x - x.max(axis=1, keepdims=True))).sum(axis=1)
        terms = [delta * f, eps * np.log(e.sum(axis=1)), eps * (problem.labels * x), eps * losses]
    else:
        delta = problem.upstream
        n = eps * np.abs(delta)
        terms = [delta * f, eps * x * delta]
    found = {"outputs": f, "loss": np.sqrt(sum(np.abs(term).sum() ** 2 for term in terms))}
    found["x_hat"] = np.array([layer.f_hat.max() for layer in layers if layer.gamma is not None])
    for i in reversed(range(len(layers))):
        delta, n, gradients = layers[i].backward(delta, n, N)
        found |= {f"{name}{i + 1}": error for name, error in gradients.items()}
    return found | {"dx": n}


def _root(*errors: Any) -> Array:
    """The size of the sum of independent errors: the root of the sum of squares."""
    return np.sqrt(sum(error * error for error in errors))


class _Layer:
    """A linear layer, batch norm if there is a gamma, and the activation, with the error of each result."""

    def __init__(
        self, W: Array, b: Array, gamma: Array | None, beta: Array | None, activation: str, eps: float
    ) -> None:
        self.W, self.b, self.gamma, self.beta, self.activation, self.eps = W, b, gamma, beta, activation, eps

    def forward(self, x: Array, f: Array) -> tuple[Array, Array]:
        eps = self.eps
        self.x, self.f_x = x, f
        z = x @ self.W + self.b
        f = np.sqrt((f * f) @ self.W**2 + eps**2 * (x**2 @ self.W**2 + self.b**2 + z**2))
        if self.gamma is not None and self.beta is not None:
            deviation = z - z[:1]
            deviation -= deviation.mean(axis=0)
            self.std = np.sqrt((deviation**2).mean(axis=0) + 1e-8)
            self.x_hat = deviation / self.std
            self.f_hat = _root(f / self.std, eps * self.x_hat)
            self.f_std = _root(np.sqrt((self.x_hat**2 * f**2).mean(axis=0)), eps * self.std)
            z = self.gamma * self.x_hat + self.beta
            f = _root(self.gamma * self.f_hat, eps * self.gamma * self.x_hat, eps * self.beta, eps * z)
        y, self.slope, bend = _activation(self.activation, z)
        self.f_slope = _root(bend * f, eps * self.slope, eps * (1 if self.activation in _SATURATING else 0))
        return y, _root(self.slope * f, eps * y)

    def backward(self, delta: Array, n: Array, N: int) -> tuple[Array, Array, dict[str, Array]]:
        eps = self.eps
        n = _root(n * self.slope, delta * self.f_slope, eps * delta * self.slope)
        delta = delta * self.slope
        found = {}
        if self.gamma is not None:
            x_hat, f_hat = self.x_hat, self.f_hat
            found["dbeta"] = _sum(n, eps * delta)
            found["dgamma"] = _sum(n * x_hat, delta * f_hat, eps * delta * x_hat)
            d, n = delta * self.gamma, _root(n * self.gamma, eps * delta * self.gamma)
            along = np.abs(d * x_hat).mean(axis=0)
            result = (d - d.mean(axis=0) - x_hat * (d * x_hat).mean(axis=0)) / self.std
            n = (
                _root(
                    n,
                    eps * d,
                    eps * np.abs(d).mean(axis=0),
                    eps * x_hat * along,
                    f_hat * along,
                    x_hat * _sum(d * f_hat, n * x_hat) / N,
                    _sum(n) / N,
                    self.f_std * result,
                )
                / self.std
            )
            delta = result
        n = _root(n, eps * delta)
        found["dW"] = _root(np.abs(self.x).T @ n, self.f_x.T @ np.abs(delta)) / N
        found["db"] = _sum(n) / N
        n = np.sqrt((n * n) @ self.W.T**2 + eps**2 * (delta**2 @ self.W.T**2))
        return delta @ self.W.T, n, found


_SATURATING = ("Sigmoid", "Tanh")  # their slope comes from a difference from 1, and has its absolute error


def _activation(name: str, z: Array) -> tuple[Array, Array, Array]:
    """The value, and the absolute values of the first and second derivative."""
    if name == "Sigmoid":
        y = (1 + np.tanh(z / 2)) / 2
        return y, y * (1 - y), y * (1 - y) * np.abs(1 - 2 * y)
    if name == "Tanh":
        y = np.tanh(z)
        return y, 1 - y * y, 2 * np.abs(y) * (1 - y * y)
    if name == "ReLU":
        return np.maximum(z, 0), (z > 0) * 1.0, np.zeros_like(z)
    return z, np.ones_like(z), np.zeros_like(z)


def _sum(*errors: Array) -> Array:
    """The error of a sum over the batch. Examples can be similar, and so can their errors, so these are
    added.
    """
    return _root(*errors).sum(axis=0, keepdims=True)
