"""Batch normalisation, its gradient worked out by hand.

Letters: `x` in, `x_hat` normalised, `y` out, `delta` = d(summed loss) / dy, `N` the batch size.
Means and sums run over the batch, for each feature on its own.   (Spring 2020, App. C)

Twin: mytorch/nn/batchnorm.py
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_batch, as_count, as_floats, as_rate, batch_sum
from classic_mlp.layer import Layer, Parameter


class BatchNorm(Layer):
    """y = gamma * x_hat + beta,   x_hat = (x - mean) / sqrt(var + eps)

    Shape: x (N, in_feature) -> y (N, in_feature); every parameter and statistic (1, in_feature)

    alpha: how much of the old running average stays, in [0, 1].
    eps: added to the variance (inside the root).
    unbiased_running_var: keep N / (N - 1) times the batch's variance in `running_var`, as PyTorch does;
        x_hat is made with the biased one either way.

    There is no dtype argument: parameters and statistics start as float64 and take on the
    float dtype of the x that comes in; for float16, whose squares would overflow, they are float32.
    `norm` is x_hat; `x` and `out` are copies of what came in and of y. RuntimeError from `backward` if gamma
    or beta was changed after `forward`.

    Raises TypeError or ValueError for an in_feature below 1, an alpha outside [0, 1], an eps below 0.
    """

    gamma, beta = Parameter(), Parameter()
    parameters = ("gamma", "beta")

    def __init__(
        self, in_feature: int, alpha: float = 0.9, *, eps: float = 1e-8, unbiased_running_var: bool = False
    ) -> None:
        super().__init__()
        in_feature = as_count(in_feature, "BatchNorm", "in_feature", 1)
        self.alpha = as_rate(alpha, "BatchNorm", "alpha")
        self.eps = as_rate(eps, "BatchNorm", "eps")
        if self.alpha > 1:
            raise ValueError(f"BatchNorm expects alpha from 0 to 1; got {alpha}.")
        self.unbiased_running_var = unbiased_running_var

        self.x: NDArray[Any] | None = None
        self.norm: NDArray[Any] | None = None
        self.out: NDArray[Any] | None = None
        self.std = np.ones((1, in_feature))  # sqrt(var + eps), as the last forward pass had it
        self._by_batch = True  # whether its mean and var were those of its own batch

        self.mean, self.var = np.zeros((1, in_feature)), np.ones((1, in_feature))
        self.gamma, self.dgamma = np.ones((1, in_feature)), np.zeros((1, in_feature))
        self.beta, self.dbeta = np.zeros((1, in_feature)), np.zeros((1, in_feature))
        self.running_mean, self.running_var = np.zeros((1, in_feature)), np.ones((1, in_feature))

    def __call__(self, x: NDArray[Any], eval: bool = False) -> NDArray[Any]:  # noqa: A002
        return self.forward(x, eval)

    def forward(self, x: NDArray[Any], eval: bool = False) -> NDArray[Any]:  # noqa: A002  the contract's word
        """Eqs. 29-32 with the batch's statistics, which also move the running ones (38-39);
        with `eval`, the running ones in their place, which stay as they are.

        A batch of one has x_hat = 0: y is beta.

        Raises ValueError if x does not fit, or for a batch of one with `unbiased_running_var`.
        """
        x = as_batch(x, "BatchNorm", self.running_mean.shape[1]).copy()
        wide = _widened(x)
        self._follow(wide.dtype)

        if eval:
            deviation, var = wide - self.running_mean, self.running_var
        else:
            deviation, var = self._observe(wide), self.var
        gamma, beta = self.use()
        self.x, self._by_batch = x, not eval
        self.std = np.sqrt(var + self.eps)
        self.norm = deviation / self.std
        self.out = _narrowed(gamma * self.norm + beta, x.dtype)
        return self.out.copy()

    def backward(self, delta: NDArray[Any]) -> NDArray[Any]:
        """dx = gamma / std * (delta - mean(delta) - x_hat * mean(delta * x_hat))

        Read it as: take from delta its components along 1 and along x_hat. Normalisation undoes a move of
        x along these two. Handout, App. C, with std = sqrt(var + eps):

            d      = dL/dx_hat = delta * gamma            (5)
            dbeta  = sum(delta)                           (6)
            dgamma = sum(delta * x_hat)                   (7)

        x moves the loss along three paths (21):

            by itself         d / std                                                (23)
            through var       dvar * 2 (x - mean) / N                                (25)
                              dvar  = -1/2 sum(d * (x - mean)) / std**3              (10)
            through the mean  dmean / N                                              (27)
                              dmean = -sum(d) / std - 2/N * dvar * sum(x - mean)     (17)

        The deviations x - mean sum to 0, so (17) loses its last term: dmean / N = -mean(d) / std.
        With x - mean = x_hat * std, (10) is dvar = -1/2 sum(d * x_hat) / std**2, and (25) becomes
        -x_hat * mean(d * x_hat) / std. The three paths together are

            dx = (d - mean(d) - x_hat * mean(d * x_hat)) / std

        and gamma, the same in every row, can be taken out of d and of its means: the first line, whose
        means are dbeta / N and dgamma / N.

        After a forward pass with `eval`, mean and var are constants, and only the first path is left.

        dgamma and dbeta are sums over the batch; each call overwrites them.

        Shape: delta (N, in_feature) -> dx (N, in_feature)
        """
        gamma, _ = self.reuse()
        assert self.norm is not None
        delta = as_floats(delta, "BatchNorm.backward", "delta")
        if delta.shape != self.norm.shape:
            raise ValueError(
                f"BatchNorm.backward expects delta of shape {self.norm.shape}; got {delta.shape}."
            )
        g, x_hat, N = _widened(delta), self.norm, len(delta)
        self.dbeta = batch_sum(g)
        self.dgamma = batch_sum(g * x_hat)
        if self._by_batch:
            g = g - x_hat * (self.dgamma / N) - self.dbeta / N
            dx = g * (gamma / self.std)
        else:
            dx = g * gamma / self.std
        return _narrowed(dx, delta.dtype)

    def _observe(self, x: NDArray[Any]) -> NDArray[Any]:
        """Take the batch's mean and variance, move the running averages, return x - mean.

        The mean is counted from the first row, as the differences of large and close numbers are exact:
        a constant column deviates by 0, and a mean of 1e6 costs float32 nothing. The variance takes a
        second pass, where E[x**2] - mean**2 would cancel.
        """
        N = len(x)
        if N == 1 and self.unbiased_running_var:
            raise ValueError("BatchNorm needs 2 examples and more for an unbiased running_var; got 1.")

        from_first = x - x[:1]
        offset = batch_sum(from_first) / N
        deviation = from_first - offset
        self.mean = x[:1] + offset
        self.var = batch_sum(deviation * deviation) / N

        estimate = self.var * (N / (N - 1)) if self.unbiased_running_var else self.var
        self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean
        self.running_var = self.alpha * self.running_var + (1 - self.alpha) * estimate
        return deviation

    def _follow(self, dtype: np.dtype[Any]) -> None:
        """Go over to another float dtype. Complex numbers on either side are a complex step: let them be."""
        for name in ("mean", "var", "gamma", "dgamma", "beta", "dbeta", "running_mean", "running_var"):
            array = vars(self)[name]
            if array.dtype != dtype and array.dtype.kind == dtype.kind == "f":
                setattr(self, name, array.astype(dtype))


def _widened(x: NDArray[Any]) -> NDArray[Any]:
    """x itself, or float32 for float16: a square above 65,504 has no place in it."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def _narrowed(y: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """The result for an x of this dtype: y itself, or float16 again."""
    return y.astype(dtype) if dtype == np.float16 else y
