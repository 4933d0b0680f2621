"""Trains a network, and returns its losses and errors after each epoch.   (Spring 2020, 3.6)

A loss is in nats and an error a fraction in [0, 1], both averages over examples.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, SupportsFloat

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_count, as_floats, as_function, described

_METHODS = ("forward", "backward", "zero_grads", "step", "error", "total_loss", "train", "eval")


class Network(Protocol):
    """The methods that a network must have: those of the handout's MLP (3.5), by hand or by autograd.

    >>> [name for name in vars(classic_mlp.Network) if not name.startswith("_")]
    ['forward', 'backward', 'zero_grads', 'step', 'error', 'total_loss', 'train', 'eval']
    """

    def forward(self, x: NDArray[Any], /) -> object: ...
    def backward(self, labels: NDArray[Any], /) -> object: ...
    def zero_grads(self) -> None: ...
    def step(self) -> None: ...
    def error(self, labels: NDArray[Any], /) -> SupportsFloat: ...
    def total_loss(self, labels: NDArray[Any], /) -> SupportsFloat: ...
    def train(self) -> None: ...
    def eval(self) -> None: ...


class TrainingStats(NamedTuple):
    """Four arrays with one number for each epoch.

    >>> stats = classic_mlp.TrainingStats([0.9, 0.5], [0.4, 0.2], [0.8, 0.6], [0.3, 0.25])
    >>> stats.validation_errors[-1]  # after the last epoch
    0.25
    """

    training_losses: NDArray[np.float64]
    training_errors: NDArray[np.float64]
    validation_losses: NDArray[np.float64]
    validation_errors: NDArray[np.float64]


@np.errstate(over="ignore", invalid="ignore")  # a loss that is not finite raises an error instead
def get_training_stats(
    mlp: Network,
    dset: Sequence[tuple[NDArray[Any], NDArray[Any]]],
    nepochs: int,
    batch_size: int,
    *,
    on_epoch: Callable[[int, TrainingStats], object] | None = None,
) -> TrainingStats:
    """Train `mlp`, and return the training and validation figures of each of the `nepochs` epochs.

    dset: (training set, validation set, test set), each (x, one-hot labels). The test set is not used. The
        arrays are read batch by batch, and neither changed nor reordered.
    on_epoch: called after each epoch as on_epoch(epoch, stats), with epoch counted from 1 and stats
        the figures of the epochs so far.

    The training figures are computed from the batches during training, before each batch's step. The
    validation figures are computed at the end of the epoch, in eval mode. Both are averages over examples,
    so a shorter last batch counts less. NumPy's global generator shuffles the order of the training set in
    every epoch, as the handout asks; np.random.seed makes a run repeatable. At the end the network is in
    eval mode, and its gradients are 0.

    Before anything is done, raises TypeError if an argument is no network, set, count or function, and
    ValueError for an empty set, too few or too many labels, sets that do not fit each other, or a batch_size
    below 1. Raises FloatingPointError at the first loss that is not finite, before a step with it.

    >>> f, start = [classic_mlp.Identity()], lambda *shape: np.zeros(shape)
    >>> mlp = classic_mlp.MLP(1, 2, [], f, start, np.zeros, classic_mlp.SoftmaxCrossEntropy(), lr=1.0)
    >>> data = np.array([[-1.0], [1.0]]), np.eye(2)
    >>> stats = classic_mlp.get_training_stats(mlp, [data, data], nepochs=2, batch_size=2)
    >>> stats.training_losses.round(4).tolist(), stats.validation_errors.tolist()
    ([0.6931, 0.3133], [0.0, 0.0])
    """
    if isinstance(mlp, type) or not all(callable(getattr(mlp, name, None)) for name in _METHODS):
        raise TypeError(f"get_training_stats expects mlp as a network, as MLP(...); got {described(mlp)}.")
    nepochs = as_count(nepochs, "get_training_stats", "nepochs", 0)
    batch_size = as_count(batch_size, "get_training_stats", "batch_size", 1)
    if on_epoch is not None:
        as_function(on_epoch, "get_training_stats", "on_epoch")
    if not isinstance(dset, list | tuple) or len(dset) < 2:
        got = f"{len(dset)} of them" if isinstance(dset, list | tuple) else described(dset)
        raise TypeError(f"get_training_stats expects dset as (training, validation, test set); got {got}.")
    training, validation = _examples("training", dset[0]), _examples("validation", dset[1])
    for one, other, name in zip(training, validation, ("images", "labels"), strict=True):
        shapes = np.shape(one[:1])[1:], np.shape(other[:1])[1:]
        if shapes[0] != shapes[1]:
            raise ValueError(
                f"get_training_stats expects {name} of one shape in both sets; "
                f"got {shapes[0]} to train on and {shapes[1]} to validate with."
            )

    order = np.arange(len(training[0]))
    train_starts = range(0, len(order), batch_size)
    val_starts = range(0, len(validation[0]), batch_size)
    figures = np.zeros((4, nepochs))

    mlp.zero_grads()
    for epoch in range(1, nepochs + 1):
        np.random.shuffle(order)  # noqa: NPY002
        batches = [order[i : i + batch_size] for i in train_starts]
        mlp.train()
        figures[:2, epoch - 1] = _averages(mlp, training, batches, f"training, epoch {epoch}", learn=True)

        slices = [slice(i, i + batch_size) for i in val_starts]
        mlp.eval()
        figures[2:, epoch - 1] = _averages(mlp, validation, slices, f"validation, epoch {epoch}", learn=False)

        if on_epoch is not None:
            on_epoch(epoch, TrainingStats(*figures[:, :epoch].copy()))
    return TrainingStats(*figures)


def _examples(name: str, given: Any) -> tuple[Any, Any]:
    """The images and labels of a set, with the checks that need not read them."""
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise TypeError(f"get_training_stats expects the {name} set as (x, labels); got {described(given)}.")
    x, labels = _rows(given[0], f"x of the {name} set"), _rows(given[1], f"labels of the {name} set")
    if not 0 < len(x) == len(labels):
        raise ValueError(
            f"get_training_stats expects a {name} set of at least one image, with one label each; "
            f"got {len(x)} images and {len(labels)} labels."
        )
    if np.ndim(labels[:1]) != 2:
        raise ValueError(
            f"get_training_stats expects one-hot labels, (N, C), in the {name} set; "
            f"got {np.ndim(labels[:1])} dimensions. From class numbers: np.eye(C)[labels]."
        )
    return x, labels


def _rows(given: Any, name: str) -> Any:
    """The rows to read batches from: an array without a copy, a list as an array, or the user's data set."""
    masked = isinstance(given, np.ma.MaskedArray)
    if isinstance(given, np.ndarray) and given.ndim and given.dtype.kind in "fcbiu" and not masked:
        return np.asarray(given)
    own = hasattr(given, "__getitem__") and hasattr(given, "__len__")
    if own and not isinstance(given, np.ndarray | list | tuple | str | bytes | dict):
        return given
    array = as_floats(given, "get_training_stats", name)
    if not array.ndim:
        raise TypeError(f"get_training_stats expects {name} as an array of rows; got {described(given)}.")
    return array


def _averages(
    mlp: Network,
    examples: tuple[NDArray[Any], NDArray[Any]],
    batches: Sequence[NDArray[np.intp] | slice],
    when: str,
    *,
    learn: bool,
) -> tuple[float, float]:
    """Process the batches, each given by its rows; return the average loss and error of their examples."""
    x, labels = examples
    loss = error = 0.0
    for number, rows in enumerate(batches, start=1):
        truth = labels[rows]
        mlp.forward(x[rows])
        batch_loss = float(mlp.total_loss(truth))
        if not np.isfinite(batch_loss):
            raise FloatingPointError(
                f"The loss is {batch_loss} in {when}, batch {number} of {len(batches)}; no step was taken "
                "on it. Try a smaller lr, and look for NaN in the data."
            )
        loss += batch_loss
        error += float(mlp.error(truth))
        if learn:
            mlp.backward(truth)
            mlp.step()
            mlp.zero_grads()
    return loss / len(x), error / len(x)
