"""Module: what layers and networks have in common (their parameters, their mode, their state)."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np

from mytorch.tensor import Tensor

__all__ = ["Module"]


class Module:
    """Base of every layer and network   (Fall 2020, nn/module.py).

    A subclass calls `super().__init__()`, assigns its parameters and sub-modules as attributes, and
    writes `forward`. Assigning registers: a Tensor with is_parameter becomes a parameter, a Module a
    sub-module; other Tensors that belong to the state are registered with `register_buffer`.
    """

    # Names in state_dict that are not the attribute's: where the course and PyTorch call a thing differently.
    _state_names: Mapping[str, str] = {}

    is_train: bool
    _parameters: dict[str, Tensor]
    _buffers: dict[str, Tensor]
    _submodules: dict[str, "Module"]

    def __init__(self) -> None:
        for name, value in (("_parameters", {}), ("_buffers", {}), ("_submodules", {}), ("is_train", True)):
            object.__setattr__(self, name, value)

    # ---- registering ---------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        self._check_initialised()
        is_buffer = name in self._buffers and isinstance(value, Tensor)
        if name in self._parameters and isinstance(value, Tensor) and not value.is_parameter:
            raise TypeError(
                f"{name} is a parameter and cannot become a plain Tensor; make the new one with "
                "is_parameter=True, or assign to its data."
            )
        for register in (self._parameters, self._buffers, self._submodules):
            register.pop(name, None)  # the name may have stood for something else before
        if is_buffer:
            self._buffers[name] = value
        elif self.is_parameter(value):
            self.add_parameter(name, value)
        elif isinstance(value, Module):
            self.add_module(name, value)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        for register in (self._parameters, self._buffers, self._submodules):
            register.pop(name, None)
        object.__delattr__(self, name)

    def add_parameter(self, name: str, parameter: Tensor) -> None:
        """Count a tensor among the parameters."""
        self._check_initialised()
        self._parameters[name] = parameter

    def add_module(self, name: str, module: "Module") -> None:
        """Count a module among the sub-modules."""
        self._check_initialised()
        self._submodules[name] = module

    def register_buffer(self, name: str, tensor: Tensor) -> None:
        """Assign a tensor that belongs to the state but is not trained, as a running mean."""
        setattr(self, name, tensor)
        self._buffers[name] = tensor

    @staticmethod
    def is_parameter(value: Any) -> bool:
        """Whether this is a tensor to be trained."""
        return isinstance(value, Tensor) and value.is_parameter

    def _check_initialised(self) -> None:
        if "_parameters" not in self.__dict__:
            name = type(self).__name__
            raise RuntimeError(f"{name}.__init__ must call super().__init__() before it assigns anything.")

    # ---- walking the tree ----------------------------------------------------------------------

    def modules(self) -> Iterator["Module"]:
        """This module and all below it."""
        return (module for _, module in self._named_modules(""))

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Every parameter once, with its path, as ("0.weight", tensor)."""
        seen = set()
        for path, module in self._named_modules(""):
            for name, parameter in module._parameters.items():
                if id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield path + name, parameter

    def parameters(self) -> Iterator[Tensor]:
        """Every parameter once."""
        return (parameter for _, parameter in self.named_parameters())

    def _named_modules(self, prefix: str) -> Iterator[tuple[str, "Module"]]:
        self._check_initialised()
        yield prefix, self
        for name, module in self._submodules.items():
            yield from module._named_modules(f"{prefix}{name}.")

    # ---- mode ----------------------------------------------------------------------------------

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all below it to training (or, with False, to evaluation)."""
        for module in self.modules():
            object.__setattr__(module, "is_train", mode)
        return self

    @property
    def training(self) -> bool:
        """Whether the module is in training mode: `is_train`, by PyTorch's name."""
        return self.is_train

    def eval(self) -> Self:
        """Switch this module and all below it to evaluation."""
        return self.train(False)

    # ---- running -------------------------------------------------------------------------------

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """What the module computes; a subclass writes it."""
        raise NotImplementedError(f"{type(self).__name__} has no forward method.")

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        return self.forward(*inputs, **options)

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.grad = None

    # ---- state ---------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Tensor]:
        """Copies of all parameters and buffers by path, in PyTorch's names."""
        return {path: tensor.detach() for path, tensor in self._state()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Copy values in from a state_dict, of this library or of PyTorch.

        KeyError or ValueError, and nothing changed, if a name is missing or unknown or a shape differs.
        PyTorch's count of batches (`num_batches_tracked`) is passed over; nothing here depends on it.
        """
        mine = dict(self._state())
        given = {path: np.asarray(v) for path, v in state.items() if not path.endswith("num_batches_tracked")}
        if mine.keys() != given.keys():
            raise KeyError(
                f"the state does not fit: missing {sorted(mine.keys() - given.keys())}, "
                f"unknown {sorted(given.keys() - mine.keys())}."
            )
        for path, tensor in mine.items():
            if given[path].shape != tensor.shape:
                raise ValueError(f"{path} has shape {tensor.shape}; the state's has {given[path].shape}.")
        values = {path: given[path].astype(tensor.dtype) for path, tensor in mine.items()}
        for path, tensor in mine.items():
            tensor.data = values[path]

    def to(self, dtype: Any) -> Self:
        """Convert all parameters, their gradients and the buffers to a dtype, in place."""
        for _, tensor in self._state():
            tensor.data = tensor._data.astype(dtype)
            if tensor.grad is not None:
                tensor.grad = tensor.grad.to(dtype)
        return self

    def float(self) -> Self:
        """Convert to float32."""
        return self.to(np.float32)

    def double(self) -> Self:
        """Convert to float64."""
        return self.to(np.float64)

    def _state(self) -> Iterator[tuple[str, Tensor]]:
        for path, module in self._named_modules(""):
            for name, tensor in (module._parameters | module._buffers).items():
                yield path + module._state_names.get(name, name), tensor

    # ---- looking at it -------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """The settings to show in repr()."""
        return ""

    def __repr__(self) -> str:
        head = type(self).__name__
        if not self._submodules:
            return f"{head}({self.extra_repr()})"
        rows = [f"({name}): {module!r}".replace("\n", "\n  ") for name, module in self._submodules.items()]
        return "\n".join([f"{head}(", *(f"  {row}" for row in rows), ")"])
