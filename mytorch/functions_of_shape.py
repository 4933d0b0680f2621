"""PyTorch's functions that reshape, join and select: `mytorch.flatten(x)` is `x.flatten()`.

x is a Tensor or, as a constant, an array, a number or a list of numbers. IndexError for a dim that it does
not have.
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
    """The same elements in another shape; one size may be -1, and follows from the others.

    ValueError for a shape of another number of elements.

    >>> mytorch.reshape([1, 2, 3, 4, 5, 6], (2, -1))
    tensor([[1, 2, 3],
            [4, 5, 6]])
    """
    return as_tensor(x).reshape(shape)


def transpose(x: Any, dim0: int, dim1: int) -> Tensor:
    """Two dims swapped.

    >>> mytorch.transpose(mytorch.zeros(2, 3, 4), 0, 2).shape
    (4, 3, 2)
    """
    return as_tensor(x).transpose(dim0, dim1)


def permute(x: Any, dims: Any) -> Tensor:
    """The dims in the given order.

    ValueError unless each dim is named once.

    >>> mytorch.permute(mytorch.zeros(2, 3, 4), (2, 0, 1)).shape
    (4, 2, 3)
    """
    return as_tensor(x).permute(dims)


def flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dims from start_dim to end_dim as one.

    >>> mytorch.flatten(mytorch.zeros(5, 28, 28), start_dim=1).shape
    (5, 784)
    """
    return as_tensor(x).flatten(start_dim, end_dim)


def squeeze(x: Any, dim: Any = None) -> Tensor:
    """Without the dims of size 1, or without those among the dims named.

    >>> mytorch.squeeze(mytorch.zeros(1, 3, 1)).shape, mytorch.squeeze(mytorch.zeros(1, 3, 1), 0).shape
    ((3,), (3, 1))
    """
    return as_tensor(x).squeeze(dim)


def unsqueeze(x: Any, dim: int) -> Tensor:
    """With a dim of size 1 put in before dim.

    >>> mytorch.unsqueeze([1.0, 2.0], 1)
    tensor([[1.],
            [2.]])
    """
    return as_tensor(x).unsqueeze(dim)


def flip(x: Any, dims: Any) -> Tensor:
    """In the reverse order along the dims.

    >>> mytorch.flip([[1, 2], [3, 4]], 1)
    tensor([[2, 1],
            [4, 3]])
    """
    return as_tensor(x).flip(dims)


def cat(tensors: Any, dim: int = 0) -> Tensor:
    """One after another along dim.   Shape: all sizes but that of dim are the same.

    ValueError for other shapes, and for no tensor at all.

    >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
    >>> mytorch.cat([x, 10 * x]).sum().backward()
    >>> x.grad  # 1 + 10
    tensor([11., 11.])
    """
    return composites.cat(tensors, dim)


def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Next to one another along a new dim.   Shape: all have the same.

    ValueError for other shapes, and for no tensor at all.

    >>> mytorch.stack([mytorch.tensor([1, 2]), mytorch.tensor([3, 4])])
    tensor([[1, 2],
            [3, 4]])
    """
    return composites.stack(tensors, dim)


def split(x: Any, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces along dim: of one size, the last one of what is left; or of the sizes in a list.

    ValueError for sizes that do not add up to that of dim.

    >>> mytorch.split([1, 2, 3, 4, 5], 2)
    (tensor([1, 2]), tensor([3, 4]), tensor([5]))
    """
    return as_tensor(x).split(split_size, dim)


def chunk(x: Any, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most so many pieces along dim, all but the last one equally long.

    ValueError for fewer than one.

    >>> mytorch.chunk([1, 2, 3, 4, 5], 2)
    (tensor([1, 2, 3]), tensor([4, 5]))
    """
    return as_tensor(x).chunk(chunks, dim)


def gather(x: Any, dim: int, index: Any) -> Tensor:
    """z[i, j, …] = x[i, index[i, j, …], …] for dim = 1, and so on for each dim.

    Shape: that of index. ValueError if it does not fit x, IndexError for an index beyond dim.

    >>> probabilities = mytorch.tensor([[0.25, 0.75], [0.5, 0.5]])
    >>> mytorch.gather(probabilities, 1, [[1], [0]])  # of the right class of each row
    tensor([[0.75],
            [0.5 ]])
    """
    return as_tensor(x).gather(dim, index)


def tril(x: Any, diagonal: int = 0) -> Tensor:
    """Each matrix with 0 above its diagonal, or above the one that lies `diagonal` steps to the right.

    ValueError for fewer than two dims.

    >>> mytorch.tril(mytorch.ones(3, 3))
    tensor([[1., 0., 0.],
            [1., 1., 0.],
            [1., 1., 1.]])
    """
    return as_tensor(x).tril(diagonal)


def triu(x: Any, diagonal: int = 0) -> Tensor:
    """Each matrix with 0 below its diagonal, or below the one that lies `diagonal` steps to the right.

    ValueError for fewer than two dims.

    >>> mytorch.triu(mytorch.ones(3, 3), diagonal=1)
    tensor([[0., 1., 1.],
            [0., 0., 1.],
            [0., 0., 0.]])
    """
    return as_tensor(x).triu(diagonal)
