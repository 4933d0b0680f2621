"""NumPy's names of 1.18, which the course had and newer versions lack, put back for a hand-in.

Python calls the __getattr__ of the module numpy only for names that it lacks, so nothing else changes.
Removed methods of arrays (ptp, itemset, newbyteorder) cannot be put back, because a compiled type accepts no
new methods. Names that no homework uses are left out: error objects, flags of the C interface, financial
functions.
"""

import ast
import math
import operator
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.grading.running.inside.remarks import Remarks, line

__all__ = ["OLD", "put_back"]

PYTHONS = {"bool": bool, "int": int, "float": float, "complex": complex, "object": object, "str": str}
PYTHONS |= {"long": int, "unicode": str}
RENAMED = {
    "Inf": "inf",
    "Infinity": "inf",
    "infty": "inf",
    "PINF": "inf",
    "NaN": "nan",
    "NAN": "nan",
    "float_": "float64",
    "complex_": "complex128",
    "cfloat": "complex128",
    "singlecomplex": "complex64",
    "longfloat": "longdouble",
    "longcomplex": "clongdouble",
    "clongfloat": "clongdouble",
    "string_": "bytes_",
    "unicode_": "str_",
    "bool8": "bool_",
    "int0": "intp",
    "uint0": "uintp",
    "object0": "object_",
    "str0": "str_",
    "bytes0": "bytes_",
    "void0": "void",
    "typeDict": "sctypeDict",
    "product": "prod",
    "cumproduct": "cumprod",
    "sometrue": "any",
    "alltrue": "all",
    "round_": "round",
    "row_stack": "vstack",
    "trapz": "trapezoid",
    "mat": "asmatrix",
    "AxisError": "exceptions.AxisError",
    "ComplexWarning": "exceptions.ComplexWarning",
    "RankWarning": "exceptions.RankWarning",
    "TooHardError": "exceptions.TooHardError",
    "VisibleDeprecationWarning": "exceptions.VisibleDeprecationWarning",
    "ModuleDeprecationWarning": "exceptions.ModuleDeprecationWarning",
    "DataSource": "lib.npyio.DataSource",
    "byte_bounds": "lib.array_utils.byte_bounds",
    "compare_chararrays": "char.compare_chararrays",
    "format_parser": "rec.format_parser",
    "tracemalloc_domain": "lib.tracemalloc_domain",
    "add_docstring": "lib.add_docstring",
    "add_newdoc": "lib.add_newdoc",
}
CONSTANTS = {"NINF": -math.inf, "NZERO": -0.0, "PZERO": 0.0}
CONSTANTS |= {"CLIP": 0, "WRAP": 1, "RAISE": 2, "MAXDIMS": 32, "BUFSIZE": 8192, "ALLOW_THREADS": 1}
CONSTANTS |= {"MAY_SHARE_BOUNDS": 0, "MAY_SHARE_EXACT": -1}
MODULES = {"math": math, "os": os, "sys": sys, "warnings": warnings}
KINDS: dict[str, list[Any]] = {
    "int": [np.int8, np.int16, np.int32, np.int64],
    "uint": [np.uint8, np.uint16, np.uint32, np.uint64],
    "float": [np.float16, np.float32, np.float64, np.longdouble],
    "complex": [np.complex64, np.complex128, np.clongdouble],
    "others": [bool, object, bytes, str, np.void],
}
ORDER, KIND_ORDER = "?bBhHiIlLqQefdgFDGO", "buifcSUVOMm"  # of find_common_type


def asfarray(a: Any, dtype: Any = np.float64) -> np.ndarray:
    """An array of floats."""
    return np.asarray(a, dtype if np.issubdtype(dtype, np.inexact) else np.float64)


def in1d(ar1: Any, ar2: Any, assume_unique: bool = False, invert: bool = False) -> np.ndarray:
    """Which elements of ar1, flattened, are in ar2."""
    return np.isin(np.ravel(ar1), ar2, assume_unique=assume_unique, invert=invert)


def msort(a: Any) -> np.ndarray:
    """A copy, sorted along the first axis."""
    return np.sort(a, axis=0)


def asscalar(a: Any) -> Any:
    """The only element, as a Python number."""
    return a.item()


def alen(a: Any) -> int:
    """The length of the first axis, 1 for a number."""
    return len(np.atleast_1d(a))


def fast_copy_and_transpose(a: Any) -> np.ndarray:
    """A copy of the transpose."""
    return np.array(np.asarray(a).T, order="C", copy=True)


def obj2sctype(rep: Any, default: Any = None) -> Any:
    """The scalar type of an object, of its dtype, or of a name."""
    if isinstance(rep, type) and issubclass(rep, np.generic):
        return rep
    if isinstance(rep, np.ndarray):
        return rep.dtype.type
    try:
        return np.dtype(rep).type
    except TypeError:
        return default


def issctype(rep: Any) -> bool:
    """Whether the object names a scalar type."""
    return isinstance(rep, type | np.dtype) and obj2sctype(rep) not in (None, np.object_)


def sctype2char(sctype: Any) -> str:
    """The letter of a scalar type."""
    if obj2sctype(sctype) is None:
        raise ValueError("unrecognized type")
    return str(np.dtype(obj2sctype(sctype)).char)


def maximum_sctype(t: Any) -> Any:
    """The widest scalar type of the same kind; an object that names no type is returned unchanged."""
    if obj2sctype(t) is None:
        return t
    kind = np.dtype(obj2sctype(t)).kind
    names = {"i": "int", "u": "uint", "f": "float", "c": "complex"}
    return KINDS[names[kind]][-1] if kind in names else obj2sctype(t)


def issubclass_(arg1: Any, arg2: Any) -> bool:
    """issubclass, but False if an argument is no class."""
    return isinstance(arg1, type) and issubclass(arg1, arg2)


def issubsctype(arg1: Any, arg2: Any) -> bool:
    """Whether a scalar type is a subtype of another."""
    return issubclass(obj2sctype(arg1), obj2sctype(arg2))


def find_common_type(array_types: Any, scalar_types: Any) -> Any:
    """The dtype that arrays of these and scalars of those have together: arrays win within a kind."""
    arrays, scalars = _widest([*map(np.dtype, array_types)]), _widest([*map(np.dtype, scalar_types)])
    if arrays is None or scalars is None:
        return scalars if arrays is None else arrays
    if arrays.kind not in KIND_ORDER or scalars.kind not in KIND_ORDER:
        return None
    if KIND_ORDER.index(scalars.kind) <= KIND_ORDER.index(arrays.kind):
        return arrays
    if np.can_cast(arrays, scalars):
        return scalars
    return _widest([scalars, arrays], ORDER.find(scalars.char)) if scalars.char in ORDER else None


def _widest(dtypes: list[np.dtype], start: int = 0) -> np.dtype | None:
    """The first dtype of ORDER that holds all of these."""
    if len(dtypes) < 2:
        return dtypes[0] if dtypes else None
    fit = (np.dtype(letter) for letter in ORDER[start:] if all(np.can_cast(one, letter) for one in dtypes))
    return next(fit, None)


class Cast(dict[Any, Any]):
    """np.cast[dtype](x): x as an array of that dtype."""

    def __missing__(self, dtype: Any) -> Callable[[Any], np.ndarray]:
        return lambda x: np.asarray(x).astype(dtype)


class NBytes(dict[Any, int]):
    """np.nbytes[dtype]: the bytes of an element."""

    def __missing__(self, dtype: Any) -> int:
        return int(np.dtype(dtype).itemsize)


def deprecate(*args: Any, **kwargs: Any) -> Any:
    """A decorator that only adds a warning; here it does nothing."""
    return args[0] if args and callable(args[0]) else lambda function: function


def says_nothing(*args: Any, **kwargs: Any) -> None:
    """Replaces functions that printed, or set how arrays are printed."""


# For each name: its old meaning, and what to write instead.
MADE: dict[str, tuple[Any, str]] = {
    "asfarray": (asfarray, "np.asarray(x, dtype=float)"),
    "in1d": (in1d, "np.isin(a.ravel(), b)"),
    "msort": (msort, "np.sort(x, axis=0)"),
    "asscalar": (asscalar, "x.item()"),
    "alen": (alen, "len(x)"),
    "fastCopyAndTranspose": (fast_copy_and_transpose, "x.T.copy()"),
    "obj2sctype": (obj2sctype, "np.dtype(x).type"),
    "issctype": (issctype, "issubclass(x, np.generic)"),
    "sctype2char": (sctype2char, "np.dtype(x).char"),
    "maximum_sctype": (maximum_sctype, "np.float64"),
    "issubclass_": (issubclass_, "issubclass"),
    "issubsctype": (issubsctype, "np.issubdtype"),
    "find_common_type": (find_common_type, "np.result_type"),
    "cast": (Cast(), "np.asarray(x, dtype=dtype)"),
    "nbytes": (NBytes(), "np.dtype(x).itemsize"),
    "sctypes": (KINDS, "the dtypes themselves"),
    "safe_eval": (ast.literal_eval, "ast.literal_eval"),
    "deprecate": (deprecate, "warnings.warn"),
    "deprecate_with_doc": (deprecate, "warnings.warn"),
    "disp": (says_nothing, "print"),
    "who": (says_nothing, "print"),
    "source": (says_nothing, "print"),
    "lookfor": (says_nothing, "print"),
    "set_string_function": (says_nothing, "np.set_printoptions"),
}
OLD = {*PYTHONS, *RENAMED, *CONSTANTS, *MODULES, *MADE}


def old(name: str) -> tuple[Any, str]:
    """The meaning of a name of OLD, and what to write instead. AttributeError for other names."""
    if name in PYTHONS:
        return PYTHONS[name], PYTHONS[name].__name__
    if name in RENAMED:
        return operator.attrgetter(RENAMED[name])(np), f"np.{RENAMED[name]}"
    if name in CONSTANTS:
        return CONSTANTS[name], repr(CONSTANTS[name]).replace("inf", "np.inf")
    return (MODULES[name], f"import {name}") if name in MODULES else MADE[name]


def put_back(remarks: Remarks) -> None:
    """Make NumPy's old names work again; each use in the hand-in's own code leaves a remark."""
    others = np.__getattr__

    def answer(name: str) -> Any:
        if name not in OLD:
            return others(name)
        value, instead = old(name)
        if place := remarks.place():
            remarks.add(f"np.{name} is gone from today's NumPy: write {instead} in {line(place)}")
        return value

    setattr(np, "__getattr__", answer)  # noqa: B010 (to a type checker the module has no such name to set)
