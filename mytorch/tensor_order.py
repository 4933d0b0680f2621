"""A tensor's methods that put its elements in order, round them, or ask which of them are numbers."""

from typing import Any, NamedTuple, Self

import numpy as np

from mytorch import composites, conversion
from mytorch.dims import dim_in
from mytorch.errors import shown
from mytorch.reading import Readable

__all__ = ["OrderMethods", "Ordered"]


class OrderMethods(Readable):
    """Values in order have gradients, those of rounded numbers are 0, and indices have none."""

    __slots__ = ()

    def sort(self, dim: int = -1, descending: bool = False) -> "Ordered":
        """The values along dim in ascending order, and where each was; equal ones stay in their order."""
        dim = dim_in("sort", dim, self.ndim)
        return self._picked(dim, self._order("sort", dim, descending))

    def argsort(self, dim: int = -1, descending: bool = False) -> Self:
        """The indices of sort()."""
        dim = dim_in("argsort", dim, self.ndim)
        return self.of(self._order("argsort", dim, descending))

    def topk(self, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> "Ordered":
        """The k largest values along dim, or the smallest, in order, and where each was.

        Of equal values those that come first; in order also with sorted=False, which PyTorch leaves open.
        ValueError for a k beyond the size of dim.
        """
        dim = dim_in("topk", dim, self.ndim)
        (k,), length = conversion.sizes((k,), "topk"), self.shape[dim] if self.ndim else 1
        if k > length:
            raise ValueError(f"topk() of a dim of {length} elements takes k up to {length}; got {k}.")
        order = self._order("topk", dim, largest)
        return self._picked(dim, np.take(order, range(k), axis=dim) if self.ndim else order)

    def _order(self, method: str, dim: int, descending: Any) -> np.ndarray:
        if not isinstance(descending, bool | np.bool_):
            raise TypeError(f"{method}() takes the order as True or False; got {shown(descending)}.")
        array = self.array
        if not array.ndim:
            return np.zeros((), np.int64)
        if not descending:
            return np.argsort(array, axis=dim, kind="stable")
        backwards = np.argsort(np.flip(array, dim), axis=dim, kind="stable")
        return np.flip(array.shape[dim] - 1 - backwards, dim)

    def _picked(self, dim: int, order: np.ndarray) -> "Ordered":
        indices = self.of(np.array(order))
        return Ordered(composites.gather(self, dim, indices) if self.ndim else self, indices)

    def floor(self) -> Self:
        """The greatest whole number up to each element; its slope is 0."""
        return self._flat(np.floor)

    def ceil(self) -> Self:
        """The least whole number from each element on; its slope is 0."""
        return self._flat(np.ceil)

    def round(self) -> Self:
        """The nearest whole number; of two, the even one; its slope is 0."""
        return self._flat(np.round)

    def sign(self) -> Self:
        """-1, 0 or 1; its slope is 0."""
        return self._flat(np.sign)

    def _flat(self, ufunc: Any) -> Self:
        """The values of a function whose slope is 0: no element of x is taken, so its gradient is 0."""
        values = self.of(np.asarray(ufunc(self.array.real), self.dtype))
        return composites.where(np.zeros(self.shape, bool), self, values)

    def isnan(self) -> Self:
        """Which elements are not a number."""
        return self.of(np.isnan(self.array))

    def isinf(self) -> Self:
        """Which elements are infinite, of either sign."""
        return self.of(np.isinf(self.array))

    def isfinite(self) -> Self:
        """Which elements are neither infinite nor NaN."""
        return self.of(np.isfinite(self.array))

    def __mod__(self, other: Any) -> Self:
        return self._divided(np.remainder, self, other)

    def __rmod__(self, other: Any) -> Self:
        return self._divided(np.remainder, other, self)

    def __floordiv__(self, other: Any) -> Self:
        return self._divided(np.floor_divide, self, other)

    def __rfloordiv__(self, other: Any) -> Self:
        return self._divided(np.floor_divide, other, self)

    def _divided(self, ufunc: np.ufunc, x: Any, y: Any) -> Any:
        """Of constants only: NumPy's protocol refuses a tensor that requires a gradient."""
        result = ufunc(x, y)
        return self.of(np.asarray(result)) if result is not NotImplemented else result


class Ordered(NamedTuple):
    """What `sort` and `topk` answer: two tensors."""

    values: Any
    indices: Any
