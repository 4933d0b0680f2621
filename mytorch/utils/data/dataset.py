"""Data sets: objects with a length, and with a sample at each index."""

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from mytorch.checks import number, whole
from mytorch.dtypes import NUMBERS
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = [
    "ConcatDataset",
    "Dataset",
    "IterableDataset",
    "Subset",
    "TensorDataset",
    "length_of",
    "new_order",
    "random_split",
]


class Dataset:
    """Base of data sets; a subclass defines `__getitem__`, the sample at an index, and `__len__`.

    >>> class Squares(mytorch.utils.data.Dataset):
    ...     def __len__(self):
    ...         return 4
    ...     def __getitem__(self, i):
    ...         return i * i
    >>> [batch.tolist() for batch in mytorch.utils.data.DataLoader(Squares(), batch_size=2)]
    [[0, 1], [4, 9]]
    """

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no __getitem__ method.")

    def __add__(self, other: "Dataset") -> "ConcatDataset":
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    """Base of data sets that can only be read from the start; a subclass defines `__iter__`.

    >>> class Squares(mytorch.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return (i * i for i in range(4))
    >>> [batch.tolist() for batch in mytorch.utils.data.DataLoader(Squares(), batch_size=2)]
    [[0, 1], [4, 9]]
    """

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__} has no __iter__ method.")


class TensorDataset(Dataset):
    """The rows of several tensors or arrays: sample i is the tuple of their rows i.

    Shape: each (N, …), with the same N. They are not copied. ValueError if they differ in N; TypeError if one
    is neither a Tensor nor an array of numbers, or requires a gradient.

    >>> data = mytorch.utils.data.TensorDataset(mytorch.tensor([[1.0], [2.0]]), np.array([7, 8]))
    >>> x, label = data[1]
    >>> len(data), x.tolist(), int(label)
    (2, [2.0], 8)
    """

    def __init__(self, *tensors: Tensor | np.ndarray) -> None:
        if not tensors:
            raise ValueError("TensorDataset expects tensors; got none.")
        for tensor in tensors:
            if isinstance(tensor, np.ma.MaskedArray) or not isinstance(tensor, Tensor | np.ndarray):
                raise TypeError(f"TensorDataset expects Tensors or arrays; got {shown(tensor)}.")
            if tensor.dtype.kind not in NUMBERS or tensor.ndim == 0:
                raise TypeError(f"TensorDataset expects rows of numbers; got {shown(tensor)}.")
            if isinstance(tensor, Tensor) and tensor.requires_grad:
                raise TypeError("TensorDataset takes no Tensor that requires a gradient. Use its detach().")
        rows = [len(tensor) for tensor in tensors]
        if len(set(rows)) > 1:
            raise ValueError(f"TensorDataset expects as many rows of each; got {', '.join(map(str, rows))}.")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Any, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])

    def take_batch(self, indices: np.ndarray) -> list[Tensor]:
        """The samples at these indices as a batch. Each tensor is indexed only once, which is fast."""
        arrays = [one.array if isinstance(one, Tensor) else one for one in self.tensors]
        return [_tensor(array[indices]) for array in arrays]


def _tensor(rows: np.ndarray) -> Tensor:
    """A Tensor of rows that nobody else holds. A plain array is not copied."""
    is_plain = type(rows) is np.ndarray and rows.dtype is np.dtype(rows.dtype.type)
    return Tensor.of(rows) if is_plain else Tensor(rows)


class Subset(Dataset):
    """The samples of a data set at some indices, in their order. TypeError for what is no data set.

    >>> list(mytorch.utils.data.Subset(["a", "b", "c"], [2, 0]))
    ['c', 'a']
    """

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        if not hasattr(dataset, "__getitem__"):
            raise TypeError(f"Subset expects a data set with __getitem__; got {shown(dataset)}.")
        length_of("Subset", indices)
        self.dataset, self.indices = dataset, indices

    @property
    def take_batch(self) -> Callable[[np.ndarray], Any]:
        """The method of the data set, for the indices of this part. AttributeError if it has none."""
        take = self.dataset.take_batch
        return lambda at: take(np.asarray(self.indices, np.int64)[at])

    def __getitem__(self, index: Any) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset):
    """Data sets one after another. ValueError if there are none, TypeError for what is no list of them.

    >>> data = mytorch.utils.data.ConcatDataset([["a", "b"], ["c"]])
    >>> len(data), data[2]
    (3, 'c')
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        if not isinstance(datasets, Iterable) or isinstance(datasets, str | bytes):
            raise TypeError(f"ConcatDataset expects a list of data sets; got {shown(datasets)}.")
        self.datasets = list(datasets)
        if not self.datasets:
            raise ValueError("ConcatDataset expects data sets; got none.")
        sizes = [length_of("ConcatDataset", dataset) for dataset in self.datasets]
        self.cumulative_sizes = list(itertools.accumulate(sizes))

    def __getitem__(self, index: int) -> Any:
        index = whole("ConcatDataset", "index", index)
        there = index + len(self) if index < 0 else index
        if not 0 <= there < len(self):
            raise IndexError(f"a data set of {len(self)} samples has none at {index}.")
        place = bisect_right(self.cumulative_sizes, there)
        return self.datasets[place][there - (self.cumulative_sizes[place - 1] if place else 0)]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]


def random_split(dataset: Any, lengths: Sequence[float], seed: int | None = None) -> list[Subset]:
    """Split a data set at random into parts without common samples.

    lengths: the number of samples of each part; together they are all samples. Or shares in [0, 1] that add
        up to 1: they are rounded down, and the samples left over go to the first parts, one each.
    seed: of the random order; by default it comes from NumPy's global generator (np.random.seed).

    TypeError for what is no list of lengths, ValueError for lengths that do not add up to the data set's.

    >>> training, rest = mytorch.utils.data.random_split(range(10), [0.8, 0.2], seed=0)
    >>> len(training), len(rest), sorted([*training, *rest]) == list(range(10))
    (8, 2, True)
    """
    total = length_of("random_split", dataset)
    seed = None if seed is None else whole("random_split", "seed", seed, least=0)
    if not isinstance(lengths, list | tuple) or not lengths:
        raise TypeError(f"random_split expects a list of lengths; got {shown(lengths)}.")
    shares = [number("random_split", f"lengths[{i}]", one) for i, one in enumerate(lengths)]
    sizes = [math.floor(share) for share in shares]
    if sizes != shares or (sum(shares) == 1 and total != 1):
        if not math.isclose(sum(shares), 1):
            raise ValueError(
                f"random_split expects whole numbers, or shares that add up to 1; got {lengths}."
            )
        sizes = [math.floor(share * total) for share in shares]
        for i in range(total - sum(sizes)):
            sizes[i % len(sizes)] += 1
    if sum(sizes) != total:
        raise ValueError(f"random_split got lengths for {sum(sizes)} samples; the data set has {total}.")
    order = new_order(total, seed)
    ends = np.cumsum(sizes)
    return [Subset(dataset, order[end - size : end].tolist()) for size, end in zip(sizes, ends, strict=True)]


def new_order(count: int, seed: Any) -> np.ndarray:
    """The numbers below count in a random order, from this seed or from NumPy's global generator."""
    order = np.arange(count)
    if seed is None:
        np.random.shuffle(order)  # noqa: NPY002 (the course's generator)
    else:
        np.random.default_rng(seed).shuffle(order)
    return order


def length_of(owner: str, dataset: Any) -> int:
    """The number of samples. TypeError for an object without __len__ or __getitem__."""
    if not (hasattr(dataset, "__len__") and hasattr(dataset, "__getitem__")):
        raise TypeError(f"{owner} expects a data set with __len__ and __getitem__; got {shown(dataset)}.")
    try:
        return len(dataset)
    except TypeError as error:  # for example an array without dims
        raise TypeError(f"{owner} expects a data set that has a length: {error}.") from None
