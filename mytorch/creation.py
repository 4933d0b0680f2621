"""PyTorch's functions that make tensors: of one number, of numbers in a row, of random ones.

Sizes are given one by one or as one tuple: TypeError for what is no whole number, ValueError for one below 0
or more than any memory holds. dtype is by default the default one (set_default_dtype), or where
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
    """data itself if it is a Tensor, else a constant with a copy of it.

    >>> x = mytorch.ones(2)
    >>> mytorch.as_tensor(x) is x, mytorch.as_tensor([1, 2])
    (True, tensor([1, 2]))
    """
    return data if isinstance(data, Tensor) else Tensor(data)


def manual_seed(seed: int) -> None:
    """Set NumPy's global generator, which all random numbers here come from: as np.random.seed(seed).

    TypeError or ValueError unless it is a whole number from 0 to 2**32 - 1.

    >>> mytorch.manual_seed(0)
    >>> first = mytorch.randn(3)
    >>> mytorch.manual_seed(0)
    >>> mytorch.equal(mytorch.randn(3), first)
    True
    """
    (seed,) = whole_numbers([seed], "manual_seed", most=2**32 - 1)
    if seed < 0:
        raise ValueError(f"manual_seed() takes whole numbers from 0 to 2**32 - 1; got {seed}.")
    np.random.seed(seed)  # noqa: NPY002 (the course's generator)


def zeros(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros.

    >>> mytorch.zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    return _made(filled(np.zeros, sizes(size, "zeros")), dtype, requires_grad)


def ones(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones.

    >>> mytorch.ones(2, dtype=mytorch.float32)
    tensor([1., 1.], dtype=float32)
    """
    return _made(filled(np.ones, sizes(size, "ones")), dtype, requires_grad)


def empty(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose elements are not set: they are whatever stood in memory.

    >>> mytorch.empty(2, 3).shape
    (2, 3)
    """
    dtype = get_default_dtype() if dtype is None else number_dtype(dtype)
    return _made(filled(lambda shape, _: np.empty(shape, dtype), sizes(size, "empty")), dtype, requires_grad)


def full(size: Any, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose elements are all fill_value, one number.

    TypeError for what is not one number.

    >>> mytorch.full((2, 2), 7)
    tensor([[7, 7],
            [7, 7]])
    """
    value = Tensor(_one_number("full", fill_value)).array
    return _made(
        filled(lambda shape, _: np.full(shape, value), sizes((size,), "full")),
        value.dtype if dtype is None else dtype,
        requires_grad,
    )


def eye(n: int, m: int | None = None, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """The identity: 1 on the diagonal, else 0.   Shape: (n, m), or (n, n)

    >>> mytorch.eye(2, 3)
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
    """
    shape = sizes((n, n if m is None else m), "eye")
    return _made(filled(lambda _, dtype: np.eye(*shape, dtype=dtype), shape), dtype, requires_grad)


def arange(*interval: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """start, start + step, … below stop: arange(stop), arange(start, stop) or arange(start, stop, step).

    Integers from integers, else numbers of the default dtype. TypeError for what is no real number,
    ValueError for an interval without end or a step of 0.

    >>> mytorch.arange(4), mytorch.arange(1, 0, -0.25)
    (tensor([0, 1, 2, 3]), tensor([1.  , 0.75, 0.5 , 0.25]))
    """
    numbers = np.arange(*interval_of(interval))
    if dtype is None and numbers.dtype.kind == "f":
        dtype = get_default_dtype()
    return _made(numbers, dtype, requires_grad)


def linspace(
    start: float, end: float, steps: int, *, dtype: Any = None, requires_grad: bool = False
) -> Tensor:
    """So many numbers at equal distances, from start to end, both among them.

    >>> mytorch.linspace(0, 1, 5)
    tensor([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    first, last = _one_number("linspace", start), _one_number("linspace", end)
    (count,) = sizes((steps,), "linspace")
    dtype = get_default_dtype() if dtype is None else dtype
    return _made(np.linspace(first, last, count), dtype, requires_grad)


# ---- random numbers --------------------------------------------------------------------------------------


def rand(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Numbers drawn evenly from 0 up to, not including, 1.

    TypeError for a dtype of no floats.

    >>> x = mytorch.rand(1000)
    >>> bool(((0 <= x) & (x < 1)).all())
    True
    """
    shape = sizes(size, "rand")
    return _random("rand", _evenly, shape, dtype, requires_grad)


def randn(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Standard normal numbers.

    TypeError for a dtype of no floats.

    >>> mytorch.randn(2, 3).shape
    (2, 3)
    """
    return _random("randn", drawn, sizes(size, "randn"), dtype, requires_grad)


def randint(*interval_and_size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Whole numbers drawn evenly: randint(high, size) from 0, randint(low, high, size) from low.

    Shape: size. TypeError for other arguments, ValueError unless low < high.

    >>> x = mytorch.randint(1, 7, (1000,))  # dice
    >>> mytorch.unique(x)
    tensor([1, 2, 3, 4, 5, 6])
    """
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
    """Zeros, in the shape and dtype of x.

    x: a Tensor or an array; else TypeError.

    >>> mytorch.zeros_like(mytorch.tensor([[1, 2]]))
    tensor([[0, 0]])
    """
    return _made(np.zeros_like(_like("zeros_like", x)), dtype, requires_grad)


def ones_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Ones, in the shape and dtype of x.

    x: a Tensor or an array; else TypeError.

    >>> mytorch.ones_like(mytorch.tensor([[1, 2]]))
    tensor([[1, 1]])
    """
    return _made(np.ones_like(_like("ones_like", x)), dtype, requires_grad)


def empty_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose elements are not set, in the shape and dtype of x.

    x: a Tensor or an array; else TypeError.

    >>> mytorch.empty_like(mytorch.zeros(2, 3)).shape
    (2, 3)
    """
    shape, dtype = _like("empty_like", x).shape, x.dtype if dtype is None else dtype
    return empty(shape, dtype=dtype, requires_grad=requires_grad)


def full_like(x: Any, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose elements are all fill_value, in the shape and dtype of x.

    x: a Tensor or an array; else TypeError.

    >>> mytorch.full_like(mytorch.zeros(2), 5)
    tensor([5., 5.])
    """
    shape, dtype = _like("full_like", x).shape, x.dtype if dtype is None else dtype
    return full(shape, fill_value, dtype=dtype, requires_grad=requires_grad)


def rand_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Numbers drawn evenly from 0 up to 1, in the shape and dtype of x.

    x: a Tensor or an array; else TypeError.

    >>> mytorch.rand_like(mytorch.zeros(2, 3)).shape
    (2, 3)
    """
    shape, dtype = _like("rand_like", x).shape, x.dtype if dtype is None else dtype
    return rand(shape, dtype=dtype, requires_grad=requires_grad)


def randn_like(x: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Standard normal numbers, in the shape and dtype of x.

    x: a Tensor or an array; else TypeError.

    >>> mytorch.randn_like(mytorch.zeros(2, 3)).shape
    (2, 3)
    """
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
