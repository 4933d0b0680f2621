"""The tables of NumPy's functions: the op that each becomes, and the functions that need none.

mytorch/numpy_protocols.py uses these tables.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from mytorch import composites, ops
from mytorch.conversion import constant, plain
from mytorch.dtypes import in_common_dtype
from mytorch.variable import Variable

__all__ = ["FUNCTIONS", "LIKE_THEIR_FIRST_ARGUMENT", "SEVERAL", "UFUNCS", "VALUELESS", "compare"]


def compare(ufunc: np.ufunc, x: Any, y: Any) -> Any:
    """A tensor of bool; or NotImplemented if one value is no number, so that Python decides."""
    tensor = x if isinstance(x, Variable) else y
    try:
        arrays = [v.array if isinstance(v, Variable) else constant(v, ufunc.__name__) for v in (x, y)]
    except TypeError:
        return NotImplemented
    if all(isinstance(array, np.ndarray) for array in arrays):
        arrays = in_common_dtype(arrays)
    try:
        return tensor.of(ufunc(*arrays))
    except OverflowError:
        raise ValueError(f"{ufunc.__name__}: an integer does not fit into {tensor.array.dtype}.") from None


# ---- which op a function of NumPy's is -----------------------------------------------------------------

UFUNCS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: ops.Add.apply,
    np.subtract: ops.Sub.apply,
    np.multiply: ops.Mul.apply,
    np.divide: ops.Div.apply,
    np.power: ops.Pow.apply,
    np.matmul: ops.MatMul.apply,
    np.negative: ops.Neg.apply,
    np.positive: lambda x: x.clone(),
    np.square: lambda x: ops.Mul.apply(x, x),
    np.exp: ops.Exp.apply,
    np.log: ops.Log.apply,
    np.sqrt: ops.Sqrt.apply,
    np.tanh: ops.Tanh.apply,
    np.sin: ops.Sin.apply,
    np.cos: ops.Cos.apply,
    np.log1p: ops.Log1p.apply,
    np.absolute: ops.Abs.apply,
    np.maximum: ops.Maximum.apply,
    np.minimum: ops.Minimum.apply,
    **{
        ufunc: functools.partial(compare, ufunc)
        for ufunc in (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
    },
    **{ufunc: functools.partial(compare, ufunc) for ufunc in (np.bitwise_and, np.bitwise_or, np.bitwise_xor)},
}

# Each function has its parameters in NumPy's order and, except for the first one, by NumPy's names. The ones
# that we do not support (dtype, out, order, subok, casting) must keep their defaults.
FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: lambda a, axis=None, dtype=None, out=None, keepdims=False: a.sum(axis, keepdims),
    np.mean: lambda a, axis=None, dtype=None, out=None, keepdims=False: a.mean(axis, keepdims),
    np.max: lambda a, axis=None, out=None, keepdims=False: _max(a, axis, keepdims),
    np.amax: lambda a, axis=None, out=None, keepdims=False: _max(a, axis, keepdims),
    np.min: lambda a, axis=None, out=None, keepdims=False: _min(a, axis, keepdims),
    np.amin: lambda a, axis=None, out=None, keepdims=False: _min(a, axis, keepdims),
    np.prod: lambda a, axis=None, dtype=None, out=None, keepdims=False: _prod(a, axis, keepdims),
    np.cumsum: lambda a, axis=None, dtype=None, out=None: _flat(a, axis).cumsum(axis or 0),
    np.var: lambda a, axis=None, dtype=None, out=None, ddof=0, keepdims=False: composites.var(
        a, axis, keepdims, ddof
    ),
    np.std: lambda a, axis=None, dtype=None, out=None, ddof=0, keepdims=False: composites.std(
        a, axis, keepdims, ddof
    ),
    np.linalg.norm: lambda a, ord=None, axis=None, keepdims=False: _norm(a, ord, axis, keepdims),
    np.clip: lambda a, a_min=None, a_max=None, out=None: composites.clamp(a, a_min, a_max),
    np.where: lambda condition, x=None, y=None: _where(condition, x, y),
    np.einsum: lambda a, *operands, out=None, optimize=False: _einsum(a, operands),
    np.dot: lambda a, b, out=None: _dot(a, b),
    np.vdot: lambda a, b: ops.MatMul.apply(_reshaped(a, -1), _reshaped(b, -1)),
    np.inner: lambda a, b: _inner(a, b),
    np.outer: lambda a, b, out=None: ops.Mul.apply(_reshaped(a, -1, 1), _reshaped(b, 1, -1)),
    np.reshape: lambda a, shape, order="C": a.reshape(shape),
    np.ravel: lambda a, order="C": a.reshape(-1),
    np.transpose: lambda a, axes=None: a.T if axes is None else a.permute(*axes),
    np.swapaxes: lambda a, axis1, axis2: a.transpose(axis1, axis2),
    np.squeeze: lambda a, axis=None: a.reshape(np.squeeze(a.array, axis).shape),
    np.expand_dims: lambda a, axis: a.reshape(np.expand_dims(a.array, axis).shape),
    np.broadcast_to: lambda a, shape, subok=False: _broadcast(a, shape),
    np.tile: lambda a, reps: _tile(a, reps),
    np.flip: lambda a, axis=None: composites.flip(a, range(a.ndim) if axis is None else axis),
    np.tril: lambda a, k=0: composites.triangle(a, k, upper=False),
    np.triu: lambda a, k=0: composites.triangle(a, k, upper=True),
    np.split: lambda a, indices_or_sections, axis=0: _split(np.split, a, indices_or_sections, axis),
    np.array_split: lambda a, indices_or_sections, axis=0: _split(
        np.array_split, a, indices_or_sections, axis
    ),
    np.concatenate: lambda arrays, axis=0, out=None, dtype=None, casting="same_kind": _concatenated(
        arrays, axis
    ),
    np.stack: lambda arrays, axis=0, out=None, dtype=None, casting="same_kind": _joined(
        composites.stack, arrays, axis
    ),
    np.vstack: lambda tup, dtype=None, casting="same_kind": _stacked(tup, 0),
    np.hstack: lambda tup, dtype=None, casting="same_kind": _stacked(tup, 1),
    np.copy: lambda a, order="K", subok=False: a.clone(),
}

# These may take their tensors elsewhere than as the first argument, or in a list.
SEVERAL = {
    np.dot,
    np.vdot,
    np.inner,
    np.outer,
    np.where,
    np.einsum,
    np.concatenate,
    np.stack,
    np.vstack,
    np.hstack,
}

# Functions without a gradient: they return a shape, a dtype, a bool or an index.
VALUELESS = {
    np.shape,
    np.ndim,
    np.size,
    np.result_type,
    np.can_cast,
    np.common_type,
    np.min_scalar_type,
    np.iscomplexobj,
    np.isrealobj,
    np.iscomplex,
    np.isreal,
    np.shares_memory,
    np.may_share_memory,
    np.array_equal,
    np.array_equiv,
    np.allclose,
    np.isclose,
    np.all,
    np.any,
    np.isposinf,
    np.isneginf,
    np.isin,
    np.argmax,
    np.argmin,
    np.nanargmax,
    np.nanargmin,
    np.argsort,
    np.argpartition,
    np.argwhere,
    np.nonzero,
    np.flatnonzero,
    np.count_nonzero,
    np.searchsorted,
    np.lexsort,
    np.isnan,
    np.isfinite,
    np.isinf,
    np.signbit,
    np.logical_and,
    np.logical_or,
    np.logical_not,
    np.logical_xor,
}
LIKE_THEIR_FIRST_ARGUMENT = {np.zeros_like, np.ones_like, np.empty_like, np.full_like}


def _min(a: Any, axis: Any, keepdims: bool) -> Any:
    if isinstance(axis, Variable):
        return NotImplemented
    if axis is not None:
        return a.min(axis, keepdims).values
    return a.min().reshape([1] * a.ndim) if keepdims else a.min()


def _prod(a: Any, axis: Any, keepdims: bool) -> Any:
    return a.prod(axis, keepdims) if not isinstance(axis, tuple) else NotImplemented


def _flat(a: Any, axis: Any) -> Any:
    return a.reshape(-1) if axis is None else a


def _norm(a: Any, order: Any, axis: Any, keepdims: bool) -> Any:
    """Of vectors; and of matrices the square root of the sum of the squares."""
    of_matrices = isinstance(axis, tuple) or (axis is None and a.ndim > 1)
    if order is not None and of_matrices and order != "fro":
        return NotImplemented
    return composites.norm(a, 2 if order is None else order, axis, keepdims)


def _where(condition: Any, x: Any, y: Any) -> Any:
    if not isinstance(x, Variable) and not isinstance(y, Variable):
        return NotImplemented
    return composites.where(np.not_equal(plain(condition), 0), x, y)


def _einsum(equation: Any, operands: tuple[Any, ...]) -> Any:
    return composites.einsum(equation, operands) if isinstance(equation, str) else NotImplemented


def _broadcast(a: Any, shape: Any) -> Any:
    return composites.expand(a, shape if isinstance(shape, tuple | list) else (shape,))


def _tile(a: Any, reps: Any) -> Any:
    times = tuple(reps) if np.ndim(reps) else (reps,)
    return composites.repeat(a, (1,) * (a.ndim - len(times)) + times)


def _split(cut: Callable[..., Any], a: Any, places: Any, axis: Any) -> Any:
    """By NumPy's own rule: into so many parts, or at these places."""
    sizes = [len(part) for part in cut(np.arange(a.shape[axis]), places)]
    return list(composites.split(a, sizes, axis))


def _joined(join: Callable[..., Any], arrays: Any, axis: Any) -> Any:
    """join(tensors, axis), the arrays among them being constants."""
    if isinstance(arrays, Variable):
        return join(arrays, axis)
    make = next((x.of for x in arrays if isinstance(x, Variable)), None)
    if make is None or not isinstance(arrays, list | tuple):
        return NotImplemented
    return join(
        [x if isinstance(x, Variable) else make(np.asarray(constant(x, join.__name__))) for x in arrays], axis
    )


def _concatenated(arrays: Any, axis: Any) -> Any:
    if axis is None:
        arrays, axis = [_reshaped(x, -1) for x in arrays], 0
    return _joined(composites.cat, arrays, axis)


def _stacked(arrays: Any, axis: int) -> Any:
    """vstack and hstack: vectors are rows for the one, and are joined end to end by the other."""
    least = 1 + (axis == 0)
    arrays = [x if np.ndim(x) >= least else _reshaped(x, *(1, -1)[-least:]) for x in arrays]
    return _joined(composites.cat, arrays, 0 if np.ndim(arrays[0]) == 1 else axis)


def _max(a: Any, axis: Any, keepdims: bool) -> Any:
    if isinstance(axis, Variable):  # which a.max() would compare with
        return NotImplemented
    if axis is not None:
        return a.max(axis, keepdims).values
    return a.max().reshape([1] * a.ndim) if keepdims else a.max()


def _reshaped(x: Any, *shape: int) -> Any:
    return np.reshape(x, shape) if np.ndim(x) == 0 or not hasattr(x, "reshape") else x.reshape(*shape)


def _dot(a: Any, b: Any) -> Any:
    dims = np.ndim(a), np.ndim(b)
    if 0 in dims:
        return ops.Mul.apply(a, b)
    return ops.MatMul.apply(a, b) if max(dims) <= 2 else NotImplemented


def _inner(a: Any, b: Any) -> Any:
    return _dot(a, np.transpose(b) if np.ndim(b) == 2 else b)
