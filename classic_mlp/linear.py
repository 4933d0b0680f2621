"""The fully connected layer, its gradient worked out by hand.

Letters: `x` in, `y` out, `delta` = d(summed loss) / dy, `N` the batch size.

Twin: mytorch/nn/linear.py
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.memory import space


class Linear:
    """y = x @ W + b   (Spring 2020, 3.4)

    Shape: x (N, in_feature) -> y (N, out_feature);   W (in_feature, out_feature), b (1, out_feature)

    `weight_init_fn(in_feature, out_feature)` gives the first W and `bias_init_fn(out_feature)` the
    first b, as (1, out_feature) or (out_feature,). They are copied, and they set the dtype.
    Raises ValueError where a shape does not fit, TypeError for a W or b that is not of floats.
    """

    def __init__(
        self,
        in_feature: int,
        out_feature: int,
        weight_init_fn: Callable[[int, int], NDArray[Any]],
        bias_init_fn: Callable[[int], NDArray[Any]],
    ) -> None:
        self.W = np.array(weight_init_fn(in_feature, out_feature), order="C")
        self.b = np.array(bias_init_fn(out_feature), ndmin=2)
        _check_start("weight_init_fn", self.W, (in_feature, out_feature))
        _check_start("bias_init_fn", self.b, (1, out_feature))

        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
        self.momentum_W, self.momentum_b = np.zeros_like(self.W), np.zeros_like(self.b)
        self.x: NDArray[Any] | None = None

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """y = x @ W + b; keeps x for `backward`."""
        in_feature = self.W.shape[0]
        if x.ndim != 2 or x.shape[1] != in_feature or not len(x):
            raise ValueError(f"Linear expects x of shape (N, {in_feature}); got {x.shape}.{_advice(x)}")
        self.x = x
        y = np.matmul(x, self.W, out=space((len(x), self.W.shape[1]), np.result_type(x, self.W, self.b)))
        y += self.b
        return y

    def backward(self, delta: NDArray[Any]) -> NDArray[Any]:
        """dx = delta @ W.T;   keeps dW = x.T @ delta / N and db = mean of delta over the batch.

        As y_nj = sum_i x_ni W_ij + b_j, the chain rule adds up all the y in which a number occurs:

            W_ij in every row:     sum_n x_ni delta_nj     =  (x.T @ delta)_ij
            b_j  in every row:     sum_n delta_nj
            x_ni in every column:  sum_j delta_nj W_ij     =  (delta @ W.T)_ni

        The parameters' gradients are of the mean loss, hence / N; what is passed on stays of the sum.
        Each call overwrites dW and db.

        Shape: delta (N, out_feature) -> dx (N, in_feature)
        """
        self.keep_gradients(delta)
        return np.matmul(delta, self.W.T, out=space((len(delta), len(self.W)), np.result_type(delta, self.W)))

    def keep_gradients(self, delta: NDArray[Any]) -> None:
        """Of `backward`, dW and db alone: all that a network needs of its first layer."""
        if self.x is None:
            raise RuntimeError("Linear.backward needs a forward pass first: call linear(x).")
        N, out_feature = len(self.x), self.W.shape[1]
        if delta.shape != (N, out_feature):
            raise ValueError(
                f"Linear.backward expects delta of shape ({N}, {out_feature}); got {delta.shape}."
            )
        dtype = np.result_type(self.x, delta, 1.0)
        self.dW = np.matmul(self.x.T, delta, out=space(self.W.shape, dtype))
        self.dW /= N
        self.db = np.ones((1, N), dtype) @ delta  # the sum over the batch, as a product: quicker than .sum
        self.db /= N


def _check_start(source: str, array: NDArray[Any], shape: tuple[int, int]) -> None:
    if array.shape != shape:
        raise ValueError(f"Linear expects {source} to return shape {shape}; got {array.shape}.")
    if array.dtype.kind not in "fc":
        raise TypeError(f"Linear expects {source} to return floats; got {array.dtype}. Add .astype(float).")


def _advice(x: NDArray[Any]) -> str:
    if x.ndim == 1:
        return " One example is a batch of one: x.reshape(1, -1)."
    if x.ndim > 2:
        return f" Flatten the images first: x.reshape({len(x)}, -1)."
    return ""
