"""The settings of an optimizer, for example its learning rate: attributes, and checks.

As in PyTorch, they are kept in the optimizer's `param_groups`, in a dict for each group of parameters.
"""

import difflib
from abc import ABCMeta
from collections.abc import Iterable
from typing import Any

from mytorch.arguments import number
from mytorch.errors import shown

__all__ = ["Made", "Setting", "fraction", "fractions", "meant", "refuse_new_name"]


class Setting:
    """A setting as an attribute, `optimizer.lr`: the common value of all groups. Assigning changes all."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, optimizer: Any, owner: type | None = None) -> Any:
        if optimizer is None:
            return self
        groups = vars(optimizer).get("param_groups") or [vars(optimizer).get("defaults", {})]
        name, kind = self.name, type(optimizer).__name__
        if not all(name in group for group in groups):
            raise AttributeError(f"{kind} has no {name}.")
        values = [group[name] for group in groups]
        if any(value is not values[0] and value != values[0] for value in values[1:]):
            raise AttributeError(
                f"the groups of {kind} differ in {name}: {', '.join(map(shown, values))}. Read "
                f"optimizer.param_groups[0][{name!r}], and so on."
            )
        return values[0]

    def __set__(self, optimizer: Any, value: Any) -> None:
        if "param_groups" not in vars(optimizer):  # assigned before super().__init__()
            vars(optimizer).setdefault("defaults", {})[self.name] = value
            return
        optimizer.defaults[self.name] = value
        for group in optimizer.param_groups:
            group[self.name] = value


class Made(ABCMeta):
    """The metaclass of optimizers: sets `is_made` when the constructor, also that of a subclass, has ended.

    It derives from ABCMeta, so that an optimizer can also be an abstract class.
    """

    def __call__(cls, *args: Any, **options: Any) -> Any:
        new = super().__call__(*args, **options)
        if "param_groups" not in vars(new):
            raise RuntimeError(f"{cls.__name__}.__init__ must call super().__init__(params).")
        new.is_made = True
        return new


def refuse_new_name(optimizer: Any, name: str) -> None:
    """AttributeError for an unknown attribute, with the name that was probably meant."""
    kind = type(optimizer).__name__
    if name in optimizer.defaults:
        hint = f"It is a setting of the groups: optimizer.param_groups[0][{name!r}]."
    else:
        names = {*dir(type(optimizer)), *vars(optimizer)}
        near = meant(name, (known for known in names if not known.startswith("_")))
        hint = f"Did you mean {near}?" if near else "An attribute of your own is first set in __init__."
    raise AttributeError(f"{kind} has no attribute {name!r} that could be set. {hint}")


def meant(name: Any, known: Iterable[str]) -> str | None:
    """The known name that resembles this one most; None if there is none."""
    near = difflib.get_close_matches(name, sorted(known), 1, 0.7) if isinstance(name, str) else []
    return near[0] if near else None


def fraction(owner: str, name: str, value: Any) -> float:
    """Check a number from 0 to below 1. TypeError or ValueError."""
    value = number(owner, name, value)
    if value >= 1:
        raise ValueError(f"{owner} expects {name} from 0 to below 1; got {value}.")
    return value


def fractions(owner: str, name: str, value: Any, count: int = 2) -> tuple[float, ...]:
    """Check so many numbers from 0 to below 1, for example betas=(0.9, 0.999). TypeError or ValueError."""
    if not isinstance(value, tuple | list) or len(value) != count:
        raise TypeError(f"{owner} expects {count} numbers for {name}, as (0.9, 0.999); got {shown(value)}.")
    return tuple(fraction(owner, f"{name}[{i}]", one) for i, one in enumerate(value))
