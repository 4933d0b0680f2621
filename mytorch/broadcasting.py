"""Undoes broadcasting in gradients. No other file does this."""

import numpy as np

__all__ = ["batch_sum", "unbroadcast"]


def unbroadcast(g: np.ndarray, shape: tuple[int, ...], dtype: np.dtype, op: str) -> np.ndarray:
    """Convert a gradient to the shape and dtype of its input: sum it over the axes that were broadcast.

    g: the gradient. shape, dtype: those of the input. op: the op's name, for the error.
    RuntimeError if an array of this shape cannot be broadcast to the shape of g.
    """
    if g.shape != shape:
        if g.dtype == np.float16:  # a float16 sum of ones stops growing at 2,048
            g = g.astype(np.float32)
        if g.ndim == 2 and g.shape[1:] == shape:
            g = batch_sum(g)
        else:
            extra = g.ndim - len(shape)  # leading axes that the input did not have
            ones = [axis for axis, size in enumerate(shape, start=extra) if size == 1]
            summed = g.sum(axis=(*range(extra), *ones), keepdims=True) if extra >= 0 else g
            if extra < 0 or summed.shape[extra:] != shape:
                raise RuntimeError(
                    f"{op}.backward gave a gradient of shape {g.shape} for an input of shape {shape}."
                )
            g = summed.reshape(shape)
    return g if g.dtype == dtype else g.astype(dtype)


def batch_sum(x: np.ndarray) -> np.ndarray:
    """The sum over the batch: (N, C) -> (C,). A matrix product with ones is faster than x.sum(axis=0)."""
    return np.ones(len(x), x.dtype) @ x
