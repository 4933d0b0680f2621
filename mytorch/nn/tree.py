"""A module and the modules below it: listed, and found by their paths.

The attributes of a module are the only list of its parts (see mytorch/nn/module.py).
"""

from collections.abc import Callable, Iterator
from typing import Any, Self

from mytorch.checks import flag, whole
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = [
    "Tree",
    "check_initialised",
    "joined",
    "own_buffers",
    "place_in",
    "own_modules",
    "own_parameters",
    "untrained",
]


class Tree:
    """The part of Module that lists parameters, buffers and sub-modules."""

    _buffer_names: frozenset[str]  # never changed in place, as a shallow copy shares it

    def named_modules(
        self, memo: set[int] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """This module and all below it, each once, with their paths, as ("", self), ("0", layer) …

        memo: the ids of modules to leave out; those of the listed modules are added to it. prefix: the path
        of this module. remove_duplicate=False: a module once for each of its paths.
        """
        check_initialised(self)
        seen = set() if memo is None else memo
        if remove_duplicate and id(self) in seen:
            return
        seen.add(id(self))
        yield prefix, self
        for name, module in own_modules(self).items():
            yield from module.named_modules(seen, joined(prefix, name), remove_duplicate)

    def modules(self) -> Iterator[Any]:
        """This module and all below it, each once."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Any]]:
        """The modules right below this one, each once, with their names."""
        seen = set()
        for name, module in own_modules(self).items():
            if id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self) -> Iterator[Any]:
        """The modules right below this one, each once."""
        return (module for _, module in self.named_children())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Every parameter once, with its path, as ("0.weight", tensor).

        recurse=False: this module's own alone. remove_duplicate=False: one once for each of its paths.
        """
        return self._named(own_parameters, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every parameter once; with recurse=False this module's own alone."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Every buffer once, with its path   (see named_parameters)."""
        return self._named(own_buffers, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every buffer once; with recurse=False this module's own alone."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def _named(
        self, of: Callable[[Any], dict[str, Tensor]], prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Iterator[tuple[str, Tensor]]:
        check_initialised(self)
        modules = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        seen = set()
        for path, module in modules:
            for name, tensor in of(module).items():
                if not (remove_duplicate and id(tensor) in seen):
                    seen.add(id(tensor))
                    yield joined(path, name), tensor

    def get_submodule(self, target: str) -> Any:
        """The module at a path, as "0.hidden"; "" is this one. AttributeError if there is none."""
        module: Any = self
        for name in _steps("get_submodule", target):
            if name not in own_modules(module):
                raise AttributeError(f"{type(module).__name__} has no module {name!r}, as in {target!r}.")
            module = own_modules(module)[name]
        return module

    def get_parameter(self, target: str) -> Tensor:
        """The parameter at a path, as "0.weight". AttributeError if there is none."""
        *path, name = _steps("get_parameter", target) or [""]
        module = self.get_submodule(".".join(path))
        if name not in own_parameters(module):
            raise AttributeError(f"{type(module).__name__} has no parameter {name!r}, as in {target!r}.")
        return own_parameters(module)[name]

    def apply(self, fn: Callable[[Any], Any]) -> Self:
        """Call fn(module) for all below this module and then for itself, as to initialise weights.

        TypeError for what is no function.
        """
        if not callable(fn):
            raise TypeError(f"apply() takes a function of a Module; got {shown(fn)}.")
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Have all parameters trained; or with False frozen: they stay parameters, and get no gradient."""
        requires_grad = flag("requires_grad_()", "requires_grad", requires_grad)
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self


def own_parameters(module: Any) -> dict[str, Tensor]:
    """A module's own parameters by name."""
    return {name: value for name, value in vars(module).items() if _is_parameter(value)}


def own_modules(module: Any) -> dict[str, Any]:
    """The modules right below a module by name."""
    return {name: value for name, value in vars(module).items() if isinstance(value, Tree)}


def own_buffers(module: Any) -> dict[str, Tensor]:
    """A module's own buffers by name."""
    return {
        name: value
        for name, value in vars(module).items()
        if name in module._buffer_names and isinstance(value, Tensor) and not value.is_parameter
    }


def _is_parameter(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_parameter


def check_initialised(module: Any) -> None:
    """RuntimeError for a subclass that forgot super().__init__()."""
    if "is_train" not in vars(module):
        name = type(module).__name__
        raise RuntimeError(f"{name}.__init__ must call super().__init__() before it assigns anything.")


def _steps(owner: str, target: Any) -> list[str]:
    """The names on the path to a part. TypeError for what is no path."""
    if not isinstance(target, str):
        raise TypeError(f'{owner} expects a path, as "0.hidden"; got {shown(target)}.')
    return target.split(".") if target else []


def place_in(parts: Any, i: Any) -> int:
    """The place of a part that is counted from either end. TypeError or IndexError for what is none."""
    owner, n = type(parts).__name__, len(parts)
    i = whole(owner, "the index", i)
    if not -n <= i < n:
        raise IndexError(f"{owner} has {n} parts; got the index {i}.")
    return i % n


def joined(path: str, name: str) -> str:
    """The path of what has a name, or a path, below the one at a path; "" is where one starts."""
    return ".".join(step for step in (path, name) if step)


def untrained(value: Any, module: Tree) -> tuple[str, str] | None:
    """If the value should probably be trained, but would not be: what it is, and what to assign instead.

    That is a leaf that is no parameter, or a list or dict of modules or parameters that the module does not
    have already. A tuple is no such value: it is how to refer to a module that is no part.
    """
    if isinstance(value, Tensor):
        if value.wants_grad and value.is_leaf and not value.is_parameter:
            return (
                "a tensor that requires a gradient and is no parameter",
                "nn.Parameter(it), or its detach()",
            )
        return None
    if not isinstance(value, list | dict):
        return None
    inside = [part for part in (value.values() if isinstance(value, dict) else value) if _to_train(part)]
    if not inside:
        return None
    known = {id(part) for part in (*module.modules(), *module.parameters())}
    if all(id(part) in known for part in inside):
        return None
    kind = "Module" if any(isinstance(part, Tree) for part in inside) else "Parameter"
    form = "Dict" if isinstance(value, dict) else "List"
    of = "modules" if kind == "Module" else "tensors to be trained"
    return f"a plain {form.lower()} of {of}", f"nn.{kind}{form}(it), or a tuple for what is no part"


def _to_train(part: Any) -> bool:
    return isinstance(part, Tree) or (isinstance(part, Tensor) and part.wants_grad and part.is_leaf)
