"""What a drawn graph consists of. Edges point in the direction of the forward pass."""

from dataclasses import dataclass

__all__ = ["KINDS", "Edge", "Vertex"]

KINDS = {
    "op": "the node of an op, a BackwardFunction",
    "leaf": "a tensor that requires a gradient and is no result: its AccumulateGrad",
    "constant": "a value that no gradient goes to",
    "module": "a layer or network, with all its ops inside",
    "failed": "the op, or the layer, that raised an error",
}


@dataclass(frozen=True)
class Vertex:
    """A box in the picture. Its texts are lines: spaces for line breaks, U+FFFD for what is not printable.

    ValueError for another kind.

    >>> Vertex("leaf", "a", ("= 1",))
    Vertex(kind='leaf', label='a', lines=('= 1',), group='')
    """

    kind: str  # one of KINDS
    label: str  # the first line in the box: the op's name, the tensor's name, a constant's value
    lines: tuple[str, ...] = ()  # further lines: shape, dtype, name, module
    group: str = ""  # the path of the module that it ran in

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a vertex is of one of the kinds {', '.join(KINDS)}; got {self.kind!r}.")
        object.__setattr__(self, "label", _as_line(self.label))
        object.__setattr__(self, "lines", tuple(map(_as_line, self.lines)))


@dataclass(frozen=True)
class Edge:
    """An arrow: the source's value is an input of the target, and the gradient comes back along it.

    >>> Edge(0, 2)
    Edge(source=0, target=2, label='')
    """

    source: int  # the place in the list of vertices
    target: int
    label: str = ""


def _as_line(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
