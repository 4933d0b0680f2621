"""PyTorch's functions that reshape, join and select: `mytorch.flatten(x)` is `x.flatten()`.

x is a Tensor or, as a constant, an array, a number or a list of numbers.
"""

from typing import Any

from mytorch import composites
from mytorch.creation import as_tensor
from mytorch.tensor import Tensor

__all__ = [
    "cat",
    "chunk",
    "flatten",
    "flip",
    "gather",
    "permute",
    "reshape",
    "split",
    "squeeze",
    "stack",
    "transpose",
    "tril",
    "triu",
    "unsqueeze",
]


def reshape(x: Any, shape: Any) -> Tensor:
    """The same elements in another shape; one size may be -1, and follows from the others."""
    return as_tensor(x).reshape(shape)


def transpose(x: Any, dim0: int, dim1: int) -> Tensor:
    """Two dims swapped."""
    return as_tensor(x).transpose(dim0, dim1)


def permute(x: Any, dims: Any) -> Tensor:
    """The dims in the given order."""
    return as_tensor(x).permute(dims)


def flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dims from start_dim to end_dim as one."""
    return as_tensor(x).flatten(start_dim, end_dim)


def squeeze(x: Any, dim: Any = None) -> Tensor:
    """Without the dims of size 1, or without those among the dims named."""
    return as_tensor(x).squeeze(dim)


def unsqueeze(x: Any, dim: int) -> Tensor:
    """With a dim of size 1 put in before dim."""
    return as_tensor(x).unsqueeze(dim)


def flip(x: Any, dims: Any) -> Tensor:
    """In the reverse order along the dims."""
    return as_tensor(x).flip(dims)


def cat(tensors: Any, dim: int = 0) -> Tensor:
    """One after another along dim.   Shape: all sizes but that of dim are the same."""
    return composites.cat(tensors, dim)


def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Next to one another along a new dim.   Shape: all have the same."""
    return composites.stack(tensors, dim)


def split(x: Any, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces along dim: of one size, the last one of what is left; or of the sizes in a list."""
    return as_tensor(x).split(split_size, dim)


def chunk(x: Any, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most so many pieces along dim, all but the last one equally long."""
    return as_tensor(x).chunk(chunks, dim)


def gather(x: Any, dim: int, index: Any) -> Tensor:
    """z[i, j, …] = x[i, index[i, j, …], …] for dim = 1, and so on for each dim."""
    return as_tensor(x).gather(dim, index)


def tril(x: Any, diagonal: int = 0) -> Tensor:
    """Each matrix with 0 above its diagonal, or above the one that lies `diagonal` steps to the right."""
    return as_tensor(x).tril(diagonal)


def triu(x: Any, diagonal: int = 0) -> Tensor:
    """Each matrix with 0 below its diagonal, or below the one that lies `diagonal` steps to the right."""
    return as_tensor(x).triu(diagonal)
