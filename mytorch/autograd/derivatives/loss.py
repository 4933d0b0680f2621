"""The derivatives of mytorch/ops/loss.py and embedding.py in tensors (see .../derivatives/__init__.py)."""

from typing import Any

import numpy as np

from mytorch import ops

__all__ = ["LOSS"]

_LEAST_SLOPE, _LEAST_LOG = 1e-12, -100  # see mytorch/ops/loss.py


def _of_probability(ctx: Any, g: Any, x: Any, y: Any) -> Any:
    return g * ((x - y) / ops.Maximum.apply(x * (1 - x), _LEAST_SLOPE))


def _of_truth(ctx: Any, g: Any, x: Any, y: Any) -> Any:
    return g * (_log(1 - x) - _log(x))


def _log(x: Any) -> Any:
    """log x, or the least there is, whose derivative is 0."""
    with np.errstate(divide="ignore"):
        there = np.log(x.array) >= _LEAST_LOG
    return ops.Where.apply(ops.Where.apply(x, 1, condition=there).log(), _LEAST_LOG, condition=there)


def _at_the_label(ctx: Any, g: Any, x: Any) -> Any:
    """-g * weight at the label, 0 elsewhere."""
    at, weights = ctx.saved_tensors
    key = list(np.indices(at.shape, sparse=True))
    key[1] = at
    return ops.AddAt.apply((-g * weights).reshape(at.shape), key=tuple(key), shape=ctx.shape)


def _rows(ctx: Any, g: Any, weight: Any) -> Any:
    """For each row the sum of g over the places that looked it up; none for the padding."""
    (indices,) = ctx.saved_tensors
    rows = ops.AddAt.apply(g, key=indices, shape=ctx.shape)
    if ctx.padding is None:
        return rows
    counts = np.ones((len(rows), 1), g.dtype)
    counts[ctx.padding] = 0
    return rows * counts


LOSS = {
    ops.BinaryCrossEntropy: (_of_probability, _of_truth),
    ops.NegativeLogLikelihood: (_at_the_label,),
    ops.Embedding: (_rows,),
}
