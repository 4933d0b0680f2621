"""The courses' formulas in plain NumPy: as they should be, or with one mistake made on purpose.

What a mistake does to the numbers is thus computed, not guessed: the diagnosis (diagnose.py) compares a
hand-in's answers with those of each mistake. Without one, the forward formulas are what the complex step
differentiates (references.py): every branch is taken on the real part.

Letters: x in, y or z out, delta the derivative of the loss, N the batch size. Shapes are Spring's: W (in,
out), b, gamma and beta (1, out), one-hot labels (N, C).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.mistakes import MISTAKES

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
            mean = x.mean(
                axis=0, keepdims=True
            )  # in the usual order, on which the digits that are lost depend
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
            return  # statistics over the wrong axis have nothing to say here
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


class Network:
    """Linear -> batch norm (in the first layers) -> activation, and softmax cross entropy at the end.

    One mistake, or none, is made wherever it applies.
    """

    def __init__(
        self, weights: Sequence[Array], biases: Sequence[Array], gammas: Sequence[Array],
        betas: Sequence[Array],
        activations: Sequence[str], dialect: Dialect, wrong: str = "",
    ) -> None:  # fmt: skip
        if wrong and wrong not in MISTAKES:
            raise KeyError(wrong)
        self.W, self.b = [W.copy() for W in weights], [b.copy() for b in biases]
        self.norms = [Norm(g.copy(), b.copy(), dialect, wrong) for g, b in zip(gammas, betas, strict=True)]
        self.activations, self.dialect, self.wrong = activations, dialect, wrong
        self.vW, self.vb = [0 * W.real for W in self.W], [0 * b.real for b in self.b]
        self.vn = [[0 * norm.gamma.real, 0 * norm.beta.real] for norm in self.norms]
        self.dW, self.db = list(self.vW), list(self.vb)
        self.first_lr: float | None = None

    def forward(self, x: Array, training: bool = True) -> Array:
        """The logits."""
        wrong = self.wrong
        training = training or wrong == "evaluation mode ignored"
        self.xs, self.ys = [], []
        for i, (W, b) in enumerate(zip(self.W, self.b, strict=True)):
            self.xs.append(x)
            x = x @ W + (0 if wrong == "bias left out" else b)
            if i < len(self.norms) and wrong == "batch norm after the activation":
                y = activate(self.activations[i], x)
                x = self.norms[i].forward(y, training)
            else:
                if i < len(self.norms) and wrong != "batch norm left out":
                    x = self.norms[i].forward(x, training)
                last = i == len(self.W) - 1
                x = activate(
                    "Identity" if last and wrong == "last activation left out" else self.activations[i], x
                )
                y = x
            self.ys.append(y)
        self.logits = x
        return x

    def losses(self, labels: Array) -> Array:
        """One loss a row."""
        return cross_entropy(self.logits, labels, self.wrong)

    def backward(self, labels: Array) -> Array:
        """Every gradient, in the dialect's scale; returns that of x."""
        wrong, N = self.wrong, len(labels)
        delta = softmax(self.logits) - labels
        if wrong == "sign":
            delta = -delta
        if self.dialect.mean_loss != (wrong == "1/N in the loss"):
            delta = delta / N
        return self.backward_from(delta)

    def backward_from(self, delta: Array) -> Array:
        """The same, for a given derivative of the output."""
        wrong, N = self.wrong, len(delta)
        for i in reversed(range(len(self.W))):
            name = self.activations[i - 1 if wrong == "activations shifted by one" else i]
            y = self.ys[i]
            if wrong == "shared activation" and self.ys[-1].shape == y.shape:
                y = self.ys[-1]
            delta = delta * slope(name, y, wrong)
            if (
                i < len(self.norms)
                and hasattr(self.norms[i], "x_hat")
                and wrong != "batch norm skipped going back"
            ):
                delta = self.norms[i].backward(delta)
            dW, db = self.xs[i].T @ delta, delta.sum(axis=0, keepdims=True)
            if not self.dialect.mean_loss:
                dW, db = dW if wrong == "dW summed" else dW / N, db if wrong == "db summed" else db / N
                if wrong == "gradients summed":
                    dW, db = dW * N, db * N
            elif wrong == "divided by N twice":
                dW, db = dW / N, db / N
            if i == 0 and wrong == "first layer left out":
                dW, db = 0 * dW, 0 * db
            adds = wrong == "gradients added up"
            self.dW[i], self.db[i] = (self.dW[i] + dW, self.db[i] + db) if adds else (dW, db)
            delta = delta @ self.W[i].T
            if wrong == "delta divided by N":
                delta = delta / N
        return delta

    def step(self, lr: float, momentum: float) -> None:
        """v = momentum * v - lr * g, p += v; plain steps for Spring's gamma and beta."""
        wrong = self.wrong
        if wrong == "lr of the start":
            lr = self.first_lr = self.first_lr or lr
        if wrong == "momentum left out":
            momentum = 0.0
        for i in range(len(self.W)):
            for p, v, g in ((self.W, self.vW, self.dW), (self.b, self.vb, self.db)):
                if p is self.b and wrong == "biases not stepped":
                    continue
                no_beta = p is self.b and wrong == "no momentum for biases"
                p[i], v[i] = advance(p[i], v[i], g[i], lr, 0.0 if no_beta else momentum, wrong)
        for norm, v in zip(self.norms, self.vn, strict=True):
            if wrong == "batch norm not stepped" or not hasattr(norm, "dgamma"):
                continue
            beta = momentum if wrong == "momentum for gamma and beta" or self.dialect.mean_loss else 0.0
            norm.gamma, v[0] = advance(norm.gamma, v[0], norm.dgamma, lr, beta, wrong)
            norm.beta, v[1] = advance(norm.beta, v[1], norm.dbeta, lr, beta, wrong)


def advance(p: Array, v: Array, g: Array, lr: float, momentum: float, wrong: str = "") -> tuple[Array, Array]:
    """One step of gradient descent with momentum: the parameter and its velocity after it."""
    if wrong == "lr outside the velocity":  # PyTorch's
        v = momentum * v + g
        return p - lr * v, v
    if wrong == "dampened":
        v = momentum * v - (1 - momentum) * lr * g
        return p + v, v
    if wrong == "ascends":
        v = momentum * v + lr * g
        return p + v, v
    if wrong == "Nesterov":
        v = momentum * v - lr * g
        return p + momentum * v - lr * g, v
    if wrong == "momentum twice":
        v = momentum * v - lr * g
        return p + momentum * v, v
    if wrong == "old velocity":
        new = momentum * v - lr * g
        return p + v, new
    if wrong == "velocity and step added":
        v = momentum * v - lr * g
        return p + v - lr * g, v
    if wrong == "lr left out":
        v = momentum * v - g
        return p + v, v
    if wrong == "lr twice":
        v = momentum * v - lr * lr * g
        return p + v, v
    if wrong == "velocity never decays":
        v = v - lr * g
        return p + v, v
    v = momentum * v - lr * g
    return p + v, v
