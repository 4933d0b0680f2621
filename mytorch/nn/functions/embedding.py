"""Numbers that stand for things, words say, as vectors: looked up in a table, or with a single 1."""

from functools import partial
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, floats, whole, within_memory
from mytorch.conversion import array_of
from mytorch.errors import shown
from mytorch.ops import Embedding
from mytorch.tensor import Tensor

__all__ = ["embedding", "one_hot", "row_of"]


def embedding(indices: Any, weight: TensorLike, padding_idx: int | None = None) -> Tensor:
    """weight[indices]; the row padding_idx gets no gradient, and stays as it is in training.

    Shape: indices of any shape, weight (rows, features) -> (*indices.shape, features)

    indices is a Tensor, an array or a list of integers; padding_idx may count from the end. IndexError for
    an index outside [0, rows), ValueError for a padding_idx of no row, TypeError for what is no integer.

    >>> table = mytorch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> mytorch.nn.functional.embedding([1, 1], table).sum().backward()
    >>> table.grad.tolist()  # row 1 was taken twice
    [[0.0, 0.0], [2.0, 2.0]]
    """
    weight = floats("embedding", "weight", weight)
    if weight.ndim != 2:
        raise ValueError(f"embedding expects weight of shape (rows, features); got {weight.shape}.")
    rows = weight.shape[0]
    whole_indices = _integers("embedding", indices)
    if whole_indices.size and not 0 <= whole_indices.min() <= whole_indices.max() < rows:
        wrong = whole_indices[(whole_indices < 0) | (whole_indices >= rows)].flat[0]
        raise IndexError(f"embedding expects indices from 0 to {rows - 1}; got {wrong}.")
    padding = None if padding_idx is None else row_of("embedding", padding_idx, rows)
    return partial(Embedding.apply, indices=whole_indices, padding=padding)(weight)


def row_of(owner: str, padding_idx: Any, rows: int) -> int:
    """The row, counted from the front, that is not trained."""
    row = whole(owner, "padding_idx", padding_idx)
    if not -rows <= row < rows:
        raise ValueError(f"{owner} expects padding_idx from {-rows} to {rows - 1}; got {row}.")
    return row % rows


def one_hot(indices: Any, num_classes: int = -1) -> Tensor:
    """For each index a row of num_classes integers: 1 at the index, else 0.

    Shape: indices (...) of integers -> (..., num_classes) of int64. With num_classes=-1 there is one more
    than the largest index. ValueError for an index outside [0, num_classes).

    >>> mytorch.nn.functional.one_hot([0, 2]).tolist()
    [[1, 0, 0], [0, 0, 1]]
    """
    whole_indices = _integers("one_hot", indices)
    classes = whole("one_hot", "num_classes", num_classes, least=-1)
    if classes == -1 and not whole_indices.size:
        raise ValueError("one_hot cannot tell the number of classes from no index; pass num_classes.")
    if classes == -1:
        classes = int(whole_indices.max()) + 1
    if whole_indices.size and not 0 <= whole_indices.min() <= whole_indices.max() < classes:
        wrong = whole_indices[(whole_indices < 0) | (whole_indices >= classes)].flat[0]
        raise ValueError(f"one_hot expects indices from 0 to {classes - 1}; got {wrong}.")
    with within_memory("one_hot", *whole_indices.shape, classes):
        return Tensor((whole_indices[..., np.newaxis] == np.arange(classes)).astype(np.int64))


def _integers(owner: str, given: Any) -> np.ndarray:
    """A copy of the indices, fit to index with: an empty list has no dtype of its own."""
    try:
        array = array_of(given, owner)
    except TypeError:
        array = np.ones(1, bool)
    if array.dtype.kind not in "iu" and not (array.size == 0 and isinstance(given, list)):
        raise TypeError(f"{owner} expects whole numbers as indices; got {shown(given)}.")
    return np.array(array, np.intp)
