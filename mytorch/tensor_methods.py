"""A tensor's methods beyond the operators: element by element, choices, and along dims.

Each is a function of `mytorch.` as well, by the same name (mytorch/functions.py).
"""

from typing import Any, Self

from mytorch import composites, conversion, ops
from mytorch.dims import dim_in
from mytorch.reading import Readable

__all__ = ["ElementMethods", "ShapeMethods"]


class ElementMethods(Readable):
    """What leaves the shape as it is."""

    __slots__ = ()

    def abs(self) -> Self:
        """|x|; its slope at 0 is 0."""
        return ops.Abs.apply(self)

    def __abs__(self) -> Self:
        return self.abs()

    def log1p(self) -> Self:
        """log(1 + x), to all digits where x is small."""
        return ops.Log1p.apply(self)

    def erf(self) -> Self:
        """2/√π times the integral of exp(-t²) from 0 to x."""
        return ops.Erf.apply(self)

    def clamp(self, min: Any = None, max: Any = None) -> Self:
        """x from min up to max, each a number or a tensor; at a bound the gradient is that of x."""
        return composites.clamp(self, min, max)

    def where(self, condition: Any, other: Any) -> Self:
        """This tensor where the condition holds, else the other."""
        return composites.where(condition, self, other)

    def softmax(self, dim: int) -> Self:
        """exp(x) / Σ exp(x), the sum along dim."""
        return ops.Softmax.apply(self, dim=dim_in("softmax", dim, self.ndim))

    def log_softmax(self, dim: int) -> Self:
        """The logarithm of softmax(dim)."""
        return ops.LogSoftmax.apply(self, dim=dim_in("log_softmax", dim, self.ndim))

    def logsumexp(self, dim: Any, keepdim: bool = False, **numpy_words: Any) -> Self:
        """log Σ exp(x), the sum over a dim or a tuple of dims."""
        dim, keepdim = conversion.dims_of("logsumexp", dim, keepdim, numpy_words)
        return ops.LogSumExp.apply(self, dim=dim, keepdim=keepdim)


class ShapeMethods(Readable):
    """The same elements in another shape."""

    __slots__ = ()

    def squeeze(self, dim: Any = None) -> Self:
        """Without the dims of size 1, or without those among the dims named."""
        return composites.squeeze(self, dim)

    def unsqueeze(self, dim: int) -> Self:
        """With a dim of size 1 put in before dim."""
        return composites.unsqueeze(self, dim)

    def expand(self, *sizes: Any) -> Self:
        """Dims of size 1 stretched to these sizes, new dims in front; -1 leaves a size as it is."""
        return composites.expand(self, conversion.one_by_one(sizes))
