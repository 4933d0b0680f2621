"""`Graph`: a graph as a picture, as a table, and in Graphviz's language."""

import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from mytorch.errors import shown
from mytorch.graphs.building import Part
from mytorch.graphs.dot import dot
from mytorch.graphs.failing import Failure
from mytorch.graphs.listing import listed
from mytorch.graphs.svg import svg
from mytorch.graphs.vertices import Edge, Vertex
from mytorch.whole_files import path_of, write_whole

__all__ = ["MOST", "Graph"]

MOST = 500  # vertices in a picture; with more it cannot be read

_number = itertools.count()  # of the pictures in a notebook


class Graph:
    """A drawn graph. A notebook shows it as a picture.

    vertices, edges: what it consists of, each vertex after its inputs. Edges hold places in `vertices`.
    subjects: for each vertex what it stands for: the BackwardFunction of an op, the tensor of a leaf, the
        value of a constant, the `Call` of a module, the `Failure`; None where it is not known.
    failure: the error of the model or function that was run, as one line; "" if it did not fail.

    >>> a = mytorch.tensor(2.0, requires_grad=True)
    >>> drawn = mytorch.graph(a * a)
    >>> drawn
    <Graph of 2 vertices and 2 edges>
    >>> drawn.vertices[1].label, drawn.subjects[1], drawn.edges[0]
    ('Mul', <MulBackward>, Edge(source=0, target=1, label=''))
    """

    def __init__(self, parts: Sequence[Part], edges: Sequence[Edge], failure: str = "") -> None:
        self.vertices: list[Vertex] = [part.vertex for part in parts]
        self.subjects: list[Any] = [part.subject for part in parts]
        self.edges: list[Edge] = list(edges)
        self.failure = failure

    def svg(self, prefix: str = "") -> str:
        """The picture as SVG. ValueError if there are too many vertices for a picture to be read.

        prefix: the beginning of all ids in it, so that several pictures can stand in one page.

        >>> a = mytorch.tensor(2.0, requires_grad=True)
        >>> mytorch.graph(a * a).svg()[:42]
        '<svg xmlns="http://www.w3.org/2000/svg" cl'
        """
        self.refuse_if_too_large()
        return svg(self.vertices, self.edges, prefix=prefix)

    def dot(self) -> str:
        """The graph in Graphviz's language, of any size.

        >>> a = mytorch.tensor(2.0, requires_grad=True)
        >>> mytorch.graph(a * a).dot().count("->")
        2
        """
        return dot(self.vertices, self.edges)

    def text(self) -> str:
        """A table of the vertices, to be read in a terminal, of any size.

        >>> a = mytorch.tensor(2.0, requires_grad=True)
        >>> print(mytorch.graph(a * a, names={"a": a}).text())
           kind  label  inputs
        0  leaf  a              = 2
        1  op    Mul    0 0     = 4
        """
        if not self.failure:
            return listed(self.vertices, self.edges)
        shown = [  # without the beginning of the message, which stands below in full
            replace(vertex, lines=vertex.lines[: -len(one.message)]) if isinstance(one, Failure) else vertex
            for vertex, one in zip(self.vertices, self.subjects, strict=True)
        ]
        return f"{listed(shown, self.edges)}\n\nStopped: {self.failure}"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture (.svg), Graphviz's language (.dot) or the table (.txt) to a file, by its ending.

        The file is there whole or not at all. ValueError for another ending, or too many vertices; OSError if
        it cannot be written. A PNG is made by the command: `mytorch graph --out graph.png`.

        >>> a = mytorch.tensor(2.0, requires_grad=True)
        >>> mytorch.graph(a * a).save("square.svg")
        """
        place = path_of("save", path)
        forms: dict[str, Callable[[], str]] = {".svg": self.svg, ".dot": self.dot, ".txt": self.text}
        ending = os.path.splitext(place)[1].lower()
        if ending not in forms:
            raise ValueError(
                f"a graph is saved as .svg, .dot or .txt; got {shown(place)}. "
                "For a .png, use the command: mytorch graph --out graph.png."
            )
        write_whole(place, [f"{forms[ending]()}\n".encode()])

    def refuse_if_too_large(self) -> None:
        """ValueError if there are too many vertices for a picture to be read.

        >>> a = mytorch.tensor(2.0, requires_grad=True)
        >>> mytorch.graph(a * a).refuse_if_too_large()
        """
        if len(self.vertices) > MOST:
            raise ValueError(self._too_many())

    def _too_many(self) -> str:
        return (
            f"the graph has {len(self.vertices):,} vertices, more than the {MOST} that can be read in a "
            "picture. Draw modules as one box each, with collapse=True, or use dot() or text()."
        )

    def _repr_svg_(self) -> str | None:
        """The picture for a notebook; None, so that the repr is shown, if there are too many vertices."""
        return self.svg(f"graph{next(_number)}-") if len(self.vertices) <= MOST else None

    def __repr__(self) -> str:
        failed = f"; stopped: {self.failure}" if self.failure else ""
        large = f"; {self._too_many()}" if len(self.vertices) > MOST else ""
        return f"<Graph of {len(self.vertices):,} vertices and {len(self.edges):,} edges{failed}{large}>"
