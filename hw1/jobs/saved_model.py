"""Keeps a trained model in a safetensors file, with all that a prediction needs, and reads it again.

The numbers are the model's state; the rest is JSON in the file's metadata. Reading runs no code: a model of
the user's own file needs the name of that file again, because a file that comes from elsewhere must not
choose what is run.
"""

import json
import math
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hw1.jobs.datasets import Data, Scale
from hw1.jobs.fit import Inputs
from hw1.jobs.models import Description, ModelError, build
from hw1.output import OutputError
from mytorch import get_default_dtype, load, save, set_default_dtype
from mytorch.nn import Module
from mytorch.serialization import load_metadata
from mytorch.tensor import Tensor

__all__ = ["Facts", "Grey", "facts_of", "load_model", "save_model"]

KEY, FORMAT = "mytorch.job", 1


class Grey(NamedTuple):
    """How bright the training images are, in their own units."""

    black: float
    white: float
    background: float  # mean of the pixels at the edges


class Facts(NamedTuple):
    """What a prediction must know besides the model's numbers."""

    description: Description
    classes: tuple[str, ...]
    input_shape: tuple[int, ...]  # (columns,) or (C, H, W)
    inputs: Inputs
    columns: tuple[str, ...]  # names of the inputs, if they came from a CSV file
    label: str  # name of the label's column, likewise
    grey: Grey | None  # None if the inputs are no images
    dtype: str


def facts_of(data: Data, description: Description, inputs: Inputs) -> Facts:
    """The facts of a model that is trained on this data."""
    dtype = np.dtype(get_default_dtype()).name
    grey = _grey(data.train.x) if len(data.input_shape) > 1 else None
    return Facts(description, data.classes, data.input_shape, inputs, data.columns, data.label, grey, dtype)


def save_model(path: Path, model: Module, facts: Facts, **figures: float) -> None:
    """Write the model whole, or not at all. figures: what is kept with it, such as its accuracy.

    OutputError if it cannot be written.
    """
    kept = {
        "format": FORMAT,
        **facts._asdict(),
        "description": facts.description._asdict(),
        "inputs": {
            "mean": facts.inputs.scale.mean.ravel().tolist(),
            "deviation": facts.inputs.scale.deviation.ravel().tolist(),
            "flat": facts.inputs.flat,
        },
        "grey": facts.grey._asdict() if facts.grey else None,
        "figures": figures,
    }
    try:
        save(model.state_dict(), path, {KEY: json.dumps(kept)})
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}.") from None


def load_model(path: str | os.PathLike[str], own: str | None) -> tuple[Module, Facts]:
    """The model of a file, in evaluation mode, and its facts. The default dtype becomes the model's.

    own: FILE.py:function, if the model was built by a function of the user's own; it is run again.

    ModelError if the file is none that `save_model` wrote, is damaged, or needs `own` and does not get it.
    """
    name = repr(str(path))
    try:
        text, state = load_metadata(path).get(KEY), load(path)
    except ValueError as error:
        raise ModelError(f"{error} Give a model.safetensors that `train` wrote.") from None
    if text is None or not isinstance(state, dict):
        raise ModelError(
            f"{name} has weights, and not what else a prediction needs: `train` did not write it."
        )
    try:
        facts = _facts(json.loads(text))
    except (ValueError, RecursionError):
        raise ModelError(f"{name} is damaged: what it says of its model is incomplete.") from None
    description = _description(path, facts.description, own)
    set_default_dtype(facts.dtype)
    weights = sum(math.prod(one.shape) for one in state.values() if isinstance(one, Tensor))
    if not description.is_own and max(math.prod(facts.input_shape), *description.hidden, 0) > weights:
        raise ModelError(f"{name} is damaged: it has fewer weights than its layers need.")
    try:
        model = build(description, facts.input_shape, len(facts.classes))
        model.load_state_dict(state)
    except (KeyError, ValueError, TypeError, RuntimeError) as error:
        words = " ".join(str(error.args[0] if error.args else error).split())[:300]
        raise ModelError(f"the weights in {name} do not fit {description.model}: {words}") from None
    model.eval()
    return model, facts


def _description(path: str | os.PathLike[str], kept: Description, own: str | None) -> Description:
    """What the model is built from; the user's own code only if the user names it."""
    if not kept.is_own:
        if own is not None:
            raise ModelError(f"the model in {str(path)!r} is {kept.model}: leave --model out.")
        return kept
    if own is None:
        raise ModelError(
            f"{str(path)!r} was trained with a function of your own. Name it again: --model {kept.model}"
        )
    return Description(own)


def _grey(images: np.ndarray) -> Grey:
    edges = np.concatenate([images[:, :, [0, -1], :].ravel(), images[:, :, :, [0, -1]].ravel()])
    background = float(edges.mean(dtype=np.float64))
    if images.dtype == np.uint8:
        return Grey(0.0, 255.0, background)
    low, high = float(images.min()), float(images.max())
    return Grey(min(low, 0.0), 1.0 if low >= 0 and high <= 1 else high, background)


def _facts(kept: Any) -> Facts:
    """The facts in a file's JSON. ValueError for anything that `save_model` does not write."""
    try:
        if kept["format"] != FORMAT:
            raise ValueError(kept["format"])
        shape = tuple(map(_size, kept["input_shape"]))
        scales = [np.array(kept["inputs"][name], np.float64) for name in ("mean", "deviation")]
        wanted = (shape[0], *[1] * (len(shape) - 1))
        scale = Scale(*(numbers.reshape(wanted) for numbers in scales))
        if not all(np.isfinite(numbers).all() for numbers in scales) or not (scale.deviation > 0).all():
            raise ValueError("scale")
        facts = Facts(
            Description(
                str(kept["description"]["model"]),
                tuple(map(_size, kept["description"]["hidden"])),
                float(kept["description"]["dropout"]),
            ),
            tuple(map(str, kept["classes"])),
            shape,
            Inputs(scale, bool(kept["inputs"]["flat"])),
            tuple(map(str, kept["columns"])),
            str(kept["label"]),
            Grey(**{name: float(value) for name, value in kept["grey"].items()}) if kept["grey"] else None,
            str(kept["dtype"]),
        )
    except (KeyError, TypeError, IndexError, AttributeError, OverflowError):
        raise ValueError("incomplete") from None
    fits = len(shape) in (1, 3) and len(facts.classes) > 1 and facts.dtype in ("float32", "float64")
    known = facts.description.is_own or facts.description.model in ("mlp", "lenet")
    if not (fits and known and (facts.grey is not None) == (len(shape) == 3)):
        raise ValueError("incomplete")
    return facts


def _size(value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**31:
        raise ValueError(value)
    return value
