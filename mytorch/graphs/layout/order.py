"""The order of the nodes in each layer, with few crossings of edges.

The sweeps of Sugiyama, Tagawa and Toda (1981), with the medians and exchanges of Gansner and others (1993):
each layer is sorted by where its neighbours in the layer before stand, downwards and upwards by turns; then
nodes side by side are exchanged where that removes crossings. This finds a good order near the one that it
starts from. So it starts from several, and keeps the best.
"""

import random
from bisect import bisect_right, insort
from collections.abc import Callable, Sequence

from mytorch.graphs.layout.layers import Layers

__all__ = ["crossings", "put_in_order"]

PATIENCE = 6  # sweeps without gain, after which a start is given up
NATURAL = 4  # starts that follow the graph; the others are by chance
MOST = 30  # starts
WORK = 250_000  # nodes and edges looked at, in all sweeps of all starts


def put_in_order(graph: Layers) -> None:
    """Put the nodes of each layer in an order with few crossings. The same graph gets the same order."""
    generator = random.Random(0)
    size = 8 * (sum(map(len, graph.lower)) + len(graph.lower))  # of a sweep with its exchanges
    work = WORK
    found: list[tuple[int, int, int, list[list[int]]]] = []
    start = 0
    while start < NATURAL or (any(min(found)[:2]) and work > 0 and start < MOST):
        _start(graph, start, generator)
        count, order, sweeps = _swept(graph, max(1, work // size))
        found.append((count, _turned(order, graph), start, order))
        work -= sweeps * size
        start += 1
    graph.layers[:] = min(found)[-1]


def _turned(order: list[list[int]], graph: Layers) -> int:
    """Pairs of vertices side by side of which the left one was made later, which readers do not expect."""
    vertices = [[v for v in layer if not graph.is_bend(v)] for layer in order]
    return sum(v > w for layer in vertices for v, w in zip(layer, layer[1:], strict=False))


def crossings(graph: Layers) -> int:
    """The crossings of edges between neighbouring layers in the present order."""
    at = graph.positions()
    return sum(_crossings_below(layer, graph.lower, at) for layer in graph.layers)


def _crossings_below(layer: Sequence[int], lower: list[list[int]], at: list[int]) -> int:
    """Pairs of edges below a layer of which one begins further left and ends further right."""
    passed: list[int] = []
    count = 0
    for v in layer:
        ends = sorted([at[w] for w in lower[v]])
        for end in ends:
            count += len(passed) - bisect_right(passed, end)
        for end in ends:
            insort(passed, end)
    return count


def _start(graph: Layers, number: int, generator: random.Random) -> None:
    """Put the layers in the order number 0, 1, 2 …

    The first are those of a walk from the results up and from the leaves down, and the mirror images of
    these; all others are by chance.
    """
    if number < NATURAL:
        up = number % 2 == 0
        vertices = range(graph.vertices)
        key = [0.0] * len(graph.upper)
        for i, v in enumerate(_walk(vertices[::-1], graph.upper) if up else _walk(vertices, graph.lower)):
            key[v] = i if number < 2 else -i
    else:
        key = [generator.random() for _ in graph.upper]
    for layer in graph.layers:
        layer.sort(key=key.__getitem__)


def _walk(vertices: Sequence[int], neighbours: list[list[int]]) -> list[int]:
    """The vertices and the bends, depth first: each before the neighbours that are reached through it."""
    seen: set[int] = set()
    order = []
    for first in vertices:
        todo = [first]
        while todo:
            v = todo.pop()
            if v not in seen:
                seen.add(v)
                order.append(v)
                todo += reversed(neighbours[v])
    return order


def _swept(graph: Layers, most: int) -> tuple[int, list[list[int]], int]:
    """The fewest crossings found by up to `most` sweeps, the order that has them, and how many there were."""
    _exchange_neighbours(graph)
    fewest, best = crossings(graph), [list(layer) for layer in graph.layers]
    idle = sweep = 0
    while fewest and idle < PATIENCE and sweep < most:
        middle = _median if sweep // 2 % 2 == 0 else _mean
        _sort_by_neighbours(graph, down=sweep % 2 == 0, middle=middle)
        _exchange_neighbours(graph)
        sweep += 1
        count = crossings(graph)
        idle += 1
        if count < fewest:
            fewest, best, idle = count, [list(layer) for layer in graph.layers], 0
    return fewest, best, max(1, sweep)


def _median(places: list[int]) -> float:
    """The median of sorted places; of an even number, a place between the two, nearer to the closer side."""
    half = len(places) // 2
    if len(places) % 2:
        return places[half]
    if len(places) == 2:
        return (places[0] + places[1]) / 2
    left, right = places[half - 1] - places[0], places[-1] - places[half]
    if left + right == 0:
        return (places[half - 1] + places[half]) / 2
    return (places[half - 1] * right + places[half] * left) / (left + right)


def _mean(places: list[int]) -> float:
    return sum(places) / len(places)


def _sort_by_neighbours(graph: Layers, down: bool, middle: Callable[[list[int]], float]) -> None:
    """One sweep: sort each layer by the middle of each node's neighbours in the layer before it.

    A node without neighbours there keeps its place.
    """
    neighbours = graph.upper if down else graph.lower
    at = graph.positions()
    for layer in graph.layers if down else reversed(graph.layers):
        placed = [v for v in layer if neighbours[v]]
        key = {v: middle(sorted([at[w] for w in neighbours[v]])) for v in placed}
        placed.sort(key=key.__getitem__)
        if len(placed) < len(layer):
            rest = iter(placed)
            layer[:] = [next(rest) if neighbours[v] else v for v in layer]
        else:
            layer[:] = placed
        for i, v in enumerate(layer):
            at[v] = i


def _exchange_neighbours(graph: Layers) -> None:
    """Exchange nodes that stand side by side as long as this removes crossings."""
    at = graph.positions()
    todo = set(range(len(graph.layers)))
    while todo:
        changed: set[int] = set()
        for r in sorted(todo):
            layer = graph.layers[r]
            places = {v: ([at[w] for w in graph.upper[v]], [at[w] for w in graph.lower[v]]) for v in layer}
            for i in range(len(layer) - 1):
                v, w = layer[i], layer[i + 1]
                if _gain(*places[v], *places[w]) > 0:
                    layer[i], layer[i + 1] = w, v
                    at[v], at[w] = i + 1, i
                    changed |= {r - 1, r, r + 1}
        todo = {r for r in changed if 0 <= r < len(graph.layers)}


def _gain(v_upper: list[int], v_lower: list[int], w_upper: list[int], w_lower: list[int]) -> int:
    """The crossings removed if v, which stands left of w, changes places with it."""
    gain = 0
    for of_v, of_w in ((v_upper, w_upper), (v_lower, w_lower)):
        for a in of_v:
            for b in of_w:
                gain += (a > b) - (a < b)
    return gain
