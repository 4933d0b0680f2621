"""Layers with parameters. backward needs the parameters that forward used, and they must not change between.

A user may write to a layer's W at any time. A write between a forward pass and its backward pass would make
the gradient wrong, so backward then raises an error. To notice a write, the layer needs a copy of W, and
copies of all weights would make training slower by a fifth. So the layer makes a copy only if the user may
hold the array: because the user reads `layer.W` after a forward pass, or still holds it from before. A
training loop does neither.

Twin: mytorch/in_place.py
"""

import copy
from collections.abc import Sequence
from sys import getrefcount
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_floats, as_rate

Array = NDArray[Any]


class Parameter:
    """An attribute of a Layer: an array that is trained. Users may read it, write to it, and assign a copy
    to it.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, layer: Any, owner: type | None = None) -> Any:
        if layer is None:
            return self
        array = vars(layer)[self.name]
        if layer.used is not None:
            layer.watched = True
            if layer.used[self.name][1] is None:  # copy it before a user can change it
                layer.used[self.name] = (array, array.copy())
        return array

    def __set__(self, layer: Any, given: Any) -> None:
        old, who = vars(layer).get(self.name), type(layer).__name__
        if given is old:  # `layer.W += 1` assigns the array that it has written to
            return
        array = as_floats(given, who, self.name).copy("C")
        if old is not None and array.shape != old.shape:
            raise ValueError(f"{who} expects {self.name} of shape {old.shape}; got {array.shape}.")
        vars(layer)[self.name], layer.watched = array, True


class Layer:
    """A layer whose attributes named in `parameters` are Parameters.

    The gradient of a parameter `W` is in the attribute `dW`.
    A copy (copy, deepcopy, pickle) has its own arrays, and needs a forward pass of its own before backward.
    """

    parameters: Sequence[str]

    def __init__(self) -> None:
        # For each name: the array that the last forward pass used, and a copy if a user may hold the array.
        self.used: dict[str, tuple[Array, Array | None]] | None = None
        self.watched = False  # whether a user may have changed a parameter since forward

    def use(self) -> list[Array]:
        """The parameters, for a forward pass. From now on, changes of them are noticed."""
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
        """The name of a parameter that has changed since the last forward pass, or None."""
        if self.watched and self.used is not None:
            mine = vars(self)
            for name, (array, before) in self.used.items():
                if mine[name] is not array or (before is not None and not _same(array, before)):
                    return name
        return None

    def reuse(self) -> list[Array]:
        """The parameters, for a backward pass. RuntimeError if they changed since forward, or without a
        forward.
        """
        name = self.changed()
        if self.used is None or name:
            who = type(self).__name__
            wrong = f"expects the {name} that forward used; it was changed in place or replaced after it"
            raise RuntimeError(
                f"{who}.backward {wrong if name else 'needs a forward pass first'}: call {who.lower()}(x)."
            )
        return [array for array, _ in self.used.values()]

    def change(self) -> list[Array]:
        """The parameters, for a step that changes them. backward then needs a new forward pass."""
        self.used = None
        return [vars(self)[name] for name in self.parameters]

    def gradients(self) -> list[Array]:
        """The gradient of each parameter. TypeError or ValueError for one assigned that does not fit."""
        who, found = type(self).__name__, []
        for name in self.parameters:
            g, shape = as_floats(getattr(self, f"d{name}"), who, f"d{name}"), vars(self)[name].shape
            if g.shape != shape:
                raise ValueError(f"{who} expects d{name} of shape {shape}, as {name}; got {g.shape}.")
            found.append(g)
        return found

    def step(self, lr: float, momentum: float = 0.0) -> None:
        """v = momentum * v - lr * g;   W += v, for every parameter; v is kept in `momentum_W` for W.

        g is the gradient as it stands: of the mean loss in Linear, of the summed one elsewhere. So a step on
        the mean loss takes lr / N there (docs/dialects.md).
        Raises TypeError or ValueError, and changes nothing, for an lr or momentum that is not a finite number
        of 0 or more, and for a gradient that was assigned and does not fit.
        """
        who = type(self).__name__
        lr, momentum = as_rate(lr, who, "lr"), as_rate(momentum, who, "momentum")
        gradients = self.gradients()
        for name, W, g in zip(self.parameters, self.change(), gradients, strict=True):
            v = vars(self).setdefault(f"momentum_{name}", np.zeros_like(W))
            v *= momentum
            v -= lr * g
            W += v

    def zero_grads(self) -> None:
        """Set the gradient of every parameter to 0: dW to an array like W, and so on."""
        for name in self.parameters:
            setattr(self, f"d{name}", np.zeros_like(vars(self)[name]))

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"used": None}

    def __copy__(self) -> Self:
        return copy.deepcopy(self)


def _same(a: Array, b: Array) -> bool:
    """Whether two arrays are equal; a NaN counts as equal to a NaN."""
    return a.shape == b.shape and bool(((a == b) | ((a != a) & (b != b))).all())


def _references_to_an_unheld_array() -> int:
    """The reference count that getrefcount gives in `use` if only the layer holds the array."""
    mine = {"W": np.zeros(1)}
    for name in mine:
        array = mine[name]
        count = getrefcount(array)
    return count


_UNHELD = _references_to_an_unheld_array()
