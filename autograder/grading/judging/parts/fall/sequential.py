"""Layers one after the other."""

from mytorch.nn.module import Module


class Sequential(Module):
    """Each layer's output is the next one's input."""

    def __init__(self, *layers):
        super().__init__()
        self.layers = layers
        for number, layer in enumerate(layers):
            self.add_module(str(number), layer)

    def __iter__(self):
        return iter(self.layers)

    def __getitem__(self, number):
        return self.layers[number]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
