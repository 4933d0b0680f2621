"""The complex step: a derivative from values alone, exact to rounding   (Squire and Trapp 1998).

For a real formula f that is computed with complex numbers, f(x + ih) = f(x) + ih f'(x) to first order. So
f'(x) = Im f(x + ih) / h, and as nothing is subtracted, h may be so small that what comes after the first
order vanishes.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["STEP", "complex_gradients", "complex_slope"]

Array = NDArray[Any]
STEP = 1e-30


def complex_slope(f: Callable[[Array], Any], x: Array) -> Array:
    """The derivative of each element of f(x) with respect to the element of x at the same place."""
    return np.imag(f(x + 1j * STEP)) / STEP


def complex_gradients(f: Callable[[dict[str, Array]], Any], at: Mapping[str, Array]) -> dict[str, Array]:
    """The derivative of f, a real number made of the arrays, with respect to every element of each."""
    gradients = {}
    for name, array in at.items():
        gradient = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            moved = np.array(array, dtype=complex)
            moved[index] += 1j * STEP
            gradient[index] = np.imag(f({**at, name: moved})) / STEP
        gradients[name] = gradient
    return gradients
