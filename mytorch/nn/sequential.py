"""Layers in a row."""

from collections.abc import Iterator
from typing import Any

from mytorch.nn.module import Module

__all__ = ["Sequential"]


class Sequential(Module):
    """Passes its input through each layer in turn   (Fall 2020, 2.1).

    `layers` is the tuple of them; the model can be iterated, indexed and measured like it.
    """

    def __init__(self, *layers: Module) -> None:
        super().__init__()
        for i, layer in enumerate(layers):
            if not isinstance(layer, Module):
                raise TypeError(f"Sequential takes Modules; argument {i} is {layer!r}.")
            self.add_module(str(i), layer)
        self.layers = layers

    def forward(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)

    def __getitem__(self, i: Any) -> Any:
        return Sequential(*self.layers[i]) if isinstance(i, slice) else self.layers[i]

    def __len__(self) -> int:
        return len(self.layers)
