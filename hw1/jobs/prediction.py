"""Predictions of a trained model, for a picture or for the rows of a CSV file."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from hw1.jobs.csv_rows import Columns, numbers, read_csv, refuse
from hw1.jobs.fit import outputs
from hw1.jobs.models import ModelError
from hw1.jobs.pictures import prepare
from hw1.jobs.saved_model import Facts
from hw1.plots import is_png, read_png
from mytorch.nn import Module

__all__ = ["Predictions", "predict"]

OTHERS = {b"\xff\xd8\xff": "a JPEG", b"GIF8": "a GIF", b"BM": "a bitmap", b"RIFF": "a WebP", b"%PDF": "a PDF"}


class Predictions(NamedTuple):
    """What a model says of a picture, or of each row."""

    classes: tuple[str, ...]
    probabilities: np.ndarray  # (N, classes), each row sums to 1
    inverted: bool | None = None  # of a picture: whether dark and light were exchanged
    labels: tuple[str, ...] | None = None  # of rows with a label: what it is
    left_out: tuple[str, ...] = ()  # columns that the model does not know

    @property
    def names(self) -> list[str]:
        """The most probable class of each."""
        return [self.classes[i] for i in self.probabilities.argmax(1)]

    @property
    def accuracy(self) -> float | None:
        """The share of rows, in [0, 1], that are predicted as their label says; None without labels."""
        if self.labels is None:
            return None
        return sum(a == b for a, b in zip(self.names, self.labels, strict=True)) / len(self.labels)


def predict(model: Module, facts: Facts, path: Path, invert: bool | None) -> Predictions:
    """Predict what a file shows: a PNG, or a CSV file with the columns that the model was trained on.

    invert: see `pictures.prepare`; for a picture only.

    DataError for a file that is wrong; ModelError for one that does not fit the model.
    """
    if _is_picture(path):
        prepared = prepare(read_png(path), facts, invert)
        return Predictions(facts.classes, _probabilities(model, facts, prepared.x), prepared.inverted)
    if invert is not None:
        raise ModelError("--invert and --no-invert are for a picture; a CSV file was given.")
    columns = read_csv(path)
    inputs, label = _columns_of(columns, facts)
    x = numbers(columns, inputs).reshape(-1, *facts.input_shape)
    labels = None if label is None else tuple(row[label] for row in columns.rows)
    known = {*inputs, label}
    left_out = tuple(name for j, name in enumerate(columns.names) if j not in known)
    return Predictions(facts.classes, _probabilities(model, facts, x), labels=labels, left_out=left_out)


def _is_picture(path: Path) -> bool:
    """Whether the file is a PNG. DataError if it is a picture of another kind, or only called a PNG."""
    if not path.is_file():
        return False  # reading it as a CSV file says what it is
    with open(path, "rb") as file:
        start = file.read(16)
    kind = next((kind for begins, kind in OTHERS.items() if start.startswith(begins)), None)
    if kind or (path.suffix.lower() == ".png" and not is_png(start)):
        raise refuse(path, f"it is {kind or 'no PNG'}", "a PNG or a CSV file. Save the picture as PNG")
    return is_png(start)


def _columns_of(columns: Columns, facts: Facts) -> tuple[list[int], int | None]:
    """The indices of the model's inputs, in its order, and of the label, if it is there."""
    label = columns.names.index(facts.label) if facts.label in columns.names else None
    if facts.columns:
        missing = [repr(name) for name in facts.columns if name not in columns.names]
        if missing:
            found = f"it has no column {', '.join(missing[:5])}{' …' if len(missing) > 5 else ''}"
            raise refuse(
                columns.path, found, f"the {len(facts.columns)} columns that the model was trained on"
            )
        return [columns.names.index(name) for name in facts.columns], label
    count = int(np.prod(facts.input_shape))
    if len(columns.names) != count:
        raise refuse(columns.path, f"it has {len(columns.names)} columns", f"{count}, the model's inputs")
    return list(range(count)), None


def _probabilities(model: Module, facts: Facts, x: np.ndarray) -> np.ndarray:
    """The softmax of the model's outputs, in float64."""
    with np.errstate(over="ignore", invalid="ignore"):  # outputs that are not finite are an error below
        z = outputs(model, x, facts.inputs).astype(np.float64)
    if z.shape != (len(x), len(facts.classes)):
        raise ModelError(
            f"the model's outputs are of shape {z.shape}; expected {(len(x), len(facts.classes))}."
        )
    if not np.isfinite(z).all():
        raise ModelError("the model's outputs are not finite: its weights, or the inputs, are too large.")
    powers = np.exp(z - z.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)
