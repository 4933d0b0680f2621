"""Variable: an array, the flags that the engine reads, and a watch over changes of the array.

An op that needs its input again for the derivative keeps the array, not a copy. If the array is
written to in between, the derivative would be taken at the wrong place, silently. So every write
through a tensor stamps it with the time (`_version`), and a node compares that with its own. The time is this
process's alone, so a copy for another one (pickle) carries none.

NumPy can also write behind our back, through an array that `.data` handed out. There we keep a
witness, a copy to compare with, from the moment that both somebody outside and a node may hold the
array. Tensors whose `.data` nobody asked for, nearly all of them, pay nothing for this.
"""

import copy
import copyreg
import itertools
import sys
from typing import Any, Self

import numpy as np

from mytorch.dtypes import NUMBERS
from mytorch.memory import owns_its_memory

__all__ = ["Variable", "clock", "watch"]

# Ticks for every node made and every change in place, so that any two of them can be ordered.
clock = itertools.count(1)


class _Watch:
    """What has happened to any variable at all, so that the usual case, nothing, is seen at a glance."""

    last_change = 0  # when some array was last changed in place
    witnesses = False  # whether there has ever been a witness


watch = _Watch()


class Variable:
    """What the engine knows of a tensor; `Tensor` adds the constructor and the operators.

    A variable owns its array: no two of them share memory, and an op's result is a fresh array.
    Slots make it cheap, as an op makes one each time; a misspelt attribute is an error besides.
    """

    __slots__ = (
        "__weakref__", "_data", "_grad", "_rebound", "_replaced", "_requires_grad", "_shown", "_version",
        "_witness", "grad_fn", "is_leaf", "is_parameter",
    )  # fmt: skip

    def __init__(self, data: np.ndarray, requires_grad: bool = False, grad_fn: Any = None) -> None:
        self._data = data
        self._requires_grad = requires_grad
        self._grad: Any = None
        self.grad_fn = grad_fn
        self.is_leaf = grad_fn is None
        self.is_parameter = False
        self._version = 0
        self._rebound = 0  # when it last got an array of another shape or dtype
        self._replaced = 0  # until when the array that it last let go of may have been written to
        self._shown = False  # was the array handed out by `.data`, so that somebody may still hold it?
        self._witness: np.ndarray | None = None  # the contents when they last mattered, while it is held

    @classmethod
    def _of(cls, array: Any) -> Self:
        """A variable around a fresh array, which is not copied."""
        new = cls.__new__(cls)
        Variable.__init__(new, array if type(array) is np.ndarray else np.asarray(array))
        return new

    @property
    def requires_grad(self) -> bool:
        """Whether `backward` computes a gradient for this tensor."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if value and self._data.dtype.kind != "f":
            raise TypeError(
                f"only floating-point tensors can require gradients; this one is {self._data.dtype}. "
                "Write the numbers as floats (1. rather than 1) or convert it with .float() or .double()."
            )
        if not value and not self.is_leaf:
            raise RuntimeError(
                "requires_grad can be switched off on leaves only, and this tensor is the result of "
                f"{self.grad_fn.function_name if self.grad_fn else 'an op'}. Use detach() to cut it off."
            )
        self._requires_grad = bool(value)

    @property
    def data(self) -> np.ndarray:
        """The array itself, not a copy. Writing to it is noticed by the nodes that saved it."""
        self._look()
        self._shown = True
        return self._data

    @data.setter
    def data(self, value: Any) -> None:
        if value is self._data:  # `t.data += 1` hands back the array that it has written to
            self._changed()
            return
        new = np.asarray(value._data if isinstance(value, Variable) else value)
        if new.dtype.kind not in NUMBERS or hasattr(value, "mask"):
            raise TypeError(f"a tensor holds numbers; got {type(value).__name__} of {new.dtype} as data.")
        if self._requires_grad and new.dtype.kind != "f":
            raise TypeError(f"a tensor that requires a gradient needs floats as data; got {new.dtype}.")
        if self._data.ndim and not isinstance(value, np.ndarray | Variable) and not new.ndim:
            raise ValueError(
                f"a tensor of shape {self._data.shape} expects an array as data; got one number. "
                "Use fill_() to set every element."
            )
        if new.shape == self._data.shape and new.dtype == self._data.dtype:
            self._replace(_own(self._data))
            self._data[...] = new
        else:
            self._replace(_own(new))
            self._rebound = next(clock)

    def _replace(self, array: np.ndarray) -> None:
        """Take another array, a fresh one.

        Ops that saved the old one still have it. It is right for those that came after the last write to it,
        unless somebody else may hold it too, and write to it.
        """
        held = self._shown and sys.getrefcount(self._data) > _UNSHARED
        self._replaced = next(clock) if held else self._version
        self._data, self._shown = array, False
        self._changed()

    @property
    def grad(self) -> Any:
        """The gradient that `backward` left, a tensor of this one's shape and dtype; or None.

        Another one may be assigned; `backward` will add to it in place. TypeError or ValueError for what
        cannot be this tensor's gradient.
        """
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            self._check_grad(value)
        self._grad = value

    def _check_grad(self, value: Any) -> None:
        """Could this be the tensor's gradient?"""
        data = self._data
        wanted = f"the gradient of a tensor of shape {data.shape} and {data.dtype}"
        if not isinstance(value, Variable):
            raise TypeError(f"{wanted} is a Tensor like it, or None; got {type(value).__name__}.")
        if value._data.shape != data.shape:
            raise ValueError(f"{wanted} has its shape; got {value._data.shape}. Set .grad to None first.")
        if value._data.dtype != data.dtype:
            raise TypeError(f"{wanted} has its dtype; got {value._data.dtype}. Convert it by to().")
        if value is self:
            raise ValueError("a tensor cannot be its own gradient. Assign a detach() of it.")

    def _changed(self) -> None:
        """Note that the array was written to, just now."""
        self._version = watch.last_change = next(clock)
        self._witness = None

    def changed_since(self, time: int) -> bool:
        """Whether the array was written to after that tick of the clock."""
        if self._shown:
            self._look()
        return self._version > time

    def _look(self) -> None:
        """Compare the array with its witness; leave a new one if anybody else may hold the array."""
        if self._witness is not None and not _same_bits(self._witness, self._data):
            self._changed()
        held = sys.getrefcount(self._data) > _UNSHARED
        if owns_its_memory(self._data) and not held:
            self._shown, self._witness = False, None
        elif self._witness is None:
            self._witness = self._data.copy()
            watch.witnesses = True

    # ---- copies, of the tensor or in another process: what it holds, and nothing of when or how it was made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        self._check_leaf("pickled")
        return copyreg.__newobj__, (type(self),), self._state()  # type: ignore[attr-defined]

    def _state(self) -> tuple[Any, ...]:
        grad = None if self._grad is None else self._grad._data
        of_a_subclass = getattr(self, "__dict__", {})
        return self._data, self._requires_grad, self.is_parameter, grad, of_a_subclass

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        data, requires_grad, is_parameter, grad, of_a_subclass = state
        Variable.__init__(self, _own(data), requires_grad)
        self.is_parameter = is_parameter
        self._grad = None if grad is None else self._of(_own(grad))
        for name, value in of_a_subclass.items():
            setattr(self, name, value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        self._check_leaf("deep-copied")
        new = memo[id(self)] = type(self).__new__(type(self))
        *state, of_a_subclass = self._state()
        new.__setstate__((*state, copy.deepcopy(of_a_subclass, memo)))
        return new

    def __copy__(self) -> Self:
        return self.__deepcopy__({})

    def _check_leaf(self, what: str) -> None:
        if not self.is_leaf:
            raise RuntimeError(f"only leaves can be {what}; this one is part of a graph. Use detach().")


def _own(array: np.ndarray) -> np.ndarray:
    """A copy, its dtype NumPy's one object for it, as ops expect: that of an unpickled array is another."""
    return array.astype(array.dtype.type)


def _same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays of one shape and dtype are equal, a NaN being equal to itself."""
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")


def _references_to_an_unshared_array() -> int:
    """What getrefcount answers, asked as in `_look`, where only the variable holds the array."""
    variable = Variable._of(np.zeros(1))
    return sys.getrefcount(variable._data)


_UNSHARED = _references_to_an_unshared_array()
