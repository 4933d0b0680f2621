"""The state of optimizers: its arrays are checked, copied into a state_dict, and read from one."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = ["checked", "count", "fitted", "gradient", "taken", "wide"]

_HOW_PYTORCH_COMPUTES = {"foreach", "fused", "capturable", "differentiable"}


def wide(dtype: np.dtype) -> np.dtype:
    """The dtype that a step computes in: at least float32, as small squares would be 0 in float16."""
    return np.result_type(dtype, np.float32)


def fitted(
    owner: str, i: int, name: str, array: Any, data: np.ndarray, dtype: np.dtype | None = None
) -> np.ndarray:
    """Check that an array has the shape of parameter i's data; convert it to dtype, or to that of the data.

    The array itself is returned if it has this dtype and can be written to. ValueError if it does not fit.
    """
    if not isinstance(array, np.ndarray) or array.shape != data.shape or array.dtype.kind not in "fiub":
        raise ValueError(
            f"{owner} expects {name} to be an array of shape {data.shape}, as parameter {i} is; got "
            f"{shown(array)}. A parameter that got data of another shape needs a new optimizer."
        )
    dtype = dtype or data.dtype
    as_it_is = type(array) is np.ndarray and array.dtype == dtype and array.flags.writeable
    return array if as_it_is else np.asarray(array).astype(dtype)


def gradient(owner: str, i: int, p: Tensor, dtype: np.dtype | None = None) -> np.ndarray:
    """Parameter i's gradient in this dtype. ValueError if it does not fit, or the data cannot be changed."""
    g = fitted(owner, i, f"gradients[{i}]", p.kept_grad.array, p.array, dtype)
    if p.array.dtype.kind != "f" or not p.array.flags.writeable:
        raise ValueError(
            f"{owner} cannot change parameter {i}: its data, of {p.array.dtype}, is read-only or no floats."
        )
    return g


# ---- state_dict --------------------------------------------------------------------------------------


def taken(groups: Sequence[dict[str, Any]], kept: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The state_dict of these groups and of the state of each parameter."""
    state = {i: {name: _copied(value) for name, value in one.items()} for i, one in enumerate(kept) if one}
    numbers = iter(range(len(kept)))
    listed = [
        {name: copy.deepcopy(value) for name, value in group.items() if name != "params"}
        | {"params": [next(numbers) for _ in group["params"]]}
        for group in groups
    ]
    return {"state": state, "param_groups": listed}


def checked(
    owner: str,
    given: Any,
    groups: Sequence[dict[str, Any]],
    params: Sequence[Tensor],
    names: Sequence[str] | None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The groups of a state_dict, with our parameters, and the state of each parameter; all copied."""
    if not isinstance(given, Mapping) or not {"state", "param_groups"} <= given.keys():
        raise TypeError(
            "load_state_dict expects a dict of 'state' and 'param_groups', as state_dict() gives it; got "
            f"{shown(sorted(given, key=str) if isinstance(given, Mapping) else given)}."
        )
    listed, state = given["param_groups"], given["state"]
    if not isinstance(listed, list | tuple) or not isinstance(state, Mapping):
        raise TypeError("load_state_dict expects a list as 'param_groups' and a dict as 'state'.")
    sizes = [len(group["params"]) for group in groups]
    numbers: list[Any] = [group.get("params") if isinstance(group, Mapping) else None for group in listed]
    if not all(isinstance(one, list) for one in numbers):
        raise TypeError(
            "load_state_dict expects each of 'param_groups' to be a dict with a list of 'params'."
        )
    if (found := list(map(len, numbers))) != sizes:
        raise ValueError(
            f"the state is of another optimizer: {owner} has groups of {sizes} parameters, it of {found}."
        )
    order = [number for one in numbers for number in one]
    if not all(isinstance(number, int) for number in order) or len(set(order)) < len(order):
        raise ValueError("the state numbers its parameters wrongly: each takes a whole number of its own.")
    if unknown := state.keys() - set(order):
        raise KeyError(f"the state has an entry for {shown(min(unknown, key=str))}, which is no parameter.")
    kept = [
        _of_one(owner, i, p, state.get(n, {}), names)
        for i, (n, p) in enumerate(zip(order, params, strict=True))
    ]
    merged = []
    for mine, theirs in zip(groups, listed, strict=True):
        new = {name: value for name, value in theirs.items() if name not in _HOW_PYTORCH_COMPUTES}
        merged.append({**mine, **copy.deepcopy(new), "params": list(mine["params"])})
    return merged, kept


def _of_one(owner: str, i: int, p: Tensor, given: Any, names: Sequence[str] | None) -> dict[str, Any]:
    """The state of parameter i in a state_dict, as new arrays and numbers."""
    if not isinstance(given, Mapping):
        raise TypeError(f"the state of parameter {i} is a dict; got {shown(given)}.")
    new: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        if names is not None and name not in names:
            raise KeyError(
                f"the state keeps {shown(name)} of parameter {i}; {owner} keeps {', '.join(names)}."
            )
        array = value.array if isinstance(value, Tensor) else np.asarray(value)
        if array.dtype.kind not in "fiub" or isinstance(array, np.ma.MaskedArray):
            raise TypeError(f"the state's {name} of parameter {i} is no array of numbers: {shown(value)}.")
        if name == "step":
            new[name] = count(i, array)
        elif names is None:
            new[name] = array.copy() if array.ndim else array.item()
        elif array.shape != p.array.shape:
            raise ValueError(
                f"the state's {name} of parameter {i} has shape {array.shape}; the parameter has "
                f"{p.array.shape}."
            )
        else:
            new[name] = array.astype(wide(p.array.dtype))
    if missing := [name for name in ("step",) if names and name in names and new and name not in new]:
        raise KeyError(f"the state keeps no {missing[0]} of parameter {i}.")
    return new


def count(i: int, value: Any) -> int:
    """The number of steps of parameter i, as a Python integer. ValueError if it is no such number."""
    if type(value) is int and value >= 0:
        return value
    array = np.asarray(value)
    if (
        array.size != 1
        or array.dtype.kind not in "fiub"
        or not (0 <= array.item() < 2**53 and array.item() == int(array.item()))
    ):
        raise ValueError(f"the state's step of parameter {i} is a count of 0 and up; got {shown(value)}.")
    return int(array.item())


def _copied(value: Any) -> Any:
    return Tensor(value) if isinstance(value, np.ndarray) else copy.deepcopy(value)
