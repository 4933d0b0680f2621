"""The courses' formulas of layers in plain NumPy, without a mistake or with one.

So the numbers that a mistake gives are computed: the diagnosis (diagnose.py) compares a hand-in's answers
with those of each mistake. Without one, the forward formulas are what the complex step differentiates
(references.py): every branch is taken on the real part.

Letters: x in, y or z out, delta the derivative of the loss, N the batch size. Shapes are Spring's: W (in,
out), b, gamma and beta (1, out), one-hot labels (N, C).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Dialect:
    """Where the two courses differ (docs/dialects.md)."""

    eps: float
    other_eps: float  # the other course's
    mean_loss: bool  # 1/N enters in the loss, and not in Linear.backward
    unbiased: bool  # the running variance
    keeps: float = 0.9  # of the old running average


SPRING = Dialect(eps=1e-8, other_eps=1e-5, mean_loss=False, unbiased=False)
FALL = Dialect(eps=1e-5, other_eps=1e-8, mean_loss=True, unbiased=True)


def activate(name: str, z: Array) -> Array:
    """The activation of that name, for real and complex z."""
    if name == "Sigmoid":
        left = z.real < 0
        e = np.exp(np.where(left, z, -z))
        return np.where(left, e, 1) / (1 + e)
    if name == "Tanh":
        return np.tanh(z)
    if name == "ReLU":
        return z * (z.real > 0)
    return z * 1


def slope(name: str, y: Array, wrong: str = "") -> Array:
    """The derivative of the activation, from its output."""
    if wrong == "no activation derivative":
        return np.ones_like(y)
    if name == "Sigmoid":
        if wrong == "derivative of the input":
            inner = activate("Sigmoid", y)
            return inner * (1 - inner)
        if wrong == "factor left out":
            return y
        return y * (1 + y) if wrong == "sign inside the derivative" else y * (1 - y)
    if name == "Tanh":
        if wrong == "derivative of the input":
            return 1 - np.tanh(y) ** 2
        if wrong == "square left out":
            return 1 - y
        return 1 + y * y if wrong == "sign inside the derivative" else 1 - y * y
    if name == "ReLU":
        return (y >= 0) * 1.0 if wrong == "derivative at 0" else (y > 0) * 1.0
    return np.ones_like(y)


def cross_entropy(x: Array, labels: Array, wrong: str = "") -> Array:
    """The loss of each row of logits, (N,)."""
    peak = x.real.max(axis=1, keepdims=True)
    if wrong == "unstable":
        peak = 0 * peak
    elif wrong == "global maximum":
        peak = 0 * peak + x.real.max()
    shifted = x - peak
    with np.errstate(all="ignore"):
        total = np.log(np.exp(shifted).sum(axis=1))
    if wrong == "maximum not added back":
        return total - (labels * x).sum(axis=1)
    loss = total - (labels * shifted).sum(axis=1)
    return -loss if wrong == "sign" else loss


def softmax(x: Array, wrong: str = "") -> Array:
    """Row by row."""
    peak = x.max(axis=1, keepdims=True)
    if wrong == "unstable":
        peak = 0 * peak
    elif wrong == "global maximum":
        peak = 0 * peak + x.max()
    with np.errstate(all="ignore"):
        e = np.exp(x - peak)
        return e / (e.sum(axis=0) if wrong == "wrong axis" else e.sum(axis=1, keepdims=True))


class Norm:
    """One batch normalisation layer."""

    def __init__(self, gamma: Array, beta: Array, dialect: Dialect, wrong: str = "") -> None:
        self.gamma, self.beta, self.dialect, self.wrong = gamma, beta, dialect, wrong
        self.running_mean, self.running_var = np.zeros_like(gamma.real), np.ones_like(gamma.real)
        self.count = 0

    def forward(self, x: Array, training: bool = True) -> Array:
        """Eqs. 29-32 of Spring's App. C; moves the running averages while training."""
        wrong, N = self.wrong, len(x)
        self.x, self.by_batch = x, training or wrong == "batch statistics in evaluation"
        apart = x - x[:1]  # exact for numbers that are close, so that a large mean costs no digits
        offset = apart.mean(axis=0, keepdims=True)
        mean, centred = x[:1] + offset, apart - offset
        if wrong == "statistics over the features":
            mean = x.mean(axis=1, keepdims=True)
            centred = x - mean
        if wrong == "one-pass variance":
            mean = x.mean(axis=0, keepdims=True)  # in the usual order, because the lost digits depend on it
            centred, var = x - mean, (x * x).mean(axis=0, keepdims=True) - mean * mean
        else:
            axis = 1 if wrong == "statistics over the features" else 0
            var = (centred * centred).mean(axis=axis, keepdims=True)
        biased = var
        if wrong == "unbiased variance where the biased one belongs" and N > 1:
            var = var * N / (N - 1)
        if (
            training or wrong == "running averages move in evaluation"
        ) and wrong != "running averages never move":
            self._observe(mean, biased, N)
        if training:
            self.last = mean, biased
        if not self.by_batch:
            kept = self.running_mean, self.running_var
            kept_mean, var = self.last if wrong == "last batch in evaluation" else kept
            centred = x - kept_mean
        eps = self.dialect.other_eps if wrong == "wrong eps" else self.dialect.eps
        with np.errstate(all="ignore"):
            if wrong == "eps outside the root":
                self.std = np.sqrt(var) + eps
            elif wrong == "no eps":
                self.std = np.sqrt(var)
            elif wrong == "variance without its root":
                self.std = var + eps
            else:
                self.std = np.sqrt(var + eps)
            self.x_hat = centred / self.std
        if wrong in ("mean not subtracted", "squares normalised"):
            self.x_hat = (x if wrong == "mean not subtracted" else centred * centred) / self.std
        gamma = 1 if wrong == "gamma left out going forward" else self.gamma
        beta = 0 if wrong == "beta left out" else self.beta
        return gamma * self.x_hat + beta

    def _observe(self, mean: Array, var: Array, N: int) -> None:
        if self.running_mean.shape != mean.shape:
            return  # with statistics over the wrong axis there is no running average
        unbiased = self.dialect.unbiased != (self.wrong == "running variance biased the other way")
        if unbiased and N > 1:
            var = var * N / (N - 1)
        keeps = self.dialect.keeps
        fresh = 1 - keeps
        if self.wrong == "running average the wrong way round":
            keeps, fresh = fresh, keeps
        elif (
            self.wrong == "running average starts from the first batch"
            and self.count == 0
            or self.wrong == "running average not averaged"
        ):
            keeps, fresh = 0.0, 1.0
        elif self.wrong == "running average keeps all of the old":
            keeps = 1.0
        if self.wrong == "running standard deviation":
            var = np.sqrt(var)
        self.count += 1
        self.running_mean = keeps * self.running_mean + fresh * mean.real
        self.running_var = keeps * self.running_var + fresh * var.real

    def backward(self, delta: Array) -> Array:
        """dx = d / std, less the paths through the mean and the variance, d = delta * gamma."""
        wrong = self.wrong
        norm = self.x if wrong == "dgamma from x instead of the normalised x" else self.x_hat
        mean_of = {"dgamma averaged": "dgamma", "dbeta averaged": "dbeta"}.get(wrong)
        self.dgamma = (delta * norm).sum(axis=0, keepdims=True) / (len(delta) if mean_of == "dgamma" else 1)
        self.dbeta = delta.sum(axis=0, keepdims=True) / (len(delta) if mean_of == "dbeta" else 1)
        d = delta if wrong == "missing gamma" else delta * self.gamma
        if not self.by_batch and wrong != "paths through the batch in evaluation":
            return d / self.std
        through_mean, through_var = d.mean(axis=0), self.x_hat * (d * self.x_hat).mean(axis=0)
        if wrong in ("missing mean path", "missing both paths"):
            through_mean = 0 * through_mean
        if wrong in ("missing variance path", "missing both paths"):
            through_var = 0 * through_var
        if wrong == "sign of the variance path":
            through_var = -through_var
        if wrong == "sign of the mean path":
            through_mean = -through_mean
        if wrong == "factor 2 in the variance path":
            through_var = through_var / 2
        dx = (d - through_mean - through_var) / self.std
        return dx * self.std if wrong == "standard deviation left out of the derivative" else dx
