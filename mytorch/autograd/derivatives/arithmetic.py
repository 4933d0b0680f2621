"""The derivatives of mytorch/ops/arithmetic.py in tensors (see mytorch/autograd/derivatives/__init__.py)."""

from typing import Any

from mytorch import ops

__all__ = ["ARITHMETIC"]


def _power_in_base(ctx: Any, g: Any, x: Any, y: Any) -> Any:
    """g * y * xʸ⁻¹, and 0 where x and y are 0, as x⁰ is 1 there."""
    undefined = (x.array == 0) & (y.array == 0)
    return g * (y * x ** (y - 1 + undefined if undefined.any() else y - 1))


def _power_in_exponent(ctx: Any, g: Any, x: Any, y: Any) -> Any:
    """g * xʸ * log x, and 0 where x = 0 and y >= 0."""
    vanishes = (x.array == 0) & (y.array.real >= 0)
    return g * (x**y * (x + vanishes if vanishes.any() else x).log())


def _left_factor(ctx: Any, g: Any, x: Any, y: Any) -> Any:
    """g @ yᵀ, where a vector x stood for a row, and a vector y for a column."""
    g = _as_matrices(g, x, y)
    dx = g @ (y.reshape(-1, 1) if y.ndim == 1 else y).transpose(-1, -2)
    return dx.reshape(*dx.shape[:-2], dx.shape[-1]) if x.ndim == 1 else dx


def _right_factor(ctx: Any, g: Any, x: Any, y: Any) -> Any:
    """xᵀ @ g, the same."""
    g = _as_matrices(g, x, y)
    dy = (x.reshape(1, -1) if x.ndim == 1 else x).transpose(-1, -2) @ g
    return dy.reshape(dy.shape[:-1]) if y.ndim == 1 else dy


def _as_matrices(g: Any, x: Any, y: Any) -> Any:
    shape = list(g.shape)
    if y.ndim == 1:
        shape.append(1)
    if x.ndim == 1:
        shape.insert(-1, 1)
    return g.reshape(shape)


ARITHMETIC = {
    ops.Add: (lambda ctx, g: g, lambda ctx, g: g),
    ops.Sub: (lambda ctx, g: g, lambda ctx, g: -g),
    ops.Mul: (lambda ctx, g, x, y: g * y, lambda ctx, g, x, y: g * x),
    ops.Div: (lambda ctx, g, x, y: g / y, lambda ctx, g, x, y: -g * (x / y / y)),
    ops.Neg: (lambda ctx, g: -g,),
    ops.Pow: (_power_in_base, _power_in_exponent),
    ops.MatMul: (_left_factor, _right_factor),
    ops.Exp: (lambda ctx, g, x: g * x.exp(),),
    ops.Log: (lambda ctx, g, x: g / x,),
    ops.Sqrt: (lambda ctx, g, x: g / (2 * x.sqrt()),),
}
