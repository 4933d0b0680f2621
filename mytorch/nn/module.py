"""Module: what layers and networks have in common (their parameters, their mode, their state)."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np

from mytorch import in_place
from mytorch.arguments import flag
from mytorch.dtypes import number_dtype
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = ["Module"]


class Module:
    """Base of every layer and network   (Fall 2020, nn/module.py).

    A subclass calls `super().__init__()`, assigns its parameters and sub-modules as attributes, and
    writes `forward`. A Tensor with is_parameter is a parameter, a Module a sub-module; other Tensors that
    belong to the state are registered with `register_buffer`.

    `parameters()`, `modules()`, `state_dict()` and repr() read the attributes themselves, in the order in
    which they were first assigned. There is no second list of them.

    As in PyTorch, a parameter, a sub-module or a buffer can only be replaced by one of the same kind or by
    None. TypeError for a number or an array, which would no longer be trained or saved.
    """

    # Attributes that have another name in state_dict, because the course and PyTorch use different names.
    _state_names: Mapping[str, str] = {}

    is_train: bool
    _buffer_names: frozenset[str]  # never changed in place, since a shallow copy shares it

    def __init__(self) -> None:
        object.__setattr__(self, "_buffer_names", frozenset())
        object.__setattr__(self, "is_train", True)

    # ---- registering ---------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        self._check_initialised()
        old = vars(self).get(name)
        if isinstance(value, Module) or self.is_parameter(value):
            self._check_name(name, type(value).__name__)
            if isinstance(value, Module):
                self._check_part(value)
            object.__setattr__(self, name, value)
            object.__setattr__(self, "_buffer_names", self._buffer_names - {name})
            return
        if value is not None:
            if self.is_parameter(old):
                raise TypeError(
                    f"{name} is a parameter and cannot become a plain {type(value).__name__}; make the new "
                    "one with is_parameter=True, or assign to its data."
                )
            if isinstance(old, Module) or (name in self._buffer_names and not isinstance(value, Tensor)):
                kind = "Module" if isinstance(old, Module) else "Tensor"
                raise TypeError(
                    f"{name} takes a {kind}, or None; got {shown(value)}. To use the name for something "
                    "else, `del` it first."
                )
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        object.__setattr__(self, "_buffer_names", self._buffer_names - {name})

    def add_parameter(self, name: str, parameter: Tensor) -> None:
        """Assign a parameter to the attribute of that name.

        TypeError if it is no parameter, KeyError if the name is not valid or used for something else.
        """
        if not self.is_parameter(parameter):
            raise TypeError(
                f"add_parameter takes a Tensor made with requires_grad=True and is_parameter=True; got "
                f"{shown(parameter)}."
            )
        self._check_free(name, self._parameters)
        setattr(self, name, parameter)

    def add_module(self, name: str, module: "Module") -> None:
        """Assign a sub-module to the attribute of that name.

        TypeError if it is no Module, KeyError if the name is not valid or used for something else.
        """
        if not isinstance(module, Module):
            raise TypeError(f"add_module takes a Module, an object as Linear(2, 3); got {shown(module)}.")
        self._check_free(name, self._submodules)
        setattr(self, name, module)

    def register_buffer(self, name: str, tensor: Tensor) -> None:
        """Assign a tensor that belongs to the state but is not trained, for example a running mean.

        TypeError if it is no such tensor, KeyError if the name is not valid or used for something else.
        """
        if not isinstance(tensor, Tensor) or self.is_parameter(tensor):
            raise TypeError(f"a buffer is a Tensor that is no parameter; {name} got {shown(tensor)}.")
        self._check_initialised()
        self._check_free(name, self._buffers)
        self._check_name(name, "buffer")
        setattr(self, name, tensor)
        object.__setattr__(self, "_buffer_names", self._buffer_names | {name})

    @staticmethod
    def is_parameter(value: Any) -> bool:
        """Whether the value is a Tensor that is trained."""
        return isinstance(value, Tensor) and value.is_parameter

    def _check_free(self, name: str, same_kind: Mapping[str, Any]) -> None:
        """Raise KeyError if the name belongs to an attribute of another kind."""
        self._check_initialised()
        if isinstance(name, str) and getattr(self, name, None) is not None and name not in same_kind:
            raise KeyError(f"{type(self).__name__} has an attribute {name!r} already; choose another name.")

    def _check_name(self, name: str, kind: str) -> None:
        """Check a name for a parameter, sub-module or buffer; the paths in state_dict consist
        of such names.
        """
        if not isinstance(name, str):
            raise TypeError(f"the name of a {kind} is a string; got {shown(name)}.")
        attribute = getattr(type(self), name, None)
        taken = callable(attribute) and not isinstance(attribute, Module)
        taken = taken or inspect.ismemberdescriptor(attribute) or name in ("is_train", "_buffer_names")
        if taken or not name or "." in name:
            raise KeyError(f"a {kind} cannot go by the name {name!r}: it is empty, has a dot or is taken.")
        for ours, pytorchs in self._state_names.items():
            if name == pytorchs:
                raise KeyError(f"{type(self).__name__} calls its {pytorchs} {ours!r}; assign to that.")

    def _check_part(self, module: "Module") -> None:
        """Raise ValueError if the part contains this module, since a walk over all parts would never end."""
        if any(below is self for below in module.modules()):
            raise ValueError(
                f"the {type(self).__name__} would become a part of itself. To refer to a module that is no "
                "part, keep it in a tuple, as self.parent = (module,)."
            )

    def _check_initialised(self) -> None:
        if "is_train" not in self.__dict__:
            name = type(self).__name__
            raise RuntimeError(f"{name}.__init__ must call super().__init__() before it assigns anything.")

    @property
    def _parameters(self) -> dict[str, Tensor]:
        """This module's own parameters."""
        return {name: value for name, value in vars(self).items() if self.is_parameter(value)}

    @property
    def _submodules(self) -> dict[str, "Module"]:
        """The sub-modules that are attributes of this module."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Module)}

    @property
    def _buffers(self) -> dict[str, Tensor]:
        """This module's own buffers."""
        return {
            name: value
            for name, value in vars(self).items()
            if name in self._buffer_names and isinstance(value, Tensor) and not value.is_parameter
        }

    # ---- walking the tree ----------------------------------------------------------------------

    def modules(self) -> Iterator["Module"]:
        """This module and all below it, each once."""
        return (module for _, module in self._named_modules("", set()))

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Every parameter once, with its path, as ("0.weight", tensor)."""
        seen = set()
        for path, module in self._named_modules("", set()):
            for name, parameter in module._parameters.items():
                if id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield path + name, parameter

    def parameters(self) -> Iterator[Tensor]:
        """Every parameter once."""
        return (parameter for _, parameter in self.named_parameters())

    def _named_modules(self, prefix: str, seen: set[int] | None = None) -> Iterator[tuple[str, "Module"]]:
        """Every path with its module. With a set `seen`, a module at several paths comes only once."""
        self._check_initialised()
        if seen is not None:
            if id(self) in seen:
                return
            seen.add(id(self))
        yield prefix, self
        for name, module in self._submodules.items():
            yield from module._named_modules(f"{prefix}{name}.", seen)

    # ---- mode ----------------------------------------------------------------------------------

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all below it to training (or, with False, to evaluation)."""
        mode = flag("train()", "mode", mode)
        for module in self.modules():
            object.__setattr__(module, "is_train", mode)
        return self

    @property
    def training(self) -> bool:
        """Whether the module is in training mode; PyTorch's name for `is_train`."""
        return self.is_train

    def eval(self) -> Self:
        """Switch this module and all below it to evaluation."""
        return self.train(False)

    # ---- running -------------------------------------------------------------------------------

    def forward(self, *inputs: Any, **options: Any) -> Tensor:
        """Compute the output of the module. A subclass must define this method."""
        raise NotImplementedError(f"{type(self).__name__} has no forward method.")

    def __call__(self, *inputs: Any, **options: Any) -> Tensor:
        return self.forward(*inputs, **options)

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.grad = None

    # ---- state ---------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Tensor]:
        """Copies of all parameters and buffers, as a dict by path, with PyTorch's names."""
        return {path: tensor.detach() for path, tensor in self._state()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Copy values from a state_dict of this library or of PyTorch into the parameters and buffers.

        KeyError, TypeError or ValueError if a name is missing or unknown, a shape differs, or a value does
        not consist of real numbers; nothing has changed then. PyTorch's count of batches
        (`num_batches_tracked`) is ignored, because nothing here needs it.
        """
        if not isinstance(state, Mapping):
            raise TypeError(f"load_state_dict expects a dict as state_dict() gives it; got {shown(state)}.")
        mine = dict(self._state())
        given = {path: v for path, v in state.items() if not str(path).endswith("num_batches_tracked")}
        if mine.keys() != given.keys():
            missing, unknown = mine.keys() - given.keys(), given.keys() - mine.keys()
            raise KeyError(
                f"the state does not fit: missing {sorted(missing)}, unknown {sorted(unknown, key=str)}."
            )
        values = {path: _fitted(path, given[path], tensor) for path, tensor in mine.items()}
        for path, tensor in mine.items():
            tensor.array[...] = values[path]
            in_place.wrote(tensor)

    def to(self, dtype: Any) -> Self:
        """Convert all parameters, their gradients and the buffers to a floating-point dtype, in place.

        Buffers become float32 at least, because the running variance of float16 numbers can be too large for
        float16. Buffers of integers do not change. TypeError for a dtype of another kind.
        """
        dtype = number_dtype(dtype)
        if dtype.kind != "f":
            raise TypeError(f"a module is converted to a floating-point dtype, as np.float32; got {dtype}.")
        converted = []
        for module in self.modules():
            for tensor in (module._parameters | module._buffers).values():
                if tensor.dtype.kind == "f":
                    new = dtype if tensor.is_parameter else np.result_type(dtype, np.float32)
                    grad = None if tensor.grad is None else tensor.grad.to(new)
                    converted.append((tensor, tensor.array.astype(new), grad))
        for tensor, data, grad in converted:
            tensor.data = data
            tensor.grad = grad
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
        """The settings that repr() shows in the parentheses."""
        return ""

    def __repr__(self) -> str:
        head = type(self).__name__
        modules = self._submodules
        if not modules:
            return f"{head}({self.extra_repr()})"
        rows = [f"({name}): {module!r}".replace("\n", "\n  ") for name, module in modules.items()]
        return "\n".join([f"{head}(", *(f"  {row}" for row in rows), ")"])


def _fitted(path: str, value: Any, tensor: Tensor) -> np.ndarray:
    """A value of a state as a fresh array of the tensor's shape and dtype."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{path} is a masked array; fill in what is masked first.")
    array = value.array if isinstance(value, Tensor) else np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{path} takes real numbers; the state has {shown(array)} there.")
    if array.shape != tensor.shape:
        raise ValueError(f"{path} has shape {tensor.shape}; the state's has {array.shape}.")
    return array.astype(tensor.dtype)
