"""Sequences of different lengths in one tensor: packed, as homework 3 has it, or padded."""

from collections.abc import Sequence
from typing import Any

from mytorch.arguments import flag
from mytorch.composites import cat, stack
from mytorch.creation import as_tensor, full
from mytorch.errors import shown
from mytorch.nn.util import PackedSequence, pack_sequence, unpack_sequence
from mytorch.tensor import Tensor

__all__ = ["PackedSequence", "pack_sequence", "pad_sequence", "unpack_sequence"]


def pad_sequence(sequences: Sequence[Any], batch_first: bool = False, padding_value: float = 0.0) -> Tensor:
    """Sequences side by side, each filled up at its end to the length of the longest one.

    Shape: each (T, …) with the same … -> (longest T, N, …), or (N, longest T, …) with batch_first

    Gradients flow back to each sequence. TypeError for what is no list; ValueError for other shapes.

    >>> pad = mytorch.nn.utils.rnn.pad_sequence
    >>> pad([mytorch.tensor([1.0, 2.0]), mytorch.tensor([3.0])], batch_first=True).tolist()
    [[1.0, 2.0], [3.0, 0.0]]
    """
    if not isinstance(sequences, list | tuple) or not sequences:
        raise TypeError(f"pad_sequence expects a list of Tensors; got {shown(sequences)}.")
    batch_first = flag("pad_sequence", "batch_first", batch_first)
    tensors = [as_tensor(x) for x in sequences]
    shapes = [x.shape for x in tensors]
    if any(not shape or shape[1:] != shapes[0][1:] for shape in shapes):
        raise ValueError(
            f"pad_sequence expects sequences of shapes (T, …) with the same …; got {shown(shapes)}."
        )
    longest = max(len(x) for x in tensors)
    ends = [full((longest - len(x), *x.shape[1:]), padding_value, dtype=x.dtype) for x in tensors]
    return stack([cat([x, end]) for x, end in zip(tensors, ends, strict=True)], 0 if batch_first else 1)
