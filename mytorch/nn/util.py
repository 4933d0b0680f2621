"""Sequences of several lengths as one tensor, time step by time step (11-785, Fall 2020, homework 3).

Packed, three sequences a (3 steps), b (1 step) and c (2 steps) are the rows

    a0 c0 b0   a1 c1   a2           batch_sizes = [3, 2, 1], sorted_indices = [0, 2, 1]

so that each time step is one stretch of rows, the longest sequence first, and no row is padding.

The file's name, and the names in it, are the course's.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mytorch.errors import shown
from mytorch.ops import Cat
from mytorch.tensor import Tensor
from mytorch.variable import Variable

__all__ = ["PackedSequence", "pack_sequence", "split_rows", "unpack_sequence"]


class PackedSequence:
    """Several sequences as one tensor; `data, sorted_indices, batch_sizes = packed` takes it apart.

    data: Tensor (sum of the lengths, …), the rows of the first time step first.
    sorted_indices: array (number of sequences,): which sequence of the list stands at each place, the
        longest first.
    batch_sizes: array (greatest length,): how many sequences have each time step.

    ValueError where the three do not fit each other, TypeError for what is no Tensor or no integers.

    >>> pack_sequence([mytorch.tensor([1.0]), mytorch.tensor([2.0, 3.0])])
    PackedSequence(data=tensor([2., 1., 3.]), sorted_indices=[1, 0], batch_sizes=[2, 1])
    """

    def __init__(self, data: Tensor, sorted_indices: Any, batch_sizes: Any) -> None:
        if not isinstance(data, Tensor) or not data.ndim:
            raise TypeError(f"PackedSequence expects data as a Tensor of rows; got {shown(data)}.")
        order = _integers("sorted_indices", sorted_indices)
        sizes = _integers("batch_sizes", batch_sizes)
        if not sizes.size or (np.diff(sizes) > 0).any() or sizes[-1] < 1:
            raise ValueError(
                f"PackedSequence expects batch_sizes of 1 and up that never grow; got {shown(batch_sizes)}."
            )
        if sizes.sum() != len(data):
            raise ValueError(
                f"PackedSequence expects as many rows of data as batch_sizes add up to, {sizes.sum()}; "
                f"got {len(data)}."
            )
        if not np.array_equal(np.sort(order), np.arange(sizes[0])):
            raise ValueError(
                f"PackedSequence expects in sorted_indices each number from 0 to {sizes[0] - 1} once; "
                f"got {shown(sorted_indices)}."
            )
        self.data = data
        self.sorted_indices = order
        self.batch_sizes = sizes

    @property
    def unsorted_indices(self) -> np.ndarray:
        """At which place each sequence of the list stands: the inverse of sorted_indices (PyTorch's name)."""
        return np.argsort(self.sorted_indices)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.data, self.sorted_indices, self.batch_sizes))

    def __repr__(self) -> str:
        return (
            f"PackedSequence(data={self.data!r}, sorted_indices={self.sorted_indices.tolist()}, "
            f"batch_sizes={self.batch_sizes.tolist()})"
        )


def pack_sequence(sequence: Sequence[Any]) -> PackedSequence:
    """Pack a list of sequences, in any order of their lengths; gradients flow back to each of them.

    sequence: Tensors or, as constants, arrays, of shapes (T, …) with the same … and each T of 1 and up.
        Equally long ones keep the order that they have in the list.

    TypeError for what is no list, or holds something else than numbers; ValueError for other shapes.

    >>> packed = pack_sequence([mytorch.tensor([1.0]), mytorch.tensor([2.0, 3.0])])
    >>> packed.data.tolist(), packed.batch_sizes.tolist()  # the first rows of both, then the second
    ([2.0, 1.0, 3.0], [2, 1])
    """
    if isinstance(sequence, Variable | np.ndarray | str) or not isinstance(sequence, Sequence):
        raise TypeError(f"pack_sequence expects a list of Tensors; got {shown(sequence)}.")
    tensors = [x if isinstance(x, Tensor) else Tensor(x) for x in sequence]
    shapes = [x.shape for x in tensors]
    if not shapes or any(not shape or not shape[0] or shape[1:] != shapes[0][1:] for shape in shapes):
        raise ValueError(
            "pack_sequence expects one sequence or more of shapes (T, …), with T of 1 and up and the same "
            f"… for all; got {shown(shapes)}."
        )
    lengths = np.array([shape[0] for shape in shapes])
    sorted_indices = np.argsort(-lengths, kind="stable")
    batch_sizes = (lengths > np.arange(lengths.max())[:, np.newaxis]).sum(axis=1)
    starts = (np.cumsum(lengths) - lengths)[sorted_indices]
    rows = np.concatenate([starts[:n] + t for t, n in enumerate(batch_sizes)])
    return PackedSequence(Cat.apply(*tensors, dim=0)[rows], sorted_indices, batch_sizes)


def unpack_sequence(ps: PackedSequence) -> list[Tensor]:
    """The sequences, in the order of the list that was packed; gradients flow back through each of them.

    TypeError for what is no PackedSequence.

    >>> packed = pack_sequence([mytorch.tensor([1.0]), mytorch.tensor([2.0, 3.0])])
    >>> [x.tolist() for x in unpack_sequence(packed)]
    [[1.0], [2.0, 3.0]]
    """
    if not isinstance(ps, PackedSequence):
        raise TypeError(f"unpack_sequence expects a PackedSequence; got {shown(ps)}.")
    data, _, batch_sizes = ps
    starts = np.cumsum(batch_sizes) - batch_sizes
    places = ps.unsorted_indices
    rows = [starts[batch_sizes > place] + place for place in places]
    return split_rows(data[np.concatenate(rows)], [len(each) for each in rows])


def split_rows(x: Tensor, sizes: Sequence[int]) -> list[Tensor]:
    """x cut along its first dim into stretches of the given sizes, which add up to its length.

    By halves: the gradient of a slice is as large as what it was cut from, 0 outside. T slices of the whole
    would so take time of the order of T², and halves of halves take T log T.
    """
    if len(sizes) == 1:
        return [x]
    half = len(sizes) // 2
    border = int(sum(sizes[:half]))
    return split_rows(x[:border], sizes[:half]) + split_rows(x[border:], sizes[half:])


def _integers(name: str, value: Any) -> np.ndarray:
    """An array of integers in one dim, as a copy."""
    array = np.array(value.array if isinstance(value, Variable) else value)
    if array.dtype.kind not in "iu" or array.ndim != 1:
        raise TypeError(f"PackedSequence expects {name} as an array of integers (n,); got {shown(value)}.")
    return array.astype(np.intp)
