"""Variable: the part of a tensor that the engine knows: an array, its gradient, and its origin.

The engine and the ops must not import Tensor, but they make tensors. They call `of` of a variable, which
makes another variable of the same class.

After every change of `array` in place, call `in_place.wrote(x)` (see mytorch/in_place.py).
"""

import copy
import copyreg
from typing import Any, Self

import numpy as np

from mytorch import in_place
from mytorch.checks import flag
from mytorch.dtypes import NUMBERS

__all__ = ["Variable"]

_new = object.__new__


class Variable:
    """An array in a graph; `Tensor` adds the constructor and the operators.

    A variable owns its array: no two of them share memory, and an op's result is a fresh array.
    Every op makes a new variable; slots make that cheap, and make a misspelt attribute an error.
    """

    __slots__ = (
        "__weakref__",
        "array",  # the same array as `data`; reading it does not count as handing it out to a user
        "grad_fn",  # the node of the op that made it
        "guard",  # the record of writes to the array, or None
        "is_leaf",
        "is_parameter",
        "kept_grad",  # the value of `grad`
        "wants_grad",  # the value of `requires_grad`, faster to read
    )

    array: np.ndarray
    grad_fn: Any
    guard: in_place.Guard | None
    is_leaf: bool
    is_parameter: bool
    kept_grad: Any
    wants_grad: bool

    @classmethod
    def of(cls, array: Any, grad_fn: Any = None, *, into: Any = None) -> Self:
        """Make a variable around a fresh array, without a copy, as the result of the op of the node grad_fn.

        into: an existing object to fill in; by default a new one of this class.

        >>> mytorch.Tensor.of(np.array([1.0, 2.0]))
        tensor([1., 2.])
        """
        new = _new(cls) if into is None else into
        new.array = array if type(array) is np.ndarray else np.asarray(array)
        new.grad_fn, new.is_leaf, new.wants_grad = grad_fn, grad_fn is None, grad_fn is not None
        new.is_parameter, new.guard, new.kept_grad = False, None, None
        return new

    @property
    def requires_grad(self) -> bool:
        """Whether `backward` computes a gradient for this tensor.

        It may be assigned. TypeError for True on integers, RuntimeError for False on the result of an op.

        >>> x = mytorch.tensor([1.0])
        >>> x.requires_grad = True
        >>> (x * 2).requires_grad
        True
        """
        return self.wants_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        value = flag("requires_grad", "its value", value)
        if value and self.array.dtype.kind != "f":
            raise TypeError(
                f"only floating-point tensors can require gradients; this one is {self.array.dtype}. "
                "Write the numbers as floats (1. rather than 1) or convert it with .float() or .double()."
            )
        if not value and not self.is_leaf:
            raise RuntimeError(
                "requires_grad can be switched off on leaves only, and this tensor is the result of "
                f"{self.grad_fn.function_name if self.grad_fn else 'an op'}. Use detach() to cut it off."
            )
        self.wants_grad = value

    @property
    def data(self) -> np.ndarray:
        """The array itself, not a copy. Writing to it is noticed by the nodes that saved it.

        Another one may be assigned. TypeError for what holds no numbers, ValueError for one number in place
        of an array.

        >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
        >>> z = (x * x).sum()
        >>> x.data[0] = 5.0
        >>> z.backward()
        Traceback (most recent call last):
            ...
        RuntimeError: an input of Mul, of shape (2,), was changed in place after ...
        """
        in_place.look(self, hand_out=True)
        return self.array

    @data.setter
    def data(self, value: Any) -> None:
        if value is self.array:  # `t.data += 1` hands back the array that it has written to
            in_place.wrote(self)
            return
        new = np.asarray(value.array if isinstance(value, Variable) else value)
        if new.dtype.kind not in NUMBERS or hasattr(value, "mask"):
            raise TypeError(f"a tensor holds numbers; got {type(value).__name__} of {new.dtype} as data.")
        if self.wants_grad and new.dtype.kind != "f":
            raise TypeError(f"a tensor that requires a gradient needs floats as data; got {new.dtype}.")
        if self.array.ndim and not isinstance(value, np.ndarray | Variable) and not new.ndim:
            raise ValueError(
                f"a tensor of shape {self.array.shape} expects an array as data; got one number. "
                "Use fill_() to set every element."
            )
        if new.shape == self.array.shape and new.dtype == self.array.dtype:
            array = _own(self.array)  # this keeps the memory layout
            array[...] = new
        else:
            array = _own(new)
        in_place.wrote(self, instead=array)

    @property
    def grad(self) -> Self:  # never None by its type, so that programs need no check for it
        """The gradient that `backward` left, a tensor of this one's shape and dtype; or None.

        Another one may be assigned; `backward` will add to it in place (why: Fall 2020, 0.1.6).
        TypeError or ValueError if the value cannot be this tensor's gradient.

        >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
        >>> for _ in range(2):
        ...     (3 * x).sum().backward()
        >>> x.grad  # of both walks; set it to None, or call zero_grad(), in between
        tensor([6., 6.])
        """
        return self.kept_grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            self._check_grad(value)
        self.kept_grad = value

    def _check_grad(self, value: Any) -> None:
        """Raise TypeError or ValueError if this cannot be the tensor's gradient."""
        array = self.array
        wanted = f"the gradient of a tensor of shape {array.shape} and {array.dtype}"
        if not isinstance(value, Variable):
            raise TypeError(f"{wanted} is a Tensor like it, or None; got {type(value).__name__}.")
        if value.array.shape != array.shape:
            raise ValueError(f"{wanted} has its shape; got {value.array.shape}. Set .grad to None first.")
        if value.array.dtype != array.dtype:
            raise TypeError(f"{wanted} has its dtype; got {value.array.dtype}. Convert it by to().")
        if value is self:
            raise ValueError("a tensor cannot be its own gradient. Assign a detach() of it.")

    # ---- copies, of the tensor or in another process: what it holds, and nothing of when or how it was made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        self._check_leaf("pickled")
        return copyreg.__newobj__, (type(self),), self._state()  # type: ignore[attr-defined]

    def _state(self) -> tuple[Any, ...]:
        grad = None if self.kept_grad is None else self.kept_grad.array
        of_a_subclass = getattr(self, "__dict__", {})
        return self.array, self.wants_grad, self.is_parameter, grad, of_a_subclass

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        array, requires_grad, is_parameter, grad, of_a_subclass = state
        self.of(_own(array), into=self)
        self.wants_grad, self.is_parameter = requires_grad, is_parameter
        self.kept_grad = None if grad is None else self.of(_own(grad))
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
    """A copy with NumPy's own dtype object: ops compare dtypes by identity, and unpickling makes another
    one.
    """
    return array.astype(array.dtype.type)
