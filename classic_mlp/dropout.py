"""Dropout, its gradient worked out by hand.

Letters: `x` the input, `y` the output, `delta` = d(summed loss) / dy.
(Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014)

Twin: mytorch/nn/dropout.py
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_floats, as_rate, as_reals
from classic_mlp.layer import Layer


class Dropout(Layer):
    """y = x * mask / (1 - p)

    Shape: x (any) -> y (the same), mask (the same)

    p: the probability of 0 in the mask, from 0 to 1; with p = 1 every y is 0.
    The mask is 1 where x stays. The rest is divided by 1 - p, so that the mean of y over all masks is x:
    (1 - p) * x / (1 - p) + p * 0. So at the time of testing, with `eval`, nothing remains to be done: y = x.

    `mask` is that of the last forward pass, None after one with `eval`.
    Raises TypeError or ValueError for a p outside [0, 1].

    >>> dropout = classic_mlp.Dropout(0.5)
    >>> y = dropout([1.0, 1.0, 1.0, 1.0])
    >>> bool((y == 2 * dropout.mask).all())
    True
    >>> dropout([1.0, 1.0], eval=True).tolist()
    [1.0, 1.0]
    """

    parameters: Sequence[str] = ()

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = as_rate(p, "Dropout", "p", most=1)
        self.mask: NDArray[Any] | None = None
        self._factor: Any = 1.0  # mask / (1 - p), which is dy / dx
        self._shape: tuple[int, ...] = ()

    def __call__(
        self,
        x: NDArray[Any],
        mask: NDArray[Any] | None = None,
        eval: bool = False,  # noqa: A002
    ) -> NDArray[Any]:
        return self.forward(x, mask, eval)

    def forward(
        self,
        x: NDArray[Any],
        mask: NDArray[Any] | None = None,
        eval: bool = False,  # noqa: A002  BatchNorm's word
    ) -> NDArray[Any]:
        """y = x * mask / (1 - p); with `eval`, y = x, whatever the mask.

        mask: zeros and ones, or bools, in the shape of x. Without it each is drawn by itself, 1 with
            the probability 1 - p, by NumPy's global generator: np.random.seed repeats a run.

        Raises TypeError for what is not numbers, ValueError for a mask that does not fit x or has other
        numbers than 0 and 1.
        """
        x = as_floats(x, "Dropout", "x")
        if mask is not None:
            mask = as_reals(mask, "Dropout", "mask")
            if mask.shape != x.shape:
                raise ValueError(f"Dropout expects mask of shape {x.shape}, as x; got {mask.shape}.")
            if not ((mask == 0) | (mask == 1)).all():
                raise ValueError("Dropout expects mask of zeros and ones: 1 where x stays.")
        self.use()
        self._shape = x.shape
        if eval:
            self.mask, self._factor = None, 1.0
            return x.copy()
        if mask is None:
            mask = np.random.binomial(1, 1 - self.p, x.shape)  # noqa: NPY002 (the course's generator)
        self.mask = np.array(mask, x.real.dtype)
        self._factor = self.mask / (1 - self.p) if self.p < 1 else np.zeros_like(self.mask)
        return np.asarray(x * self._factor)

    def backward(self, delta: NDArray[Any]) -> NDArray[Any]:
        """dx = delta * mask / (1 - p)

        Once the mask is drawn it is a constant, and each y depends on its own x alone:

            y_i = x_i mask_i / (1 - p)       so       dy_i / dx_i = mask_i / (1 - p)

        What was dropped had no part in the loss and gets no gradient. After `eval`, dx = delta.

        Shape: delta and dx as x. Raises ValueError for a delta of another shape.
        """
        self.reuse()
        delta = as_floats(delta, "Dropout.backward", "delta")
        if delta.shape != self._shape:
            raise ValueError(f"Dropout.backward expects delta of shape {self._shape}; got {delta.shape}.")
        return np.asarray(delta * self._factor)
