"""Dropout as a function."""

from functools import partial
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, flag, floats, number
from mytorch.errors import shown
from mytorch.ops import Dropout
from mytorch.precision import in_single
from mytorch.tensor import Tensor
from mytorch.variable import Variable

__all__ = ["dropout"]


def dropout(x: TensorLike, p: float = 0.5, training: bool = True, *, mask: Any = None) -> Tensor:
    """In training each element is 0 with probability p, and else divided by 1 - p; otherwise x as it is.

    Source: Srivastava et al. 2014. NumPy's global generator (np.random.seed) decides, or the mask that is
    given, an array of the shape of x: True or 1 where the element is kept, False or 0 where it becomes 0.
    So a network by hand and one by autograd can drop the same elements.

    x is a Tensor of any shape or, as a constant, an array; integers become floats first. ValueError for p
    outside [0, 1] and for a mask of another shape or with other numbers.

    >>> x = mytorch.tensor([1.0, 2.0, 3.0])
    >>> mytorch.nn.functional.dropout(x, 0.5, mask=np.array([1, 0, 1]))
    tensor([2., 0., 6.])
    """
    x = floats("dropout", "x", x)
    p = number("dropout", "p", p, most=1.0)
    if mask is not None:
        mask = _checked(mask, x.shape)
    if not flag("dropout", "training", training):
        return x
    return in_single(partial(Dropout.apply, p=p, is_train=True, mask=mask), x)


def _checked(mask: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The mask as an array of bool of its own."""
    array = mask.array if isinstance(mask, Variable) else mask
    if not isinstance(array, np.ndarray | np.generic) or array.dtype.kind not in "biuf":
        raise TypeError(f"dropout expects the mask as an array of bool; got {shown(mask)}.")
    if array.shape != shape:
        raise ValueError(f"dropout expects mask of shape {shape}, as x; got {array.shape}.")
    kept = np.array(array, bool)
    if (kept != array).any():
        raise ValueError("dropout expects mask of zeros and ones: 1 where x stays.")
    return kept
