"""The softmax cross entropy, its gradient worked out by hand.

Letters: `x` the logits (N, C), `y` the one-hot labels (N, C); N examples, C classes.

Twin: mytorch/nn/loss.py
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Criterion:
    """A loss: called on (x, y) it gives one figure an example, and keeps what `derivative` needs.

    `logits`, `labels` and `loss` are those of the last forward pass; None before the first.
    """

    def __init__(self) -> None:
        self.logits: NDArray[Any] | None = None
        self.labels: NDArray[Any] | None = None
        self.loss: NDArray[Any] | None = None

    def __call__(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x, y)

    def forward(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        """The loss of each example, (N,)."""
        raise NotImplementedError

    def derivative(self) -> NDArray[Any]:
        """d(sum of the losses) / dx, (N, C): not divided by N."""
        raise NotImplementedError


class SoftmaxCrossEntropy(Criterion):
    """loss = -sum_j y_j log p_j,   p = softmax(x)   (Spring 2020, 3.2 and App. A)

    Shape: x (N, C), y (N, C) -> loss (N,), in nats and in the dtype of x

    Each row of y sums to 1: one-hot, or a distribution over the classes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.softmax: NDArray[Any] | None = None

    def forward(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        """loss = log(sum_k exp(x_k - m)) - sum_j y_j (x_j - m),   m = max of the row

        By App. A, -sum_j y_j log p_j = log(sum_k exp x_k) - sum_j y_j x_j. Adding a constant to a
        row changes neither p nor the loss, so the row's own maximum may go first (LogSumExp, App. B):
        no exp overflows, at least one is 1, and the difference is taken before large numbers meet.

        Raises ValueError if the shapes differ.
        """
        if np.shape(y) != x.shape:
            raise ValueError(
                f"SoftmaxCrossEntropy expects one-hot labels of shape {x.shape}, as the logits; "
                f"got {np.shape(y)}. From class numbers: np.eye({x.shape[-1]})[labels]."
            )
        shifted = x - _row_maxima(x)
        e = np.exp(shifted)
        self.logits = x
        self.labels = np.asarray(y, dtype=e.dtype)  # float64 labels leave a float32 network float32

        ones = np.ones(e.shape[1], e.dtype)  # the sum of each row as a product with ones: quicker than .sum
        total = e @ ones
        self.softmax = np.divide(e, total[:, np.newaxis], out=e)
        self.loss = np.log(total) - (self.labels * shifted) @ ones
        return self.loss

    def derivative(self) -> NDArray[Any]:
        """d(sum of the losses) / dx = softmax(x) - y   (Spring 2020, App. A)

        d/dx_j  log(sum_k exp x_k)  =  exp x_j / sum_k exp x_k  =  p_j
        d/dx_j  (-sum_k y_k x_k)    =  -y_j
        """
        if self.softmax is None or self.labels is None:
            raise RuntimeError(
                "SoftmaxCrossEntropy.derivative() needs a forward pass first: call criterion(x, y)."
            )
        return self.softmax - self.labels


def _row_maxima(x: NDArray[Any]) -> NDArray[Any]:
    """The largest real part of each row, (N, 1). Rows as short as these go quicker laid out as columns."""
    return x.real.T.copy().max(axis=0)[:, np.newaxis]
