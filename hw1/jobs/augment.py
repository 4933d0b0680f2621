"""Changes of training images that leave their class as it is."""

import numpy as np

__all__ = ["shift"]

FURTHEST = 2  # pixels


def shift(images: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Each image moved by up to 2 pixels, up or down and left or right, at random.

    Shape: images (N, C, H, W); background (C, 1, 1), what comes in at the edges. The result is a new array.
    Each of the 25 moves is as likely, by NumPy's global generator.
    """
    n, c, height, width = images.shape
    wide = np.empty((n, c, height + 2 * FURTHEST, width + 2 * FURTHEST), images.dtype)
    wide[:] = background
    wide[:, :, FURTHEST:-FURTHEST, FURTHEST:-FURTHEST] = images
    windows = np.lib.stride_tricks.sliding_window_view(wide, (height, width), axis=(2, 3))
    down, right = np.random.randint(0, 2 * FURTHEST + 1, (2, n))  # noqa: NPY002 (the generator of the run)
    return windows[np.arange(n), :, down, right]
