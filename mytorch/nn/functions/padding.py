"""Numbers put around a tensor."""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, floats, number, whole
from mytorch.errors import shown
from mytorch.ops import Pad
from mytorch.tensor import Tensor

__all__ = ["pad"]

_NUMPYS_NAMES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(x: TensorLike, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """x with numbers put before and after it, in its last dims.

    pad: how many, the last dim first: (left, right), (left, right, above, below) and so on; negative numbers
        cut off as many.
    mode: "constant" puts `value`, 0 by default, there; "replicate" repeats the outermost number, "reflect"
        mirrors x at it, and "circular" goes on with the other end. These take no negative numbers here.

    x is a Tensor or, as a constant, an array. ValueError for what does not fit to x.

    >>> x = mytorch.tensor([1.0, 2.0])
    >>> mytorch.nn.functional.pad(x, (1, 2))
    tensor([0., 1., 2., 0., 0.])
    """
    x = x if isinstance(x, Tensor) else floats("pad", "x", x)
    widths = _widths(x, pad)
    if not isinstance(mode, str) or mode not in ("constant", *_NUMPYS_NAMES):
        raise ValueError(
            f'pad expects mode "constant", "reflect", "replicate" or "circular"; got {shown(mode)}.'
        )
    if mode == "constant":
        return _with_constant(x, widths, 0 if value is None else value)
    if value is not None:
        raise ValueError(f'pad takes a value with mode "constant" only; got {shown(value)} with {mode!r}.')
    for dim, (n, (before, after)) in enumerate(zip(x.shape, widths, strict=True)):
        most = max({"reflect": n - 1, "circular": n, "replicate": sys.maxsize * n}[mode], 0)
        if min(before, after) < 0 or max(before, after) > most:
            raise ValueError(
                f"pad expects no negative numbers, and none greater than dim {dim} of size {n} has to give, "
                f"with mode {mode!r}; got {before} and {after} there."
            )
    z = x.clone()
    for dim, (n, width) in enumerate(zip(x.shape, widths, strict=True)):
        if any(width):
            places = np.pad(np.arange(n), width, mode=_NUMPYS_NAMES[mode])  # type: ignore[call-overload]
            z = z[(slice(None),) * dim + (places,)]
    return z


def _with_constant(x: Tensor, widths: list[tuple[int, int]], value: Any) -> Tensor:
    if not isinstance(value, float):  # which may be infinite or NaN
        value = number("pad", "value", value, least=-sys.float_info.max)
    if min(map(min, widths), default=0) < 0:
        cut = (
            slice(max(-before, 0), n - max(-after, 0))
            for n, (before, after) in zip(x.shape, widths, strict=True)
        )
        x = x[tuple(cut)]
    return Pad.apply(x, widths=[(max(before, 0), max(after, 0)) for before, after in widths], value=value)


def _widths(x: Tensor, pad: Any) -> list[tuple[int, int]]:
    """How many numbers before and after, dim by dim, the first one first."""
    if not isinstance(pad, tuple | list) or len(pad) % 2 or len(pad) > 2 * x.ndim:
        raise ValueError(
            f"pad expects two numbers, before and after, for each of the last dims of x, of shape {x.shape}; "
            f"got {shown(pad)}."
        )
    given = [whole("pad", "pad", one) for one in pad]
    pairs = list(zip(given[::2], given[1::2], strict=True))[::-1]
    widths = [(0, 0)] * (x.ndim - len(pairs)) + pairs
    for n, (before, after) in zip(x.shape, widths, strict=True):
        if min(before, 0) + min(after, 0) + n < 0:
            raise ValueError(f"pad expects to leave something of x, of shape {x.shape}; got {shown(pad)}.")
    return widths
