"""Measures drawings, whoever made them: crossings of lines, boxes that overlap, lines through boxes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mytorch.graphs.layout import Layout

__all__ = ["Drawn", "crossings", "curve", "drawn", "lines_through_boxes", "overlaps"]

Point = tuple[float, float]
SAMPLES = 17  # straight pieces that a Bézier curve is measured as


class Drawn(NamedTuple):
    boxes: list[tuple[float, float, float, float]]  # left, top, right, bottom
    lines: list[list[Point]]  # the points of each edge as a polyline
    ends: list[tuple[int, int]]  # the source and target of each edge


def curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Points of the Bézier curve with these control points, without the first."""
    t = np.linspace(0, 1, SAMPLES + 1)[1:, None]
    points = [np.array(p, float) for p in (a, b, c, d)]
    weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    return [(float(x), float(y)) for x, y in sum(w * p for w, p in zip(weights, points, strict=True))]


def drawn(placed: Layout, sizes: Sequence[Point], edges: Sequence[tuple[int, int]]) -> Drawn:
    """Our layout as it is drawn."""
    boxes = [
        (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        for (x, y), (width, height) in zip(placed.centres, sizes, strict=True)
    ]
    lines = []
    for route in placed.routes:
        line = [route[0]]
        for (x, y), (to_x, to_y) in zip(route, route[1:], strict=False):
            middle = (y + to_y) / 2
            line += [(to_x, to_y)] if x == to_x else curve((x, y), (x, middle), (to_x, middle), (to_x, to_y))
        lines.append(line)
    return Drawn(boxes, lines, list(edges))


def crossings(picture: Drawn, strip: float = 15.0) -> int:
    """Pairs of edges without a common end whose lines cross, however often.

    Graphviz may draw edges with a common end on top of each other for a while. Rounding then makes them cross
    many times, which nobody sees.
    """
    lines = picture.lines
    owners = np.array([e for e, line in enumerate(lines) for _ in line[1:]])
    starts = np.array([p for line in lines for p in line[:-1]])
    ends = np.array([p for line in lines for p in line[1:]])
    low, high = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    first, last = (low // strip).astype(int), (high // strip).astype(int)
    strips: dict[int, list[int]] = {}
    for i in range(len(owners)):
        for s in range(first[i], last[i] + 1):
            strips.setdefault(s, []).append(i)
    apart = ~np.array([[not set(e).isdisjoint(f) for f in picture.ends] for e in picture.ends])
    found: set[tuple[int, int]] = set()
    for members in strips.values():
        m = np.array(members)
        i, j = np.triu_indices(len(m), 1)
        i, j = m[i], m[j]
        keep = apart[owners[i], owners[j]]
        i, j = i[keep], j[keep]
        a, b, c, d = starts[i], ends[i], starts[j], ends[j]
        cross = (_left(a, b, c) != _left(a, b, d)) & (_left(c, d, a) != _left(c, d, b))
        found |= set(zip(owners[i[cross]].tolist(), owners[j[cross]].tolist(), strict=True))
    return len(found)


def _left(a: np.ndarray, b: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Whether points are left of the line from a to b, or on it: so a crossing at a corner counts once."""
    return (b[:, 0] - a[:, 0]) * (p[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (p[:, 0] - a[:, 0]) >= 0


def overlaps(picture: Drawn) -> list[tuple[int, int]]:
    """Pairs of boxes that share some area."""
    boxes = np.array(picture.boxes)
    i, j = np.triu_indices(len(boxes), 1)
    low, high = np.maximum(boxes[i, :2], boxes[j, :2]), np.minimum(boxes[i, 2:], boxes[j, 2:])
    both = ((high - low) > 1e-6).all(axis=1)
    return list(zip(i[both].tolist(), j[both].tolist(), strict=True))


def lines_through_boxes(picture: Drawn, inside: float = 0.5) -> list[tuple[int, int]]:
    """Pairs of an edge and a box that it runs through, further from the border than that, and not an end."""
    boxes = np.array(picture.boxes)
    low, high = boxes[:, None, :2] + inside, boxes[:, None, 2:] - inside
    found = []
    for e, line in enumerate(picture.lines):
        points = np.array(line)
        start, step = points[:-1], np.diff(points, axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):  # where a piece is vertical or horizontal
            one, other = (low - start) / step, (high - start) / step
        still = step == 0
        within = (low < start) & (start < high)
        enter = np.where(still, np.where(within, -np.inf, np.inf), np.minimum(one, other)).max(axis=2)
        leave = np.where(still, np.inf, np.maximum(one, other)).min(axis=2)
        hit = (np.maximum(enter, 0) < np.minimum(leave, 1)) & (low < high).all(axis=2)
        found += [(e, int(box)) for box in np.flatnonzero(hit.any(axis=1)) if box not in picture.ends[e]]
    return found
