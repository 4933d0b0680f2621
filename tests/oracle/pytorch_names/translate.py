"""What PyTorch's own sample inputs are in mytorch: tensors, dtypes, and what holds them."""

from collections.abc import Mapping

import numpy as np
import torch

import mytorch

DTYPES = {
    torch.float16: np.float16,
    torch.float32: np.float32,
    torch.float64: np.float64,
    torch.int16: np.int16,
    torch.int32: np.int32,
    torch.int64: np.int64,
    torch.uint8: np.uint8,
    torch.int8: np.int8,
    torch.bool: np.bool_,
}


# What says where a tensor's memory is and how it lies; mytorch has one place and lays it out as it likes.
ABOUT_MEMORY = {"device", "layout", "pin_memory", "memory_format"}


class NoTranslation(Exception):
    """The sample asks for something that mytorch has no word for, as a sparse tensor."""


def to_mytorch(value, made):
    """The value in mytorch's words. made: a list that gets a pair (theirs, ours) for each tensor."""
    if isinstance(value, torch.Tensor):
        if value.layout is not torch.strided or value.dtype not in DTYPES:
            raise NoTranslation(f"{value.layout}, {value.dtype}")
        ours = mytorch.Tensor(value.detach().numpy(), requires_grad=value.requires_grad)
        made.append((value, ours))
        return ours
    if isinstance(value, torch.dtype):
        return DTYPES[value] if value in DTYPES else _refuse(value)
    if isinstance(value, torch.Size):
        return tuple(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(to_mytorch(part, made) for part in value))
    if isinstance(value, list | tuple):
        return type(value)(to_mytorch(part, made) for part in value)
    if isinstance(value, Mapping):
        return {name: to_mytorch(part, made) for name, part in value.items() if name not in ABOUT_MEMORY}
    if type(value).__module__.partition(".")[0] == "torch":
        _refuse(value)
    return value


def _refuse(value):
    raise NoTranslation(repr(value))


def leaves(value):
    """The tensors, arrays and numbers in a result, in a fixed order."""
    if isinstance(value, list | tuple):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


def as_array(value):
    """A tensor of either library, or a number, as an array."""
    if isinstance(value, torch.Tensor):
        return value.detach().resolve_conj().resolve_neg().numpy()
    return np.array(value.data if isinstance(value, mytorch.Tensor) else value)
