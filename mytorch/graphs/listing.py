"""A graph as text for a terminal: a line for each vertex, in the order of the forward pass."""

from collections.abc import Sequence

from mytorch.graphs.vertices import Edge, Vertex

__all__ = ["listed"]

_HEAD = ("", "kind", "label", "inputs", "")


def listed(vertices: Sequence[Vertex], edges: Sequence[Edge]) -> str:
    """A table: each vertex's number and kind, its label, the numbers of its inputs, and what else it says."""
    inputs: list[list[str]] = [[] for _ in vertices]
    for edge in edges:
        inputs[edge.target].append(str(edge.source))
    rows = [_HEAD]
    for i, vertex in enumerate(vertices):
        rows.append((str(i), vertex.kind, vertex.label, " ".join(inputs[i]), "; ".join(vertex.lines)))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for number, *cells, rest in rows:
        fitted = [cell.ljust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join([number.rjust(widths[0]), *fitted, rest]).rstrip())
    return "\n".join(lines)
