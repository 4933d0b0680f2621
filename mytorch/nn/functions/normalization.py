"""Layer normalisation, and vectors of length 1."""

import math
from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, floats, number, size
from mytorch.dims import dim_in
from mytorch.errors import shown
from mytorch.ops import LayerNorm
from mytorch.precision import in_single
from mytorch.tensor import Tensor

__all__ = ["layer_norm", "normalize", "sizes_of"]


def layer_norm(
    x: TensorLike,
    normalized_shape: Any,
    weight: TensorLike | None = None,
    bias: TensorLike | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """(x - mean) / √(var + eps) over the last dims, then times weight and plus bias, where they are given.

    Source: Ba, Kiros and Hinton 2016. The variance is the biased one. A large mean costs no digits.

    Shape: x (..., *normalized_shape), weight and bias (*normalized_shape) -> the same as x. normalized_shape
    is a tuple, or one whole number for the last dim alone. Each is a Tensor or, as a constant, an array;
    integers become floats first. ValueError where a shape does not fit.

    >>> x = mytorch.tensor([[1.0, 3.0]])
    >>> mytorch.nn.functional.layer_norm(x, 2, eps=0.0)
    tensor([[-1.,  1.]])
    """
    x = floats("layer_norm", "x", x, getattr(weight, "dtype", None))
    shape = sizes_of("layer_norm", normalized_shape)
    scales = [
        None if scale is None else floats("layer_norm", name, scale, x.dtype)
        for name, scale in (("weight", weight), ("bias", bias))
    ]
    eps = number("layer_norm", "eps", eps)
    for name, scale in zip(("weight", "bias"), scales, strict=True):
        if scale is not None and scale.shape != shape:
            raise ValueError(f"layer_norm expects {name} of shape {shape}; got {scale.shape}.")
    if x.shape[-len(shape) :] != shape:
        raise ValueError(
            f"layer_norm expects x of shape (N, ..., {str(shape)[1:].rstrip(',)')}); got {x.shape}."
        )
    given = [scale for scale in scales if scale is not None]
    return in_single(
        partial(_layer_norm, len(shape), eps, [scale is not None for scale in scales]), x, *given
    )


def _layer_norm(ndim: int, eps: float, there: list[bool], x: Tensor, *scales: Tensor) -> Tensor:
    z, left = LayerNorm.apply(x, ndim=ndim, eps=eps), list(scales)
    if there[0]:
        z = z * left.pop(0)
    return z + left.pop(0) if there[1] else z


def sizes_of(owner: str, normalized_shape: Any) -> tuple[int, ...]:
    """The sizes of the dims that are normalised."""
    if isinstance(normalized_shape, str | bytes) or not isinstance(normalized_shape, Iterable):
        return (size(owner, "normalized_shape", normalized_shape),)
    sizes = tuple(size(owner, "normalized_shape", n) for n in normalized_shape)
    if not sizes:
        raise ValueError(
            f"{owner} expects normalized_shape of 1 dim and more; got {shown(normalized_shape)}."
        )
    return sizes


def normalize(x: TensorLike, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """x / max(‖x‖, eps), with the p-norm ‖x‖ = (Σ |x|ᵖ)^(1/p) along dim.

    The norm is taken of x divided by its largest element, so that no power overflows. p may be math.inf.
    ValueError for p below 0, IndexError if x has no such dim.

    >>> x = mytorch.tensor([[1.0, 3.0]])
    >>> mytorch.nn.functional.normalize(x, p=1)
    tensor([[0.25, 0.75]])
    """
    x = floats("normalize", "x", x)
    p = number("normalize", "p", p, most=math.inf)
    eps = number("normalize", "eps", eps)
    return in_single(partial(_normalize, p, dim_in("normalize", dim, x.ndim), eps), x)


def _normalize(p: float, dim: int, eps: float, x: Tensor) -> Tensor:
    if not p:  # the number of elements that are not 0, which division leaves as it is
        return x / x.norm(p, dim, keepdim=True).clamp(eps)
    largest = np.abs(x.array.real).max(axis=dim, keepdims=True, initial=0) if x.ndim else np.abs(x.array.real)
    largest = np.where(largest == 0, largest.dtype.type(1), largest)
    norm = (x / largest).norm(p, dim, keepdim=True) * largest
    return x / norm.clamp(eps)
