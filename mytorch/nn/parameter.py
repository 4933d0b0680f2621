"""A tensor to be trained, by PyTorch's name."""

from typing import Any

from mytorch.tensor import Tensor

__all__ = ["Parameter"]


class _IsParameter(type):
    """Any tensor with is_parameter counts as a Parameter, however it was made."""

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, Tensor) and value.is_parameter


class Parameter(Tensor, metaclass=_IsParameter):
    """A leaf that a Module lists among its parameters once it is assigned to one of its attributes.

    `Parameter(data)` is `Tensor(data, requires_grad=True, is_parameter=True)`: a copy of data, which is
    numbers, nested lists, an array or a Tensor. Lists of integers become floats; an array of integers is a
    TypeError. With requires_grad=False the parameter is saved, and not trained.

    >>> mytorch.nn.Parameter([1.0, 2.0]).requires_grad
    True
    """

    __slots__ = ()

    def __new__(cls, data: Any, requires_grad: bool = True) -> Any:
        new = Tensor(data, requires_grad=True, is_parameter=True)
        new.requires_grad = requires_grad
        return new

    def __init__(self, data: Any, requires_grad: bool = True) -> None:
        """Never called, as `__new__` answers with a Tensor: here for who reads the signature."""
