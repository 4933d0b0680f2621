"""The fully connected layer, its gradient worked out by hand.

Letters: `x` the input, `y` the output, `delta` = d(summed loss) / dy, `N` the batch size.

Twin: mytorch/nn/linear.py
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_batch, as_count, as_floats, as_function, batch_sum
from classic_mlp.layer import Layer, Parameter


class Linear(Layer):
    """y = x @ W + b   (Spring 2020, 3.4)

    Shape: x (N, in_feature) -> y (N, out_feature);   W (in_feature, out_feature), b (1, out_feature)

    `weight_init_fn(in_feature, out_feature)` gives the first W and `bias_init_fn(out_feature)` the first b,
    as (1, out_feature) or (out_feature,). Each is called once, and its result is copied; it decides the
    dtype. Raises ValueError if a shape or size does not fit, TypeError if W or b is not of floats.

    `x` is a copy of the last input. `backward` raises RuntimeError if W or b was changed after `forward`.

    >>> linear = classic_mlp.Linear(2, 1, lambda *shape: np.ones(shape), np.zeros)
    >>> linear([[1.0, 2.0]]).tolist()
    [[3.0]]
    >>> linear.backward([[1.0]]).tolist()
    [[1.0, 1.0]]
    >>> linear.dW.tolist(), linear.db.tolist()
    ([[1.0], [2.0]], [[1.0]])
    """

    W, b = Parameter(), Parameter()
    parameters = ("W", "b")

    def __init__(
        self,
        in_feature: int,
        out_feature: int,
        weight_init_fn: Callable[[int, int], NDArray[Any]],
        bias_init_fn: Callable[[int], NDArray[Any]],
    ) -> None:
        super().__init__()
        in_feature = as_count(in_feature, "Linear", "in_feature", 1)
        out_feature = as_count(out_feature, "Linear", "out_feature", 1)
        weight_init_fn = as_function(weight_init_fn, "Linear", "weight_init_fn")
        bias_init_fn = as_function(bias_init_fn, "Linear", "bias_init_fn")
        W = weight_init_fn(in_feature, out_feature)
        self.W = W = _start("weight_init_fn", W, (in_feature, out_feature))
        self.b = b = _start("bias_init_fn", bias_init_fn(out_feature), (1, out_feature))

        self.dW, self.db = np.zeros(W.shape, W.dtype), np.zeros(b.shape, b.dtype)
        self.momentum_W, self.momentum_b = np.zeros(W.shape, W.dtype), np.zeros(b.shape, b.dtype)
        self.x: Any = None

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """y = x @ W + b; keeps a copy of x for `backward`."""
        self.x = x = self._copied(x)
        W, b = self.use()
        return x @ W + b

    def backward(self, delta: NDArray[Any], *, input_gradient: bool = True) -> NDArray[Any] | None:
        """dx = delta @ W.T;   keeps dW = x.T @ delta / N and db = mean of delta over the batch.

        As y_nj = sum_i x_ni W_ij + b_j, the chain rule adds up all the y in which a number occurs:

            W_ij in every row:     sum_n x_ni delta_nj     =  (x.T @ delta)_ij
            b_j  in every row:     sum_n delta_nj
            x_ni in every column:  sum_j delta_nj W_ij     =  (delta @ W.T)_ni

        dW and db are gradients of the mean loss, so they are divided by N; dx is a gradient of the summed
        loss. Each call overwrites dW and db. A network's first layer needs no dx: input_gradient=False
        returns None.

        Shape: delta (N, out_feature) -> dx (N, in_feature)
        """
        W, b = self.reuse()
        x, delta, N = self.x, self._checked(delta), len(self.x)
        self.dW = x.T @ delta / N
        self.db = batch_sum(delta) / N
        return delta @ W.T if input_gradient else None

    def _copied(self, x: Any) -> NDArray[Any]:
        """A checked copy of x, so that later writes of the caller to x do not change it."""
        return as_batch(x, "Linear", len(self.momentum_W)).copy()

    def _checked(self, delta: Any) -> NDArray[Any]:
        """delta, checked to have the shape of forward's output."""
        delta = as_floats(delta, "Linear.backward", "delta")
        shape = len(self.x), self.momentum_W.shape[1]
        if delta.shape != shape:
            raise ValueError(f"Linear.backward expects delta of shape {shape}; got {delta.shape}.")
        return delta


def _start(source: str, given: Any, shape: tuple[int, int]) -> NDArray[Any]:
    """The array that an initialiser returned, checked."""
    start = as_floats(given, "Linear", f"what {source} returns")
    dtype = np.asarray(given).dtype
    if dtype.kind in "biu":
        raise TypeError(f"Linear expects {source} to return floats; got {dtype}. Add .astype(float).")
    if source == "bias_init_fn" and start.ndim < 2:
        start = start.reshape(1, -1)
    if start.shape != shape:
        raise ValueError(f"Linear expects {source} to return shape {shape}; got {start.shape}.")
    return start
