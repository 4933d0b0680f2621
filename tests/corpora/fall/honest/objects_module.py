"""Modules as an abstract base class that finds its parameters by looking at its attributes."""

STYLE = "objects"
BASE = "objects"
FILES_OF = {
    "mytorch/autograd_engine.py": "printing",
    "mytorch/optim/sgd.py": "casting",
    "hw1/mnist.py": "recursive",
}
FILES = {
    "mytorch/nn/module.py": """from abc import ABC, abstractmethod

from mytorch.tensor import Tensor


class Module(ABC):
    def __init__(self):
        self.__dict__["_extra"] = {}
        self.is_train = True

    def __setattr__(self, name, value):
        if "_extra" not in self.__dict__:
            raise RuntimeError("super().__init__() comes first")
        super().__setattr__(name, value)

    @abstractmethod
    def forward(self, *args): ...

    def __call__(self, *args):
        return self.forward(*args)

    def _members(self):
        return {**vars(self), **self._extra}.items()

    def _children(self):
        return [value for _, value in self._members() if isinstance(value, Module)]

    def is_parameter(self, obj):
        return isinstance(obj, Tensor) and obj.is_parameter

    def parameters(self):
        yield from (value for _, value in self._members() if self.is_parameter(value))
        for child in self._children():
            yield from child.parameters()

    def add_parameter(self, name, value):
        self._extra[name] = value

    def add_module(self, name, value):
        self._extra[name] = value

    def train(self):
        self._switch(True)

    def eval(self):
        self._switch(False)

    def _switch(self, mode):
        self.is_train = mode
        for child in self._children():
            child._switch(mode)
""",
    "mytorch/nn/sequential.py": """from mytorch.nn.module import Module


class Sequential(Module):
    def __init__(self, *layers):
        super().__init__()
        self.layers = list(layers)
        for number, layer in enumerate(layers):
            self.add_module(str(number), layer)

    def __len__(self):
        return len(self.layers)

    def __iter__(self):
        return iter(self.layers)

    def __getitem__(self, index):
        return self.layers[index]

    def forward(self, x):
        for layer in self:
            x = layer(x)
        return x
""",
}
