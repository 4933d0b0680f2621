"""Where the edges run: from port to port, straight down through each layer that they pass.

No edge touches a box that is not its end, because it moves sideways between two layers only, where no boxes
are; within a layer it runs straight down in a place of its own.
"""

from collections.abc import Sequence

from mytorch.graphs.layout.layers import Layers

__all__ = ["Point", "ports", "route"]

Point = tuple[float, float]
SPREAD = 0.8  # the part of a side on which edges begin or end
BETWEEN = 16.0  # between two ports of one side, if it is long enough


def ports(graph: Layers, widths: Sequence[float], x: Sequence[float]) -> list[tuple[float, float]]:
    """For each edge the x at which it leaves its source and the x at which it reaches its target.

    An edge is straight where it can be: the two ends are chosen after each other, each as near as possible to
    the other. Ports of one side stand in the order of what they lead to, so that no edges cross at a box.
    """
    leaving: list[list[int]] = [[] for _ in widths]
    reaching: list[list[int]] = [[] for _ in widths]
    for edge, chain in enumerate(graph.chains):
        leaving[chain[0]].append(edge)
        reaching[chain[-1]].append(edge)
    starts = [x[chain[0]] for chain in graph.chains]
    ends = [x[chain[-1]] for chain in graph.chains]
    for _ in range(2):
        for v, edges in enumerate(reaching):
            before = {e: x[graph.chains[e][-2]] if len(graph.chains[e]) > 2 else starts[e] for e in edges}
            edges.sort(key=lambda e: (x[graph.chains[e][-2]], starts[e], e))
            for edge, port in zip(edges, _side([before[e] for e in edges], x[v], widths[v]), strict=True):
                ends[edge] = port
        for v, edges in enumerate(leaving):
            after = {e: x[graph.chains[e][1]] if len(graph.chains[e]) > 2 else ends[e] for e in edges}
            edges.sort(key=lambda e: (x[graph.chains[e][1]], ends[e], e))
            for edge, port in zip(edges, _side([after[e] for e in edges], x[v], widths[v]), strict=True):
                starts[edge] = port
    return list(zip(starts, ends, strict=True))


def _side(wanted: list[float], centre: float, width: float) -> list[float]:
    """Ports near the wanted x, which are sorted: on the middle part of a side, and apart from each other."""
    count = len(wanted)
    half = SPREAD * width / 2
    step = min(BETWEEN, 2 * half / max(1, count - 1))
    found: list[float] = []
    for i, place in enumerate(wanted):  # from the left, with room for those that follow
        least = found[-1] + step if found else centre - half
        found.append(min(max(place, least), centre + half - step * (count - 1 - i)))
    # The first of several that want the same place has it, and the others stand to its right: centre them.
    i = 0
    while i < count:
        j = i
        while j + 1 < count and found[j + 1] - found[j] < step * 1.001:
            j += 1
        shift = sum(min(max(place, centre - half), centre + half) for place in wanted[i : j + 1])
        shift = shift / (j - i + 1) - sum(found[i : j + 1]) / (j - i + 1)
        least = found[i - 1] + step - found[i] if i else centre - half - found[i]
        for k in range(i, j + 1):
            found[k] += max(shift, least) if shift < 0 else 0.0
        i = j + 1
    return found


def route(
    chain: Sequence[int],
    x: Sequence[float],
    port: tuple[float, float],
    box: tuple[float, float],
    bands: Sequence[tuple[float, float]],
) -> list[Point]:
    """The points of an edge, from the lower side of its source's box to the upper side of its target's.

    box: the y of these two sides. bands: for each node of the chain, the y of its layer's top and bottom.
    """
    points = [(port[0], box[0]), (port[0], bands[0][1])]
    for node, (top, bottom) in zip(chain[1:-1], bands[1:-1], strict=True):
        points += [(x[node], top), (x[node], bottom)]
    points += [(port[1], bands[-1][0]), (port[1], box[1])]
    tidy: list[Point] = []
    for point in points:
        if tidy and point[0] == tidy[-1][0] and abs(point[1] - tidy[-1][1]) < 1e-6:
            continue  # a box as high as its layer
        if len(tidy) > 1 and tidy[-2][0] == tidy[-1][0] == point[0]:
            tidy.pop()  # the middle one of three on a vertical line
        tidy.append(point)
    return tidy
