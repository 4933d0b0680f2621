"""Gradients clipped in place, after backward and before the step   (Pascanu, Mikolov and Bengio 2013)."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from mytorch import in_place
from mytorch.arguments import flag, number
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = ["clip_grad_norm_", "clip_grad_value_"]


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
) -> Tensor:
    """g = g * min(1, max_norm / (‖g‖ + 1e-6)), where ‖g‖ is the norm of all gradients together.

    So a step keeps its direction, but cannot become too large. Returns ‖g‖ before clipping, of shape ().

    norm_type: p of the p-norm, above 0; math.inf for the largest absolute value.
    error_if_nonfinite: RuntimeError, and nothing changed, if ‖g‖ is infinite or NaN.

    Parameters without gradient are ignored. TypeError or ValueError for arguments of another kind.

    >>> x = mytorch.zeros(2, requires_grad=True)
    >>> (x * mytorch.tensor([3.0, 4.0])).sum().backward()
    >>> mytorch.nn.utils.clip_grad_norm_([x], max_norm=1.0).item()
    5.0
    >>> x.grad.data.round(4).tolist()
    [0.6, 0.8]
    """
    max_norm = number("clip_grad_norm_", "max_norm", max_norm)
    p = number("clip_grad_norm_", "norm_type", norm_type, most=math.inf)
    if p == 0:
        raise ValueError("clip_grad_norm_ expects norm_type above 0; got 0.")
    must_be_finite = flag("clip_grad_norm_", "error_if_nonfinite", error_if_nonfinite)
    grads = _gradients("clip_grad_norm_", parameters)
    with np.errstate(all="ignore"):
        norms = np.array(
            [np.linalg.norm(g.array.ravel().astype(np.float64), p) for g in grads if g.array.size]
        )
        total = np.linalg.norm(norms, p) if len(norms) else np.float64(0)
        if must_be_finite and not np.isfinite(total):
            raise RuntimeError(
                f"the norm of all gradients is {total}, so that they cannot be clipped. Look for a loss that "
                "is not finite, or pass error_if_nonfinite=False."
            )
        scale = float(np.minimum(1.0, max_norm / (total + 1e-6)))
        for g in grads:
            g.array *= scale
            in_place.wrote(g)
    dtype = np.result_type(np.float32, *(g.dtype for g in grads)) if grads else None
    return Tensor.of(np.asarray(total, dtype))


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Clip every element of the gradients to [-clip_value, clip_value].

    Parameters without gradient are ignored. TypeError or ValueError for arguments of another kind.

    >>> x = mytorch.zeros(2, requires_grad=True)
    >>> (x * mytorch.tensor([3.0, 0.5])).sum().backward()
    >>> mytorch.nn.utils.clip_grad_value_([x], 1.0)
    >>> x.grad
    tensor([1. , 0.5])
    """
    most = number("clip_grad_value_", "clip_value", clip_value)
    for g in _gradients("clip_grad_value_", parameters):
        np.clip(g.array, -most, most, out=g.array)
        in_place.wrote(g)


def _gradients(owner: str, parameters: Any) -> list[Any]:
    """The gradients that are not None, each once. ValueError if one cannot be changed."""
    if not isinstance(parameters, Tensor | Iterable):
        raise TypeError(f"{owner} expects Tensors, as model.parameters(); got {shown(parameters)}.")
    params = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    for p in params:
        if not isinstance(p, Tensor):
            raise TypeError(f"{owner} expects Tensors, as model.parameters(); got {shown(p)} among them.")
    grads = {id(p.kept_grad): p.kept_grad for p in params if p.kept_grad is not None}
    if not all(g.array.flags.writeable for g in grads.values()):
        raise ValueError(f"{owner} cannot change a gradient that is read-only.")
    return list(grads.values())
