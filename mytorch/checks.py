"""Checks of single settings: whole numbers, numbers, flags and words.

Every check returns the value in its final form, or raises an error of one line that says what was expected
and what was given. owner is the layer, function or optimizer that the value was given to.
"""

import math
import numbers
import operator
import sys
from typing import Any

import numpy as np

from mytorch.errors import shown

__all__ = ["choice", "flag", "number", "size", "whole"]


def size(owner: str, name: str, value: Any) -> int:
    """Check a number of features: a whole number from 1, of Python or NumPy. TypeError or ValueError."""
    return whole(owner, name, value, least=1)


def whole(owner: str, name: str, value: Any, least: int = -sys.maxsize) -> int:
    """Check a whole number from `least`, of Python or NumPy. TypeError or ValueError."""
    if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__"):
        raise TypeError(f"{owner} expects a whole number for {name}; got {shown(value)}.")
    try:
        number = operator.index(value)
    except TypeError:  # for example an array that is not one integer
        raise TypeError(f"{owner} expects a whole number for {name}; got {shown(value)}.") from None
    if number < least:
        raise ValueError(f"{owner} expects {name} of {least} and up; got {shown(number)}.")
    if number > sys.maxsize:
        raise ValueError(f"{owner} expects {name} that memory can hold; got {shown(number)}.")
    return number


def choice(owner: str, name: str, value: Any, choices: tuple[str, ...]) -> str:
    """Check that the value is one of these words. ValueError if not."""
    if not isinstance(value, str) or value not in choices:
        words = [f'"{word}"' for word in choices]
        raise ValueError(
            f"{owner} expects {name} to be {', '.join(words[:-1])} or {words[-1]}; got {shown(value)}."
        )
    return value


def number(owner: str, name: str, value: Any, most: float = sys.float_info.max, least: float = 0.0) -> float:
    """Check a real number from `least` to `most`, of Python or NumPy. TypeError or ValueError.

    It is returned as a Python float, which does not change the dtype of an array that it meets.
    """
    if type(value) is float and least <= value <= most:
        return value
    if type(value) is not float:
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise TypeError(f"{owner} expects a number for {name}; got {shown(value)}.")
        try:
            value = float(value)
        except OverflowError:
            value = math.inf
    if not least <= value <= most:
        wanted = f"from {least:g} to {most:g}" if most < sys.float_info.max else "that is finite"
        if most == sys.float_info.max and least > -most:
            wanted += f" and not below {least:g}"
        raise ValueError(f"{owner} expects {name} {wanted}; got {value}.")
    return value


def flag(owner: str, name: str, value: Any) -> bool:
    """Check that the value is True or False, of Python or NumPy. TypeError otherwise."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{owner} expects True or False for {name}; got {shown(value)}.")
    return bool(value)
