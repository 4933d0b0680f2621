"""A graph in the language of Graphviz, for other programs."""

from collections.abc import Sequence

from mytorch.graphs.colours import LIGHT
from mytorch.graphs.vertices import Edge, Vertex

__all__ = ["dot"]

SHAPES = {
    "op": 'shape=box style="filled,rounded"',
    "leaf": "shape=ellipse style=filled",
    "constant": 'shape=box style="filled,dashed"',
    "module": "shape=box style=filled peripheries=2",
    "failed": "shape=octagon style=filled penwidth=3",
}


def dot(vertices: Sequence[Vertex], edges: Sequence[Edge], title: str = "") -> str:
    """The graph as a `digraph`, in the same shapes and colours as the SVG; vertex 3 is called `v3`."""
    lines = [
        f"digraph {_quoted(title)} {{" if title else "digraph {",
        "    node [fontname=Helvetica fontsize=12]",
        f'    edge [fontname=Helvetica fontsize=10 color="{LIGHT.lines}"]',
    ]
    for i, vertex in enumerate(vertices):
        fill, outline, text = LIGHT.kinds[vertex.kind]
        colours = f'fillcolor="{fill}" color="{outline}" fontcolor="{text}"'
        label = _quoted("\n".join((vertex.label, *vertex.lines)))
        lines.append(f"    v{i} [label={label} {SHAPES[vertex.kind]} {colours}]")
    for edge in edges:
        label = f" [label={_quoted(edge.label)}]" if edge.label else ""
        lines.append(f"    v{edge.source} -> v{edge.target}{label}")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    """A string of the language. A backslash is doubled, since Graphviz reads it as the start of a command."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
