"""Sequential: a network that applies layers one after the other."""

from collections.abc import Iterable, Iterator
from typing import Any, Self

from mytorch.errors import shown
from mytorch.nn.module import Module

__all__ = ["Sequential"]


class Sequential(Module):
    """Passes its input through each layer in turn   (Fall 2020, 2.1).

    Its layers are its sub-modules: every Module that is an attribute is listed and run, in order, also if it
    was assigned by its name. Iteration, indexing and len() work as on the tuple `layers`. TypeError for a
    layer that is no Module; nothing has changed then.
    """

    def __init__(self, *layers: Module) -> None:
        super().__init__()
        self.layers = layers

    @property
    def layers(self) -> tuple[Module, ...]:
        """All layers in order. Assigning several Modules replaces them."""
        return tuple(self._submodules.values())

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
        for name in self._submodules:
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

    def forward(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)

    def __getitem__(self, i: Any) -> Any:
        return Sequential(*self.layers[i]) if isinstance(i, slice) else self.layers[i]

    def __setitem__(self, i: Any, layer: Any) -> None:
        if not isinstance(layer, Module):
            raise TypeError(f"Sequential takes Modules; layer {shown(i)} would be {shown(layer)}.")
        if isinstance(i, slice):
            raise TypeError("Sequential replaces one layer at a time; assign to layers for several.")
        setattr(self, list(self._submodules)[i], layer)

    def __delitem__(self, i: int | slice) -> None:
        """Remove one or several layers; the others are renumbered."""
        layers = list(self.layers)
        del layers[i]
        self.layers = layers

    def __len__(self) -> int:
        return len(self.layers)
