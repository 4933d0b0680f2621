"""A tensor's methods that give its elements another shape or order, or a selection of them."""

from typing import Any, Self

from mytorch import composites, conversion, ops
from mytorch.tensor_kinds import KindMethods
from mytorch.tensor_order import OrderMethods

__all__ = ["ShapeMethods"]


class ShapeMethods(KindMethods, OrderMethods):
    """Each answers with a tensor that has memory of its own, `view` and `expand` too."""

    __slots__ = ()

    def view(self, *shape: Any) -> Self:
        """As reshape(): the same elements in another shape, copied.

        >>> x = mytorch.arange(4)
        >>> y = x.view(2, 2)
        >>> y[0, 0] = 9
        >>> x  # PyTorch's view would share the 9
        tensor([0, 1, 2, 3])
        """
        return ops.Reshape.apply(self, shape=conversion.sizes(shape, "view", least=-1))

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Self:
        """The dims from start_dim to end_dim as one."""
        return composites.flatten(self, start_dim, end_dim)

    def squeeze(self, dim: Any = None) -> Self:
        """Without the dims of size 1, or without those among the dims named."""
        return composites.squeeze(self, dim)

    def unsqueeze(self, dim: int) -> Self:
        """With a dim of size 1 put in before dim."""
        return composites.unsqueeze(self, dim)

    def expand(self, *sizes: Any) -> Self:
        """Dims of size 1 stretched to these sizes, new dims in front; -1 leaves a size as it is.

        ValueError for sizes that do not fit.

        >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
        >>> x.expand(3, -1).sum().backward()
        >>> x.grad  # each was used three times
        tensor([3., 3.])
        """
        return composites.expand(self, conversion.one_by_one(sizes))

    def repeat(self, *times: Any) -> Self:
        """The whole tensor so many times along each dim; more numbers than dims put new ones in front.

        ValueError for fewer numbers than dims, or one below 0.

        >>> mytorch.tensor([1, 2]).repeat(2, 2)
        tensor([[1, 2, 1, 2],
                [1, 2, 1, 2]])
        """
        return composites.repeat(self, conversion.one_by_one(times))

    def flip(self, *dims: Any) -> Self:
        """In the reverse order along the dims."""
        return composites.flip(self, conversion.one_by_one(dims))

    def split(self, split_size: Any, dim: int = 0) -> tuple[Self, ...]:
        """Pieces along dim: of one size, the last one of what is left; or of the sizes in a list."""
        return composites.split(self, split_size, dim)

    def chunk(self, chunks: int, dim: int = 0) -> tuple[Self, ...]:
        """At most so many pieces along dim, all but the last one equally long."""
        return composites.chunk(self, chunks, dim)

    def gather(self, dim: int, index: Any) -> Self:
        """z[i, j, …] = x[i, index[i, j, …], …] for dim = 1, and so on for each dim."""
        return composites.gather(self, dim, index)

    def tril(self, diagonal: int = 0) -> Self:
        """Each matrix with 0 above its diagonal, or above the one that lies `diagonal` steps to the right."""
        return composites.triangle(self, diagonal, upper=False)

    def triu(self, diagonal: int = 0) -> Self:
        """Each matrix with 0 below its diagonal, or below the one that lies `diagonal` steps to the right."""
        return composites.triangle(self, diagonal, upper=True)

    def outer(self, other: Any) -> Self:
        """z[i, j] = x[i] * other[j], of two vectors."""
        return composites.outer(self, other)
