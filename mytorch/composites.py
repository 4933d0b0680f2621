"""What a user calls as one function and is several ops: their derivative follows from those of the ops.

Methods (mytorch/tensor_methods.py and its neighbours), functions (mytorch/functions.py) and NumPy's functions
on tensors (mytorch/numpy_protocols.py) all come here. x is a tensor throughout.
"""

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from mytorch import ops
from mytorch.conversion import whole_numbers
from mytorch.dims import dim_in, dims_in
from mytorch.errors import shown
from mytorch.variable import Variable

__all__ = [
    "cat",
    "clamp",
    "expand",
    "mask_of",
    "squeeze",
    "stack",
    "unsqueeze",
    "where",
]


# ---- joining -------------------------------------------------------------------------------------------


def cat(tensors: Any, dim: Any = 0) -> Any:
    """One after another along dim."""
    tensors = _listed("cat", tensors)
    # PyTorch leaves out an empty vector among tensors with more dims: it is where a loop starts from.
    parts = [x for x in tensors if x.array.shape != (0,)] or tensors
    ndim = parts[0].array.ndim
    if ndim == 0:
        raise ValueError("cat() joins tensors along a dim, and a tensor of shape () has none. Use stack().")
    dim = dim_in("cat", dim, ndim)
    shapes = [x.array.shape for x in parts]
    if any(
        len(s) != ndim or s[:dim] + s[dim + 1 :] != shapes[0][:dim] + shapes[0][dim + 1 :] for s in shapes
    ):
        raise ValueError(
            f"cat() along dim {dim} expects tensors whose other sizes are the same; got shapes "
            f"{', '.join(map(str, shapes))}."
        )
    return ops.Cat.apply(*parts, dim=dim)


def stack(tensors: Any, dim: Any = 0) -> Any:
    """Along a new dim; all have one shape."""
    tensors = _listed("stack", tensors)
    shapes = [x.array.shape for x in tensors]
    if len(set(shapes)) > 1:
        raise ValueError(f"stack() expects tensors of one shape; got {', '.join(map(str, shapes))}.")
    dim = dim_in("stack", dim, len(shapes[0]) + 1)
    return ops.Cat.apply(*(unsqueeze(x, dim) for x in tensors), dim=dim)


def _listed(method: str, tensors: Any) -> Sequence[Any]:
    """A list of tensors; or a tensor, whose rows they are."""
    if isinstance(tensors, Variable) and tensors.array.ndim:
        tensors = list(tensors)  # type: ignore[call-overload]
    if not isinstance(tensors, list | tuple) or not all(isinstance(x, Variable) for x in tensors):
        raise TypeError(f"{method}() takes a list or tuple of Tensors; got {shown(tensors)}.")
    if not tensors:
        raise ValueError(f"{method}() takes at least one Tensor; got an empty {type(tensors).__name__}.")
    return tensors


# ---- shapes --------------------------------------------------------------------------------------------


def squeeze(x: Any, dims: Any = None) -> Any:
    """Without those of the dims, or of all, that have size 1."""
    shape = x.array.shape
    named = range(len(shape)) if dims is None else dims_in("squeeze", dims, len(shape))
    return ops.Reshape.apply(x, shape=tuple(n for i, n in enumerate(shape) if n != 1 or i not in named))


def unsqueeze(x: Any, dim: Any) -> Any:
    """With a dim of size 1 put in before dim."""
    shape = x.array.shape
    dim = dim_in("unsqueeze", dim, len(shape) + 1)
    return ops.Reshape.apply(x, shape=(*shape[:dim], 1, *shape[dim:]))


def expand(x: Any, sizes: Sequence[Any]) -> Any:
    """Stretched to these sizes, where it has 1 or no dim; -1 leaves a size as it is."""
    given, shape = whole_numbers(sizes, "expand"), x.array.shape
    new = len(given) - len(shape)
    wanted = tuple(shape[i - new] if n == -1 and i >= new else n for i, n in enumerate(given))
    if (
        new < 0
        or min(wanted, default=0) < 0
        or any(n not in (1, m) for n, m in zip(shape, wanted[max(new, 0) :], strict=False))
    ):
        raise ValueError(
            f"expand() stretches dims of size 1 and puts new ones in front; shape {shape} cannot become "
            f"{given}."
        )
    return ops.Expand.apply(x, shape=wanted)


# ---- a choice of two -------------------------------------------------------------------------------------


def mask_of(method: str, condition: Any) -> np.ndarray:
    """A condition as an array of bool. TypeError for what is none."""
    array = condition.array if isinstance(condition, Variable) else np.asarray(condition)
    if array.dtype != np.bool_:
        raise TypeError(
            f"{method}() expects bools as its condition; got {array.dtype}. Write x != 0 for numbers."
        )
    return array


def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y; one of these two is a tensor."""
    return ops.Where.apply(x, y, condition=mask_of("where", condition))


def clamp(x: Any, low: Any = None, high: Any = None) -> Any:
    """x from low up to high, each a number, an array or a tensor; at a bound the gradient is that of x."""
    if low is None and high is None:
        raise ValueError("clamp() expects min or max, or both; got neither.")
    for bound, is_beyond in ((low, operator.lt), (high, operator.gt)):
        if bound is not None:
            beyond = is_beyond(
                x.array.real, bound.array.real if isinstance(bound, Variable) else np.real(bound)
            )
            x = ops.Where.apply(bound, x, condition=beyond)
    return x
