"""default_collate: one batch from a list of samples."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mytorch.conversion import to_array, would_be_cut
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = ["default_collate"]


def default_collate(batch: Sequence[Any]) -> Any:
    """Join samples into one batch, along a new first dim; as in PyTorch.

    Tensors, arrays and numbers become a Tensor of shape (N, …). Tuples and lists become a list with a batch
    for each place, named tuples become the like, dicts a dict with a batch for each key. Strings become a
    list. ValueError for samples that differ in shape, length or keys; TypeError for anything else.

    >>> images, labels = mytorch.utils.data.default_collate([(np.zeros(3), 7), (np.ones(3), 8)])
    >>> images.shape, labels.tolist()
    ((2, 3), [7, 8])
    """
    if not isinstance(batch, Sequence) or isinstance(batch, str | bytes):
        raise TypeError(f"default_collate expects a list of samples; got {shown(batch)}.")
    if not batch:
        raise ValueError("a batch of no samples cannot be made.")
    first = batch[0]
    if isinstance(first, str | bytes):
        return list(batch)
    if isinstance(first, Mapping):
        if any(not isinstance(one, Mapping) or one.keys() != first.keys() for one in batch):
            raise ValueError("the samples of a batch are dicts of different keys. Give a collate_fn.")
        return {key: default_collate([one[key] for one in batch]) for key in first}
    if isinstance(first, tuple | list):
        if any(not isinstance(one, tuple | list) or len(one) != len(first) for one in batch):
            raise ValueError("the samples of a batch are tuples of different lengths. Give a collate_fn.")
        parts = [default_collate(part) for part in zip(*batch, strict=True)]
        return type(first)(*parts) if hasattr(first, "_fields") else parts
    if would_be_cut(list(batch)):
        raise TypeError("a sample requires a gradient, which a batch would lose. Use its detach().")
    return _stacked(batch, first)


def _stacked(batch: Sequence[Any], first: Any) -> Tensor:
    """Tensors, arrays or numbers as one Tensor."""
    if not isinstance(first, Tensor | np.ndarray | np.generic | int | float):
        raise TypeError(
            f"a batch consists of tensors, arrays, numbers, tuples or dicts; got {shown(first)}. Give a "
            "collate_fn."
        )
    if all(isinstance(one, int | float) and not isinstance(one, np.generic) for one in batch):
        return Tensor(list(batch))
    arrays = [one.array if isinstance(one, Tensor) else to_array(one) for one in batch]
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1:
        one, other = sorted(shapes)[:2]
        raise ValueError(
            f"the samples of a batch differ in shape: {one} and {other}. Give a collate_fn that pads them."
        )
    return Tensor(np.stack(arrays))
