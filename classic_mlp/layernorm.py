"""Layer normalisation, its gradient worked out by hand.

Letters: `x` the input, `x_hat` normalised, `y` the output, `delta` = d(summed loss) / dy, `C` the number of
features. Means are over the features of one example: other examples have no influence.
(Ba, Kiros and Hinton, "Layer Normalization", 2016)

Twin: mytorch/nn/layernorm.py
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_count, as_rate, batch_sum
from classic_mlp.layer import Layer, Parameter
from classic_mlp.shapes import as_shaped


class LayerNorm(Layer):
    """y = gamma * x_hat + beta,   x_hat = (x - mean) / sqrt(var + eps)

    Shape: x (N, ..., in_feature) -> y (the same); gamma, beta (1, in_feature)

    eps: added to the variance (inside the root), which is the biased one, of the sum divided by C.
    There are no running averages, and nothing to switch for testing.

    gamma starts as 1 and beta as 0, in float64; they take on the float dtype of the x that comes in, and
    float32 for float16, whose squares would overflow. `norm` is x_hat of the last forward pass.
    RuntimeError from `backward` if gamma or beta was changed after `forward`.
    Raises TypeError or ValueError for an in_feature below 1 or an eps below 0.

    >>> ln = classic_mlp.LayerNorm(2, eps=0.0)
    >>> ln([[1.0, 3.0]]).tolist()
    [[-1.0, 1.0]]
    >>> ln.backward([[1.0, 1.0]]).tolist()  # a shift of x changes nothing
    [[0.0, 0.0]]
    >>> ln.dgamma.tolist(), ln.dbeta.tolist()
    ([[-1.0, 1.0]], [[1.0, 1.0]])
    """

    gamma, beta = Parameter(), Parameter()
    parameters = ("gamma", "beta")

    def __init__(self, in_feature: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.in_feature = as_count(in_feature, "LayerNorm", "in_feature", 1)
        self.eps = as_rate(eps, "LayerNorm", "eps")
        self.gamma, self.beta = np.ones((1, in_feature)), np.zeros((1, in_feature))
        self.zero_grads()
        self.norm: Any = None
        self.std: Any = None  # sqrt(var + eps), (N, ..., 1)

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """y = gamma * x_hat + beta. An example whose features are all equal has x_hat = 0: y is beta.

        The mean is counted from the first feature, as the differences of large and close numbers are exact.
        Raises ValueError if x does not fit, TypeError for what is not numbers.
        """
        x = as_shaped(x, "LayerNorm", "x", "N", ..., self.in_feature)
        wide = x.astype(np.float32) if x.dtype == np.float16 else x
        self._follow(wide.dtype)
        gamma, beta = self.use()
        from_first = wide - wide[..., :1]
        deviation = from_first - from_first.mean(axis=-1, keepdims=True)
        self.std = np.sqrt((deviation * deviation).mean(axis=-1, keepdims=True) + self.eps)
        self.norm = deviation / self.std
        y = gamma * self.norm + beta
        return y.astype(x.dtype) if x.dtype == np.float16 else y

    def backward(self, delta: NDArray[Any]) -> NDArray[Any]:
        """dx = (d - mean(d) - x_hat * mean(d * x_hat)) / std,   d = delta * gamma

        As y_nj = gamma_j x_hat_nj + beta_j, in every example n:

            dgamma_j = sum_n delta_nj x_hat_nj
            dbeta_j  = sum_n delta_nj
            d_nj     = dL / dx_hat_nj = delta_nj gamma_j

        Within one example let v_j = x_j - mean, so that var = mean(v**2), std = sqrt(var + eps) and
        x_hat = v / std. Its numbers v_j are of all x: dv_j / dx_i = (1 where i = j) - 1/C. Hence

            dvar / dx_i = 2/C sum_j v_j dv_j / dx_i = 2/C (v_i - mean(v)) = 2/C v_i        as v sums to 0
            dstd / dx_i = 1 / (2 std) * dvar / dx_i = v_i / (C std) = x_hat_i / C

        and by the quotient rule

            dx_hat_j / dx_i = (dv_j / dx_i) / std - v_j / std**2 * dstd / dx_i
                            = ((1 where i = j) - 1/C - x_hat_j x_hat_i / C) / std

        Summed over j with d_j, the three terms give d_i, mean(d) and x_hat_i mean(d * x_hat): the first line.
        Read it as: take from d its components along 1 and along x_hat, which normalisation undoes.

        dgamma and dbeta are sums over the examples, not divided by N (docs/dialects.md). Each call
        overwrites them.

        Shape: delta and dx as x
        """
        gamma, _ = self.reuse()
        given = as_shaped(delta, "LayerNorm.backward", "delta", *self.norm.shape)
        delta = given.astype(np.float32) if given.dtype == np.float16 else given
        x_hat = self.norm
        self.dgamma = batch_sum((delta * x_hat).reshape(-1, self.in_feature))
        self.dbeta = batch_sum(delta.reshape(-1, self.in_feature))
        d = delta * gamma
        along = (d * x_hat).mean(axis=-1, keepdims=True)
        dx = (d - d.mean(axis=-1, keepdims=True) - x_hat * along) / self.std
        return dx.astype(given.dtype) if given.dtype == np.float16 else dx

    def _follow(self, dtype: np.dtype[Any]) -> None:
        """Go over to another float dtype. Complex numbers on either side are a complex step: let them be."""
        for name in ("gamma", "dgamma", "beta", "dbeta"):
            array = vars(self)[name]
            if array.dtype != dtype and array.dtype.kind == dtype.kind == "f":
                setattr(self, name, array.astype(dtype))
