"""Lists and dicts of modules and parameters, which a Module knows of: a plain list is not looked into."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from mytorch.checks import whole
from mytorch.errors import shown
from mytorch.nn.module import Module
from mytorch.nn.parameter import Parameter
from mytorch.nn.tree import place_in
from mytorch.tensor import Tensor

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList"]


class _List(Module):
    """The parts are the attributes "0", "1" …; so are the paths in state_dict."""

    _kind: Any = Module  # of what it is a list

    def __init__(self, parts: Iterable[Any] = ()) -> None:
        super().__init__()
        self._replace(_listed(type(self).__name__, parts))

    def _taken(self, part: Any) -> Any:
        """The part as it is kept. TypeError for another kind of thing."""
        if not isinstance(part, self._kind):
            raise TypeError(
                f"{type(self).__name__} takes {_plural(self._kind)}, as objects; got {shown(part)}."
            )
        return part

    def _replace(self, parts: Iterable[Any]) -> None:
        """Have these parts and no others; nothing is changed if one is of another kind."""
        new, old = [self._taken(part) for part in parts], list(self)
        for name in _parts(self):
            delattr(self, name)
        try:
            for i, part in enumerate(new):
                setattr(self, str(i), part)
        except ValueError:  # it would become a part of itself
            self._replace(old)
            raise

    def append(self, part: Any) -> Self:
        """Add a part at the end; returns the list."""
        setattr(self, str(len(self)), self._taken(part))
        return self

    def extend(self, parts: Iterable[Any]) -> Self:
        """Add several parts at the end; returns the list."""
        self._replace([*self, *_listed("extend", parts)])
        return self

    def insert(self, index: int, part: Any) -> None:
        """Add a part before the one that is there."""
        parts = list(self)
        parts.insert(whole("insert", "index", index), part)
        self._replace(parts)

    def pop(self, index: int = -1) -> Any:
        """Take out a part, and answer with it; the rest are numbered anew."""
        part = list(self)[index]
        del self[index]
        return part

    def __iadd__(self, parts: Iterable[Any]) -> Self:
        return self.extend(parts)

    def __add__(self, parts: Iterable[Any]) -> Self:
        return type(self)([*self, *_listed("+", parts)])

    def __iter__(self) -> Iterator[Any]:
        return iter(_parts(self).values())

    def __len__(self) -> int:
        return len(_parts(self))

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return type(self)(list(self)[i])
        return list(self)[place_in(self, i)]

    def __setitem__(self, i: int, part: Any) -> None:
        setattr(self, str(place_in(self, i)), self._taken(part))

    def __delitem__(self, i: int | slice) -> None:
        parts = list(self)
        del parts[i]
        self._replace(parts)


class ModuleList(_List):
    """A list of Modules, whose parameters are those of the module that it is assigned to.

    It can be iterated, indexed, sliced and changed like a list, and is not run itself: the forward of the
    module that has it says how. TypeError, and nothing changed, for what is no Module.

    >>> layers = mytorch.nn.ModuleList(mytorch.nn.Linear(2, 2) for _ in range(3))
    >>> len(layers), len(list(layers.parameters()))
    (3, 6)
    """


class ParameterList(_List):
    """A list of parameters. A Tensor or an array that is none becomes one   (see Parameter).

    >>> scales = mytorch.nn.ParameterList([mytorch.ones(2), mytorch.zeros(3)])
    >>> [p.shape for p in scales.parameters()]
    [(2,), (3,)]
    """

    _kind = Parameter

    def _taken(self, part: Any) -> Any:
        return part if isinstance(part, Parameter) else Parameter(part)


class _Dict(Module):
    """The parts are the attributes of their names."""

    _kind: Any = Module

    def __init__(self, parts: Any = None) -> None:
        super().__init__()
        if parts is not None:
            self.update(parts)

    def _taken(self, part: Any) -> Any:
        if not isinstance(part, self._kind):
            raise TypeError(
                f"{type(self).__name__} takes {_plural(self._kind)}, as objects; got {shown(part)}."
            )
        return part

    def __setitem__(self, name: str, part: Any) -> None:
        part = self._taken(part)
        add: Any = self.add_module if isinstance(part, Module) else self.add_parameter
        add(name, part)

    def __getitem__(self, name: str) -> Any:
        return _parts(self)[name]

    def __delitem__(self, name: str) -> None:
        delattr(self, self._known(name))

    def _known(self, name: str) -> str:
        if name not in _parts(self):
            raise KeyError(name)
        return name

    def __contains__(self, name: object) -> bool:
        return name in _parts(self)

    def __iter__(self) -> Iterator[str]:
        return iter(_parts(self))

    def __len__(self) -> int:
        return len(_parts(self))

    def keys(self) -> Iterable[str]:
        """The names, in the order in which they were first given."""
        return _parts(self).keys()

    def values(self) -> Iterable[Any]:
        """The parts."""
        return _parts(self).values()

    def items(self) -> Iterable[tuple[str, Any]]:
        """The names and their parts."""
        return _parts(self).items()

    def update(self, parts: Any) -> None:
        """Add or replace several, given as a dict or as pairs of a name and a part."""
        pairs = parts.items() if isinstance(parts, Mapping | _Dict) else parts
        new = [(name, self._taken(part)) for name, part in _listed("update", pairs)]
        for name, part in new:
            self[name] = part

    def pop(self, name: str) -> Any:
        """Take out the part of that name, and answer with it."""
        part = self[name]
        del self[name]
        return part

    def clear(self) -> None:
        """Take out all parts."""
        for name in _parts(self):
            delattr(self, name)


class ModuleDict(_Dict):
    """Modules by name, whose parameters are those of the module that it is assigned to.

    A name is a string without a dot that is none of a Module's own attributes: KeyError else, and TypeError
    for what is no Module.

    >>> activations = mytorch.nn.ModuleDict({"relu": mytorch.nn.ReLU(), "gelu": mytorch.nn.GELU()})
    >>> activations["relu"]
    ReLU()
    """


class ParameterDict(_Dict):
    """Parameters by name. A Tensor or an array that is none becomes one   (see Parameter).

    >>> scales = mytorch.nn.ParameterDict({"a": mytorch.ones(2)})
    >>> [name for name, _ in scales.named_parameters()]
    ['a']
    """

    _kind = Parameter

    def _taken(self, part: Any) -> Any:
        return part if isinstance(part, Parameter) else Parameter(part)


def _parts(module: Module) -> dict[str, Any]:
    """The modules and parameters among a module's attributes."""
    parts = vars(module).items()
    return {name: part for name, part in parts if isinstance(part, Module | Parameter)}


def _listed(owner: str, parts: Any) -> list[Any]:
    if isinstance(parts, str | bytes | Tensor) or not isinstance(parts, Iterable):
        raise TypeError(f"{owner} takes several, as a list; got {shown(parts)}.")
    return list(parts)


def _plural(kind: type) -> str:
    return f"{kind.__name__}s"
