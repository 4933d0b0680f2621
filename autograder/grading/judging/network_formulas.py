"""The courses' formulas of a whole network and its steps, made from those of layer_formulas.py.

The letters are the same; one mistake can be made here too.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.grading.judging.layer_formulas import (
    Array,
    Dialect,
    Norm,
    activate,
    cross_entropy,
    slope,
    softmax,
)
from autograder.grading.judging.mistakes import MISTAKES


class Network:
    """Linear -> batch norm (in the first layers) -> activation, and softmax cross entropy at the end.

    One mistake, or none, is made wherever it applies.
    """

    def __init__(
        self,
        weights: Sequence[Array],
        biases: Sequence[Array],
        gammas: Sequence[Array],
        betas: Sequence[Array],
        activations: Sequence[str],
        dialect: Dialect,
        wrong: str = "",
    ) -> None:
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
        """One loss for each row."""
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
