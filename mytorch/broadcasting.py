"""Broadcasting, undone: the one place."""

import numpy as np

__all__ = ["batch_sum", "unbroadcast"]


def unbroadcast(g: np.ndarray, shape: tuple[int, ...], dtype: np.dtype, op: str) -> np.ndarray:
    """A gradient in the shape and dtype of the input it is for: summed over the axes that were stretched.

    op: whose gradient it is. RuntimeError if broadcasting makes no array of g's shape of one of this shape.
    """
    if g.shape != shape:
        if g.dtype == np.float16:  # whose own sums stop growing at 2,048 ones
            g = g.astype(np.float32)
        if g.ndim == 2 and g.shape[1:] == shape:
            g = batch_sum(g)
        else:
            extra = g.ndim - len(shape)  # axes in front that the input did not have
            ones = [axis for axis, size in enumerate(shape, start=extra) if size == 1]
            summed = g.sum(axis=(*range(extra), *ones), keepdims=True) if extra >= 0 else g
            if extra < 0 or summed.shape[extra:] != shape:
                raise RuntimeError(
                    f"{op}.backward gave a gradient of shape {g.shape} for an input of shape {shape}."
                )
            g = summed.reshape(shape)
    return g if g.dtype == dtype else g.astype(dtype)


def batch_sum(x: np.ndarray) -> np.ndarray:
    """The sum over the batch: (N, C) -> (C,). A product with ones is faster than a sum along axis 0."""
    return np.ones(len(x), x.dtype) @ x
