"""The methods with which Python and NumPy read a tensor: its shape, its numbers, its printed form.

How NumPy's functions handle a tensor is in mytorch/numpy_protocols.py.
"""

from typing import Any, NoReturn

import numpy as np

from mytorch import dtypes, numpy_functions, numpy_protocols
from mytorch.dims import dim_in
from mytorch.grad_mode import is_grad_enabled
from mytorch.hooks import Hookable

__all__ = ["Readable"]


class Readable(Hookable):
    """A variable whose values can be read; none of these methods is recorded in a graph."""

    __slots__ = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The size along each dim.

        >>> mytorch.zeros(2, 3).shape
        (2, 3)
        """
        return self.array.shape

    @property
    def ndim(self) -> int:
        """The number of dims.

        >>> mytorch.zeros(2, 3).ndim
        2
        """
        return self.array.ndim

    @property
    def dtype(self) -> np.dtype:
        """The type of the elements.

        >>> mytorch.ones(2, dtype=mytorch.float32).dtype
        dtype('float32')
        """
        return self.array.dtype

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the size along one dim.

        >>> mytorch.zeros(2, 3).size(), mytorch.zeros(2, 3).size(1)
        ((2, 3), 3)
        """
        return self.shape if dim is None else self.shape[dim_in("size", dim, self.ndim)]

    def numel(self) -> int:
        """The number of elements.

        >>> mytorch.zeros(2, 3).numel()
        6
        """
        return self.array.size

    def item(self) -> Any:
        """The one element, as a Python number. ValueError if there are more.

        >>> mytorch.tensor([0.5]).item()
        0.5
        """
        if self.array.size != 1:
            raise ValueError(f"item() takes a tensor of one element; this one has shape {self.shape}.")
        return self.array.item()

    def numpy(self) -> np.ndarray:
        """The array itself, the same as `.data`. TypeError if the tensor requires a gradient: use detach()
        first.

        >>> mytorch.tensor([1.0, 2.0]).numpy()
        array([1., 2.])
        """
        self._refuse_to_cut("numpy()")
        return self.data

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return numpy_protocols.call_ufunc(self.of, ufunc, method, inputs, options)

    def __array_function__(self, function: Any, kinds: Any, args: Any, options: Any) -> Any:
        return numpy_protocols.call_function(function, kinds, args, options)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        self._refuse_to_cut("a NumPy array (as in np.array([w]) or x.dot(w))")
        if copy is False and (dtype is None or dtype == self.dtype):
            return self.data
        return self.array.astype(dtype or self.dtype)

    def __len__(self) -> int:
        if self.ndim == 0:
            raise TypeError("a tensor of shape () has no length.")
        return self.shape[0]

    def __float__(self) -> float:
        self._refuse_to_cut("float()")
        return float(self.item())

    def __int__(self) -> int:
        self._refuse_to_cut("int()")
        return int(self.item())

    def __complex__(self) -> complex:
        self._refuse_to_cut("complex()")
        return complex(self.item())

    def __index__(self) -> int:
        if self.dtype.kind not in "iu":
            raise TypeError(f"only a tensor of one integer can be an index; this one is {self.dtype}.")
        return int(self.item())

    def __bool__(self) -> bool:
        if self.array.size != 1:
            raise ValueError(f"a tensor of shape {self.shape} is neither true nor false; ask one element.")
        return bool(self.item())

    # Comparisons give tensors of bool, without gradient. With a value that is no number, Python decides.

    def __eq__(self, other: Any) -> Any:
        return numpy_functions.compare(np.equal, self, other)

    def __ne__(self, other: Any) -> Any:
        return numpy_functions.compare(np.not_equal, self, other)

    def __lt__(self, other: Any) -> Any:
        return numpy_functions.compare(np.less, self, other)

    def __le__(self, other: Any) -> Any:
        return numpy_functions.compare(np.less_equal, self, other)

    def __gt__(self, other: Any) -> Any:
        return numpy_functions.compare(np.greater, self, other)

    def __ge__(self, other: Any) -> Any:
        return numpy_functions.compare(np.greater_equal, self, other)

    __hash__ = object.__hash__  # by identity, since == compares elements

    def __format__(self, spec: str) -> str:
        if not isinstance(spec, str) or (spec and self.array.size != 1):
            raise TypeError(
                f"a format such as '.2f' is for a tensor of one number; this one has shape {self.shape}."
            )
        return format(self.item(), spec) if spec else str(self)

    def __repr__(self) -> str:
        parts = [np.array2string(self.array, separator=", ", prefix="tensor(", precision=4)]
        if self.dtype != dtypes.get_default_dtype() and self.dtype.kind not in "ib":
            parts.append(f"dtype={self.dtype}")
        if self.grad_fn is not None:
            parts.append(f"grad_fn={self.grad_fn!r}")
        elif self.requires_grad:
            parts.append("requires_grad=True")
        return f"tensor({', '.join(parts)})"

    def __call__(self, *args: Any, **options: Any) -> NoReturn:
        raise TypeError(".T is a property here: write a.T without parentheses. (A tensor is no function.)")

    def _refuse_to_cut(self, what: str) -> None:
        if self.wants_grad and is_grad_enabled():
            raise TypeError(
                f"{what} has no gradient, and this tensor requires one, which would be lost without a word. "
                "Use detach() first, as in w.detach().numpy(), or item() for its one element."
            )
