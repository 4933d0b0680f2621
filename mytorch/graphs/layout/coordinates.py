"""Where each node stands from left to right: long edges straight, a vertex below the middle of its inputs.

The method of Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001): nodes that should
stand exactly below each other are joined to blocks, and the blocks are pushed together. This is done four
times (from above or below, to the left or to the right), and each node gets the middle of its four places.
Then whole straight lines of nodes move to where their edges are shorter in sum, if there is room.
"""

from collections.abc import Callable

from mytorch.graphs.layout.layers import Layers

__all__ = ["across"]

TURNS = 20  # most rounds of moves at the end
Distance = Callable[[int, int], float]  # least distance between the centres of two neighbours in a layer


def across(graph: Layers, distance: Distance, weak: set[tuple[int, int]]) -> list[float]:
    """The x of the centre of each node; those in a layer stay in order, and at the distance or more.

    weak: pairs of an upper and a lower node that need not stand below each other.
    """
    at = graph.positions()
    forbidden = weak | _conflicts(graph, at)
    found: list[list[float]] = []
    for down in (True, False):
        for left in (True, False):
            layers = [
                layer if left else layer[::-1] for layer in (graph.layers if down else graph.layers[::-1])
            ]
            place = at if left else [-i for i in at]
            root = _blocks(layers, graph.upper if down else graph.lower, place, forbidden, down)
            x = _compact(layers, root, distance if left else lambda v, w: distance(w, v))
            found.append(x if left else [-value for value in x])
    # Shift the four so that they share the edge that they were pushed to, which is that of the narrowest.
    narrowest = min(found, key=lambda x: max(x) - min(x))
    for i, x in enumerate(found):
        shift = min(narrowest) - min(x) if i % 2 == 0 else max(narrowest) - max(x)
        found[i] = [value + shift for value in x]
    x = [sum(sorted(four)[1:3]) / 2 for four in zip(*found, strict=True)]
    _settle(graph, x, distance)
    return x


def _conflicts(graph: Layers, at: list[int]) -> set[tuple[int, int]]:
    """Pairs of neighbours whose edge crosses one between two bends, which has the right to be straight."""
    found = set()
    for layer in graph.layers:
        inner = sorted(
            (at[v], at[w]) for v in layer if graph.is_bend(v) for w in graph.lower[v] if graph.is_bend(w)
        )
        if inner:
            for v in layer:
                for w in graph.lower[v]:
                    if not (graph.is_bend(v) and graph.is_bend(w)) and any(
                        (at[v] - a) * (at[w] - b) < 0 for a, b in inner
                    ):
                        found.add((v, w))
    return found


def _blocks(
    layers: list[list[int]],
    neighbours: list[list[int]],
    place: list[int],
    forbidden: set[tuple[int, int]],
    down: bool,
) -> list[int]:
    """For each node the first one of the block that it stands in."""
    root = list(range(len(place)))
    taken = [False] * len(place)  # a node of the layer before can be continued once
    for layer in layers:
        border: float = -len(place)  # edges of blocks do not cross: further ones begin to the right of it
        for v in layer:
            allowed = [u for u in neighbours[v] if ((u, v) if down else (v, u)) not in forbidden]
            allowed.sort(key=place.__getitem__)
            for u in allowed[(len(allowed) - 1) // 2 : len(allowed) // 2 + 1]:
                if place[u] > border and not taken[u]:
                    root[v] = root[u]
                    taken[u] = True
                    border = place[u]
                    break
    return root


def _compact(layers: list[list[int]], root: list[int], distance: Distance) -> list[float]:
    """The x of each node if the blocks are pushed to the left, and those left of others then up to them."""
    right: dict[int, dict[int, float]] = {v: {} for v in root}
    waiting = dict.fromkeys(root, 0)
    for layer in layers:
        for v, w in zip(layer, layer[1:], strict=False):
            gaps = right[root[v]]
            if root[w] not in gaps:
                waiting[root[w]] += 1
            gaps[root[w]] = max(gaps.get(root[w], 0.0), distance(v, w))
    x = dict.fromkeys(root, 0.0)
    ready = [block for block in x if not waiting[block]]
    for block in ready:  # grows while it is read
        for other, gap in right[block].items():
            x[other] = max(x[other], x[block] + gap)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    for block in reversed(ready):
        if right[block]:
            x[block] = min(x[other] - gap for other, gap in right[block].items())
    return [x[block] for block in root]


def _settle(graph: Layers, x: list[float], distance: Distance) -> None:
    """Move each straight line of nodes to the median of what it is connected with, or as near as it can."""
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for layer in graph.layers:
        for v, w in zip(layer, layer[1:], strict=False):
            before[w], after[v] = v, w
    lines = _straight_lines(graph, x)
    for turn in range(TURNS):
        moved = False
        for line in lines if turn % 2 == 0 else reversed(lines):
            inside = set(line)
            wanted = sorted(
                x[w] - x[v] for v in line for w in graph.upper[v] + graph.lower[v] if w not in inside
            )
            if not wanted:
                continue
            # Any place between the two middle ones is as good.
            shift = max(wanted[(len(wanted) - 1) // 2], min(0.0, wanted[len(wanted) // 2]))
            if shift > 0:
                room = (x[after[v]] - x[v] - distance(v, after[v]) for v in line if v in after)
                shift = min([shift, *room])
            else:
                room = (x[v] - x[before[v]] - distance(before[v], v) for v in line if v in before)
                shift = -min([-shift, *room])
            if abs(shift) > 0.1:
                moved = True
                for v in line:
                    x[v] += shift
        if not moved:
            break


def _straight_lines(graph: Layers, x: list[float]) -> list[list[int]]:
    """The nodes in groups that are connected by vertical edges, from left to right."""
    first = list(range(len(x)))  # the first node of each node's line
    lines: dict[int, list[int]] = {}
    for layer in graph.layers:
        for v in layer:
            for u in graph.upper[v]:
                if abs(x[u] - x[v]) < 0.1:
                    first[v] = first[u]
                    break
            lines.setdefault(first[v], []).append(v)
    return sorted(lines.values(), key=lambda line: x[line[0]])
