"""What the page shows of an array: its numbers if they are few, and otherwise figures and a heat map."""

import math
from typing import Any

import numpy as np

__all__ = ["FEW", "SHORT", "few_digits", "number", "short_text", "tensor_data"]

FEW = 36  # elements, of which the page shows each
SHORT = 6  # elements whose numbers fit on a line with others
_WIDEST = 16  # rows and columns of a heat map
_SHADES = 99


def number(x: Any) -> int | float | str:
    """A number for JSON, with all its digits; what JSON has no number for is "nan", "inf" or "-inf"."""
    x = x.item() if isinstance(x, np.ndarray | np.generic) else x
    return int(x) if isinstance(x, bool | int) else x if math.isfinite(x) else str(x)


def few_digits(x: Any) -> str:
    """A number to 6 significant digits, as text."""
    return f"{float(x):.6g}"


def tensor_data(x: Any) -> dict[str, Any]:
    """An array or a number: shape, dtype, numbers (all of them or None), text, statistics and heat map."""
    array = np.asarray(x)
    few = array.size <= FEW
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "numbers": _nested(array) if few else None,
        "text": short_text(array),
        "stats": _statistics(array) if array.ndim else None,
        "heat": None if few else _heat(array),
    }


def _nested(array: np.ndarray) -> Any:
    return number(array) if not array.ndim else [_nested(part) for part in array]


def short_text(array: np.ndarray) -> str:
    """The numbers of an array, if they fit on a line with others; its dtype and shape if they do not."""
    if not array.ndim:
        return few_digits(array)
    if array.size > SHORT:
        return f"{array.dtype} {array.shape}"
    return f"[{', '.join(short_text(part) for part in array)}]"


def _statistics(array: np.ndarray) -> dict[str, Any]:
    if not array.size:
        return {"min": "nan", "max": "nan", "mean": "nan", "std": "nan", "zeros": 0}
    wide = array.astype(np.float64)
    with np.errstate(all="ignore"):  # infinite numbers have no standard deviation
        figures = {"min": wide.min(), "max": wide.max(), "mean": wide.mean(), "std": wide.std()}
    return {name: number(x) for name, x in figures.items()} | {"zeros": int((array == 0).sum())}


def _heat(array: np.ndarray) -> dict[str, Any]:
    """The array as a matrix, all dims but the last one being its rows, in at most 16 times 16 mean values."""
    matrix = array.reshape(-1, array.shape[-1]).astype(np.float64)
    with np.errstate(all="ignore"):
        means = _blocks(_blocks(matrix).T).T
        finite = means[np.isfinite(means)]
        low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
        shades = np.where(np.isfinite(means), (means - low) / (high - low or 1.0) * _SHADES, -1)
    rows, columns = means.shape
    return {
        "rows": rows,
        "cols": columns,
        "cells": [int(round(shade)) for shade in shades.ravel()],
        "low": number(low),
        "high": number(high),
    }


def _blocks(matrix: np.ndarray) -> np.ndarray:
    """The rows, at most 16; if there are more, each is the mean of a block of about equally many."""
    if len(matrix) <= _WIDEST:
        return matrix
    return np.stack([block.mean(axis=0) for block in np.array_split(matrix, _WIDEST)])
