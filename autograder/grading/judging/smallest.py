"""Finds the smallest wrong case: few rows, few columns, small round numbers.

A fault that no known mistake explains is shown on an input that a student can compute on paper. The test
runs again on inputs of one row and one column, then on larger ones, until it fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["LARGEST", "RoundNumbers", "shown"]

LARGEST = (1, 2, 3)  # the most rows and columns of each try
TRIES = 4  # of each size, with other numbers
WHOLE = (-2.0, -1.0, 1.0, 2.0, 3.0)
_SHOWN = 24  # largest number of elements of an array that are shown


class RoundNumbers(np.random.Generator):
    """A generator of small round numbers; methods that draw whole numbers are unchanged."""

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Whole numbers from -2 to 3, without 0."""
        return self.choice(WHOLE, size)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """Multiples of 1/2 within the bounds; where there is none, of 1/4, 1/8 …"""
        step = 0.5
        while (grid := np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step).size == 0:
            step /= 2
        return self.choice(grid, size)


def shown(inputs: Mapping[str, Any]) -> list[str]:
    """The inputs, one line each; large ones only by their shape."""
    return [f"{name} = {_text(value)}" for name, value in inputs.items() if not _empty(value)]


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, list | tuple) and not value)


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.tolist()) if value.size <= _SHOWN else f"an array of shape {value.shape}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_text(one) for one in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
