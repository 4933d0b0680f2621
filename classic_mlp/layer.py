"""Layers with parameters: what forward used, backward needs unchanged.

Whoever has a layer may write to its W at any time. Between a forward and its backward pass that would
make a wrong gradient, so there it is an error. To notice it takes a copy of W, and a copy of all weights
would slow training down by a fifth. So it is made only when somebody has the array: the one who asks for
`layer.W` after a forward pass, or holds it since before. A training loop does neither.

Twin: mytorch/in_place.py
"""

import copy
from collections.abc import Sequence
from sys import getrefcount
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_floats

Array = NDArray[Any]


class Parameter:
    """An attribute of a Layer: an array that is trained. It may be read, written to, and assigned: a copy."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, layer: Any, owner: type | None = None) -> Any:
        if layer is None:
            return self
        array = vars(layer)[self.name]
        if layer.used is not None:
            layer.watched = True
            if layer.used[self.name][1] is None:  # what it is before it can be changed
                layer.used[self.name] = (array, array.copy())
        return array

    def __set__(self, layer: Any, given: Any) -> None:
        old, who = vars(layer).get(self.name), type(layer).__name__
        if given is old:  # `layer.W += 1` hands back what it has written to
            return
        array = as_floats(given, who, self.name).copy("C")
        if old is not None and array.shape != old.shape:
            raise ValueError(f"{who} expects {self.name} of shape {old.shape}; got {array.shape}.")
        vars(layer)[self.name], layer.watched = array, True


class Layer:
    """A layer whose attributes named in `parameters` are Parameters.

    A copy, by copy, deepcopy or pickle, has arrays of its own, and no forward pass to go back through.
    """

    parameters: Sequence[str]

    def __init__(self) -> None:
        # By name, what the last forward pass used: the array, and a copy if anybody else may have it.
        self.used: dict[str, tuple[Array, Array | None]] | None = None
        self.watched = False  # whether anybody may have changed one since

    def use(self) -> list[Array]:
        """For a forward pass: the parameters, watched from here on."""
        mine = vars(self)
        used: dict[str, tuple[Array, Array | None]] = {}
        self.used, self.watched = used, False
        for name in self.parameters:
            array = mine[name]
            held = getrefcount(array) > _UNHELD or array.base is not None
            used[name] = (array, array.copy() if held else None)
            self.watched |= held
        return [mine[name] for name in self.parameters]

    def changed(self) -> str | None:
        """The name of a parameter that is not as the last forward pass used it, or None."""
        if self.watched and self.used is not None:
            mine = vars(self)
            for name, (array, before) in self.used.items():
                if mine[name] is not array or (before is not None and not _same(array, before)):
                    return name
        return None

    def reuse(self) -> list[Array]:
        """For a backward pass: the parameters that the forward pass used. RuntimeError where it cannot be."""
        name = self.changed()
        if self.used is None or name:
            who = type(self).__name__
            wrong = f"expects the {name} that forward used; it was changed in place or replaced after it"
            raise RuntimeError(
                f"{who}.backward {wrong if name else 'needs a forward pass first'}: call {who.lower()}(x)."
            )
        return [array for array, _ in self.used.values()]

    def change(self) -> list[Array]:
        """For a step: the parameters, to be written to. There is no going back through the last pass then."""
        self.used = None
        return [vars(self)[name] for name in self.parameters]

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"used": None}

    def __copy__(self) -> Self:
        return copy.deepcopy(self)


def _same(a: Array, b: Array) -> bool:
    """Equal, a NaN being equal to itself."""
    return a.shape == b.shape and bool(((a == b) | ((a != a) & (b != b))).all())


def _references_to_an_unheld_array() -> int:
    """What getrefcount answers, asked as in `use`, where only the layer has the array."""
    mine = {"W": np.zeros(1)}
    for name in mine:
        array = mine[name]
        count = getrefcount(array)
    return count


_UNHELD = _references_to_an_unheld_array()
