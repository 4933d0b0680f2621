"""The reading and writing of pixels."""

import io
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.image import imread, imsave

from hw1.data import DataError

__all__ = ["is_png", "read_png", "tiles", "to_png"]

PNG = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 50_000_000  # a picture that claims more is refused before memory is taken for it


def is_png(start: bytes) -> bool:
    """Whether a file that begins with these bytes, 8 or more, is a PNG."""
    return start.startswith(PNG)


def read_png(path: Path) -> np.ndarray:
    """The pixels of a PNG: (height, width), or (height, width, 3 or 4); floats in [0, 1].

    DataError if the file is no PNG, is damaged, or is larger than 50 million pixels.
    """
    content = path.read_bytes()
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if not is_png(content) or not 0 < width * height <= MOST_PIXELS:
        found = f"a picture of {width:,} x {height:,} pixels" if is_png(content) else "no PNG"
        raise DataError(f"{str(path)!r} is {found}; expected a PNG of up to {MOST_PIXELS:,} pixels.")
    try:
        return np.asarray(imread(io.BytesIO(content), format="png"))
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error) as error:
        raise DataError(f"{str(path)!r} is a damaged PNG ({error}). Save the picture again.") from None


def to_png(pixels: np.ndarray) -> bytes:
    """A PNG of these pixels: (height, width), or (height, width, 3 or 4); floats in [0, 1]."""
    made = io.BytesIO()
    colours = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
    imsave(made, np.clip(np.round(255 * colours), 0, 255).astype(np.uint8), format="png")
    return made.getvalue()


def tiles(images: Sequence[np.ndarray], across: int) -> bytes:
    """A PNG of images of one shape (H, W), each on a scale of its own: blue below 0, white at 0, red above.

    across: the number of images in a row. What lies between and after them is transparent.
    """
    height, width = images[0].shape
    down = -(-len(images) // across)
    sheet = np.zeros((down * (height + 1) - 1, across * (width + 1) - 1, 4))
    for i, image in enumerate(images):
        y, x = i // across * (height + 1), i % across * (width + 1)
        largest = float(np.abs(image).max()) or 1.0
        sheet[y : y + height, x : x + width] = colormaps["RdBu_r"](image / largest / 2 + 0.5)
    return to_png(sheet)
