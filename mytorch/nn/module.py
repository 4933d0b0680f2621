"""Module: what layers and networks have in common (their parameters, their mode, their state)."""

import inspect
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np

from mytorch.arguments import flag
from mytorch.errors import shown
from mytorch.nn.hooks import HookableModule
from mytorch.nn.state import IncompatibleKeys, convert, load
from mytorch.nn.tree import (
    Tree,
    check_initialised,
    joined,
    own_buffers,
    own_modules,
    own_parameters,
    untrained,
)
from mytorch.tensor import Tensor

__all__ = ["Module"]


class Module(HookableModule, Tree):
    """Base of every layer and network   (Fall 2020, nn/module.py).

    A subclass calls `super().__init__()`, assigns its parameters and sub-modules as attributes, and
    writes `forward`. A Tensor with is_parameter is a parameter, a Module a sub-module; other Tensors that
    belong to the state are registered with `register_buffer`.

    `parameters()`, `modules()`, `state_dict()` and repr() read the attributes themselves, in the order in
    which they were first assigned. There is no second list of them.

    As in PyTorch, a parameter, a sub-module or a buffer can only be replaced by one of the same kind or by
    None. TypeError for a number or an array, which would no longer be trained or saved.

    >>> class Scale(mytorch.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = mytorch.nn.Parameter([2.0])
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> scale = Scale()
    >>> scale(mytorch.tensor([3.0])).sum().backward()
    >>> [(name, p.grad.tolist()) for name, p in scale.named_parameters()]
    [('factor', [3.0])]
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
        check_initialised(self)
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
            if isinstance(value, Tensor | list | dict):
                self._warn_if_untrained(name, value)
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
        self._check_free(name, own_parameters(self))
        setattr(self, name, parameter)

    def register_parameter(self, name: str, param: Tensor | None) -> None:
        """The same, by PyTorch's name; None says that the module has no such parameter, as without a bias."""
        if param is not None:
            self.add_parameter(name, param)
            return
        self._check_free(name, own_parameters(self))
        self._check_name(name, "parameter")
        setattr(self, name, None)

    def add_module(self, name: str, module: "Module") -> None:
        """Assign a sub-module to the attribute of that name.

        TypeError if it is no Module, KeyError if the name is not valid or used for something else.
        """
        if not isinstance(module, Module):
            raise TypeError(f"add_module takes a Module, an object as Linear(2, 3); got {shown(module)}.")
        self._check_free(name, own_modules(self))
        setattr(self, name, module)

    def register_buffer(self, name: str, tensor: Tensor) -> None:
        """Assign a tensor that belongs to the state but is not trained, for example a running mean.

        TypeError if it is no such tensor, KeyError if the name is not valid or used for something else.
        """
        if not isinstance(tensor, Tensor) or self.is_parameter(tensor):
            raise TypeError(f"a buffer is a Tensor that is no parameter; {shown(name)} got {shown(tensor)}.")
        check_initialised(self)
        self._check_free(name, own_buffers(self))
        self._check_name(name, "buffer")
        setattr(self, name, tensor)
        object.__setattr__(self, "_buffer_names", self._buffer_names | {name})

    @staticmethod
    def is_parameter(value: Any) -> bool:
        """Whether the value is a Tensor that is trained."""
        return isinstance(value, Tensor) and value.is_parameter

    def _check_free(self, name: str, same_kind: Mapping[str, Any]) -> None:
        """Raise KeyError if the name belongs to an attribute of another kind."""
        check_initialised(self)
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
        taken = (
            taken
            or inspect.ismemberdescriptor(attribute)
            or name in ("is_train", "_buffer_names", "hooks_of_module")
        )
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

    def _warn_if_untrained(self, name: str, value: Any) -> None:
        """Warn if the value that is to be assigned looks as if it should be trained, and would not be."""
        if inspect.isdatadescriptor(getattr(type(self), name, None)) or name in self._buffer_names:
            return
        instead = untrained(value, self)
        if instead is not None:
            what, use = instead
            warnings.warn(
                f"{type(self).__name__}.{name} becomes {what}, which parameters() and state_dict() "
                f"do not list: it would not be trained. Assign {use}.",
                stacklevel=3,
            )

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
        if self.hooks_of_module is None:
            return self.forward(*inputs, **options)
        return self.call_with_hooks(inputs, options)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters; with set_to_none=False set those that there are to 0."""
        set_to_none = flag("zero_grad()", "set_to_none", set_to_none)
        for parameter in self.parameters():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                parameter.grad.fill_(0.0)

    # ---- state ---------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Tensor]:
        """Copies of all parameters and buffers, as a dict by path, with PyTorch's names."""
        return {path: tensor.detach() for path, tensor in self._state()}

    def load_state_dict(self, state: Mapping[str, Any], strict: bool = True) -> IncompatibleKeys:
        """Copy values from a state_dict of this library or of PyTorch into the parameters and buffers.

        KeyError, TypeError or ValueError if a name is missing or unknown, a shape differs, or a value does
        not consist of real numbers; nothing has changed then. With strict=False missing and unknown names
        are no error, and the result lists them. PyTorch's count of batches (`num_batches_tracked`) is
        ignored, because nothing here needs it.
        """
        return load(dict(self._state()), state, strict)

    def to(self, dtype: Any) -> Self:
        """Convert all parameters, their gradients and the buffers to a floating-point dtype, in place.

        Buffers become float32 at least, because the running variance of float16 numbers can be too large for
        float16. Buffers of integers do not change. TypeError for a dtype of another kind.
        """
        convert((t for m in self.modules() for t in (own_parameters(m) | own_buffers(m)).values()), dtype)
        return self

    def float(self) -> Self:
        """Convert to float32."""
        return self.to(np.float32)

    def double(self) -> Self:
        """Convert to float64."""
        return self.to(np.float64)

    def _state(self) -> Iterator[tuple[str, Tensor]]:
        for path, module in self.named_modules(remove_duplicate=False):
            for name, tensor in (own_parameters(module) | own_buffers(module)).items():
                yield module.state_path(path, name), tensor

    def state_path(self, path: str, name: str) -> str:
        """What state_dict calls this module's own tensor of that name, the module being at that path."""
        return joined(path, self._state_names.get(name, name))

    # ---- looking at it -------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """The settings that repr() shows in the parentheses."""
        return ""

    def __repr__(self) -> str:
        head = type(self).__name__
        modules = own_modules(self)
        if not modules:
            return f"{head}({self.extra_repr()})"
        rows = [f"({name}): {module!r}".replace("\n", "\n  ") for name, module in modules.items()]
        return "\n".join([f"{head}(", *(f"  {row}" for row in rows), ")"])
