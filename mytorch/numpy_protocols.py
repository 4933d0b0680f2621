"""How NumPy's functions handle tensors: by our op, or by an error if the gradient would be lost.

NumPy calls a method of the tensor for `np.exp(w)` (`__array_ufunc__`, NEP 13) and for `np.sum(w)`
(`__array_function__`, NEP 18). Code that uses neither protocol wants an array or a number, and calls
`__array__` or `__float__`, which are in mytorch/reading.py.

If no gradient is needed (because no tensor requires one or recording is off), the ufuncs of the table UFUNCS
(mytorch/numpy_functions.py) return a Tensor; all other functions take the tensors' arrays and return arrays.
"""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from mytorch.conversion import plain, refuse_to_cut, would_be_cut
from mytorch.errors import shown
from mytorch.numpy_functions import FUNCTIONS, LIKE_THEIR_FIRST_ARGUMENT, SEVERAL, UFUNCS, VALUELESS
from mytorch.variable import Variable

__all__ = ["call_function", "call_ufunc"]


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
        bound = signature.bind(*args, **options)
    except TypeError:
        return NotImplemented  # a parameter that our version lacks
    given = bound.arguments
    for name in given.keys() & {"dtype", "out", "order", "subok", "casting"}:
        if given[name] != signature.parameters[name].default:
            return NotImplemented
    if function not in SEVERAL and not isinstance(given["a"], Variable):
        return NotImplemented
    return op(*bound.args, **bound.kwargs)


def _with(method: str, options: dict[str, Any]) -> str:
    """The ufunc's method and the options, for the error message."""
    of_method = "" if method == "__call__" else f".{method}"
    return of_method + (f" with {', '.join(f'{name}=' for name in options)}" if options else "")
