"""The softmax cross entropy, its gradient worked out by hand.

Letters: `x` the logits (N, C), `y` the one-hot labels (N, C); N examples, C classes.

Twin: mytorch/nn/loss.py
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_floats, as_reals


class Criterion:
    """A loss: called with (x, y) it returns one number per example, and keeps what `derivative` needs.

    `logits`, `labels` and `loss` belong to the last forward pass; before the first one they are None.

    >>> class Square(classic_mlp.Criterion):
    ...     def forward(self, x, y):
    ...         self.logits, self.labels = x, y
    ...         self.loss = ((x - y) ** 2).sum(axis=1)
    ...         return self.loss
    ...     def derivative(self):
    ...         return 2 * (self.logits - self.labels)
    >>> square = Square()
    >>> square(np.array([[3.0]]), np.array([[1.0]])).tolist(), square.derivative().tolist()
    ([4.0], [[4.0]])
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

    Loss and derivative are right for any y, but a row of labels is meaningful only if its sum is 1: one-hot,
    or a distribution over the classes. `logits`, `labels` and `loss` are copies.

    >>> criterion = classic_mlp.SoftmaxCrossEntropy()
    >>> criterion([[0.0, 0.0]], [[1.0, 0.0]]).round(4).tolist()  # log 2
    [0.6931]
    >>> criterion.derivative().tolist()  # p - y
    [[-0.5, 0.5]]
    """

    def __init__(self) -> None:
        super().__init__()
        self.softmax: NDArray[Any] | None = None
        self._sums: NDArray[Any] | None = None  # the sum of each row of the labels, (N, 1)

    def forward(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        """loss = s log(sum_k exp(x_k - m)) - sum_j y_j (x_j - m),   m = max of the row,   s = sum_j y_j

        By App. A, -sum_j y_j log p_j = s log(sum_k exp x_k) - sum_j y_j x_j, where s is 1 for labels that
        are a distribution. Adding a constant to a row changes neither p nor the loss, so the row's maximum
        may be subtracted first (LogSumExp, App. B). Then no exp overflows, at least one exp is 1, and no
        difference of large numbers loses digits.

        Raises ValueError if x is not (N, C) or the shapes differ, TypeError for anything but numbers.
        """
        x, y = as_floats(x, "SoftmaxCrossEntropy", "x"), as_reals(y, "SoftmaxCrossEntropy", "labels")
        if x.ndim != 2 or not x.shape[1]:
            raise ValueError(f"SoftmaxCrossEntropy expects x of shape (N, C); got {x.shape}.")
        if y.shape != x.shape:
            raise ValueError(
                f"SoftmaxCrossEntropy expects one-hot labels of shape {x.shape}, as the logits; "
                f"got {y.shape}. From class numbers: np.eye({x.shape[-1]})[labels]."
            )
        shifted = x - x.real.max(axis=1, keepdims=True)
        e = np.exp(shifted)
        labels = y.astype(e.dtype)  # so that float64 labels do not make a float32 network float64
        total, sums = e.sum(axis=1, keepdims=True), labels.sum(axis=1, keepdims=True)
        if not np.isfinite(shifted).all():  # for a logit of -inf, p = 0; where y = 0 too, y log p is 0
            shifted = np.where((labels == 0) & (shifted == -np.inf), 0, shifted)
        self.loss = sums[:, 0] * np.log(total[:, 0]) - (labels * shifted).sum(axis=1)
        self.softmax = e / total
        self.logits, self.labels, self._sums = x.copy(), labels, sums
        return self.loss.copy()

    def derivative(self) -> NDArray[Any]:
        """d(sum of the losses) / dx = s softmax(x) - y,   s = 1 for a distribution   (Spring 2020, App. A)

        d/dx_j  s log(sum_k exp x_k)  =  s exp x_j / sum_k exp x_k  =  s p_j
        d/dx_j  (-sum_k y_k x_k)      =  -y_j

        Shape: (N, C). Raises RuntimeError before a forward pass.
        """
        if self.softmax is None or self.labels is None or self._sums is None:
            raise RuntimeError(
                "SoftmaxCrossEntropy.derivative() needs a forward pass first: call criterion(x, y)."
            )
        return self._sums * self.softmax - self.labels
