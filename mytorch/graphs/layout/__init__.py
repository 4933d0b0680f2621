"""Layered drawings of directed graphs (Sugiyama, Tagawa and Toda, 1981): `layout`.

The files in order: `ranks` says in which layer each vertex stands, `layers` puts bends where edges pass a
layer, `order` sorts each layer so that few edges cross, `coordinates` says where in the layer each node
stands, and `routes` where the edges run. The same graph gets the same drawing on every machine. Nothing
recurses, so that a chain of thousands is drawn as well.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mytorch.graphs.layout.coordinates import across
from mytorch.graphs.layout.layers import Layers
from mytorch.graphs.layout.order import put_in_order
from mytorch.graphs.layout.ranks import assign_ranks, depths
from mytorch.graphs.layout.routes import Point, ports, route

__all__ = ["Layout", "layout"]

BETWEEN_BOXES = 26.0
BETWEEN_BENDS = 16.0
BETWEEN_LAYERS = 36.0  # more where edges go far to the side: see _gaps
BETWEEN_PARTS = 40.0  # parts that no edge connects stand side by side


class Layout(NamedTuple):
    """Where all is, in the unit of the boxes' sizes; x grows to the right and y downwards, from 0.

    A route begins on the border of its source's box and ends on that of its target's. Between two of its
    points it is drawn as a straight line if they have the same x, and else as a curve that leaves the one and
    reaches the other vertically. All of the curve stays between their two y, where no boxes are.
    """

    width: float
    height: float
    centres: list[Point]  # of the box of each vertex
    routes: list[list[Point]]  # the points of each edge


def layout(sizes: Sequence[tuple[float, float]], edges: Sequence[tuple[int, int]]) -> Layout:
    """Place boxes so that all edges go down, few cross, and none touches a box that is not its end.

    sizes: the width and height of the box of each vertex.
    edges: pairs of a source and a target, numbers of vertices; the same pair may come several times.
    ValueError if the edges go in a circle, or name a vertex that is not there.
    """
    for edge, pair in enumerate(edges):
        if not all(0 <= v < len(sizes) for v in pair):
            raise ValueError(f"Edge {edge} is {tuple(pair)}; expected numbers of the {len(sizes)} vertices.")
    centres: list[Point] = [(0.0, 0.0)] * len(sizes)
    routes: list[list[Point]] = [[] for _ in edges]
    width = height = 0.0
    for vertices, numbers in _parts(len(sizes), edges):
        place = {v: i for i, v in enumerate(vertices)}
        inside = [(place[edges[e][0]], place[edges[e][1]]) for e in numbers]
        part = _connected([sizes[v] for v in vertices], inside)
        left = width + BETWEEN_PARTS if width else 0.0
        for v, (x, y) in zip(vertices, part.centres, strict=True):
            centres[v] = (x + left, y)
        for e, points in zip(numbers, part.routes, strict=True):
            routes[e] = [(x + left, y) for x, y in points]
        width, height = left + part.width, max(height, part.height)
    return Layout(width, height, centres, routes)


def _parts(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """The vertices and the edges of each connected part, in the order of the first vertices."""
    beside: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        beside[source].append(target)
        beside[target].append(source)
    part = [-1] * count
    parts: list[tuple[list[int], list[int]]] = []
    for first in range(count):
        if part[first] < 0:
            part[first] = len(parts)
            members = [first]
            for v in members:  # grows while it is read
                for w in beside[v]:
                    if part[w] < 0:
                        part[w] = len(parts)
                        members.append(w)
            parts.append((sorted(members), []))
    for e, (source, _) in enumerate(edges):
        parts[part[source]][1].append(e)
    return parts


def _connected(sizes: list[tuple[float, float]], edges: list[tuple[int, int]]) -> Layout:
    """The layout of a connected graph."""
    rank = assign_ranks(len(sizes), edges)
    graph = Layers.of(rank, edges)
    put_in_order(graph)

    widths = [width for width, _ in sizes] + [0.0] * (len(graph.upper) - len(sizes))

    def distance(v: int, w: int) -> float:
        both = graph.is_bend(v) and graph.is_bend(w)
        return (widths[v] + widths[w]) / 2 + (BETWEEN_BENDS if both else BETWEEN_BOXES)

    x = across(graph, distance, _weak(graph, depths(len(sizes), edges)))
    left = min(value - width / 2 for value, width in zip(x, widths, strict=True))
    x = [value - left for value in x]
    ends = ports(graph, widths, x)

    bands = _bands(graph, [height for _, height in sizes], _gaps(graph, rank, x, ends))
    centres = [(x[v], sum(bands[r]) / 2) for v, r in enumerate(rank)]
    routes = []
    for chain, port in zip(graph.chains, ends, strict=True):
        source, target = chain[0], chain[-1]
        box = (centres[source][1] + sizes[source][1] / 2, centres[target][1] - sizes[target][1] / 2)
        routes.append(route(chain, x, port, box, bands[rank[source] : rank[target] + 1]))
    width = max(value + width / 2 for value, width in zip(x, widths, strict=True))
    return Layout(width, bands[-1][1], centres, routes)


def _weak(graph: Layers, depth: list[int]) -> set[tuple[int, int]]:
    """Ends of edges that need not be straight: those of an input that is made long before the other inputs.

    So the main line of a network is straight, and its weights stand beside it.
    """
    weak = set()
    for chain in graph.chains:
        if depth[chain[0]] < depth[chain[-1]] - 1:
            weak |= {(chain[0], chain[1]), (chain[-2], chain[-1])}
    return weak


def _gaps(graph: Layers, rank: list[int], x: list[float], ends: list[tuple[float, float]]) -> list[float]:
    """The height of the space below each layer: more where an edge goes far to the side, to be less flat."""
    furthest = [0.0] * len(graph.layers)
    for chain, (start, end) in zip(graph.chains, ends, strict=True):
        places = [start, *(x[bend] for bend in chain[1:-1]), end]
        for i, (a, b) in enumerate(zip(places, places[1:], strict=False)):
            r = rank[chain[0]] + i
            furthest[r] = max(furthest[r], abs(a - b))
    return [BETWEEN_LAYERS + min(60.0, far / 6) for far in furthest]


def _bands(graph: Layers, heights: list[float], gaps: list[float]) -> list[tuple[float, float]]:
    """The top and the bottom of each layer, which is as high as its highest box."""
    bands = []
    top = 0.0
    for layer, gap in zip(graph.layers, gaps, strict=True):
        bottom = top + max((heights[v] for v in layer if not graph.is_bend(v)), default=0.0)
        bands.append((top, bottom))
        top = bottom + gap
    return bands
