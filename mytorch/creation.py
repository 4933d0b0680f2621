"""PyTorch's functions that make tensors: of one number, of numbers in a row, of random ones.

Sizes are given one by one or as one tuple. dtype is by default the default one (set_default_dtype), or where
a number is given, what that number needs. Random numbers are those of NumPy's global generator.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mytorch.conversion import (
    constant,
    drawn,
    filled,
    interval_of,
    refuse_to_cut,
    sizes,
    whole_numbers,
    would_be_cut,
)
from mytorch.dtypes import get_default_dtype, number_dtype
from mytorch.errors import shown
from mytorch.tensor import Tensor
from mytorch.variable import Variable

__all__ = [
    "arange",
    "as_tensor",
    "empty",
    "empty_like",
    "eye",
    "full",
    "full_like",
    "linspace",
    "manual_seed",
    "ones",
    "ones_like",
    "rand",
    "rand_like",
    "randint",
    "randn",
    "randn_like",
    "zeros",
    "zeros_like",
]


def as_tensor(data: Any) -> Tensor:
    """data itself if it is a Tensor, else a constant with a copy of it."""
    return data if isinstance(data, Tensor) else Tensor(data)


def manual_seed(seed: int) -> None:
    """Set NumPy's global generator, which all random numbers here come from: as np.random.seed(seed).

    TypeError or ValueError unless it is a whole number from 0 to 2**32 - 1.
    """
    (seed,) = whole_numbers([seed], "manual_seed", most=2**32 - 1)
    if seed < 0:
        raise ValueError(f"manual_seed() takes whole numbers from 0 to 2**32 - 1; got {seed}.")
    np.random.seed(seed)  # noqa: NPY002 (the course's generator)


def zeros(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """All 0."""
    return _made(filled(np.zeros, sizes(size, "zeros")), dtype, requires_grad)


def ones(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """All 1."""
    return _made(filled(np.ones, sizes(size, "ones")), dtype, requires_grad)


def empty(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Whatever stood in memory."""
    dtype = get_default_dtype() if dtype is None else number_dtype(dtype)
    return _made(filled(lambda shape, _: np.empty(shape, dtype), sizes(size, "empty")), dtype, requires_grad)


def full(size: Any, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """All fill_value, one number."""
    value = Tensor(_one_number("full", fill_value)).array
    return _made(
        filled(lambda shape, _: np.full(shape, value), sizes((size,), "full")),
        value.dtype if dtype is None else dtype,
        requires_grad,
    )


def eye(n: int, m: int | None = None, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """The identity: 1 on the diagonal, else 0.   Shape: (n, m), or (n, n)"""
    shape = sizes((n, n if m is None else m), "eye")
    return _made(filled(lambda _, dtype: np.eye(*shape, dtype=dtype), shape), dtype, requires_grad)


def arange(*interval: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """start, start + step, … below stop: arange(stop), arange(start, stop) or arange(start, stop, step).

    Integers from integers, else numbers of the default dtype. TypeError for what is no real number,
    ValueError for an interval without end or a step of 0.
    """
    numbers = np.arange(*interval_of(interval))
    if dtype is None and numbers.dtype.kind == "f":
        dtype = get_default_dtype()
    return _made(numbers, dtype, requires_grad)


def linspace(
    start: float, end: float, steps: int, *, dtype: Any = None, requires_grad: bool = False
) -> Tensor:
    """So many numbers at equal distances, from start to end, both among them."""
    first, last = _one_number("linspace", start), _one_number("linspace", end)
    (count,) = sizes((steps,), "linspace")
    dtype = get_default_dtype() if dtype is None else dtype
    return _made(np.linspace(first, last, count), dtype, requires_grad)


# ---- random numbers --------------------------------------------------------------------------------------


def rand(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Drawn evenly from 0 up to, not including, 1."""
    shape = sizes(size, "rand")
    return _random("rand", _evenly, shape, dtype, requires_grad)


def randn(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Standard normal numbers."""
    return _random("randn", drawn, sizes(size, "randn"), dtype, requires_grad)


def randint(*interval_and_size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Whole numbers drawn evenly: randint(high, size) from 0, randint(low, high, size) from low."""
    if not 2 <= len(interval_and_size) <= 3 or not isinstance(interval_and_size[-1], tuple | list):
        raise TypeError(
            "randint() takes high and size, or low, high and size, the size as a tuple; got "
            f"{shown(interval_and_size)}."
        )
    *interval, size = interval_and_size
    low, high = whole_numbers([0, *interval][-2:], "randint", most=2**63 - 1)
    if low >= high:
        raise ValueError(f"randint() draws from low up to, not including, high; got {low} and {high}.")
    shape = sizes((size,), "randint")
    dtype = np.int64 if dtype is None else number_dtype(dtype)
    return _made(np.random.randint(low, high, shape, np.int64), dtype, requires_grad)  # noqa: NPY002 (the course's)


def _evenly(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    return np.asarray(np.random.random_sample(shape)).astype(dtype, copy=False)  # noqa: NPY002 (the course's)


def _random(
    method: str, draw: Callable[..., np.ndarray], shape: tuple[int, ...], dtype: Any, requires_grad: bool
) -> Tensor:
    dtype = get_default_dtype() if dtype is None else number_dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"{method}() draws floats; got {dtype} as dtype.")
    return _made(filled(lambda shape, _: draw(shape, dtype), shape), dtype, requires_grad)


# ---- like another one ------------------------------------------------------------------------------------


def zeros_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """All 0, of the shape and dtype of x."""
    return _made(np.zeros_like(_like("zeros_like", x)), dtype, requires_grad)


def ones_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """All 1, of the shape and dtype of x."""
    return _made(np.ones_like(_like("ones_like", x)), dtype, requires_grad)


def empty_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Whatever stood in memory, of the shape and dtype of x."""
    shape, dtype = _like("empty_like", x).shape, x.dtype if dtype is None else dtype
    return empty(shape, dtype=dtype, requires_grad=requires_grad)


def full_like(x: Any, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """All fill_value, of the shape and dtype of x."""
    shape, dtype = _like("full_like", x).shape, x.dtype if dtype is None else dtype
    return full(shape, fill_value, dtype=dtype, requires_grad=requires_grad)


def rand_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Drawn evenly from 0 up to 1, of the shape and dtype of x."""
    shape, dtype = _like("rand_like", x).shape, x.dtype if dtype is None else dtype
    return rand(shape, dtype=dtype, requires_grad=requires_grad)


def randn_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Standard normal numbers, of the shape and dtype of x."""
    shape, dtype = _like("randn_like", x).shape, x.dtype if dtype is None else dtype
    return randn(shape, dtype=dtype, requires_grad=requires_grad)


def _like(method: str, x: Any) -> np.ndarray:
    array = x.array if isinstance(x, Variable) else x
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{method}() takes a Tensor or an array; got {shown(x)}.")
    return array


def _one_number(method: str, value: Any) -> Any:
    """A number that is a constant. TypeError for what is none."""
    if would_be_cut(value):
        refuse_to_cut(f"{method}()")
    number = constant(
        value.array[()] if isinstance(value, Variable) and not value.array.ndim else value, f"{method}()"
    )
    if not isinstance(number, int | float | complex):
        raise TypeError(f"{method}() takes one number; got {shown(value)}.")
    return number


def _made(array: np.ndarray, dtype: Any, requires_grad: bool) -> Tensor:
    """A leaf around a fresh array."""
    dtype = array.dtype if dtype is None else number_dtype(dtype)
    if array.dtype.kind == "c" and dtype.kind != "c":
        raise TypeError(f"{array.dtype} as {dtype} would lose the imaginary part.")
    new = Tensor.of(array.astype(dtype, copy=False))
    new.requires_grad = requires_grad
    return new
