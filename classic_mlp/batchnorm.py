"""Batch normalisation, its gradient worked out by hand.

Letters: `x` the input, `x_hat` the normalised input, `y` the output, `delta` = d(summed loss) / dy, `N` the
batch size. Means and sums are over the batch, separately for each feature.   (Spring 2020, App. C)

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

    alpha: the weight of the old running average, in [0, 1]; the batch has weight 1 - alpha.
    eps: added to the variance (inside the root).
    unbiased_running_var: `running_var` uses N / (N - 1) times the batch's variance, as in PyTorch. x_hat
        always uses the biased variance.

    There is no dtype argument: parameters and statistics start as float64 and are converted to the float
    dtype of x. For x of float16 they are float32, because squares of float16 numbers overflow. `norm` is
    x_hat; `x` and `out` are copies of the input and of y. `backward` raises RuntimeError if gamma or beta
    was changed after `forward`.

    Raises TypeError or ValueError for an in_feature below 1, an alpha outside [0, 1], an eps below 0.

    >>> bn = classic_mlp.BatchNorm(1, eps=0.0)
    >>> bn([[1.0], [3.0]]).tolist()
    [[-1.0], [1.0]]
    >>> bn.backward([[1.0], [1.0]]).tolist()  # a shift of x changes nothing
    [[0.0], [0.0]]
    >>> bn.dbeta.tolist(), bn.running_mean.round(4).tolist()
    ([[2.0]], [[0.2]])
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
        self.std = np.ones((1, in_feature))  # sqrt(var + eps) in the last forward pass
        self._by_batch = True  # whether it used the batch's own mean and var

        self.mean, self.var = np.zeros((1, in_feature)), np.ones((1, in_feature))
        self.gamma, self.dgamma = np.ones((1, in_feature)), np.zeros((1, in_feature))
        self.beta, self.dbeta = np.zeros((1, in_feature)), np.zeros((1, in_feature))
        self.running_mean, self.running_var = np.zeros((1, in_feature)), np.ones((1, in_feature))

    def __call__(self, x: NDArray[Any], eval: bool = False) -> NDArray[Any]:  # noqa: A002
        return self.forward(x, eval)

    def forward(self, x: NDArray[Any], eval: bool = False) -> NDArray[Any]:  # noqa: A002  the contract's word
        """y by eqs. 29-32, from the batch's statistics, which also update the running statistics (38-39).

        With `eval`, y comes from the running statistics, which do not change. In a batch of one, x_hat = 0
        and y = beta.

        Shape: x (N, in_feature) -> y (N, in_feature). Raises ValueError if x does not fit, or for a batch of
        one with `unbiased_running_var`.
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

        This subtracts from delta its components along 1 (all ones) and along x_hat, because normalisation
        removes a change of x in these two directions. Derivation (handout, App. C), with std = sqrt(var +
        eps):

            d      = dL/dx_hat = delta * gamma            (5)
            dbeta  = sum(delta)                           (6)
            dgamma = sum(delta * x_hat)                   (7)

        x changes the loss along three paths (21):

            directly          d / std                                                (23)
            through var       dvar * 2 (x - mean) / N                                (25)
                              dvar  = -1/2 sum(d * (x - mean)) / std**3              (10)
            through the mean  dmean / N                                              (27)
                              dmean = -sum(d) / std - 2/N * dvar * sum(x - mean)     (17)

        The deviations x - mean have the sum 0, so the last term of (17) is 0: dmean / N = -mean(d) / std.
        With x - mean = x_hat * std, (10) is dvar = -1/2 sum(d * x_hat) / std**2, and (25) becomes
        -x_hat * mean(d * x_hat) / std. The three paths together are

            dx = (d - mean(d) - x_hat * mean(d * x_hat)) / std

        Since gamma is the same in every row, it can be taken out of d and of its means. This gives the
        formula at the top, where the means are dbeta / N and dgamma / N.

        After a forward pass with `eval`, mean and var are constants, and only the first path remains.

        dgamma and dbeta are sums over the batch; each call overwrites them.

        Shape: delta (N, in_feature) -> dx (N, in_feature). Raises ValueError for a delta of another shape.
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
        """Compute the batch's mean and variance, update the running averages, return x - mean.

        The first row is subtracted before the mean is computed, because differences of large, close numbers
        are exact: a constant column has deviations of exactly 0, and a mean of 1e6 costs no digits in
        float32. The variance is the mean of squared deviations, because E[x**2] - mean**2 would lose digits.
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
        """Convert parameters and statistics to another float dtype; complex numbers (a complex step) stay."""
        for name in ("mean", "var", "gamma", "dgamma", "beta", "dbeta", "running_mean", "running_var"):
            array = vars(self)[name]
            if array.dtype != dtype and array.dtype.kind == dtype.kind == "f":
                setattr(self, name, array.astype(dtype))


def _widened(x: NDArray[Any]) -> NDArray[Any]:
    """x itself; float16 as float32, because float16 holds no square above 65,504."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def _narrowed(y: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """y in the dtype of x: y itself, or float16 if x was float16."""
    return y.astype(dtype) if dtype == np.float16 else y
