"""DataLoader: the batches of a data set, in a new order every epoch. It can be saved and resumed."""

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from mytorch.arguments import flag, size, whole
from mytorch.errors import shown
from mytorch.utils.data.collate import default_collate
from mytorch.utils.data.dataset import IterableDataset, length_of, new_order

__all__ = ["DataLoader"]


class DataLoader:
    """Iterates over the batches of a data set. Each loop over the loader is one epoch.

    dataset: any object with `__len__` and `__getitem__`, for example a TensorDataset or a list; or an
        IterableDataset.
    batch_size: the number of samples in a batch; the last batch has the rest.
    shuffle: use a new random order in every epoch, by np.random.shuffle from NumPy's global generator; or
        from the seed, if one is given.
    sampler: the indices in the order to use, instead of shuffle.
    batch_sampler: a list of indices for each batch, instead of batch_size, shuffle, sampler and drop_last.
        Both samplers are read completely at the start of each epoch.
    num_workers: must be 0, as all batches are made in this process.
    collate_fn: makes a batch from a list of samples; `default_collate` by default.
    drop_last: leave out the last batch if it is not full.
    seed: a whole number; the order then depends only on it and on the number of the epoch.

    `state_dict()` contains the position of the loader, also between two batches. After `load_state_dict`, the
    next loop gives exactly the batches that were left. Without a seed, the orders of later epochs come from
    NumPy's global generator: save np.random.get_state() too, to get the same orders.

    ValueError for settings that exclude each other, TypeError for arguments of another kind.

    >>> data = mytorch.utils.data.TensorDataset(mytorch.tensor([1.0, 2.0, 3.0]))
    >>> [x.tolist() for (x,) in mytorch.utils.data.DataLoader(data, batch_size=2)]
    [[1.0, 2.0], [3.0]]
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool = False,
        sampler: Iterable[int] | None = None,
        batch_sampler: Iterable[Iterable[int]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        *,
        drop_last: bool = False,
        seed: int | None = None,
    ) -> None:
        self.dataset = dataset
        self.is_iterable = isinstance(dataset, IterableDataset)
        if not self.is_iterable:
            length_of("DataLoader", dataset)
        self.batch_size = size("DataLoader", "batch_size", batch_size)
        self.shuffle = flag("DataLoader", "shuffle", shuffle)
        self.drop_last = flag("DataLoader", "drop_last", drop_last)
        self.sampler, self.batch_sampler, self.collate_fn = sampler, batch_sampler, collate_fn
        others = self.shuffle or sampler is not None
        if batch_sampler is not None and (others or self.batch_size != 1 or self.drop_last):
            raise ValueError(
                "DataLoader takes batch_sampler without batch_size, shuffle, sampler, drop_last."
            )
        if sampler is not None and self.shuffle:
            raise ValueError("DataLoader takes a sampler without shuffle: its order is the sampler's.")
        if self.is_iterable and (others or batch_sampler is not None):
            raise ValueError("an IterableDataset has its own order: no shuffle, sampler or batch_sampler.")
        if whole("DataLoader", "num_workers", num_workers, least=0):
            raise ValueError(
                f"DataLoader makes batches in this process; got num_workers={shown(num_workers)}."
            )
        if not (collate_fn is None or callable(collate_fn)):
            raise TypeError(f"DataLoader expects a function as collate_fn; got {shown(collate_fn)}.")
        if not isinstance(batch_sampler, Iterable | None):
            raise TypeError(
                f"DataLoader expects lists of indices as batch_sampler; got {shown(batch_sampler)}."
            )
        self.seed = None if seed is None else whole("DataLoader", "seed", seed, least=0)
        # Of the loop that began last: its epoch, and how many of its batches were returned.
        self._epoch, self._position = -1, 0
        self._batches: list[np.ndarray] | None = None  # of that epoch; None before it, and without indices
        self._is_loaded = False  # whether the next loop continues that epoch

    def __len__(self) -> int:
        if self.batch_sampler is not None:
            return len(self.batch_sampler)  # type: ignore[arg-type]
        if self.is_iterable:
            raise TypeError("a loader of an IterableDataset has no length.")
        count = len(self.dataset if self.sampler is None else self.sampler)  # type: ignore[arg-type]
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)

    def __iter__(self) -> Iterator[Any]:
        if not self._is_loaded:
            self._epoch, self._position = self._epoch + 1, 0
            self._batches = None if self.is_iterable else self._indices()
        self._is_loaded = False
        return self._stream() if self._batches is None else self._chosen(self._batches)

    def _indices(self) -> list[np.ndarray]:
        """The indices of each batch of a new epoch."""
        if self.batch_sampler is not None:
            return [_whole(batch) for batch in self.batch_sampler]
        if self.sampler is not None:
            order = _whole(self.sampler)
        elif self.shuffle:
            seed = None if self.seed is None else [self.seed, self._epoch]
            order = new_order(len(self.dataset), seed)
        else:
            order = np.arange(len(self.dataset))
        return self._cut(order)

    def _cut(self, order: np.ndarray) -> list[np.ndarray]:
        batches = [order[i : i + self.batch_size] for i in range(0, len(order), self.batch_size)]
        return batches[:-1] if self.drop_last and batches and len(batches[-1]) < self.batch_size else batches

    def _chosen(self, batches: list[np.ndarray]) -> Iterator[Any]:
        """Yield the batches from the present position on."""
        at_once = getattr(self.dataset, "take_batch", None) if self.collate_fn is None else None
        collate = self.collate_fn or default_collate
        epoch = self._epoch
        for i in range(self._position, len(batches)):
            if at_once:
                batch = at_once(batches[i])
            else:
                batch = collate([self.dataset[index] for index in batches[i].tolist()])
            self._note(epoch, i + 1)
            yield batch

    def _stream(self) -> Iterator[Any]:
        """Yield the batches of an IterableDataset; skip those that were returned before."""
        epoch, samples = self._epoch, iter(self.dataset)
        done = self._position
        for _ in itertools.islice(samples, done * self.batch_size):
            pass
        collate = self.collate_fn or default_collate
        while batch := list(itertools.islice(samples, self.batch_size)):
            if self.drop_last and len(batch) < self.batch_size:
                return
            done += 1
            made = collate(batch)
            self._note(epoch, done)
            yield made

    def _note(self, epoch: int, position: int) -> None:
        """Save how many batches of that epoch were returned, if no other loop has begun since."""
        if epoch == self._epoch:
            self._position = position

    # ---- state ---------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """The position: the epoch, the number of batches returned, and the indices of the epoch."""
        batches = self._batches or []
        return {
            "epoch": self._epoch,
            "position": self._position,
            "order": np.concatenate([np.zeros(0, np.int64), *batches]),
            "sizes": np.array([len(batch) for batch in batches], np.int64),
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Continue from a state_dict: the next loop gives exactly the batches that were left.

        TypeError or ValueError, and no change, if it is not the state of a loader of this data set. From a
        state before the first loop, or after the last batch of an epoch, the next loop is a new epoch.
        """
        if (
            not isinstance(state_dict, Mapping)
            or not {"epoch", "position", "order", "sizes"} <= state_dict.keys()
        ):
            raise TypeError(f"DataLoader expects a dict as state_dict() gives it; got {shown(state_dict)}.")
        epoch, position = (_number(state_dict[name]) for name in ("epoch", "position"))
        order, sizes = (_whole(state_dict[name]) for name in ("order", "sizes"))
        if epoch < -1 or position < 0 or (sizes < 0).any() or sizes.sum() != len(order):
            raise ValueError("DataLoader got a state whose numbers do not fit each other.")
        if (
            not self.is_iterable
            and len(order)
            and not -len(self.dataset) <= order.min() <= order.max() < len(self.dataset)
        ):
            raise ValueError(
                f"DataLoader got the state of another data set: it has index {order.max()}, this one "
                f"{len(self.dataset)} samples."
            )
        if not self.is_iterable and position > len(sizes):
            raise ValueError(f"DataLoader got a state of {len(sizes)} batches, and of {position} returned.")
        self._epoch, self._position = epoch, position
        self._batches = (
            None if self.is_iterable else np.split(order, np.cumsum(sizes)[:-1]) if len(sizes) else []
        )
        self._is_loaded = epoch >= 0 and (self.is_iterable or position < len(sizes))


def _whole(indices: Any) -> np.ndarray:
    """Indices as an array, from an array or any iterable. TypeError if they are not whole numbers."""
    try:
        array = np.asarray(indices if hasattr(indices, "__array__") else [operator.index(i) for i in indices])
    except TypeError:
        array = np.array(0)
    if array.ndim != 1 or (len(array) and array.dtype.kind not in "iu"):
        raise TypeError(f"DataLoader expects whole numbers as indices; got {shown(indices)}.")
    return array.astype(np.int64)


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"DataLoader expects whole numbers in its state; got {shown(value)}.")
    return value
