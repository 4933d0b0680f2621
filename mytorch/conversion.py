"""Converts what users may give instead of a tensor to arrays, and raises a clear error for anything else.

An array that is made from a tensor is a constant: no gradient flows through it. So a tensor that requires a
gradient is refused here, also inside a list or another container, unless recording is off.
"""

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

import numpy as np

from mytorch.dtypes import NUMBERS, get_default_dtype
from mytorch.errors import shown
from mytorch.grad_mode import is_grad_enabled
from mytorch.variable import Variable

__all__ = [
    "array_of",
    "constant",
    "drawn",
    "filled",
    "index_key",
    "interval_of",
    "of_absurd_size",
    "one_by_one",
    "plain",
    "refuse_by_keyword",
    "refuse_to_cut",
    "sizes",
    "tensors_in",
    "to_array",
    "whole_numbers",
    "would_be_cut",
]

MOST = 2**40  # bytes of a new tensor: more than the memory of any machine we support
DEEPEST = 64  # NumPy's largest number of dims, and so the deepest nesting of lists

# These are tuples, since isinstance is faster with a tuple than with a union.
_SEQUENCES = (list, tuple, set, frozenset)
_TEXTS = (str, bytes, bytearray)
_LISTS = (list, tuple, np.ndarray)
_BOOLS = (bool, np.bool_)
_HARMLESS = {
    bool,
    int,
    float,
    str,
    type(None),
    np.ndarray,
    np.dtype,
}  # types without tensors in them
_KEYS_WITH_TENSORS = (Variable, list, tuple)


# ---- tensors that would lose their gradient ------------------------------------------------------------


def tensors_in(*values: Any) -> list[Variable]:
    """The tensors among the values, also inside lists, tuples, dicts, sets and arrays of objects."""
    return [value for value in _elements(values) if isinstance(value, Variable)]


def would_be_cut(*values: Any) -> bool:
    """Whether a tensor among the values requires a gradient, which is lost if an array is made from it."""
    return is_grad_enabled() and any(tensor.wants_grad for tensor in tensors_in(*values))


def refuse_to_cut(what: str) -> NoReturn:
    """Raise TypeError for a tensor that requires a gradient where only its numbers would be used."""
    raise TypeError(
        f"{what} has no gradient here, and was given a tensor that requires one, which it would cut off from "
        "its graph. Compute with the tensor's own operations, or use its detach(), as in w.detach().numpy()."
    )


def refuse_by_keyword(op: str, options: dict[str, Any]) -> None:
    """Raise TypeError for a tensor that requires a gradient among an op's options."""
    for value in options.values():
        if type(value) not in _HARMLESS and any(tensor.wants_grad for tensor in tensors_in(value)):
            raise TypeError(f"{op}.apply takes tensors by position; by keyword they get no gradient.")


def _elements(values: Any) -> list[Any]:
    """All elements of nested containers, at any depth, even if a container contains itself."""
    found, todo, seen = [], list(values), {}
    parts: Iterable[Any]
    while todo:
        value = todo.pop()
        if isinstance(value, _SEQUENCES):
            parts = value
        elif isinstance(value, dict):
            parts = (*value.keys(), *value.values())
        elif isinstance(value, np.ndarray) and value.dtype.hasobject:
            parts = value.ravel().tolist()
        else:
            found.append(value)
            continue
        if id(value) not in seen:
            seen[id(value)] = value  # keeps it alive, so that no other object gets its id
            todo.extend(parts)
    return found


# ---- tensors made of what was given ----------------------------------------------------------------------


def to_array(data: Any, floats: bool = False) -> np.ndarray:
    """A fresh array of the data. Python floats get the default dtype; data with a dtype keeps it.

    floats: convert Python integers, and lists of them, to floats as well.
    Raises TypeError for data that is no number, ValueError for lists whose rows differ in length.
    """
    if isinstance(data, Variable):
        if data.wants_grad and is_grad_enabled():
            raise TypeError(
                "a new tensor made from one that requires a gradient would be cut off from its graph. "
                "Write clone() for a copy that gradients flow back through, or detach() for a constant."
            )
        data = data.array
    if type(data) is np.ndarray and data.dtype.kind in NUMBERS and data.dtype.isnative:
        return data.astype(data.dtype.type)  # .type gives NumPy's own dtype object
    _check_container(data)
    if floats and _is_of_python_integers(data):
        return _array_of(data, get_default_dtype())
    array = _array_of(data)
    if not isinstance(data, list | tuple | np.ndarray):
        array = array.copy()  # the object's __array__ may return an array that the object keeps
    if array.dtype.kind not in NUMBERS:
        raise TypeError(f"a tensor holds numbers; got {type(data).__name__} of {array.dtype}.")
    if not array.dtype.isnative:
        return array.astype(array.dtype.newbyteorder("="))
    if array.dtype.kind != "f" or hasattr(data, "dtype") or _holds_arrays(data):
        return array
    return array.astype(get_default_dtype(), copy=False)


def filled(make: Callable[..., np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """An array of the default dtype, made by a NumPy function that takes a shape, such as np.zeros."""
    try:
        return make(shape, get_default_dtype())
    except MemoryError as error:
        raise ValueError(f"no tensor of shape {shape} can be made: {error}") from None


def drawn(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """An array of standard normal random numbers, in this shape and dtype."""
    numbers = np.asarray(np.random.randn(*shape))  # noqa: NPY002 (the course's generator)
    return numbers.astype(dtype, copy=False)


def _check_container(data: Any) -> None:
    """Raise TypeError for text, masked arrays and tensors in lists, which NumPy would silently convert."""
    if isinstance(data, _TEXTS):
        raise TypeError(f"a tensor holds numbers; got {type(data).__name__} {data[:40]!r}.")
    if hasattr(data, "mask"):
        raise TypeError("a tensor has no mask; got a masked array. Fill it first: x.filled(0).")
    if isinstance(data, _LISTS) and would_be_cut(data):
        raise TypeError(
            f"{_with_tensors_in_it(data)}, which would be cut off from their graph: a new tensor is a "
            "constant. Compute with each of them by itself, or give their detach()."
        )


def _array_of(data: Any, dtype: np.dtype | None = None) -> np.ndarray:
    try:
        return np.array(data, dtype)
    except (OverflowError, MemoryError) as error:
        raise ValueError(f"no tensor can be made of this {type(data).__name__}: {error}.") from None
    except ValueError:
        raise ValueError(
            f"no tensor can be made of this {type(data).__name__}: its rows differ in length, or it is "
            f"nested more than {DEEPEST} deep."
        ) from None


def _is_of_python_integers(data: Any) -> bool:
    if not isinstance(data, int | list | tuple):
        return isinstance(data, range)
    numbers = _elements([data])
    return bool(numbers) and all(isinstance(x, int) and not isinstance(x, bool) for x in numbers)


def _holds_arrays(data: Any) -> bool:
    """Whether the first element in nested lists is of NumPy, with a dtype, and not of Python."""
    while isinstance(data, list | tuple) and data:
        data = data[0]
    return hasattr(data, "dtype")


def _with_tensors_in_it(data: Any) -> str:
    kind = "an array" if isinstance(data, np.ndarray) else f"a {type(data).__name__}"
    return f"got {kind} with tensors in it"


# ---- constants in operations -----------------------------------------------------------------------------


def constant(x: Any, op: str) -> Any:
    """Convert an input that is not a tensor to a Python number or a fresh array, which an op may keep.

    op: the op's name, for the error. TypeError for an input that is no number, and for lists of tensors.
    """
    if type(x) is np.ndarray and x.dtype.kind in NUMBERS:
        return to_array(x)  # a copy, since the caller may write to the array before backward
    if isinstance(x, np.generic):
        if x.dtype.kind not in NUMBERS:
            raise TypeError(f"{op} takes tensors, arrays and numbers; got {shown(x)}.")
        return x.item() if x.dtype.kind != "f" else float(x)  # a Python number does not widen float32
    if isinstance(x, int):
        if x.bit_length() > 64:
            raise ValueError(
                f"{op} takes integers of 64 bits; write a larger one as a float. Got {shown(x)}."
            )
        return x if isinstance(x, bool) else int(x)
    if isinstance(x, float | complex):
        return float(x) if isinstance(x, float) else complex(x)
    if isinstance(x, _LISTS) and tensors_in(x):
        raise TypeError(
            f"{op} {_with_tensors_in_it(x)}, which would become a constant. Compute with each of them by "
            "itself."
        )
    if x is None or isinstance(x, str | bytes | bytearray | dict | set | np.matrix):
        raise TypeError(f"{op} takes tensors, arrays and numbers; got {shown(x)}.")
    try:
        return to_array(x)
    except (TypeError, ValueError) as error:
        raise (TypeError if isinstance(error, TypeError) else ValueError)(f"{op}: {error}") from None


def array_of(x: Any, op: str) -> np.ndarray:
    """The array of a tensor, which is not copied, or a fresh one of any other constant (see `constant`)."""
    return x.array if isinstance(x, Variable) else np.asarray(constant(x, op))


# ---- what NumPy's functions and indexing are given -------------------------------------------------------


def plain(value: Any, depth: int = 0) -> Any:
    """Replace tensors by their arrays, also inside lists, tuples and dicts; leave other values unchanged."""
    if isinstance(value, Variable):
        return value.data
    if not isinstance(value, list | tuple | dict):
        return value
    if depth > DEEPEST:
        raise ValueError(f"a {type(value).__name__} is nested more than {DEEPEST} deep.")
    if isinstance(value, dict):
        return {key: plain(part, depth + 1) for key, part in value.items()}
    parts = [plain(part, depth + 1) for part in value]
    return tuple(parts) if isinstance(value, tuple) else parts


def index_key(key: Any) -> Any:
    """Convert an index for NumPy: tensors in it become arrays. TypeError for a tensor of floats."""
    if not isinstance(key, _KEYS_WITH_TENSORS):
        return key
    for tensor in tensors_in(key):
        if tensor.array.dtype.kind not in "iub":
            raise TypeError(
                f"an index consists of integers, bools and slices; got a tensor of {tensor.array.dtype}."
            )
    return plain(key)


def whole_numbers(values: Sequence[Any], method: str, most: int = 2**31 - 1) -> tuple[int, ...]:
    """Dims or sizes as Python integers. TypeError for a value that is no integer, ValueError above `most`."""
    numbers = []
    for value in values:
        if type(value) is not int:
            if isinstance(value, _BOOLS) or not hasattr(value, "__index__"):
                raise TypeError(f"{method}() takes whole numbers; got {shown(value)}.")
            try:
                value = operator.index(value)
            except TypeError:  # for example an array that is not one integer
                raise TypeError(f"{method}() takes whole numbers; got {shown(value)}.") from None
        if not -most <= value <= most:
            raise ValueError(f"{method}() takes numbers up to {most}; got {shown(value)}.")
        numbers.append(value)
    return tuple(numbers)


def one_by_one(given: tuple[Any, ...]) -> Sequence[Any]:
    """The values, which were given as separate arguments or as one tuple, list or array."""
    together = len(given) == 1 and (isinstance(given[0], tuple | list) or np.ndim(given[0]) == 1)
    return given[0] if together else given


def sizes(given: tuple[Any, ...], method: str, least: int = 0) -> tuple[int, ...]:
    """Sizes from separate arguments or one tuple. ValueError if one is below `least` or the product is too
    large.
    """
    shape = whole_numbers(one_by_one(given), method, most=2**63 - 1)
    if min(shape, default=0) < least:
        raise ValueError(f"{method}() takes sizes of {least} and more; got {shape}.")
    if abs(math.prod(shape)) * 8 > MOST:
        raise ValueError(f"{method}() was asked for shape {shape}, which no memory can hold.")
    return shape


def of_absurd_size(op: str, error: MemoryError) -> Exception:
    """The error to raise after NumPy's MemoryError: a ValueError if no machine could hold the array."""
    shape, dtype = getattr(error, "shape", ()), getattr(error, "dtype", np.dtype(float))
    if math.prod(shape) * dtype.itemsize > MOST:
        return ValueError(f"{op} would give an array of shape {shape}, which no memory can hold.")
    return error


def interval_of(given: tuple[Any, ...]) -> tuple[Any, ...]:
    """The start, stop and step of arange. TypeError if one is no real number, ValueError for an endless
    count.
    """
    if would_be_cut(given):
        refuse_to_cut("arange()")
    numbers = tuple(constant(x.array[()] if isinstance(x, Variable) else x, "arange()") for x in given)
    if not 1 <= len(numbers) <= 3 or not all(isinstance(x, int | float) for x in numbers):
        raise TypeError(f"arange() takes stop; start and stop; or start, stop and step; got {shown(given)}.")
    start, stop, step = (0, *numbers, 1) if len(numbers) == 1 else (*numbers, 1)[:3]
    if not step or not abs((stop - start) / step) * np.dtype(float).itemsize < MOST:
        raise ValueError(f"arange() cannot count from {start} to {stop} in steps of {step}.")
    return numbers
