"""The derivatives of mytorch/ops/network.py in tensors (see mytorch/autograd/derivatives/__init__.py)."""

from typing import Any

import numpy as np

from mytorch import ops

__all__ = ["NETWORK"]


def _where_positive(ctx: Any, g: Any, x: Any) -> Any:
    (positive,) = ctx.saved_tensors
    return g * positive


def _sigmoid(ctx: Any, g: Any, x: Any) -> Any:
    z = ops.Sigmoid.apply(x)
    return g * (z * (1 - z))


def _tanh(ctx: Any, g: Any, x: Any) -> Any:
    z = ops.Tanh.apply(x)
    return g * (1 - z * z)


def _standardised(ctx: Any, x: Any) -> tuple[Any, Any]:
    """x_hat and std, as expressions of x (N, C)."""
    deviation = x - x.mean(0)
    std = ((deviation * deviation).mean(0) + ctx.eps).sqrt()
    return deviation / std, std


def _batch_norm_in_x(ctx: Any, g: Any, x: Any, gamma: Any, beta: Any) -> Any:
    """gamma / std * (g - mean(g) - x_hat * mean(g * x_hat))."""
    x_hat, std = _standardised(ctx, x)
    return (g - g.mean(0) - x_hat * (g * x_hat).mean(0)) * (gamma / std)


def _batch_norm_in_gamma(ctx: Any, g: Any, x: Any, gamma: Any, beta: Any) -> Any:
    return (g * _standardised(ctx, x)[0]).sum(0)


def _cross_entropy(ctx: Any, g: Any, x: Any) -> Any:
    """g * (softmax(x) - onehot) / n; the maximum of a row may be taken as a constant."""
    e = (x - x.array.real.max(axis=1, keepdims=True)).exp()
    onehot = np.zeros(x.shape, x.dtype)
    onehot[np.arange(len(onehot)), ctx.labels] = 1
    return (e / e.sum(1, keepdim=True) - onehot) * (g / max(ctx.n, 1))


NETWORK = {
    ops.ReLU: (_where_positive,),
    ops.Sigmoid: (_sigmoid,),
    ops.Tanh: (_tanh,),
    ops.Linear: (
        lambda ctx, g, x, weight, bias: g @ weight,
        lambda ctx, g, x, weight, bias: g.T @ x,
        lambda ctx, g, x, weight, bias: g.sum(0),
    ),
    ops.BatchNorm: (_batch_norm_in_x, _batch_norm_in_gamma, lambda ctx, g, x, gamma, beta: g.sum(0)),
    ops.CrossEntropy: (_cross_entropy,),
}
