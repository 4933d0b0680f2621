"""Tensor: an array that remembers how it was made.

The operators are one line each; what they compute, and the derivative, is in nn/functional/.
"""

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple, NoReturn, Self

import numpy as np

from mytorch import autograd_engine, dtypes, numpy_protocols
from mytorch.conversion import (
    constant,
    index_key,
    interval_of,
    one_by_one,
    refuse_to_cut,
    sizes,
    to_array,
    whole_numbers,
    would_be_cut,
)
from mytorch.errors import shown
from mytorch.grad_mode import is_grad_enabled
from mytorch.nn import functional as F
from mytorch.variable import Variable

__all__ = ["MaxResult", "Tensor", "tensor"]

# Looked up once, for those who do much with little tensors.
_add, _sub, _mul, _div = F.Add.apply, F.Sub.apply, F.Mul.apply, F.Div.apply
_pow, _matmul, _neg = F.Pow.apply, F.MatMul.apply, F.Neg.apply


class Tensor(Variable):
    """An n-dimensional array that can be differentiated   (Fall 2020, App. A).

    data: numbers, nested lists, an array or a Tensor; copied. Arrays keep their dtype, Python floats
        get the default one, Python ints become int64, or floats if the tensor requires a gradient.
    requires_grad: whether backward() is to leave a gradient in `.grad`. TypeError for an array of integers.
    is_leaf: not the result of a recorded op.
    is_parameter: belongs to a Module's parameters; such a tensor is a leaf that requires a gradient.

    After backward(), `.grad` is a Tensor of the same shape and dtype, or None. `.grad_fn` is the node of
    the op that made the tensor, or None.

    NumPy's functions take tensors too (see mytorch/numpy_protocols.py): where one requires a gradient, they
    are our ops, or a TypeError. So nothing is cut off from its graph without a word.
    """

    __slots__ = ()

    def __init__(
        self, data: Any, requires_grad: bool = False, is_leaf: bool = True, is_parameter: bool = False
    ) -> None:
        super().__init__(to_array(data, floats=requires_grad))
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
        """All 0, of the default dtype."""
        return _filled(np.zeros, sizes(shape, "zeros"))

    @staticmethod
    def ones(*shape: int) -> "Tensor":
        """All 1, of the default dtype."""
        return _filled(np.ones, sizes(shape, "ones"))

    @staticmethod
    def empty(*shape: int) -> "Tensor":
        """Whatever stood in memory, of the default dtype."""
        return _filled(np.empty, sizes(shape, "empty"))

    @staticmethod
    def randn(*shape: int) -> "Tensor":
        """Standard normal numbers from NumPy's global generator (np.random.seed), of the default dtype."""
        return _filled(_draw, sizes(shape, "randn"))

    @staticmethod
    def arange(*interval: float) -> "Tensor":
        """start, start + step, … below stop, as np.arange: integers from integers, else the default dtype.

        Raises TypeError for what is no real number, ValueError for an interval without end or a step of 0.
        """
        numbers = np.arange(*interval_of(interval))
        return Tensor._of(
            numbers.astype(dtypes.get_default_dtype()) if numbers.dtype.kind == "f" else numbers
        )

    # ---- looking at them -----------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The size along each dim."""
        return self._data.shape

    @property
    def ndim(self) -> int:
        """How many dims there are."""
        return self._data.ndim

    @property
    def dtype(self) -> np.dtype:
        """The type of the elements."""
        return self._data.dtype

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the size along one dim."""
        return self.shape if dim is None else self.shape[dim]

    def numel(self) -> int:
        """How many elements there are."""
        return self._data.size

    def item(self) -> Any:
        """The one element, as a Python number. ValueError if there are more."""
        if self._data.size != 1:
            raise ValueError(f"item() takes a tensor of one element; this one has shape {self.shape}.")
        return self._data.item()

    def numpy(self) -> np.ndarray:
        """The array itself: what `.data` is. TypeError if it requires a gradient: use detach() first."""
        self._refuse_to_cut("numpy()")
        return self.data

    # NumPy's functions: what they do with a tensor is in mytorch/numpy_protocols.py.

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return numpy_protocols.call_ufunc(self._of, ufunc, method, inputs, options)

    def __array_function__(self, function: Any, kinds: Any, args: Any, options: Any) -> Any:
        return numpy_protocols.call_function(function, kinds, args, options)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        self._refuse_to_cut("a NumPy array (as in np.array([w]) or x.dot(w))")
        if copy is False and (dtype is None or dtype == self.dtype):
            return self.data
        return self._data.astype(dtype or self.dtype)

    @property
    def _mask(self) -> np.bool:
        """numpy.ma takes `_data` and `_mask` of whatever it is given, and asks by no protocol: no mask."""
        self._refuse_to_cut("numpy.ma")
        return np.False_

    def __len__(self) -> int:
        if self.ndim == 0:
            raise TypeError("a tensor of shape () has no length.")
        return self.shape[0]

    def __iter__(self) -> Iterator["Tensor"]:
        return (self[i] for i in range(len(self)))

    def __float__(self) -> float:
        self._refuse_to_cut("float()")
        return float(self.item())

    def __int__(self) -> int:
        self._refuse_to_cut("int()")
        return int(self.item())

    def __complex__(self) -> complex:
        self._refuse_to_cut("complex()")
        return complex(self.item())

    def _refuse_to_cut(self, what: str) -> None:
        if self._requires_grad and is_grad_enabled():
            raise TypeError(
                f"{what} has no gradient, and this tensor requires one, which would be lost without a word. "
                "Use detach() first, as in w.detach().numpy(), or item() for its one element."
            )

    def __index__(self) -> int:
        if self.dtype.kind not in "iu":
            raise TypeError(f"only a tensor of one integer can be an index; this one is {self.dtype}.")
        return int(self.item())

    def __format__(self, spec: str) -> str:
        if not isinstance(spec, str) or (spec and self._data.size != 1):
            raise TypeError(
                f"a format such as '.2f' is for a tensor of one number; this one has shape {self.shape}."
            )
        return format(self.item(), spec) if spec else str(self)

    def __bool__(self) -> bool:
        if self._data.size != 1:
            raise ValueError(f"a tensor of shape {self.shape} is neither true nor false; ask one element.")
        return bool(self.item())

    def __repr__(self) -> str:
        parts = [np.array2string(self._data, separator=", ", prefix="tensor(", precision=4)]
        if self.dtype != dtypes.get_default_dtype() and self.dtype.kind not in "ib":
            parts.append(f"dtype={self.dtype}")
        if self.grad_fn is not None:
            parts.append(f"grad_fn={self.grad_fn!r}")
        elif self.requires_grad:
            parts.append("requires_grad=True")
        return f"tensor({', '.join(parts)})"

    # ---- gradients -----------------------------------------------------------------------------

    def backward(self, gradient: Any = None, retain_graph: bool = False) -> None:
        """Leave in `.grad` of every leaf behind this tensor its gradient, added to what is there.

        gradient: the gradient of the final value with respect to this tensor, of its shape; ones by
            default, which makes the sum of the elements the final value.
        retain_graph: keep the graph, so that it can be walked again.

        RuntimeError if nothing behind it requires a gradient, the graph is gone, or a tensor that an op
        saved has been changed in place since.
        """
        if not self._requires_grad:
            raise RuntimeError(
                "backward() was called on a tensor that does not require a gradient, nor does anything it "
                "was made from (or it was made under no_grad). Set requires_grad=True on the leaves."
            )
        if gradient is None:
            upstream = Tensor._of(np.ones_like(self._data))
        else:
            upstream = gradient if isinstance(gradient, Tensor) else Tensor(gradient)
        autograd_engine.backward(self.grad_fn or autograd_engine.AccumulateGrad(self), upstream, retain_graph)

    def detach(self) -> "Tensor":
        """A copy that is cut off from the graph."""
        return Tensor._of(self._data.copy("K"))

    def copy(self) -> "Tensor":
        """A leaf with a copy of the data, which requires a gradient if this tensor does."""
        new = self.detach()
        new._requires_grad = self._requires_grad
        return new

    def clone(self) -> "Tensor":
        """A copy that gradients flow back through."""
        return F.Cast.apply(self, dtype=self.dtype)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set requires_grad; returns the tensor."""
        self.requires_grad = requires_grad
        return self

    # ---- changing in place ---------------------------------------------------------------------

    def fill_(self, value: Any) -> Self:
        """Set every element to value. What the tensor was made from is forgotten: it is a constant now."""
        if would_be_cut(value):
            refuse_to_cut("fill_()")
        if np.ndim(value._data if isinstance(value, Variable) else value):
            raise ValueError("fill_() takes one number. Write x[...] = values for several.")
        self._write(..., value)
        if not self.is_leaf:
            self.grad_fn, self.is_leaf, self._requires_grad = None, True, False
        self._changed()
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        if not self.is_leaf or would_be_cut(value):
            raise RuntimeError(
                "assigning to elements is not recorded in the graph. Compute the new tensor by an op, or "
                "assign the value's detach()."
            )
        self._write(index_key(key), value)
        self._changed()

    def _write(self, key: Any, value: Any) -> None:
        new = value._data if isinstance(value, Variable) else constant(value, "assigning to elements")
        if np.iscomplexobj(new) and self.dtype.kind != "c":
            raise TypeError(f"complex numbers do not fit into a tensor of {self.dtype}.")
        try:
            self._data[key] = new
        except OverflowError as error:
            raise ValueError(f"{new} does not fit into a tensor of {self.dtype}: {error}.") from None

    def _in_place(self, other: Any, op: Callable[[Any, Any], "Tensor"]) -> Self:
        """x becomes op(x, other), for everybody who holds x; recorded, it becomes a result of the op."""
        recorded = is_grad_enabled() and (self._requires_grad or would_be_cut(other))
        if recorded and self.is_leaf and self._requires_grad:
            raise RuntimeError(
                "a leaf that requires a gradient cannot be changed in place while ops are recorded. "
                "Write x = x + y for a new tensor, or change it inside no_grad()."
            )
        result = op(self, other)
        if result.shape != self.shape or not np.can_cast(result.dtype, self.dtype, "same_kind"):
            raise ValueError(
                f"a tensor of shape {self.shape} and {self.dtype} cannot become one of {result.shape} "
                f"and {result.dtype} in place. Write x = x + y for a new tensor."
            )
        result = result.to(self.dtype)
        if recorded:
            self._replace(result._data)
            self.grad_fn, self.is_leaf, self._requires_grad = result.grad_fn, False, True
        else:
            self._data[...] = result._data
            self._changed()
        return self

    def __iadd__(self, other: Any) -> Self:
        return self._in_place(other, lambda x, y: x + y)

    def __isub__(self, other: Any) -> Self:
        return self._in_place(other, lambda x, y: x - y)

    def __imul__(self, other: Any) -> Self:
        return self._in_place(other, lambda x, y: x * y)

    def __itruediv__(self, other: Any) -> Self:
        return self._in_place(other, lambda x, y: x / y)

    def __ipow__(self, other: Any) -> Self:
        return self._in_place(other, lambda x, y: x**y)

    def __imatmul__(self, other: Any) -> Self:
        return self._in_place(other, lambda x, y: x @ y)

    # ---- arithmetic ----------------------------------------------------------------------------

    def __add__(self, other: Any) -> "Tensor":
        return _add(self, other)

    def __radd__(self, other: Any) -> "Tensor":
        return _add(other, self)

    def __sub__(self, other: Any) -> "Tensor":
        return _sub(self, other)

    def __rsub__(self, other: Any) -> "Tensor":
        return _sub(other, self)

    def __mul__(self, other: Any) -> "Tensor":
        return _mul(self, other)

    def __rmul__(self, other: Any) -> "Tensor":
        return _mul(other, self)

    def __truediv__(self, other: Any) -> "Tensor":
        return _div(self, other)

    def __rtruediv__(self, other: Any) -> "Tensor":
        return _div(other, self)

    def __pow__(self, other: Any) -> "Tensor":
        return _pow(self, other)

    def __rpow__(self, other: Any) -> "Tensor":
        return _pow(other, self)

    def __matmul__(self, other: Any) -> "Tensor":
        return _matmul(self, other)

    def __rmatmul__(self, other: Any) -> "Tensor":
        return _matmul(other, self)

    def __neg__(self) -> "Tensor":
        return _neg(self)

    def exp(self) -> "Tensor":
        """e to the power of each element."""
        return F.Exp.apply(self)

    def log(self) -> "Tensor":
        """The natural logarithm of each element."""
        return F.Log.apply(self)

    def sqrt(self) -> "Tensor":
        """The square root of each element."""
        return F.Sqrt.apply(self)

    # ---- comparison: tensors of bool, without gradient; with what is no number, what Python says ----

    def __eq__(self, other: Any) -> Any:
        return numpy_protocols.compare(np.equal, self, other)

    def __ne__(self, other: Any) -> Any:
        return numpy_protocols.compare(np.not_equal, self, other)

    def __lt__(self, other: Any) -> Any:
        return numpy_protocols.compare(np.less, self, other)

    def __le__(self, other: Any) -> Any:
        return numpy_protocols.compare(np.less_equal, self, other)

    def __gt__(self, other: Any) -> Any:
        return numpy_protocols.compare(np.greater, self, other)

    def __ge__(self, other: Any) -> Any:
        return numpy_protocols.compare(np.greater_equal, self, other)

    __hash__ = object.__hash__  # a tensor is itself, whatever its elements are

    # ---- sums and maxima: dim and keepdim, or NumPy's axis and keepdims, as PyTorch takes them -------

    def sum(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> "Tensor":
        """The sum over all elements, or along a dim or a tuple of dims."""
        dim, keepdim = _dims("sum", dim, keepdim, numpy_words)
        return F.Sum.apply(self, dim=dim, keepdim=keepdim)

    def mean(self, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> "Tensor":
        """The mean over all elements, or along a dim or a tuple of dims."""
        dim, keepdim = _dims("mean", dim, keepdim, numpy_words)
        return F.Mean.apply(self, dim=dim, keepdim=keepdim)

    def max(self, dim: int | None = None, keepdim: bool = False, **numpy_words: Any) -> Any:
        """The greatest element; with a dim, the pair (values, indices) of the first maxima along it."""
        dim, keepdim = _dims("max", dim, keepdim, numpy_words)
        if dim is None:
            return F.Max.apply(self)
        return MaxResult(F.MaxAlong.apply(self, dim=dim, keepdim=keepdim), self.argmax(dim, keepdim))

    def argmax(self, dim: int | None = None, keepdim: bool = False, **numpy_words: Any) -> "Tensor":
        """Where the first maximum is: in the flattened tensor, or along dim. No gradient."""
        dim, keepdim = _dims("argmax", dim, keepdim, numpy_words)
        return Tensor._of(self._data.argmax(axis=dim, keepdims=keepdim))

    # ---- shape and dtype -----------------------------------------------------------------------

    @property
    def T(self) -> "Tensor":  # noqa: N802 (PyTorch's name)
        """All dims reversed: a matrix transposed."""
        return F.Transpose.apply(self)

    def __call__(self, *args: Any, **options: Any) -> NoReturn:
        raise TypeError(".T is a property here: write a.T without parentheses. (A tensor is no function.)")

    def transpose(self, dim0: int | None = None, dim1: int | None = None) -> "Tensor":
        """Two dims swapped; without arguments all dims reversed."""
        if dim0 is None and dim1 is None:
            return self.T
        if dim0 is None or dim1 is None:
            raise TypeError(f"transpose() swaps two dims; got {shown((dim0, dim1))}. permute() takes more.")
        dim0, dim1 = whole_numbers([dim0, dim1], "transpose")
        for dim in (dim0, dim1):
            if not -self.ndim <= dim < self.ndim:
                raise IndexError(f"transpose() of a tensor of shape {self.shape} has no dim {shown(dim)}.")
        dims = list(range(self.ndim))
        dims[dim0], dims[dim1] = dims[dim1], dims[dim0]
        return F.Permute.apply(self, dims=dims)

    def permute(self, *dims: Any) -> "Tensor":
        """The dims in the given order."""
        return F.Permute.apply(self, dims=whole_numbers(one_by_one(dims), "permute"))

    def reshape(self, *shape: Any) -> "Tensor":
        """The same elements in another shape; one size may be -1, and follows from the others."""
        return F.Reshape.apply(self, shape=sizes(shape, "reshape", least=-1))

    def __getitem__(self, key: Any) -> "Tensor":
        return F.Index.apply(self, key=index_key(key))

    def to(self, dtype: Any) -> "Tensor":
        """In another dtype; gradients come back in this one. TypeError for no dtype of numbers."""
        dtype = dtypes.number_dtype(dtype)
        if self.dtype.kind == "c" and dtype.kind != "c":
            raise TypeError(f"{self.dtype} as {dtype} would lose the imaginary part. Use x.data.real.")
        return self if self.dtype == dtype else F.Cast.apply(self, dtype=dtype)

    def float(self) -> "Tensor":
        """In float32."""
        return self.to(np.float32)

    def double(self) -> "Tensor":
        """In float64."""
        return self.to(np.float64)


class MaxResult(NamedTuple):
    """What `max(dim)` answers."""

    values: Tensor
    indices: Tensor


def tensor(data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A leaf with a copy of data, in dtype if given   (see Tensor)."""
    if dtype is None:
        return Tensor(data, requires_grad)
    new = Tensor(data).to(dtype)
    new.requires_grad = requires_grad
    return new


def _filled(make: Callable[..., np.ndarray], shape: tuple[int, ...]) -> Tensor:
    """A tensor of the default dtype, from a function of NumPy's that takes a shape."""
    try:
        return Tensor._of(make(shape, dtypes.get_default_dtype()))
    except MemoryError as error:
        raise ValueError(f"no tensor of shape {shape} can be made: {error}") from None


def _draw(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    drawn = np.asarray(np.random.randn(*shape))  # noqa: NPY002 (the course's generator)
    return drawn.astype(dtype, copy=False)


def _dims(method: str, dim: Any, keepdim: bool, numpy_words: dict[str, Any]) -> tuple[Any, bool]:
    """dim and keepdim, by whichever of their names they were given."""
    dim = numpy_words.pop("axis", dim)
    keepdim = numpy_words.pop("keepdims", keepdim)
    if numpy_words:
        raise TypeError(f"{method}() takes dim and keepdim; got {', '.join(numpy_words)}.")
    if dim is None:
        return None, keepdim
    if isinstance(dim, tuple | list):
        return whole_numbers(dim, method), keepdim
    return whole_numbers([dim], method)[0], keepdim


class _CallableModule(ModuleType):
    """This module is both the course's `mytorch.tensor.Tensor` and PyTorch's `mytorch.tensor(...)`."""

    def __call__(self, data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
        return tensor(data, dtype, requires_grad)


sys.modules[__name__].__class__ = _CallableModule
