"""Shapes that are told by letters, and how a layer's first parameters are made: for the layers beyond hw1.

What cannot be is an error of one line: who was called, with what, and what it takes.
"""

from collections.abc import Callable
from types import EllipsisType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_count, as_floats, as_function


def as_shaped(x: Any, who: str, name: str, *shape: int | str | EllipsisType) -> NDArray[Any]:
    """x as a plain array of floats (see arrays.as_floats), checked to be of a shape.

    shape: numbers are sizes, letters are any size of at least 1, and `...` is any number of those.
    who, name: the caller, and its name for x, for the error. Raises TypeError for what is not numbers,
    ValueError for another shape.
    """
    array = as_floats(x, who, name)
    want = list(shape)
    if ... in want:
        at = want.index(...)
        want[at : at + 1] = ["any"] * (array.ndim + 1 - len(want))
    if len(want) != array.ndim or any(
        size != known if isinstance(known, int) else size < 1
        for size, known in zip(array.shape, want, strict=True)
    ):
        advice = ""
        if shape[0] == "N" and ... not in shape and array.ndim == len(shape) - 1:
            advice = f" One example is a batch of one: {name}[np.newaxis]."
        letters = ", ".join("..." if size is ... else str(size) for size in shape)
        raise ValueError(f"{who} expects {name} of shape ({letters}); got {array.shape}.{advice}")
    return array


def as_pair(value: Any, who: str, name: str, least: int) -> tuple[int, int]:
    """Height and width: two whole numbers, or one that is both. Raises as arrays.as_count does."""
    if isinstance(value, list | tuple):
        if len(value) != 2:
            raise ValueError(f"{who} expects {name} as one number or two; got {len(value)} of them.")
        first, second = value
    else:
        first = second = value
    return as_count(first, who, name, least), as_count(second, who, name, least)


def first_values(
    who: str, source: str, given: Callable[..., Any] | None, shape: tuple[int, ...], fan_in: int
) -> NDArray[Any]:
    """The first values of a parameter: what `given(*shape)` returns, checked.

    Without it they are drawn evenly from -1/sqrt(fan_in) to 1/sqrt(fan_in), as PyTorch does, by NumPy's
    global generator, as the course does. `source` is the argument's name, for the errors: TypeError for
    what is no function or gives no floats, ValueError for another shape.
    """
    if given is None:
        bound = 1 / np.sqrt(fan_in)
        return np.random.uniform(-bound, bound, shape)  # noqa: NPY002 (the course's generator)
    drawn = as_function(given, who, source)(*shape)
    values = as_floats(drawn, who, f"what {source} returns")
    if np.asarray(drawn).dtype.kind in "biu":
        kind = np.asarray(drawn).dtype
        raise TypeError(f"{who} expects {source} to return floats; got {kind}. Add .astype(float).")
    if values.shape != shape:
        raise ValueError(f"{who} expects {source} to return shape {shape}; got {values.shape}.")
    return values
