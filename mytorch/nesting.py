"""Nested dicts and lists of tensors, stored as named tensors and a text that describes the structure.

The text is JSON. Numbers, strings and None are written as they are; the rest as ["tensor", name],
["list", [...]], ["tuple", [...]] and ["dict", [[key, value], ...]], because keys in JSON cannot be numbers.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from mytorch.conversion import DEEPEST
from mytorch.dtypes import NUMBERS
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = ["put_together", "taken_apart"]


def taken_apart(obj: Any) -> tuple[dict[str, np.ndarray], str]:
    """The arrays by name, and the structure; the structure of a dict of tensors by name is "".

    The name of a tensor is the path to it. TypeError for an object of any other kind.
    """
    if isinstance(obj, Mapping) and obj and all(map(_is_named_tensor, obj.items())):
        return {name: _array(name, value) for name, value in obj.items()}, ""
    arrays: dict[str, np.ndarray] = {}
    return arrays, json.dumps(_structure(obj, [], arrays))


def _is_named_tensor(pair: tuple[Any, Any]) -> bool:
    return isinstance(pair[0], str) and isinstance(pair[1], Tensor | np.ndarray)


def _structure(value: Any, path: list[str], arrays: dict[str, np.ndarray]) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if len(path) > DEEPEST:
        raise ValueError(f"save keeps what is nested up to {DEEPEST} deep.")
    where = ".".join(path)
    if isinstance(value, Tensor | np.ndarray):
        name = where or "tensor"
        if name in arrays:
            raise ValueError(
                f"save finds two tensors by the name {shown(name)}. Rename a key with a dot in it."
            )
        arrays[name] = _array(name, value)
        return ["tensor", name]
    if isinstance(value, Mapping):
        if not all(type(key) in (str, int) for key in value):
            raise TypeError(
                f"save keeps dicts whose keys are strings or whole numbers; {where or 'it'} has others."
            )
        return ["dict", [[key, _structure(one, [*path, str(key)], arrays)] for key, one in value.items()]]
    if type(value) in (list, tuple):
        parts = [_structure(one, [*path, str(i)], arrays) for i, one in enumerate(value)]
        return ["list" if type(value) is list else "tuple", parts]
    raise TypeError(
        f"save keeps tensors, numbers, strings, None, and dicts, lists and tuples of these; {where or 'it'} "
        f"is {shown(value)}."
    )


def _array(name: str, value: Any) -> np.ndarray:
    array = value.array if isinstance(value, Tensor) else value
    if isinstance(array, np.ma.MaskedArray) or array.dtype.kind not in NUMBERS:
        raise TypeError(f"save keeps tensors of numbers; {shown(name)} is {shown(value)}.")
    return array


def put_together(structure: str, tensors: Mapping[str, Tensor]) -> Any:
    """The object that was taken apart. ValueError if the structure cannot be read."""
    try:
        return _put_together(json.loads(structure), tensors)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError(f"this does not say how tensors belong together: {shown(structure)}.") from None


def _put_together(structure: Any, tensors: Mapping[str, Tensor]) -> Any:
    if not isinstance(structure, list):
        if isinstance(structure, dict):
            raise ValueError("a dict is written as a list of pairs.")
        return structure
    kind, parts = structure
    if kind == "tensor":
        return tensors[parts]
    if kind == "dict":
        return {key: _put_together(value, tensors) for key, value in parts}
    values = [_put_together(part, tensors) for part in parts]
    return {"list": list, "tuple": tuple}[kind](values)
