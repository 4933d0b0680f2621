"""Makes an input of a picture: its colours, its size, and its dark or light background as the model's."""

from typing import NamedTuple

import numpy as np

from hw1.jobs.models import ModelError
from hw1.jobs.saved_model import Facts

__all__ = ["Prepared", "averaged", "prepare"]

BRIGHTNESS = (0.299, 0.587, 0.114)  # of red, green and blue (ITU-R BT.601)
RATIO = 1.1  # how much higher or wider, in proportion, a picture may be than the model's images


class Prepared(NamedTuple):
    """A picture as the model's input."""

    x: np.ndarray  # (1, C, H, W), in the units of the training images
    inverted: bool  # whether dark and light were exchanged


def prepare(pixels: np.ndarray, facts: Facts, invert: bool | None) -> Prepared:
    """The input that a picture becomes.

    pixels: (height, width), or with 3 or 4 channels behind: red, green, blue, opacity; floats in [0, 1].
    invert: whether dark and light are exchanged; None: if the picture has a light background and the training
        images have a dark one, or the other way round. A background is what is at the edges.

    ModelError if the model takes no images, or images of another ratio of height to width.
    """
    if facts.grey is None:
        raise ModelError(
            f"the model takes rows of {facts.input_shape[0]} numbers, from a CSV file; a picture was given."
        )
    channels, height, width = facts.input_shape
    if channels not in (1, 3):
        raise ModelError(f"the model takes images of {channels} channels; a picture has 1 or 3.")
    stretch = (pixels.shape[0] / pixels.shape[1]) / (height / width)
    if not 1 / RATIO <= stretch <= RATIO:
        raise ModelError(
            f"the picture is {pixels.shape[0]} high and {pixels.shape[1]} wide; the model takes {height} x "
            f"{width}, in any size of that ratio. Crop it, or add background at two sides."
        )
    small = averaged(_coloured(pixels, channels), height, width)
    if invert is None:
        edges = np.concatenate([small[:, [0, -1], :].ravel(), small[:, :, [0, -1]].ravel()])
        middle = (facts.grey.black + facts.grey.white) / 2
        invert = bool((edges.mean() > 0.5) != (facts.grey.background > middle))
    small = 1 - small if invert else small
    x = facts.grey.black + small * (facts.grey.white - facts.grey.black)
    return Prepared(x[None], invert)


def averaged(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """An image of another size, each pixel the mean of the area that it covers.

    Shape: (C, rows, columns) -> (C, height, width).
    """
    return _shares(image.shape[1], height) @ image @ _shares(image.shape[2], width).T


def _shares(old: int, new: int) -> np.ndarray:
    """The share that each old pixel has in each new one, along one side; (new, old), each row sums to 1."""
    edges = np.arange(new + 1) * (old / new)
    starts = np.arange(old)
    overlap = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return np.clip(overlap, 0, None) / (old / new)


def _coloured(pixels: np.ndarray, channels: int) -> np.ndarray:
    """The picture as (channels, height, width), on a background where it is transparent."""
    if pixels.ndim == 2:
        return np.repeat(pixels[None].astype(np.float64), channels, axis=0)
    colours = pixels[..., :3].astype(np.float64)
    if pixels.shape[2] == 4:
        opacity = pixels[..., 3:].astype(np.float64)
        ink = (colours @ BRIGHTNESS * opacity[..., 0]).sum() / max(opacity.sum(), 1e-12)
        behind = 1.0 if ink < 0.5 else 0.0  # light behind dark ink, and dark behind light ink
        colours = colours * opacity + (1 - opacity) * behind
    if channels == 1:
        return (colours @ BRIGHTNESS)[None]
    return colours.transpose(2, 0, 1)
