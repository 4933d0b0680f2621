"""Tensor: an array that remembers how it was made.

Each operator is one line; its formula and its derivative are in mytorch/ops/.
"""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple, Self

import numpy as np

from mytorch import autograd, autograd_engine, conversion, dims, dtypes, ops
from mytorch.autograd import anomaly
from mytorch.composites import cat
from mytorch.tensor_changes import ChangeMethods
from mytorch.tensor_methods import ElementMethods, ReductionMethods
from mytorch.tensor_shapes import ShapeMethods

__all__ = ["MaxResult", "Tensor", "cat", "tensor"]  # cat: the course's name for mytorch.cat (homework 3)

_NOTHING_TO_DO = (
    "backward() was called on a tensor that does not require a gradient, nor does anything it was made from "
    "(or it was made under no_grad). Set requires_grad=True on the leaves."
)


class Tensor(ElementMethods, ReductionMethods, ShapeMethods, ChangeMethods):
    """An n-dimensional array that can be differentiated   (Fall 2020, App. A).

    data: numbers, nested lists, an array or a Tensor; copied. Arrays keep their dtype, Python floats
        get the default one, Python ints become int64, or floats if the tensor requires a gradient.
    requires_grad: whether backward() is to leave a gradient in `.grad`. TypeError for an array of integers.
    is_leaf: not the result of a recorded op.
    is_parameter: belongs to a Module's parameters; such a tensor is a leaf that requires a gradient, else
        ValueError.

    After backward(), `.grad` is a Tensor of the same shape and dtype, or None. `.grad_fn` is the node of
    the op that made the tensor, or None.

    NumPy's functions take tensors too (see mytorch/numpy_protocols.py): if one requires a gradient, they run
    as our ops or raise TypeError, so no gradient is lost silently.

    >>> x = mytorch.Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> z = (x * x).sum()
    >>> z
    tensor(14., grad_fn=<SumBackward>)
    >>> z.backward()
    >>> x.grad  # 2 x
    tensor([2., 4., 6.])
    """

    __slots__ = ()

    def __init__(
        self, data: Any, requires_grad: bool = False, is_leaf: bool = True, is_parameter: bool = False
    ) -> None:
        self.of(conversion.to_array(data, floats=requires_grad), into=self)
        self.is_leaf = is_leaf
        if is_parameter:
            if not (requires_grad and is_leaf):
                raise ValueError("a parameter is a leaf that requires a gradient: pass requires_grad=True.")
            self.is_parameter = True
        if requires_grad:
            self.requires_grad = True

    # ---- making them ---------------------------------------------------------------------------

    @staticmethod
    def zeros(*shape: int) -> "Tensor":
        """A tensor of zeros, of the default dtype."""
        return Tensor.of(conversion.filled(np.zeros, conversion.sizes(shape, "zeros")))

    @staticmethod
    def ones(*shape: int) -> "Tensor":
        """A tensor of ones, of the default dtype."""
        return Tensor.of(conversion.filled(np.ones, conversion.sizes(shape, "ones")))

    @staticmethod
    def empty(*shape: int) -> "Tensor":
        """A tensor of the default dtype whose elements are not set: they may be any numbers."""
        return Tensor.of(conversion.filled(np.empty, conversion.sizes(shape, "empty")))

    @staticmethod
    def randn(*shape: int) -> "Tensor":
        """Standard normal numbers from NumPy's global generator (np.random.seed), of the default dtype."""
        return Tensor.of(conversion.filled(conversion.drawn, conversion.sizes(shape, "randn")))

    @staticmethod
    def arange(*interval: float) -> "Tensor":
        """start, start + step, … below stop, as np.arange: integers from integers, else the default dtype.

        Raises TypeError for what is no real number, ValueError for an interval without end or a step of 0.
        """
        numbers = np.arange(*conversion.interval_of(interval))
        return Tensor.of(numbers.astype(dtypes.get_default_dtype()) if numbers.dtype.kind == "f" else numbers)

    def __iter__(self) -> Iterator["Tensor"]:
        return (self[i] for i in range(len(self)))

    # ---- gradients -----------------------------------------------------------------------------

    def backward(self, gradient: Any = None, retain_graph: Any = None, create_graph: bool = False) -> None:
        """Add to `.grad` of every leaf that this tensor was made from its gradient   (Fall 2020, 0.1.5).

        gradient: the gradient of the final value with respect to this tensor, of its shape; by
            default ones, so that the final value is the sum of the elements.
        retain_graph: keep the graph, so that it can be walked again; by default as create_graph.
        create_graph: record this walk too, so that `.grad` can be differentiated (see mytorch/autograd/).

        RuntimeError if no leaf requires a gradient, the graph was freed, or a saved tensor has changed.

        >>> a, b = (mytorch.tensor(n, requires_grad=True) for n in (2.0, 3.0))
        >>> (a * b + a).backward()
        >>> a.grad, b.grad  # a is used twice, so its gradient has two terms: b + 1
        (tensor(4.), tensor(2.))
        """
        if not self.wants_grad:
            raise RuntimeError(_NOTHING_TO_DO)
        if gradient is None and self.grad_fn is None:
            gradient = Tensor.of(np.ones_like(self.array))
        elif not (gradient is None or isinstance(gradient, Tensor)):
            gradient = Tensor(gradient)
        if create_graph or anomaly.enabled:
            return autograd.gradient.backward_of(self, gradient, retain_graph, create_graph)
        autograd_engine.backward(self.grad_fn or autograd_engine.AccumulateGrad(self), gradient, retain_graph)

    def detach(self) -> "Tensor":
        """A copy that is cut off from the graph.

        >>> x = mytorch.tensor(3.0, requires_grad=True)
        >>> (x * x.detach()).backward()
        >>> x.grad  # 3, not 2 * 3: the second factor counts as a constant
        tensor(3.)
        """
        return Tensor.of(self.array.copy("K"))

    def copy(self) -> "Tensor":
        """A leaf with a copy of the data, which requires a gradient if this tensor does.

        >>> x = mytorch.tensor([1.0], requires_grad=True)
        >>> x.copy().is_leaf, x.clone().is_leaf
        (True, False)
        """
        new = self.detach()
        new.wants_grad = self.wants_grad
        return new

    def clone(self) -> "Tensor":
        """A copy that gradients flow back through.

        >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
        >>> x.clone().sum().backward()
        >>> x.grad
        tensor([1., 1.])
        """
        return ops.Cast.apply(self, dtype=self.dtype)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set requires_grad; returns the tensor.

        TypeError for a tensor of integers, RuntimeError for False on the result of an op.

        >>> mytorch.ones(2).requires_grad_()
        tensor([1., 1.], requires_grad=True)
        """
        self.requires_grad = requires_grad
        return self

    # ---- arithmetic ----------------------------------------------------------------------------

    def __add__(self, other: Any) -> "Tensor":
        return ops.Add.apply(self, other)

    def __radd__(self, other: Any) -> "Tensor":
        return ops.Add.apply(other, self)

    def __sub__(self, other: Any) -> "Tensor":
        return ops.Sub.apply(self, other)

    def __rsub__(self, other: Any) -> "Tensor":
        return ops.Sub.apply(other, self)

    def __mul__(self, other: Any) -> "Tensor":
        return ops.Mul.apply(self, other)

    def __rmul__(self, other: Any) -> "Tensor":
        return ops.Mul.apply(other, self)

    def __truediv__(self, other: Any) -> "Tensor":
        return ops.Div.apply(self, other)

    def __rtruediv__(self, other: Any) -> "Tensor":
        return ops.Div.apply(other, self)

    def __pow__(self, other: Any) -> "Tensor":
        return ops.Pow.apply(self, other)

    def __rpow__(self, other: Any) -> "Tensor":
        return ops.Pow.apply(other, self)

    def __matmul__(self, other: Any) -> "Tensor":
        return ops.MatMul.apply(self, other)

    def __rmatmul__(self, other: Any) -> "Tensor":
        return ops.MatMul.apply(other, self)

    def __neg__(self) -> "Tensor":
        return ops.Neg.apply(self)

    # ---- sums and maxima: dim and keepdim, or NumPy's axis and keepdims, as PyTorch takes them -------

    def sum(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> "Tensor":
        """The sum over all elements, or along a dim or a tuple of dims."""
        dim, keepdim = dims.reduced_dims("sum", self.shape, dim, keepdim, numpy_words)
        return ops.Sum.apply(self, dim=dim, keepdim=keepdim)

    def mean(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> "Tensor":
        """The mean over all elements, or along a dim or a tuple of dims."""
        dim, keepdim = dims.reduced_dims("mean", self.shape, dim, keepdim, numpy_words)
        return ops.Mean.apply(self, dim=dim, keepdim=keepdim)

    def max(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Any:
        """The greatest element; with a dim, the pair (values, indices) of the first maxima along it."""
        if isinstance(dim, Tensor):
            return self.maximum(dim)
        dim, keepdim = dims.reduced_dims("max", self.shape, dim, keepdim, numpy_words, one=True, picks=True)
        if dim is None:
            return ops.Max.apply(self)
        return MaxResult(ops.MaxAlong.apply(self, dim=dim, keepdim=keepdim), self.argmax(dim, keepdim))

    def argmax(self, dim: int | None = None, keepdim: bool = False, **numpy_words: Any) -> "Tensor":
        """The index of the first maximum: in the flattened tensor, or along dim. It has no gradient."""
        dim, keepdim = dims.reduced_dims(
            "argmax", self.shape, dim, keepdim, numpy_words, one=True, picks=True
        )
        return Tensor.of(self.array.argmax(axis=dim, keepdims=keepdim))

    # ---- shape and dtype -----------------------------------------------------------------------

    @property
    def T(self) -> "Tensor":  # noqa: N802 (PyTorch's name)
        """All dims reversed: a matrix transposed.

        >>> mytorch.tensor([[1, 2, 3], [4, 5, 6]]).T
        tensor([[1, 4],
                [2, 5],
                [3, 6]])
        """
        return ops.Transpose.apply(self)

    def transpose(self, dim0: int | None = None, dim1: int | None = None) -> "Tensor":
        """Two dims swapped; without arguments all dims reversed."""
        if dim0 is None and dim1 is None:
            return self.T
        return ops.Permute.apply(self, dims=dims.swapped(self.shape, dim0, dim1))

    def permute(self, *order: Any) -> "Tensor":
        """The dims in the given order."""
        order = dims.order_of("permute", conversion.one_by_one(order), self.ndim)
        return ops.Permute.apply(self, dims=order)

    def reshape(self, *shape: Any) -> "Tensor":
        """The same elements in another shape; one size may be -1, and follows from the others."""
        return ops.Reshape.apply(self, shape=conversion.sizes(shape, "reshape", least=-1))

    def __getitem__(self, key: Any) -> "Tensor":
        return ops.Index.apply(self, key=conversion.index_key(key))

    def to(self, dtype: Any) -> "Tensor":
        """The tensor in another dtype; gradients flow back in the old one. TypeError for no dtype of
        numbers.

        >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
        >>> x.to(mytorch.float32).sum().backward()
        >>> x.grad.dtype
        dtype('float64')
        """
        dtype = dtypes.number_dtype(dtype)
        if self.dtype.kind == "c" and dtype.kind != "c":
            raise TypeError(f"{self.dtype} as {dtype} would lose the imaginary part. Use x.data.real.")
        return self if self.dtype == dtype else ops.Cast.apply(self, dtype=dtype)

    def float(self) -> "Tensor":
        """The tensor in float32.

        >>> mytorch.tensor([1, 2]).float()
        tensor([1., 2.], dtype=float32)
        """
        return self.to(np.float32)

    def double(self) -> "Tensor":
        """The tensor in float64.

        >>> mytorch.tensor([1, 2]).double()
        tensor([1., 2.])
        """
        return self.to(np.float64)


class MaxResult(NamedTuple):
    """The result of `max(dim)`: the maxima and their indices along dim."""

    values: Tensor
    indices: Tensor


def tensor(data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A leaf with a copy of data, in dtype if given   (see Tensor).

    TypeError for data that is no number and for a tensor that requires a gradient, ValueError for lists whose
    rows differ in length.

    >>> mytorch.tensor([[1, 2], [3, 4]], dtype=mytorch.float32)
    tensor([[1., 2.],
            [3., 4.]], dtype=float32)
    >>> mytorch.tensor(mytorch.ones(2, requires_grad=True))
    Traceback (most recent call last):
        ...
    TypeError: a new tensor made from one that requires a gradient would be cut ...
    """
    if dtype is None:
        return Tensor(data, requires_grad)
    new = Tensor(data).to(dtype)
    new.requires_grad = requires_grad
    return new


class _CallableModule(ModuleType):
    """This module is both the course's `mytorch.tensor.Tensor` and PyTorch's `mytorch.tensor(...)`."""

    def __call__(self, data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
        return tensor(data, dtype, requires_grad)


sys.modules[__name__].__class__ = _CallableModule
