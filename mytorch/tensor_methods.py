"""A tensor's methods beside the operators: element by element, comparisons, and over dims.

Each is a function of `mytorch.` as well, by the same name (mytorch/functions.py). Those that change the shape
are in mytorch/tensor_shapes.py, those that change the tensor in mytorch/tensor_changes.py.
"""

import math
from typing import Any, NamedTuple, Self

import numpy as np

from mytorch import composites, conversion, dims, numpy_functions, ops
from mytorch.checks import flag, number
from mytorch.errors import shown
from mytorch.reading import Readable

__all__ = ["ElementMethods", "MinResult", "ReductionMethods"]


class ElementMethods(Readable):
    """What is done to each element."""

    __slots__ = ()

    def abs(self) -> Self:
        """|x|; its slope at 0 is 0."""
        return ops.Abs.apply(self)

    def __abs__(self) -> Self:
        return self.abs()

    def neg(self) -> Self:
        """-x."""
        return ops.Neg.apply(self)

    def exp(self) -> Self:
        """e to the power of each element."""
        return ops.Exp.apply(self)

    def log(self) -> Self:
        """The natural logarithm of each element."""
        return ops.Log.apply(self)

    def sqrt(self) -> Self:
        """The square root of each element."""
        return ops.Sqrt.apply(self)

    def sin(self) -> Self:
        """The sine of x, in radians."""
        return ops.Sin.apply(self)

    def cos(self) -> Self:
        """The cosine of x, in radians."""
        return ops.Cos.apply(self)

    def log1p(self) -> Self:
        """log(1 + x), to all digits where x is small."""
        return ops.Log1p.apply(self)

    def erf(self) -> Self:
        """2/√π times the integral of exp(-t²) from 0 to x."""
        return ops.Erf.apply(self)

    def tanh(self) -> Self:
        """The hyperbolic tangent."""
        return ops.Tanh.apply(self)

    def sigmoid(self) -> Self:
        """1 / (1 + exp(-x)); never overflows."""
        return ops.Sigmoid.apply(self)

    def relu(self) -> Self:
        """max(x, 0); its slope at 0 is 0."""
        return ops.ReLU.apply(self)

    def add(self, other: Any, *, alpha: float = 1) -> Self:
        """x + alpha * other."""
        return ops.Add.apply(self, self._scaled("add", other, alpha))

    def sub(self, other: Any, *, alpha: float = 1) -> Self:
        """x - alpha * other."""
        return ops.Sub.apply(self, self._scaled("sub", other, alpha))

    def mul(self, other: Any) -> Self:
        """x * other."""
        return ops.Mul.apply(self, other)

    def div(self, other: Any) -> Self:
        """x / other."""
        return ops.Div.apply(self, other)

    def pow(self, exponent: Any) -> Self:
        """x to the power of the exponent."""
        return ops.Pow.apply(self, exponent)

    def matmul(self, other: Any) -> Self:
        """x @ other, over leading dims too, which are broadcast."""
        return ops.MatMul.apply(self, other)

    # ---- a choice of two

    def maximum(self, other: Any) -> Self:
        """The larger one of each two; where they are equal, each has half of the slope."""
        return ops.Maximum.apply(self, other)

    def minimum(self, other: Any) -> Self:
        """The smaller one of each two; where they are equal, each has half of the slope."""
        return ops.Minimum.apply(self, other)

    def clamp(self, min: Any = None, max: Any = None) -> Self:
        """x from min up to max, each a number or a tensor; at a bound the gradient is that of x."""
        return composites.clamp(self, min, max)

    def where(self, condition: Any, other: Any) -> Self:
        """This tensor where the condition holds, else the other."""
        return composites.where(condition, self, other)

    def masked_fill(self, mask: Any, value: Any) -> Self:
        """value, one number, where the mask holds, else x."""
        return composites.masked_fill(self, mask, value)

    # ---- comparisons and bits: no gradient

    def eq(self, other: Any) -> Self:
        """x == other, by element."""
        return self._compared(np.equal, other)

    def ne(self, other: Any) -> Self:
        """x != other, by element."""
        return self._compared(np.not_equal, other)

    def lt(self, other: Any) -> Self:
        """x < other, by element."""
        return self._compared(np.less, other)

    def le(self, other: Any) -> Self:
        """x <= other, by element."""
        return self._compared(np.less_equal, other)

    def gt(self, other: Any) -> Self:
        """x > other, by element."""
        return self._compared(np.greater, other)

    def ge(self, other: Any) -> Self:
        """x >= other, by element."""
        return self._compared(np.greater_equal, other)

    def __and__(self, other: Any) -> Self:
        return self._bits("&", np.bitwise_and, other)

    def __or__(self, other: Any) -> Self:
        return self._bits("|", np.bitwise_or, other)

    def __xor__(self, other: Any) -> Self:
        return self._bits("^", np.bitwise_xor, other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self) -> Self:
        if self.dtype.kind not in "biu":
            raise TypeError(f"~ takes bools or integers; got {self.dtype}.")
        return self.of(~self.array)

    def _bits(self, sign: str, ufunc: np.ufunc, other: Any) -> Any:
        kinds = self.dtype.kind, conversion.array_of(other, sign).dtype.kind
        if not set(kinds) <= set("biu"):
            raise TypeError(f"{sign} takes bools or integers; got {self.dtype} and {shown(other)}.")
        return numpy_functions.compare(ufunc, self, other)

    def _compared(self, ufunc: np.ufunc, other: Any) -> Any:
        result = numpy_functions.compare(ufunc, self, other)
        if result is NotImplemented:
            raise TypeError(f"{ufunc.__name__} takes tensors, arrays and numbers; got {shown(other)}.")
        return result

    def _scaled(self, method: str, other: Any, alpha: Any) -> Any:
        if isinstance(alpha, bool) or not isinstance(alpha, int | float | complex | np.number):
            raise TypeError(f"{method}() expects a number for alpha; got {shown(alpha)}.")
        if alpha == 1:
            return other
        return ops.Mul.apply(
            other if isinstance(other, Readable) else self.of(conversion.to_array(other)), alpha
        )


class ReductionMethods(Readable):
    """What is computed over all elements, or along dims: dim and keepdim, or NumPy's axis and keepdims."""

    __slots__ = ()

    def min(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Any:
        """The least element; with a dim, the pair (values, indices) of the first minima along it.

        With a tensor in place of dim, the smaller one of each two, as minimum().
        """
        if isinstance(dim, Readable):
            return ops.Minimum.apply(self, dim)
        dim, keepdim = dims.reduced_dims("min", self.shape, dim, keepdim, numpy_words, one=True, picks=True)
        if dim is None:
            return ops.Min.apply(self)
        return MinResult(ops.MinAlong.apply(self, dim=dim, keepdim=keepdim), self.argmin(dim, keepdim))

    def argmin(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Self:
        """Where the first minimum is: in the flattened tensor, or along dim. No gradient."""
        dim, keepdim = dims.reduced_dims(
            "argmin", self.shape, dim, keepdim, numpy_words, one=True, picks=True
        )
        return self.of(self.array.argmin(axis=dim, keepdims=keepdim))

    def all(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Self:
        """Whether no element is 0. No gradient."""
        dim, keepdim = dims.reduced_dims("all", self.shape, dim, keepdim, numpy_words)
        return self.of(self.array.all(axis=dim, keepdims=keepdim))

    def any(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Self:
        """Whether some element is not 0. No gradient."""
        dim, keepdim = dims.reduced_dims("any", self.shape, dim, keepdim, numpy_words)
        return self.of(self.array.any(axis=dim, keepdims=keepdim))

    def prod(self, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, **numpy_words: Any) -> Self:
        """The product of all elements, or along a dim; in dtype, where one is given."""
        dim, keepdim = dims.reduced_dims("prod", self.shape, dim, keepdim, numpy_words, one=True)
        return ops.Prod.apply(self._in_dtype(dtype), dim=dim, keepdim=keepdim)

    def cumsum(self, dim: int, *, dtype: Any = None) -> Self:
        """The sum of the elements up to each one along dim; in dtype, where one is given."""
        return ops.CumSum.apply(self._in_dtype(dtype), dim=dims.dim_in("cumsum", dim, self.ndim))

    def var(
        self,
        dim: Any = None,
        unbiased: bool = True,
        keepdim: bool = False,
        *,
        correction: float | None = None,
        **numpy_words: Any,
    ) -> Self:
        """Σ (x - mean)² / (n - correction) over all elements, or over a dim or a tuple of dims.

        correction: 1, or 0 with unbiased=False. x.var(False) is x.var(unbiased=False), as in PyTorch.
        """
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        dim, keepdim = dims.reduced_dims("var", self.shape, dim, keepdim, numpy_words)
        return composites.var(self, dim, keepdim, _correction("var", unbiased, correction))

    def std(
        self,
        dim: Any = None,
        unbiased: bool = True,
        keepdim: bool = False,
        *,
        correction: float | None = None,
        **numpy_words: Any,
    ) -> Self:
        """The square root of var(…); its slope is 0 where all elements are equal."""
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        dim, keepdim = dims.reduced_dims("std", self.shape, dim, keepdim, numpy_words)
        return composites.std(self, dim, keepdim, _correction("std", unbiased, correction))

    def norm(self, p: Any = "fro", dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Self:
        """(Σ |x|ᵖ)¹ᐟᵖ over all elements, or over a dim or a tuple of dims; "fro" stands for p = 2."""
        dim, keepdim = dims.reduced_dims("norm", self.shape, dim, keepdim, numpy_words)
        return composites.norm(self, p, dim, keepdim)

    def softmax(self, dim: int, dtype: Any = None) -> Self:
        """exp(x) / Σ exp(x), the sum along dim; in dtype, where one is given."""
        return ops.Softmax.apply(self._in_dtype(dtype), dim=dims.dim_in("softmax", dim, self.ndim))

    def log_softmax(self, dim: int, dtype: Any = None) -> Self:
        """The logarithm of softmax(dim); in dtype, where one is given."""
        return ops.LogSoftmax.apply(self._in_dtype(dtype), dim=dims.dim_in("log_softmax", dim, self.ndim))

    def logsumexp(self, dim: Any, keepdim: bool = False, **numpy_words: Any) -> Self:
        """log Σ exp(x), the sum over a dim or a tuple of dims."""
        dim, keepdim = dims.reduced_dims("logsumexp", self.shape, dim, keepdim, numpy_words)
        if not self.ndim:
            dim = ()  # a tensor without dims has dim 0, as in PyTorch
        return ops.LogSumExp.apply(self, dim=dim, keepdim=keepdim)

    def _in_dtype(self: Any, dtype: Any) -> Any:
        return self if dtype is None else self.to(dtype)


class MinResult(NamedTuple):
    """What `min(dim)` answers: two tensors."""

    values: Any
    indices: Any


def _correction(method: str, unbiased: Any, correction: Any) -> float:
    """What is taken off n. TypeError or ValueError for what is no number."""
    if correction is None:
        return float(flag(method, "unbiased", unbiased))
    return number(method, "correction", correction, least=-math.inf)
