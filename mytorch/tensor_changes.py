"""A tensor's methods that change it in place.

`x += y` and `add_` are recorded, and the tensor becomes the op's result. What only sets elements is not: the
tensor is a constant then. A leaf that requires a gradient can be changed inside no_grad() only; but fill_()
and an assignment to elements may always set it.
"""

import sys
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from mytorch import conversion, hooks, in_place
from mytorch.checks import number
from mytorch.errors import shown
from mytorch.grad_mode import is_grad_enabled
from mytorch.reading import Readable
from mytorch.variable import Variable

__all__ = ["ChangeMethods"]

_LOWEST = -sys.float_info.max


class ChangeMethods(Readable):
    """Each answers with the tensor itself."""

    __slots__ = ()

    def fill_(self, value: Any) -> Self:
        """Set every element to value. The tensor leaves its graph and becomes a constant.

        ValueError for several numbers.

        >>> mytorch.zeros(3).fill_(7)
        tensor([7., 7., 7.])
        """
        if conversion.would_be_cut(value):
            conversion.refuse_to_cut("fill_()")
        if np.ndim(value.array if isinstance(value, Variable) else value):
            raise ValueError("fill_() takes one number. Write x[...] = values for several.")
        self._write(..., value)
        if not self.is_leaf:
            self.grad_fn, self.is_leaf, self.wants_grad = None, True, False
        in_place.wrote(self)
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        if not self.is_leaf or conversion.would_be_cut(value):
            raise RuntimeError(
                "assigning to elements is not recorded in the graph. Compute the new tensor by an op, or "
                "assign the value's detach()."
            )
        self._write(conversion.index_key(key), value)
        in_place.wrote(self)

    def _write(self, key: Any, value: Any) -> None:
        new = (
            value.array
            if isinstance(value, Variable)
            else conversion.constant(value, "assigning to elements")
        )
        if np.iscomplexobj(new) and self.dtype.kind != "c":
            raise TypeError(f"complex numbers do not fit into a tensor of {self.dtype}.")
        try:
            self.array[key] = new
        except OverflowError as error:
            raise ValueError(f"{new} does not fit into a tensor of {self.dtype}: {error}.") from None

    def _in_place(self, other: Any, op: Callable[[Any, Any], Any]) -> Self:
        """Replace the contents of x by op(x, other); if the op is recorded, x becomes its result."""
        recorded = is_grad_enabled() and (self.wants_grad or conversion.would_be_cut(other))
        if recorded and self.is_leaf and self.wants_grad:
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
            in_place.wrote(self, instead=result.array)
            self.grad_fn, self.is_leaf, self.wants_grad = hooks.moved(self, result.grad_fn), False, True
        else:
            self.array[...] = result.array
            in_place.wrote(self)
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

    # ---- by name: numbers, random numbers, operators

    def zero_(self) -> Self:
        """Set every element to 0.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().

        >>> mytorch.ones(3).zero_()
        tensor([0., 0., 0.])
        """
        return self._set("zero_", np.zeros((), self.dtype))

    def copy_(self, source: Any) -> Self:
        """Set the elements to those of source, a tensor, an array or a number, which is broadcast.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        ValueError for a shape that does not fit.

        >>> weight = mytorch.zeros(2, requires_grad=True)
        >>> with mytorch.no_grad():
        ...     weight.copy_([1.0, 2.0])
        tensor([1., 2.], requires_grad=True)
        """
        if conversion.would_be_cut(source):
            conversion.refuse_to_cut("copy_()")
        return self._set("copy_", conversion.array_of(source, "copy_()"))

    def normal_(self, mean: float = 0.0, std: float = 1.0) -> Self:
        """Set the elements to normal numbers, drawn by NumPy's global generator.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        TypeError for a tensor of no floats.

        >>> mytorch.zeros(2).normal_(mean=5.0, std=0.0)
        tensor([5., 5.])
        """
        self._check_floats("normal_")
        mean, std = number("normal_()", "mean", mean, least=_LOWEST), number("normal_()", "std", std)
        self._check_leaf_in_place("normal_")
        return self._set("normal_", np.random.normal(mean, std, self.shape))  # noqa: NPY002 (the course's)

    def uniform_(self, low: float = 0.0, high: float = 1.0) -> Self:
        """Set the elements to numbers from low up to high, drawn evenly by NumPy's global generator.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        TypeError for a tensor of no floats, ValueError unless low <= high.

        >>> x = mytorch.zeros(1000).uniform_(-1.0, 1.0)
        >>> bool((x.abs() <= 1).all())
        True
        """
        self._check_floats("uniform_")
        low = number("uniform_()", "from", low, least=_LOWEST)
        high = number("uniform_()", "to", high, least=_LOWEST)
        if low > high:
            raise ValueError(f"uniform_() expects from <= to; got {low} and {high}.")
        self._check_leaf_in_place("uniform_")
        return self._set("uniform_", np.random.uniform(low, high, self.shape))  # noqa: NPY002 (the course's)

    def add_(self, other: Any, *, alpha: float = 1) -> Self:
        """x += alpha * other.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        ValueError if the result has another shape.

        >>> x, g = mytorch.tensor([1.0, 2.0]), mytorch.tensor([4.0, 4.0])
        >>> x.add_(g, alpha=-0.5)  # a step of gradient descent
        tensor([-1.,  0.])
        >>> mytorch.ones(2, requires_grad=True).add_(1.0)
        Traceback (most recent call last):
            ...
        RuntimeError: a leaf that requires a gradient cannot be changed in place ...
        """
        return self._in_place(other, lambda x, y: x.add(y, alpha=alpha))

    def sub_(self, other: Any, *, alpha: float = 1) -> Self:
        """x -= alpha * other.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        ValueError if the result has another shape.

        >>> mytorch.tensor([5.0, 6.0]).sub_(1.0)
        tensor([4., 5.])
        """
        return self._in_place(other, lambda x, y: x.sub(y, alpha=alpha))

    def mul_(self, other: Any) -> Self:
        """x *= other.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        ValueError if the result has another shape.

        >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
        >>> y = x * 3
        >>> y.mul_(2).sum().backward()  # recorded: y is now 2 * 3 x
        >>> x.grad
        tensor([6., 6.])
        """
        return self._in_place(other, lambda x, y: x * y)

    def div_(self, other: Any) -> Self:
        """x /= other.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        ValueError if the result has another shape.

        >>> mytorch.tensor([2.0, 4.0]).div_(2.0)
        tensor([1., 2.])
        """
        return self._in_place(other, lambda x, y: x / y)

    def clamp_(self, min: Any = None, max: Any = None) -> Self:
        """As clamp(), in place.

        RuntimeError for a leaf that requires a gradient, outside of no_grad().
        ValueError if the result has another shape.

        >>> mytorch.tensor([-5.0, 0.5, 5.0]).clamp_(-1.0, 1.0)
        tensor([-1. ,  0.5,  1. ])
        """
        return self._in_place((min, max), lambda x, bounds: x.clamp(*bounds))

    def _set(self, method: str, values: np.ndarray) -> Self:
        self._check_leaf_in_place(method)
        if values.dtype.kind not in "fiub" + ("c" if self.dtype.kind == "c" else ""):
            raise TypeError(f"{method}() takes numbers that fit into {self.dtype}; got {shown(values)}.")
        if np.broadcast_shapes(values.shape, self.shape) != self.shape:
            raise ValueError(f"{method}() of a tensor of shape {self.shape} got shape {values.shape}.")
        if not self.is_leaf:
            self.fill_(0)  # which forgets what it was made from
        self[...] = values
        return self

    def _check_leaf_in_place(self, method: str) -> None:
        if self.is_leaf and self.wants_grad and is_grad_enabled():
            raise RuntimeError(
                f"{method}() would change a leaf that requires a gradient, while ops are recorded. "
                "Call it inside no_grad()."
            )

    def _check_floats(self, method: str) -> None:
        if self.dtype.kind != "f":
            raise TypeError(f"{method}() draws floats; this tensor is {self.dtype}.")
