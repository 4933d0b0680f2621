"""What a user calls as one function and is several ops: their derivative follows from those of the ops.

Methods (mytorch/tensor_methods.py and its neighbours), functions (mytorch/functions.py) and NumPy's functions
on tensors (mytorch/numpy_functions.py) all come here. x is a tensor throughout.
"""

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from mytorch import ops
from mytorch.checks import number
from mytorch.conversion import array_of, constant, to_array, whole_numbers
from mytorch.dims import dim_in, dims_in
from mytorch.errors import shown
from mytorch.precision import in_single
from mytorch.variable import Variable

__all__ = [
    "cat",
    "chunk",
    "clamp",
    "einsum",
    "expand",
    "flatten",
    "flip",
    "gather",
    "mask_of",
    "masked_fill",
    "norm",
    "outer",
    "repeat",
    "split",
    "squeeze",
    "stack",
    "std",
    "triangle",
    "unsqueeze",
    "var",
    "where",
]


# ---- joining -------------------------------------------------------------------------------------------


def cat(tensors: Any, dim: Any = 0) -> Any:
    """One after another along dim."""
    tensors = _listed("cat", tensors)
    first = next((x.array.shape for x in tensors if x.array.shape != (0,)), (0,))
    ndim = len(first)
    if ndim == 0:
        raise ValueError("cat() joins tensors along a dim, and a tensor of shape () has none. Use stack().")
    dim = dim_in("cat", dim, ndim)
    # As in PyTorch, an empty vector fits tensors with more dims: it is where a loop starts from.
    nothing = first[:dim] + (0,) + first[dim + 1 :]
    parts = tensors
    if ndim > 1:
        parts = [ops.Reshape.apply(x, shape=nothing) if x.array.shape == (0,) else x for x in tensors]
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


def flatten(x: Any, start_dim: Any = 0, end_dim: Any = -1) -> Any:
    """The dims from start_dim to end_dim as one."""
    shape = x.array.shape
    start, end = (dim_in("flatten", dim, len(shape)) for dim in (start_dim, end_dim))
    if start > end:
        raise ValueError(f"flatten() joins dims from the first to the last; got {start_dim} and {end_dim}.")
    joined = math.prod(shape[start : end + 1])
    return ops.Reshape.apply(x, shape=(*shape[:start], joined, *shape[end + 1 :]))


def repeat(x: Any, times: Sequence[Any]) -> Any:
    """The whole tensor as often as said along each dim; more numbers than dims put new ones in front."""
    counts, shape = whole_numbers(times, "repeat"), x.array.shape
    if len(counts) < len(shape) or min(counts, default=0) < 0:
        raise ValueError(
            f"repeat() takes a number of 0 and more for each of the {len(shape)} dims; got {counts}."
        )
    shape = (1,) * (len(counts) - len(shape)) + shape
    apart = ops.Reshape.apply(x, shape=tuple(size for n in shape for size in (1, n)))
    copies = ops.Expand.apply(
        apart, shape=tuple(pair for both in zip(counts, shape, strict=True) for pair in both)
    )
    return ops.Reshape.apply(copies, shape=tuple(count * n for count, n in zip(counts, shape, strict=True)))


def flip(x: Any, dims: Any) -> Any:
    """In the reverse order along the dims."""
    ndim = x.array.ndim
    named = dims_in("flip", dims, ndim)
    return ops.Index.apply(x, key=tuple(slice(None, None, -1 if i in named else 1) for i in range(ndim)))


def split(x: Any, sizes: Any, dim: Any = 0) -> tuple[Any, ...]:
    """Pieces along dim: of one size, the last one of what is left; or of the sizes in a list."""
    if not x.array.ndim:
        raise ValueError("split() cuts along a dim, and a tensor of shape () has none.")
    dim = dim_in("split", dim, x.array.ndim)
    n = x.array.shape[dim]
    if isinstance(sizes, list | tuple):
        sizes = whole_numbers(sizes, "split")
        if sum(sizes) != n or min(sizes, default=0) < 0:
            raise ValueError(f"split() takes sizes that add up to {n}, the size of dim {dim}; got {sizes}.")
    else:
        (size,) = whole_numbers([sizes], "split")
        if size < (1 if n else 0):
            raise ValueError(f"split() takes a size of 1 and more; got {size}.")
        sizes = [size] * -(-n // size) if n else [0]  # a slice ends where the tensor does
    ends = np.cumsum(sizes, dtype=int).tolist()
    before = (slice(None),) * dim
    return tuple(
        ops.Index.apply(x, key=(*before, slice(end - size, end)))
        for size, end in zip(sizes, ends, strict=True)
    )


def chunk(x: Any, chunks: Any, dim: Any = 0) -> tuple[Any, ...]:
    """At most so many pieces along dim, all but the last one equally long."""
    (chunks,) = whole_numbers([chunks], "chunk")
    if chunks < 1:
        raise ValueError(f"chunk() takes a number of 1 and more; got {chunks}.")
    n = x.array.shape[dim_in("chunk", dim, x.array.ndim)] if x.array.ndim else 0
    return split(x, -(-n // chunks) if n else [0] * chunks, dim)


# ---- selection -------------------------------------------------------------------------------------------


def gather(x: Any, dim: Any, index: Any) -> Any:
    """z[i, j, …] = x[i, index[i, j, …], …] for dim = 1, and so on."""
    places = array_of(index, "gather()")
    if places.dtype.kind not in "iu":
        raise TypeError(f"gather() expects integers as its index; got {places.dtype}.")
    shape = x.array.shape
    dim = dim_in("gather", dim, len(shape))
    fits = all(m <= n for i, (m, n) in enumerate(zip(places.shape, shape, strict=False)) if i != dim)
    if places.ndim != len(shape) or not fits:
        raise ValueError(
            f"gather() along dim {dim} expects an index with as many dims as x, and no size but that of dim "
            f"{dim} beyond x's; got {places.shape} for x of shape {shape}."
        )
    if places.min(initial=0) < 0 or (places.size and places.max() >= (shape[dim] if shape else 1)):
        raise IndexError(f"gather() expects indices from 0 to {(*shape, 1)[dim] - 1}.")
    if not shape:
        return ops.Reshape.apply(x, shape=())
    key = list(np.ogrid[tuple(slice(n) for n in places.shape)])
    key[dim] = places
    return ops.Index.apply(x, key=tuple(key))


def triangle(x: Any, diagonal: Any, upper: bool) -> Any:
    """The elements of each matrix below the diagonal and on it, or above it and on it; 0 elsewhere."""
    (diagonal,) = whole_numbers([diagonal], "triu" if upper else "tril")
    if x.array.ndim < 2:
        raise ValueError(f"tril() and triu() take matrices; got shape {x.array.shape}.")
    rows, columns = x.array.shape[-2:]
    below = np.tri(rows, columns, diagonal - upper, bool)
    return ops.Where.apply(x, False, condition=~below if upper else below)  # False widens no dtype


def masked_fill(x: Any, mask: Any, value: Any) -> Any:
    """value, one number, where the mask holds, else x; of the dtype of x."""
    if np.ndim(value.array if isinstance(value, Variable) else value):
        raise ValueError("masked_fill() takes one number as its value. Use where() for several.")
    filled = ops.Where.apply(value, x, condition=mask_of("masked_fill", mask))
    return filled if filled.dtype == x.dtype else ops.Cast.apply(filled, dtype=x.dtype)


# ---- a choice of two -------------------------------------------------------------------------------------


def mask_of(method: str, condition: Any) -> np.ndarray:
    """A condition as an array of bool. TypeError for what is none."""
    array = array_of(condition, f"{method}()")
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
            bound = bound if isinstance(bound, Variable) else constant(bound, "clamp()")
            limit = bound.array if isinstance(bound, Variable) else bound
            beyond = is_beyond(x.array.real, np.real(limit))
            x = ops.Where.apply(bound, x, condition=beyond)
    return x


# ---- sums of squares and products ------------------------------------------------------------------------


def var(x: Any, dim: Any, keepdim: bool, correction: float) -> Any:
    """Σ (x - mean)² / (n - correction) over dim, n being the number of summands."""
    degrees = max(_summands("var", x, dim) - correction, 0.0)

    def value(x: Any) -> Any:
        deviation = x - x.mean(dim, True)
        return ops.Div.apply((deviation * deviation).sum(dim, keepdim), degrees)

    return in_single(value, x)


def std(x: Any, dim: Any, keepdim: bool, correction: float) -> Any:
    """The square root of var, whose slope is 0 where all are equal, as that of the norm is."""
    root = math.sqrt(max(_summands("std", x, dim) - correction, 0.0))

    def value(x: Any) -> Any:
        deviation = x - x.mean(dim, True)
        return ops.Div.apply(ops.Norm.apply(deviation, dim=dim, keepdim=keepdim), root)

    return in_single(value, x)


def norm(x: Any, p: Any, dim: Any, keepdim: bool) -> Any:
    """(Σ |x|ᵖ)¹ᐟᵖ over dim."""
    if isinstance(p, str) and p != "fro":
        raise ValueError(f'norm() takes a number, or "fro" for 2, as p; got {shown(p)}.')
    order = 2.0 if isinstance(p, str) else number("norm()", "p", p, math.inf, -math.inf)
    if x.array.dtype.kind not in "fc":
        raise TypeError(f"norm() takes floats; got {x.array.dtype}. Convert first: x.double().norm().")
    return ops.Norm.apply(x, p=order, dim=dim, keepdim=keepdim)


def outer(x: Any, y: Any) -> Any:
    """z[i, j] = x[i] * y[j], of two vectors."""
    y = y if isinstance(y, Variable) else x.of(to_array(y))
    if x.array.ndim != 1 or y.array.ndim != 1:
        raise ValueError(f"outer() takes two vectors; got shapes {x.array.shape} and {y.array.shape}.")
    return ops.Mul.apply(unsqueeze(x, 1), unsqueeze(y, 0))


def einsum(equation: Any, operands: Sequence[Any]) -> Any:
    """Products summed over the letters that the result lacks."""
    if not isinstance(equation, str):
        raise TypeError(f'einsum() takes an equation such as "ij,jk->ik" first; got {shown(equation)}.')
    return ops.Einsum.apply(*operands, equation=equation)


def _summands(method: str, x: Any, dim: Any) -> int:
    """How many elements go into each result. TypeError for integers."""
    if x.array.dtype.kind not in "fc":
        raise TypeError(
            f"{method}() takes floats; got {x.array.dtype}. Convert first: x.double().{method}()."
        )
    shape = x.array.shape
    named = range(len(shape)) if dim is None or not shape else dims_in(method, dim, len(shape))
    return math.prod(shape[i] for i in named)
