"""A tensor's methods that ask for its form, or give its elements as other numbers."""

from typing import Any, Self

import numpy as np

from mytorch import conversion
from mytorch.dims import dim_in
from mytorch.errors import shown
from mytorch.reading import Readable

__all__ = ["KindMethods"]


class CastMethods(Readable):
    """Other numbers for the elements."""

    __slots__ = ()

    def type_as(self, other: Any) -> Self:
        """The tensor in the dtype of another one.

        TypeError for what is no Tensor.

        >>> mytorch.tensor([1, 2]).type_as(mytorch.tensor([0.5]))
        tensor([1., 2.])
        """
        if not isinstance(other, Readable):
            raise TypeError(f"type_as() takes a Tensor; got {shown(other)}.")
        return self._cast(other.dtype)

    def half(self) -> Self:
        """The tensor in float16.

        >>> mytorch.tensor([1.0]).half()
        tensor([1.], dtype=float16)
        """
        return self._cast(np.float16)

    def long(self) -> Self:
        """The tensor in int64, cut off towards 0. No gradient.

        >>> mytorch.tensor([1.9, -1.9]).long()
        tensor([ 1, -1])
        """
        return self._cast(np.int64)

    def int(self) -> Self:
        """The tensor in int32, cut off towards 0. No gradient.

        >>> mytorch.tensor([1.9, -1.9]).int().dtype
        dtype('int32')
        """
        return self._cast(np.int32)

    def bool(self) -> Self:
        """Whether each element differs from 0. No gradient.

        >>> mytorch.tensor([0.0, 0.5]).bool()
        tensor([False,  True])
        """
        return self._cast(np.bool_)

    def _cast(self, dtype: Any) -> Self:
        return self._same().to(dtype)

    def _same(self) -> Any:
        """The tensor, with all of a Tensor's methods for a type checker."""
        return self


class KindMethods(CastMethods):
    """Names that PyTorch's programs use, in terms of the tensor's other methods."""

    __slots__ = ()

    def dim(self) -> int:
        """The number of dims.

        >>> mytorch.zeros(2, 3).dim()
        2
        """
        return self.ndim

    def nelement(self) -> int:
        """The number of elements.

        >>> mytorch.zeros(2, 3).nelement()
        6
        """
        return self.numel()

    def tolist(self) -> Any:
        """The elements as Python numbers, in nested lists; of a tensor without dims the number alone.

        >>> mytorch.tensor([[1.0, 2.0]]).tolist(), mytorch.tensor(3.0).tolist()
        ([[1.0, 2.0]], 3.0)
        """
        return self.array.tolist()

    def cpu(self) -> Self:
        """The tensor itself: there is no other memory here.

        >>> x = mytorch.ones(2)
        >>> x.cpu() is x
        True
        """
        return self

    def contiguous(self) -> Self:
        """The tensor itself: view() takes every order in memory.

        >>> x = mytorch.ones(2, 3).T
        >>> x.contiguous() is x
        True
        """
        return self

    def t(self) -> Self:
        """A matrix transposed; a vector as it is. ValueError for more than two dims.

        >>> mytorch.tensor([[1, 2], [3, 4]]).t()
        tensor([[1, 3],
                [2, 4]])
        """
        if self.ndim > 2:
            raise ValueError(f"t() takes a matrix or a vector; got shape {self.shape}. Use transpose().")
        return self._same().T

    def diag(self) -> Self:
        """The diagonal of a matrix; or, of a vector, the matrix with it as its diagonal, and 0 elsewhere.

        ValueError for more than two dims.

        >>> mytorch.tensor([[1, 2], [3, 4]]).diag()
        tensor([1, 4])
        >>> mytorch.tensor([1.0, 2.0]).diag()
        tensor([[1., 0.],
                [0., 2.]])
        """
        if self.ndim not in (1, 2):
            raise ValueError(f"diag() takes a vector or a matrix; got shape {self.shape}.")
        if self.ndim == 1:
            return self._same() * self.of(np.eye(self.shape[0], dtype=self.dtype))
        along = np.arange(min(self.shape))
        return self._same()[along, along]

    def new_zeros(self, *size: Any) -> Self:
        """Zeros of the given sizes, in the dtype of this tensor.

        >>> mytorch.tensor([1, 2]).new_zeros(3)
        tensor([0, 0, 0])
        """
        return self.of(np.zeros(conversion.sizes(size, "new_zeros"), self.dtype))

    def new_ones(self, *size: Any) -> Self:
        """Ones of the given sizes, in the dtype of this tensor.

        >>> mytorch.tensor([1, 2]).new_ones(3)
        tensor([1, 1, 1])
        """
        return self.of(np.ones(conversion.sizes(size, "new_ones"), self.dtype))

    def new_tensor(self, data: Any) -> Self:
        """A constant with a copy of data, in the dtype of this tensor.

        >>> mytorch.tensor([0.5]).new_tensor([1, 2])
        tensor([1., 2.])
        """
        return self.of(conversion.to_array(data).astype(self.dtype))

    def view_as(self, other: Any) -> Self:
        """The same elements in the shape of another tensor.

        TypeError for what is no Tensor, ValueError for one of another number of elements.

        >>> mytorch.arange(4).view_as(mytorch.zeros(2, 2))
        tensor([[0, 1],
                [2, 3]])
        """
        return self._same().reshape(_shape_of("view_as", other))

    reshape_as = view_as

    def expand_as(self, other: Any) -> Self:
        """Dims of size 1 stretched to the shape of another tensor.

        TypeError for what is no Tensor, ValueError for a shape that does not fit.

        >>> mytorch.tensor([1, 2]).expand_as(mytorch.zeros(3, 2))
        tensor([[1, 2],
                [1, 2],
                [1, 2]])
        """
        return self._same().expand(*_shape_of("expand_as", other))

    def narrow(self, dim: int, start: int, length: int) -> Self:
        """The elements from start to start + length along dim. ValueError if they are not all there.

        >>> mytorch.arange(6).narrow(0, 2, 3)
        tensor([2, 3, 4])
        """
        dim = dim_in("narrow", dim, self.ndim)
        start, length = conversion.sizes((start, length), "narrow")
        if start + length > self.shape[dim]:
            raise ValueError(
                f"narrow() of {length} elements from {start} takes a longer dim than {self.shape[dim]}."
            )
        return self._same()[(slice(None),) * dim + (slice(start, start + length),)]

    def unbind(self, dim: int = 0) -> tuple[Self, ...]:
        """The slices along dim, without it."""
        dim = dim_in("unbind", dim, self.ndim)
        return tuple(self._same()[(slice(None),) * dim + (i,)] for i in range(self.shape[dim]))


def _shape_of(method: str, other: Any) -> tuple[int, ...]:
    if not isinstance(other, Readable):
        raise TypeError(f"{method}() takes a Tensor, whose shape it uses; got {shown(other)}.")
    return other.shape
