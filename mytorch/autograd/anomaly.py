"""`detect_anomaly`: which op gave the first NaN of a backward pass, and which line of the user's ran it."""

import linecache
import os
from types import TracebackType
from typing import Any, Self

import numpy as np

from mytorch import origins
from mytorch.errors import shown
from mytorch.hooks import Watched, watched

__all__ = ["detect_anomaly", "is_anomaly_enabled", "look", "set_detect_anomaly"]

enabled = False  # asked by every backward()
_check_nan = True


def is_anomaly_enabled() -> bool:
    """Whether anomalies are looked for: inside `detect_anomaly`.

    >>> with mytorch.autograd.detect_anomaly():
    ...     mytorch.autograd.is_anomaly_enabled()
    True
    """
    return enabled


class set_detect_anomaly:  # noqa: N801 (PyTorch's name)
    """From now on look for anomalies, or with False do not; in a `with` statement, until its end.

    It counts in every thread. See `detect_anomaly`. TypeError for what is not True or False.

    >>> with mytorch.autograd.set_detect_anomaly(True):
    ...     mytorch.autograd.is_anomaly_enabled()
    True
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        global _check_nan
        for given in (mode, check_nan):
            if not isinstance(given, bool):
                raise TypeError(f"{type(self).__name__}() takes True or False; got {shown(given)}.")
        self._before = enabled, _check_nan
        _enable(mode)
        _check_nan = check_nan

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _check_nan
        before, _check_nan = self._before
        _enable(before)


class detect_anomaly:  # noqa: N801 (PyTorch's name)
    """Inside it, `backward()` and `autograd.grad` raise a RuntimeError at the first NaN among the gradients.

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> with np.errstate(invalid="ignore"), mytorch.autograd.detect_anomaly():
    ...     mytorch.where(x > 0, x.sqrt(), x).backward()  # of the root: 0 / 0, although it is not taken
    Traceback (most recent call last):
        ...
    RuntimeError: Sqrt.backward gave NaN as the gradient of its input 0. It ran at ...

    The error names the op whose derivative gave it, and the file, line and source of the user's program that
    ran the op, if that was inside as well. As in PyTorch, an infinity is no anomaly. With check_nan=False the
    lines are remembered only. Everything is slower inside, nothing outside. TypeError for a check_nan that is
    not True or False.
    """

    def __init__(self, check_nan: bool = True) -> None:
        if not isinstance(check_nan, bool):
            raise TypeError(f"detect_anomaly() takes True or False for check_nan; got {shown(check_nan)}.")
        self._check_nan = check_nan
        self._modes: list[set_detect_anomaly] = []

    def __enter__(self) -> None:
        self._modes.append(set_detect_anomaly(True, self._check_nan))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._modes.pop().__exit__(kind, error, trace)


def _enable(mode: bool) -> None:
    global enabled
    if mode != enabled:
        enabled = mode
        (origins.observe if mode else origins.stop)(_remember_the_place)


def _remember_the_place(node: Any, inputs: Any, z: Any, place: origins.Place) -> None:
    watched(node).place = place


def look(node: Any, i: int, grad: Any) -> None:
    """RuntimeError if anomalies are looked for, and the gradient of the node's input i is one."""
    if enabled and _check_nan and np.isnan(grad.array).any():
        raise RuntimeError(
            f"{node.function_name}.backward gave NaN as the gradient of its input {i}. {_where(node)}"
        )


def _where(node: Any) -> str:
    """The line that ran the node's op, in words."""
    if type(node.op) is not Watched or node.op.place is None:
        return "Run the forward pass inside detect_anomaly() as well to see which line it comes from."
    file, number, function = node.op.place
    try:
        shorter = os.path.relpath(file)
    except ValueError:  # on another drive
        shorter = file
    name = file if shorter.startswith("..") else shorter
    line = linecache.getline(file, number).strip()
    inside = "" if function == "<module>" else f", in {function}"
    return f"It ran at {name}:{number}{inside}" + (f": {line}" if line else ".")
