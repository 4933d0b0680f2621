"""NumPy formulas for what layers and losses compute, on real and complex arrays; see formulas.py.

They are written in another way than mytorch's: from the definitions, by loops over examples and over time.

Letters: N examples, C classes, T times; x in, h the hidden state.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.crosscheck.formulas import absolute, clip, erf, norm, sigmoid, softmax

__all__ = [
    "attention",
    "bce",
    "bce_of_logits",
    "class_loss",
    "cross_entropy_of_shares",
    "dropout",
    "elu",
    "embedding",
    "gelu",
    "gelu_by_tanh",
    "gru",
    "huber",
    "layer_norm",
    "leaky_relu",
    "log_softmax",
    "normalize",
    "reduced",
    "rnn",
    "seeded_mask",
    "silu",
    "softplus",
]

Array = NDArray[Any]

# ---- activations -------------------------------------------------------------------------------


def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """x where it is above 0, else slope * x."""
    return np.where(x.real > 0, x, slope * x)


def elu(x: Array, alpha: float = 1.0) -> Array:
    """x where it is above 0, else alpha (eˣ - 1)."""
    return np.where(x.real > 0, x, alpha * np.expm1(np.where(x.real > 0, 0, x)))


def softplus(x: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """log(1 + exp(beta x)) / beta, and x where beta x is above the threshold."""
    linear = beta * x.real > threshold
    moderate = np.where(linear, 0, beta * x)
    right = np.where(moderate.real > 0, moderate, 0)
    e = np.exp(np.where(moderate.real > 0, -moderate, moderate))
    return np.where(linear, x, (right + np.log1p(e)) / beta)


def gelu(x: Array) -> Array:
    """x times the normal distribution function."""
    return x * (1 + erf(np.asarray(x / math.sqrt(2)))) / 2


def gelu_by_tanh(x: Array) -> Array:
    """Its approximation."""
    return x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


def silu(x: Array) -> Array:
    """x times its sigmoid."""
    return x * sigmoid(x)


def log_softmax(x: Array, dim: int) -> Array:
    """The logarithm of the shares of eˣ."""
    shifted = x - x.real.max(dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(dim, keepdims=True))


def seeded_mask(shape: tuple[int, ...], p: float, seed: int) -> Array:
    """What np.random.seed(seed) and np.random.binomial(1, 1 - p, shape) give."""
    return np.random.RandomState(seed).binomial(1, 1 - p, shape)  # noqa: NPY002 (the course's generator)


def dropout(x: Array, p: float, mask: Any) -> Array:
    """What is kept, as much larger."""
    return np.asarray(x * np.asarray(mask, float) / (1 - p))


# ---- normalisation and tables ---------------------------------------------------------------------


def layer_norm(x: Array, dims: int, weight: Any = 1, bias: Any = 0, eps: float = 1e-5) -> Array:
    """Each example minus its mean, over its standard deviation, over the last dims."""
    along = tuple(range(-dims, 0))
    centred = x - x.mean(along, keepdims=True)
    return weight * centred / np.sqrt((centred * centred).mean(along, keepdims=True) + eps) + bias


def normalize(x: Array, p: float = 2, dim: int = 1, eps: float = 1e-12) -> Array:
    """x over its p-norm along a dim, which counts as eps at least."""
    length = np.asarray(norm(x, p, dim, True))
    return x / np.where(length.real >= eps, length, eps)


def embedding(weight: Array, indices: Any, padding: int | None = None) -> Array:
    """Rows of a table; the padding row has no slope."""
    rows = weight[np.asarray(indices)]
    return rows if padding is None else np.where((np.asarray(indices) == padding)[..., None], rows.real, rows)


# ---- losses ---------------------------------------------------------------------------------------


def reduced(losses: Array, reduction: str = "mean") -> Any:
    """Their mean, their sum, or themselves."""
    if reduction == "none":
        return losses * 1
    return losses.mean() if reduction == "mean" else losses.sum()


def huber(x: Array, y: Array, delta: float = 1.0, scale: float = 1.0) -> Array:
    """The square of what is within delta, half of it, and a line outside."""
    d = absolute(np.asarray(x - y))
    return np.where(d.real < delta, d * d / 2, delta * (d - delta / 2)) / scale


def bce(x: Array, y: Array) -> Array:
    """The binary cross-entropy of shares, no logarithm below -100."""
    return -(y * clip(np.log(x), -100, 0) + (1 - y) * clip(np.log(1 - x), -100, 0))


def bce_of_logits(x: Array, y: Array, positive: Any = 1) -> Array:
    """The binary cross-entropy of logits."""
    return positive * y * softplus(-x, 1, np.inf) + (1 - y) * softplus(x, 1, np.inf)


def class_loss(
    logs: Array,
    labels: Any,
    weight: Any = None,
    ignore: int = -100,
    reduction: str = "mean",
    smoothing: float = 0.0,
) -> Any:
    """The loss of log-shares (N, C, …) and class indices (N, …), example by example."""
    labels, classes = np.asarray(labels), logs.shape[1]
    weights = np.ones(classes) if weight is None else np.asarray(weight)
    losses, total = np.zeros(labels.shape, logs.dtype), 0.0
    for place in np.ndindex(labels.shape):
        label = int(labels[place])
        if label != ignore:
            one = logs[(place[0], slice(None), *place[1:])]
            spread = -(weights * one).sum() / classes
            losses[place] = (1 - smoothing) * -weights[label] * one[label] + smoothing * spread
            total += weights[label]
    return losses.sum() / total if reduction == "mean" else reduced(losses, reduction)


def cross_entropy_of_shares(x: Array, y: Array, reduction: str = "mean", smoothing: float = 0.0) -> Any:
    """The cross-entropy of logits (N, C) and the share of each class."""
    y = (1 - smoothing) * y + smoothing / x.shape[1]
    return reduced(-(y * log_softmax(x, 1)).sum(1), reduction)


# ---- sequences --------------------------------------------------------------------------------------


def attention(
    q: Array, k: Array, v: Array, mask: Any = None, scale: float = 0.0, causal: bool = False
) -> Array:
    """softmax(q kᵀ / √E) v; a mask of bools says where a query looks, one of floats is added."""
    scores = q @ k.swapaxes(-1, -2) * (scale or 1 / math.sqrt(q.shape[-1]))
    if causal:
        mask = np.tri(*scores.shape[-2:]) > 0
    if mask is None:
        return softmax(scores, -1) @ v
    mask = np.asarray(mask)
    if mask.dtype != bool:
        return softmax(scores + mask, -1) @ v
    e = np.exp(scores - scores.real.max(-1, keepdims=True)) * mask
    total = e.sum(-1, keepdims=True)
    return e / np.where(total == 0, 1, total) @ v


def rnn(
    x: Array, h: Array, w: Array, u: Array, b: Any, c: Any, *, relu: bool = False, sizes: Any = None
) -> Array:
    """The hidden states of a simple recurrent network, all times' one after another, from x (T, N, in)."""

    def unit(x: Array, h: Array) -> Array:
        a = x @ w.T + b + h @ u.T + c
        return a * (a.real > 0) if relu else np.tanh(a)

    return _over_time(unit, x, h, sizes)


def gru(x: Array, h: Array, w: Array, u: Array, b: Any, c: Any, *, sizes: Any = None) -> Array:
    """The hidden states of a network of gated recurrent units, as of rnn."""

    def unit(x: Array, h: Array) -> Array:
        (a_r, a_z, a_n), (b_r, b_z, b_n) = (np.split(part, 3, -1) for part in (x @ w.T + b, h @ u.T + c))
        z = sigmoid(a_z + b_z)
        return (1 - z) * np.tanh(a_n + sigmoid(a_r + b_r) * b_n) + z * h

    return _over_time(unit, x, h, sizes)


def _over_time(unit: Any, x: Array, h: Array, sizes: Any) -> Array:
    """sizes: how many sequences there are at each time, if x has all rows one below another."""
    if sizes is None:
        states = []
        for one in x:
            h = unit(one, h)
            states.append(h)
        return np.stack(states)
    ends = np.cumsum(sizes)
    rows = []
    for end, n in zip(ends, sizes, strict=True):
        h = unit(x[end - n : end], h[:n])
        rows.append(h)
    return np.concatenate(rows)
