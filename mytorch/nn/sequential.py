"""Sequential: a network that applies layers one after the other.

Twin: classic_mlp/sequential.py
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Self

from mytorch.errors import shown
from mytorch.nn.module import Module
from mytorch.nn.tree import joined, own_modules, place_in

__all__ = ["Sequential"]


class Sequential(Module):
    """Passes its input through each layer in turn   (Fall 2020, 2.1).

    Its layers are its sub-modules: every Module that is an attribute is listed and run, in order, also if it
    was assigned by its name. Iteration, indexing and len() work as on the tuple `layers`. A dict gives the
    layers names, as in Sequential({"hidden": Linear(2, 3), "last": ReLU()}); a slice keeps the names.

    TypeError for a layer that is no Module; nothing has changed then. If a layer raises ValueError or
    IndexError, as for a shape that does not fit, the message also names the layer and the shapes before it.

    >>> net = mytorch.nn.Sequential(mytorch.nn.Linear(3, 2), mytorch.nn.ReLU())
    >>> net(mytorch.zeros(4, 3)).shape
    (4, 2)
    >>> net
    Sequential(
      (0): Linear(in_features=3, out_features=2)
      (1): ReLU()
    )
    """

    def __init__(self, *layers: Any) -> None:
        super().__init__()
        if len(layers) == 1 and isinstance(layers[0], Mapping):
            for name, layer in layers[0].items():
                self.add_module(name, layer)
        else:
            self.layers = layers

    @property
    def layers(self) -> tuple[Module, ...]:
        """All layers in order. Assigning several Modules replaces them."""
        return tuple(own_modules(self).values())

    @layers.setter
    def layers(self, layers: Any) -> None:
        if isinstance(layers, str | bytes) or not isinstance(layers, Iterable):
            raise TypeError(f"layers takes several Modules, as a list; got {shown(layers)}.")
        new = list(layers)
        for i, layer in enumerate(new):
            if not isinstance(layer, Module):
                raise TypeError(
                    f"Sequential takes Modules; argument {i} is {shown(layer)}. Pass objects, one by one, as "
                    "Sequential(Linear(2, 3), ReLU())."
                )
            self._check_part(layer)
        for name in own_modules(self):
            delattr(self, name)
        for i, layer in enumerate(new):
            setattr(self, str(i), layer)

    def append(self, layer: Module) -> Self:
        """Add a layer at the end; returns the model."""
        i = len(self)
        while hasattr(self, str(i)):
            i += 1
        self.add_module(str(i), layer)
        return self

    def extend(self, layers: Iterable[Module]) -> Self:
        """Add several layers at the end; returns the model."""
        for layer in layers:
            self.append(layer)
        return self

    def insert(self, index: int, layer: Module) -> Self:
        """Add a layer before the one that is there, and number all anew; returns the model."""
        layers = list(self.layers)
        layers.insert(index, layer)
        self.layers = layers
        return self

    def pop(self, index: int) -> Module:
        """Take out a layer, and answer with it; the rest are numbered anew."""
        layer = self.layers[index]
        del self[index]
        return layer

    def forward(self, x: Any) -> Any:
        shapes = []
        for layer in self.layers:
            shapes.append(getattr(x, "shape", None))
            try:
                x = layer(x)
            except (ValueError, IndexError) as error:
                _say_where(error, self, shapes)
                raise
        return x

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return Sequential(dict(list(own_modules(self).items())[i]))
        return self.layers[place_in(self, i)]

    def __setitem__(self, i: Any, layer: Any) -> None:
        if not isinstance(layer, Module):
            raise TypeError(f"Sequential takes Modules; layer {shown(i)} would be {shown(layer)}.")
        if isinstance(i, slice):
            raise TypeError("Sequential replaces one layer at a time; assign to layers for several.")
        setattr(self, list(own_modules(self))[i], layer)

    def __delitem__(self, i: int | slice) -> None:
        """Remove one or several layers; the others are renumbered."""
        layers = list(self.layers)
        del layers[i]
        self.layers = layers

    def __len__(self) -> int:
        return len(self.layers)


# ---- where an error about a shape came from --------------------------------------------------------------


class _Where(NamedTuple):
    """What an error says of its place, kept with it so that a Sequential further out can say more."""

    message: str  # as the layer gave it
    model: Sequential  # in which it was
    steps: list[tuple[str, str, Any]]  # each layer's path, kind and the shape of its input, up to that layer


def _say_where(error: Any, model: Sequential, shapes: list[Any]) -> None:
    """Add to the error's message in which layer it arose, and the shapes on the way."""
    names = own_modules(model)
    steps = [
        (name, type(layer).__name__, shape)
        for (name, layer), shape in zip(names.items(), shapes, strict=False)
    ]
    name, layer = list(names.items())[len(shapes) - 1]
    inner = getattr(error, "_where", None)
    if inner is None and not (len(error.args) == 1 and error.args[0] == str(error)):
        error.add_note(_told(steps))  # of an error that words its message itself
        return
    if inner is None:
        inner = _Where(str(error), model, [])
    else:
        inside = next((path for path, below in layer.named_modules() if below is inner.model), "")
        steps[-1:] = [(joined(joined(name, inside), path), kind, shape) for path, kind, shape in inner.steps]
    error._where = _Where(inner.message, model, steps)
    end = "" if inner.message.rstrip().endswith((".", "!", "?")) else "."
    error.args = (f"{inner.message.rstrip()}{end} {_told(steps)}",)


def _told(steps: list[tuple[str, str, Any]]) -> str:
    path, kind, _ = steps[-1]
    way = [f"{shape} -> {path} {kind}" for path, kind, shape in steps[-_SHOWN:]]
    cut = "... -> " if len(steps) > _SHOWN else ""
    return (
        f"This was in layer {path} of the Sequential, {kind}; the shapes on the way: {cut}{' -> '.join(way)}."
    )


_SHOWN = 6  # layers at most, in one line
