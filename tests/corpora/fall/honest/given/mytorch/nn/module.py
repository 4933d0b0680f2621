from mytorch.tensor import Tensor


class Module:
    """Base class of everything that has parameters, or modules that do."""

    def __init__(self):
        self._submodules = {}
        self._parameters = {}
        self.is_train = True

    def train(self):
        self.is_train = True
        for submodule in self._submodules.values():
            submodule.train()

    def eval(self):
        self.is_train = False
        for submodule in self._submodules.values():
            submodule.eval()

    def forward(self, *args):
        raise NotImplementedError("Subclasses of Module must implement forward")

    def __call__(self, *args):
        return self.forward(*args)

    def is_parameter(self, obj):
        return isinstance(obj, Tensor) and obj.is_parameter

    def parameters(self):
        for parameter in self._parameters.values():
            yield parameter
        for submodule in self._submodules.values():
            yield from submodule.parameters()

    def add_parameter(self, name, value):
        self._ensure_is_initialized()
        self._parameters[name] = value

    def add_module(self, name, value):
        self._ensure_is_initialized()
        self._submodules[name] = value

    def __setattr__(self, name, value):
        if self.is_parameter(value):
            self.add_parameter(name, value)
        elif isinstance(value, Module):
            self.add_module(name, value)
        object.__setattr__(self, name, value)

    def _ensure_is_initialized(self):
        if "_submodules" not in self.__dict__:
            raise Exception("Module not initialized. Did you forget to call super().__init__()?")
