"""The data of a job: MNIST or a folder in its form, a CSV file, or an NPZ file, in three parts.

A part for validation, or for testing, that the data does not have is split off its training rows: at random,
by the seed, and so that each class has the same share of each part.
"""

import contextlib
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hw1.data import CLASSES, DATA_FOLDER, IMAGE_SHAPE, DataError, load_mnist
from hw1.jobs.csv_rows import label_column, numbers, read_csv, refuse
from hw1.jobs.npz_arrays import read_npz

__all__ = ["Data", "Part", "Scale", "load_data"]

SHARE = 0.15  # of the rows: what is split off for validation, and for testing
PIECE = 1000  # rows at a time, where all would take much memory as floats
ZIP, NPY = b"PK\x03\x04", b"\x93NUMPY"


class Part(NamedTuple):
    """Inputs and labels: row i of both belongs together."""

    x: np.ndarray  # (N, columns) or (N, C, H, W); bytes or floats
    y: np.ndarray  # (N,), int64: the index of the class


class Data(NamedTuple):
    """A data set in three parts."""

    train: Part
    validation: Part
    test: Part
    classes: tuple[str, ...]  # their names, by index
    columns: tuple[str, ...] = ()  # the names of the inputs, of a CSV file
    label: str = ""  # the name of the label's column, of a CSV file

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one input: (columns,) or (C, H, W)."""
        return self.train.x.shape[1:]

    def __str__(self) -> str:
        kind = "images of shape {}" if len(self.input_shape) > 1 else "rows of {} numbers"
        shape = self.input_shape if len(self.input_shape) > 1 else self.input_shape[0]
        sizes = ", ".join(
            f"{len(part.y):,} for {name}"
            for name, part in (("training", self.train), ("validation", self.validation), ("test", self.test))
        )
        return f"{kind.format(shape)} in {len(self.classes)} classes: {sizes}"


class Scale(NamedTuple):
    """What the inputs are shifted and divided by: a mean of 0 and a deviation of 1 on the training rows."""

    mean: np.ndarray  # of each column (columns,), or of each channel (C, 1, 1)
    deviation: np.ndarray  # 1 where all values are the same

    @classmethod
    @np.errstate(over="ignore", invalid="ignore")  # of values that are too large, which is an error
    def of(cls, x: np.ndarray) -> "Scale":
        """The scale of these inputs, in float64. DataError if they are too large for it."""
        axes, count = (0, *range(2, x.ndim)), x.size / x.shape[1]
        pieces = [x[i : i + PIECE] for i in range(0, len(x), PIECE)]
        mean = sum(piece.sum(axes, dtype=np.float64) for piece in pieces) / count
        mean = np.reshape(mean, (-1, *[1] * (x.ndim - 2)))
        squares = sum(np.square(piece - mean).sum(axes) for piece in pieces)
        deviation = np.sqrt(squares / count).reshape(mean.shape)
        if not np.isfinite(deviation).all():
            raise DataError(f"the inputs have values of up to {abs(x).max():.0e}, which are too large.")
        alike = deviation <= 1e-12 * np.abs(mean)
        return cls(mean, np.where(alike, 1.0, deviation))

    def apply(self, x: np.ndarray, dtype: np.dtype) -> np.ndarray:
        """Inputs on this scale."""
        if x.dtype == np.uint8:
            return (x - self.mean.astype(dtype)) / self.deviation.astype(dtype)
        return ((x - self.mean) / self.deviation).astype(dtype, copy=False)


def load_data(place: str | os.PathLike[str] | None, label: str | None, seed: int) -> Data:
    """Read the data: MNIST (None), a folder of IDX files, a CSV file or an NPZ file.

    label: the name of the label's column; for a CSV file only.
    seed: of the rows that are split off.

    DataError, in one line, for data that is missing or wrong, or that has a single class.
    """
    path = Path(DATA_FOLDER if place is None else place)
    start = b""
    if path.is_file():
        with open(path, "rb") as file:
            start = file.read(len(NPY))
    if start == NPY:
        raise refuse(path, "it is a single array", "an NPZ file with x and y: np.savez(file, x=x, y=y)")
    if path.is_file() and not start.startswith(ZIP):
        return _csv(path, label, seed)
    if label is not None:
        raise refuse(path, f"it has no columns, of which {label!r} could be the label", "a CSV file")
    return _npz(path, seed) if start else _images(path)


def _images(folder: Path) -> Data:
    """MNIST's parts, as they are."""
    train, validation, test = (
        Part(split.images.reshape(-1, 1, *IMAGE_SHAPE), split.labels) for split in load_mnist(folder)
    )
    return Data(train, validation, test, tuple(map(str, range(CLASSES))))


def _csv(path: Path, label: str | None, seed: int) -> Data:
    columns = read_csv(path)
    at = label_column(columns, label)
    inputs = [j for j in range(len(columns.names)) if j != at]
    texts = [row[at] for row in columns.rows]
    for text, line in zip(texts, columns.lines, strict=True):
        if not text:
            found = f"line {line}, column {columns.names[at]!r}, which is the label, is empty"
            raise refuse(path, found, "a class. Fill it in, or leave the row out")
    names = _in_order(set(texts))
    advice = ". Name the label's column with --label"
    _check_classes(path, f"its label column {columns.names[at]!r}", names, len(texts), advice)
    index = {name: i for i, name in enumerate(names)}
    all_rows = Part(numbers(columns, inputs), np.array([index[text] for text in texts]))
    parts = _split(path, {"train": all_rows}, seed)
    return Data(*parts, names, tuple(columns.names[j] for j in inputs), columns.names[at])


def _npz(path: Path, seed: int) -> Data:
    read = read_npz(path)
    shapes = {x.shape[1:] for x, _ in read.values()}
    if len(shapes) > 1:
        raise refuse(path, f"its parts have inputs of the shapes {sorted(shapes)}", "one shape")
    labels = [y.astype(str) for _, y in read.values()]
    names = _in_order(set(np.unique(np.concatenate(labels)).tolist()))
    _check_classes(path, "its array of labels", names, sum(map(len, labels)))
    ordered = np.array(sorted(names))
    place = np.array([names.index(name) for name in ordered])
    parts = {part: Part(x, place[np.searchsorted(ordered, y.astype(str))]) for part, (x, y) in read.items()}
    return Data(*_split(path, parts, seed), names)


def _in_order(names: set[str]) -> tuple[str, ...]:
    """The names of the classes: in the order of numbers if all are numbers, else of the alphabet."""
    with contextlib.suppress(ValueError):
        if all(math.isfinite(float(name)) for name in names):
            return tuple(sorted(names, key=lambda name: (float(name), name)))
    return tuple(sorted(names))


def _check_classes(path: Path, what: str, names: tuple[str, ...], rows: int, advice: str = "") -> None:
    if len(names) < 2:
        raise refuse(path, f"{what} has one class only, {names[0]!r}", "two classes or more")
    if len(names) > rows / 2:
        found = f"{what} has {len(names):,} different values in {rows:,} rows"
        raise refuse(path, found, f"classes, with several rows each{advice}")


def _split(path: Path, parts: Mapping[str, Part], seed: int) -> tuple[Part, Part, Part]:
    """Training, validation and test rows; what is missing is split off the training rows."""
    there = dict(parts)
    count = round(SHARE * len(there["train"].y))
    generator = np.random.default_rng(seed)
    for name in ("test", "validation"):
        if name not in there:
            if count < 1:
                found = f"it has {len(parts['train'].y)} rows to train on"
                raise refuse(path, found, "at least 4, because some are split off")
            x, y = there["train"]
            order = generator.permutation(len(y))
            order = order[np.argsort(y[order], kind="stable")]  # class by class, each at random
            reached = np.floor(count / len(y) * np.arange(len(y) + 1) + 0.5)
            off = np.diff(reached) > 0  # `count` places, spread evenly over the classes
            kept, taken = np.sort(order[~off]), np.sort(order[off])
            there["train"], there[name] = Part(x[kept], y[kept]), Part(x[taken], y[taken])
    return there["train"], there["validation"], there["test"]
