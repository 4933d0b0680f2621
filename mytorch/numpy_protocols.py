"""How NumPy's functions handle tensors: by our op, or by an error if the gradient would be lost.

NumPy calls a method of the tensor for `np.exp(w)` (`__array_ufunc__`, NEP 13) and for `np.sum(w)`
(`__array_function__`, NEP 18). Code that uses neither protocol wants an array or a number, and calls
`__array__` or `__float__`, which are in mytorch/reading.py.

If no gradient is needed (because no tensor requires one or recording is off), the ufuncs of the table UFUNCS
return a Tensor; all other functions take the tensors' arrays and return arrays.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from mytorch import ops
from mytorch.conversion import constant, plain, refuse_to_cut, would_be_cut
from mytorch.dtypes import in_common_dtype
from mytorch.errors import shown
from mytorch.variable import Variable

__all__ = ["FUNCTIONS", "UFUNCS", "call_function", "call_ufunc", "compare"]


def compare(ufunc: np.ufunc, x: Any, y: Any) -> Any:
    """A tensor of bool; or NotImplemented if one value is no number, so that Python decides."""
    tensor = x if isinstance(x, Variable) else y
    try:
        arrays = [v.array if isinstance(v, Variable) else constant(v, ufunc.__name__) for v in (x, y)]
    except TypeError:
        return NotImplemented
    if all(isinstance(array, np.ndarray) for array in arrays):
        arrays = in_common_dtype(arrays)
    return tensor.of(ufunc(*arrays))


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
    **{
        ufunc: functools.partial(compare, ufunc)
        for ufunc in (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
    },
}

# Each function has its parameters in NumPy's order and by NumPy's names. Parameters that we do not support
# (dtype, out, order, subok) must keep their defaults.
FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: lambda a, axis=None, dtype=None, out=None, keepdims=False: a.sum(axis, keepdims),
    np.mean: lambda a, axis=None, dtype=None, out=None, keepdims=False: a.mean(axis, keepdims),
    np.max: lambda a, axis=None, out=None, keepdims=False: _max(a, axis, keepdims),
    np.amax: lambda a, axis=None, out=None, keepdims=False: _max(a, axis, keepdims),
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
    np.copy: lambda a, order="K", subok=False: a.clone(),
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


def _max(a: Any, axis: Any, keepdims: bool) -> Any:
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


# ---- the protocols -------------------------------------------------------------------------------------


def call_ufunc(
    make: Callable[[Any], Any], ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    """ufunc(*inputs, **options), or a method of it such as "reduce", where an input is a tensor.

    make: makes a tensor from an array. TypeError if a gradient would be lost.
    """
    options = {name: value for name, value in options.items() if value is not None}
    if method == "__call__" and not options and ufunc in UFUNCS:
        result = UFUNCS[ufunc](*inputs)
        if result is NotImplemented:
            raise TypeError(f"numpy.{ufunc.__name__} takes tensors, arrays and numbers; got {shown(inputs)}.")
        return result
    if ufunc not in VALUELESS and would_be_cut(inputs, options):
        refuse_to_cut(f"numpy.{ufunc.__name__}" + _with(method, options))
    given = options.get("out", ())
    if any(isinstance(x, Variable) and not x.is_leaf for x in given):
        raise TypeError(f"numpy.{ufunc.__name__} cannot write into a tensor that is part of a graph.")
    result = getattr(ufunc, method)(*plain(inputs), **plain(options))
    if given:
        return given[0] if len(given) == 1 else given
    return make(result) if method == "__call__" and ufunc in UFUNCS else result


def call_function(function: Any, kinds: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """function(*args, **options), where an argument is a tensor or a list that contains one."""
    if not all(issubclass(kind, Variable | np.ndarray) for kind in kinds):
        return NotImplemented  # NumPy then asks the other argument's class
    values = args[1:] if function in LIKE_THEIR_FIRST_ARGUMENT else args
    if function not in VALUELESS and would_be_cut(values, options):
        result = _differentiated(function, args, options)
        if result is NotImplemented:
            refuse_to_cut(f"{function.__module__}.{function.__name__}" + _with("__call__", options))
        return result
    return function(*plain(args), **plain(options))


def _differentiated(function: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """The function computed by our ops; or NotImplemented if there is no op for it."""
    if function not in FUNCTIONS:
        return NotImplemented
    op = FUNCTIONS[function]
    signature = inspect.signature(op)
    try:
        given = signature.bind(*args, **options).arguments
    except TypeError:
        return NotImplemented  # a parameter that our version lacks
    for name in given.keys() & {"dtype", "out", "order", "subok"}:
        if given[name] != signature.parameters[name].default:
            return NotImplemented
    if "b" not in given and not isinstance(given["a"], Variable):
        return NotImplemented
    return op(**given)


def _with(method: str, options: dict[str, Any]) -> str:
    """The ufunc's method and the options, for the error message."""
    of_method = "" if method == "__call__" else f".{method}"
    return of_method + (f" with {', '.join(f'{name}=' for name in options)}" if options else "")
