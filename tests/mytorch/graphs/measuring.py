"""Measures drawings, whoever made them: crossings of lines, boxes that overlap, lines through boxes."""

from typing import NamedTuple

import numpy as np

__all__ = ["Drawn", "crossings", "curve", "lines_through_boxes", "overlaps"]

Point = tuple[float, float]
SAMPLES = 16  # straight pieces that a Bézier curve is measured as


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


def crossings(drawn: Drawn, strip: float = 15.0) -> int:
    """The places where two lines cross. That they meet at an end of theirs is no crossing."""
    owners = np.array([e for e, line in enumerate(drawn.lines) for _ in line[1:]])
    starts = np.array([p for line in drawn.lines for p in line[:-1]])
    ends = np.array([p for line in drawn.lines for p in line[1:]])
    low, high = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    first, last = (low // strip).astype(int), (high // strip).astype(int)
    strips: dict[int, list[int]] = {}
    for i in range(len(owners)):
        for s in range(first[i], last[i] + 1):
            strips.setdefault(s, []).append(i)
    total = 0
    for s, members in strips.items():
        m = np.array(members)
        i, j = np.triu_indices(len(m), 1)
        i, j = m[i], m[j]
        # A pair that meets in several strips is counted in the first of them.
        keep = (owners[i] != owners[j]) & (np.maximum(first[i], first[j]) == s)
        i, j = i[keep], j[keep]
        apart = (_side(starts[i], ends[i], starts[j]) * _side(starts[i], ends[i], ends[j]) < 0) & (
            _side(starts[j], ends[j], starts[i]) * _side(starts[j], ends[j], ends[i]) < 0
        )
        total += int(apart.sum())
    return total


def _side(a: np.ndarray, b: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The sign tells on which side of the line from a to b a point is."""
    return np.sign((b[:, 0] - a[:, 0]) * (p[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (p[:, 0] - a[:, 0]))


def overlaps(drawn: Drawn) -> list[tuple[int, int]]:
    """Pairs of boxes that share some area."""
    boxes = np.array(drawn.boxes)
    i, j = np.triu_indices(len(boxes), 1)
    low, high = np.maximum(boxes[i, :2], boxes[j, :2]), np.minimum(boxes[i, 2:], boxes[j, 2:])
    both = ((high - low) > 1e-6).all(axis=1)
    return list(zip(i[both].tolist(), j[both].tolist(), strict=True))


def lines_through_boxes(drawn: Drawn, inside: float = 0.5) -> list[tuple[int, int]]:
    """Pairs of an edge and a box that is neither of its ends, but whose inside it enters."""
    boxes = np.array(drawn.boxes)
    found = []
    for e, line in enumerate(drawn.lines):
        fine = np.concatenate([np.linspace(a, b, 9) for a, b in zip(line, line[1:], strict=False)])
        within = (fine[:, None] > boxes[:, :2] + inside) & (fine[:, None] < boxes[:, 2:] - inside)
        for box in np.flatnonzero(within.all(axis=2).any(axis=0)):
            if box not in drawn.ends[e]:
                found.append((e, int(box)))
    return found
