"""The state of a module: how it is loaded, and converted to another dtype. All of it, or nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from mytorch import in_place
from mytorch.arguments import flag
from mytorch.dtypes import number_dtype
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = ["IncompatibleKeys", "convert", "load"]


class IncompatibleKeys(NamedTuple):
    """What `load_state_dict` answers: the names that the state lacks, and those that the module lacks."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def load(mine: Mapping[str, Tensor], state: Any, strict: bool) -> IncompatibleKeys:
    """Copy the values of a state into the tensors of the same names   (see Module.load_state_dict)."""
    strict = flag("load_state_dict", "strict", strict)
    if not isinstance(state, Mapping):
        raise TypeError(f"load_state_dict expects a dict as state_dict() gives it; got {shown(state)}.")
    given = {path: v for path, v in state.items() if not str(path).endswith("num_batches_tracked")}
    missing = sorted(mine.keys() - given.keys())
    unknown = sorted(given.keys() - mine.keys(), key=str)
    if strict and (missing or unknown):
        raise KeyError(f"the state does not fit: missing {missing}, unknown {unknown}.")
    values = {path: _fitted(path, given[path], tensor) for path, tensor in mine.items() if path in given}
    for path, value in values.items():
        mine[path].array[...] = value
        in_place.wrote(mine[path])
    return IncompatibleKeys(missing, unknown)


def _fitted(path: str, value: Any, tensor: Tensor) -> np.ndarray:
    """A value of a state as a fresh array of the tensor's shape and dtype."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{path} is a masked array; fill in what is masked first.")
    array = value.array if isinstance(value, Tensor) else np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{path} takes real numbers; the state has {shown(array)} there.")
    if array.shape != tensor.shape:
        raise ValueError(f"{path} has shape {tensor.shape}; the state's has {array.shape}.")
    return array.astype(tensor.dtype)


def convert(tensors: Iterable[Tensor], dtype: Any) -> None:
    """Convert parameters, their gradients and buffers to a floating-point dtype   (see Module.to)."""
    dtype = number_dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"a module is converted to a floating-point dtype, as np.float32; got {dtype}.")
    converted = []
    for tensor in tensors:
        if tensor.dtype.kind == "f":
            new = dtype if tensor.is_parameter else np.result_type(dtype, np.float32)
            grad = None if tensor.grad is None else tensor.grad.to(new)
            converted.append((tensor, tensor.array.astype(new), grad))
    for tensor, data, grad in converted:
        tensor.data = data
        tensor.grad = grad
