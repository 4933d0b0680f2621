"""A graph as boxes with text in them and arrows between them, before it is written as SVG or PNG: `draw`."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from mytorch.graphs.layout import Layout, layout
from mytorch.graphs.vertices import Edge, Vertex

__all__ = ["FONT_SIZES", "Arrow", "Box", "Drawing", "Text", "clean", "corners", "draw", "head", "text_width"]

Point = tuple[float, float]
FONT_SIZES = {"label": 14.0, "line": 11.5}  # of a box's first line, which is bold, and of all others
LINE_HEIGHT = 1.3  # of the font's size
PADDING = (13.0, 7.0)  # between the text and the box, to the sides and above and below
LEAST_WIDTH = 46.0
FOR_A_PORT = 13.0  # a box is at least this wide for each edge at one of its sides
LONGEST = 60  # characters of a line of text; a longer one is cut, and ends with "…"
MARGIN = 16.0  # around all
CORNER = 9.0  # what is cut off the corners of an octagon
HEAD = (8.0, 7.5)  # length and width of the arrow's head

# Widths of the characters from " " to "~" in thousandths of the font's size: for each the widest of Arial,
# Helvetica, Liberation Sans and DejaVu Sans, so that a text fits whichever of them the reader has.
WIDTHS = (
    *(
        318,
        401,
        460,
        838,
        636,
        950,
        780,
        275,
        390,
        390,
        500,
        838,
        318,
        361,
        318,
        337,
        636,
        636,
        636,
        636,
        636,
        636,
        636,
        636,
    ),
    *(
        636,
        636,
        337,
        337,
        838,
        838,
        838,
        556,
        1015,
        684,
        686,
        722,
        770,
        667,
        611,
        778,
        752,
        295,
        500,
        667,
        557,
        863,
        748,
        787,
    ),
    *(
        667,
        787,
        722,
        667,
        611,
        732,
        684,
        989,
        685,
        667,
        685,
        390,
        337,
        390,
        838,
        556,
        500,
        613,
        635,
        550,
        635,
        615,
        352,
        635,
    ),
    *(
        634,
        278,
        278,
        579,
        278,
        974,
        634,
        612,
        635,
        635,
        411,
        521,
        392,
        634,
        592,
        818,
        592,
        592,
        525,
        636,
        337,
        636,
        838,
    ),
)
BOLD = 1.15  # how much wider the bold face is


@dataclass(frozen=True)
class Text:
    """A line of text, centred at x."""

    text: str
    role: str  # "label" or "line"
    x: float
    baseline: float


@dataclass(frozen=True)
class Box:
    """The place of a vertex: the centre, width and height of its outline, and what is written in it."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    texts: list[Text]


@dataclass(frozen=True)
class Arrow:
    """An edge: its line, which ends at the base of the head, the head's point, and a text on the line."""

    line: list[tuple[str, list[Point]]]  # SVG's commands M, L and C, with their points
    tip: Point
    text: Text | None


@dataclass(frozen=True)
class Drawing:
    """All that is drawn, within (0, 0) and (width, height); y grows downwards."""

    width: float
    height: float
    boxes: list[Box]  # one for each vertex
    arrows: list[Arrow]  # one for each edge


def draw(vertices: Sequence[Vertex], edges: Sequence[Edge]) -> Drawing:
    """Lay the graph out, with boxes as large as their text needs.

    A text on an edge is given a box of its own in the layout, so that nothing runs through it.
    """
    texts = [[_cut(text) for text in (vertex.label, *vertex.lines)] for vertex in vertices]
    into, out = [0] * len(vertices), [0] * len(vertices)
    for edge in edges:
        out[edge.source] += 1
        into[edge.target] += 1
    sizes = [
        _size(vertex.kind, lines, FOR_A_PORT * max(ports))
        for vertex, lines, ports in zip(vertices, texts, zip(into, out, strict=True), strict=True)
    ]
    pairs: list[tuple[int, int]] = []
    pieces: list[list[int]] = []  # for each edge the one or two pairs that it consists of
    for edge in edges:
        stops = [edge.source, edge.target]
        if edge.label:
            stops.insert(1, len(sizes))
            width = text_width(_cut(edge.label), "line")
            sizes.append((width + 4, FONT_SIZES["line"] * LINE_HEIGHT))
        pieces.append(list(range(len(pairs), len(pairs) + len(stops) - 1)))
        pairs += list(zip(stops, stops[1:], strict=False))

    placed = _moved(layout(sizes, pairs), MARGIN)
    boxes = []
    for vertex, lines, (x, y), (width, height) in zip(vertices, texts, placed.centres, sizes, strict=False):
        boxes.append(Box(vertex.kind, x, y, width, height, _lines(lines, x, y)))
    arrows = []
    for edge, numbers in zip(edges, pieces, strict=True):
        routes = [placed.routes[number] for number in numbers]
        text = None
        if edge.label:
            x, y = placed.centres[pairs[numbers[0]][1]]
            text = Text(_cut(edge.label), "line", x, y + 0.35 * FONT_SIZES["line"])
        arrows.append(_arrow(routes, boxes[edge.source], boxes[edge.target], text))
    return Drawing(placed.width, placed.height, boxes, arrows)


def head(arrow: Arrow) -> list[Point]:
    """The corners of an arrow's head."""
    (x, y), (length, width) = arrow.tip, HEAD
    return [(x, y), (x - width / 2, y - length), (x + width / 2, y - length)]


def corners(box: Box) -> list[Point]:
    """The corners of the octagon that fills a box."""
    x, y = box.width / 2, box.height / 2
    quarter = [(x - CORNER, -y), (x, CORNER - y)]
    half = [*quarter, *((a, -b) for a, b in reversed(quarter))]
    return [(box.x + a, box.y + b) for a, b in (*half, *((-a, -b) for a, b in half))]


def clean(text: str) -> str:
    """The text on one line, without the characters that XML cannot hold."""
    foreign = ("Cc", "Cs", "Cn")  # controls, surrogates, and what is no character
    return "".join("\ufffd" if unicodedata.category(c) in foreign else c for c in " ".join(text.split()))


def _cut(text: str) -> str:
    """The text as it is drawn: on one line, of up to 60 characters."""
    text = clean(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def text_width(text: str, role: str) -> float:
    """How wide a text is at most, in the usual sans-serif fonts."""
    total = 0
    for character in unicodedata.normalize("NFD", text):
        if " " <= character <= "~":
            total += WIDTHS[ord(character) - ord(" ")]
        elif not unicodedata.combining(character):
            total += 1300 if unicodedata.east_asian_width(character) in "WF" else 1000
    return total / 1000 * FONT_SIZES[role] * (BOLD if role == "label" else 1)


def _role(line: int) -> str:
    return "label" if line == 0 else "line"


def _size(kind: str, lines: list[str], least: float) -> Point:
    """The width and height of the box around these lines of text."""
    widths = [text_width(text, _role(i)) for i, text in enumerate(lines)]
    height = sum(FONT_SIZES[_role(i)] * LINE_HEIGHT for i in range(len(lines)))
    if kind != "leaf":
        return max(max(widths) + 2 * PADDING[0], LEAST_WIDTH, least), height + 2 * PADDING[1]
    # An ellipse that contains the corners of each line of text.
    half = height / 2 + PADDING[1] + 3
    wide = 0.0
    top = -height / 2
    for i, width in enumerate(widths):
        bottom = top + FONT_SIZES[_role(i)] * LINE_HEIGHT
        wide = max(wide, (width / 2 + 3) / sqrt(1 - (max(abs(top), abs(bottom)) / half) ** 2))
        top = bottom
    return max(2 * wide, LEAST_WIDTH, least), 2 * half


def _lines(lines: list[str], x: float, y: float) -> list[Text]:
    """The lines of text around the centre of a box."""
    top = y - sum(FONT_SIZES[_role(i)] * LINE_HEIGHT for i in range(len(lines))) / 2
    found = []
    for i, text in enumerate(lines):
        size = FONT_SIZES[_role(i)]
        found.append(Text(text, _role(i), x, top + LINE_HEIGHT / 2 * size + 0.35 * size))
        top += LINE_HEIGHT * size
    return found


def _moved(placed: Layout, margin: float) -> Layout:
    """The layout with a margin around it."""
    return Layout(
        placed.width + 2 * margin,
        placed.height + 2 * margin,
        [(x + margin, y + margin) for x, y in placed.centres],
        [[(x + margin, y + margin) for x, y in points] for points in placed.routes],
    )


def _arrow(routes: list[list[Point]], source: Box, target: Box, text: Text | None) -> Arrow:
    """The line along the routes, from the outline of the source to that of the target."""
    (x, y), (tip_x, tip_y) = routes[0][0], routes[-1][-1]
    start = (x, y - _inset(source, x))
    tip = (tip_x, tip_y + _inset(target, tip_x))
    line: list[tuple[str, list[Point]]] = []
    for points in routes:
        ends = [start, *points] if points is routes[0] else list(points)
        if points is routes[-1]:
            ends[-1] = (tip_x, tip[1] - HEAD[0])
        line.append(("M", [ends[0]]))
        for (x0, y0), (x1, y1) in zip(ends, ends[1:], strict=False):
            middle = (y0 + y1) / 2
            if x0 != x1:
                line.append(("C", [(x0, middle), (x1, middle), (x1, y1)]))
            elif y0 != y1:
                line.append(("L", [(x1, y1)]))
    return Arrow(line, tip, text)


def _inset(box: Box, x: float) -> float:
    """How far the outline of an ellipse is from the upper or lower side of its box, at this x."""
    if box.kind != "leaf":
        return 0.0
    return box.height / 2 * (1 - sqrt(max(0.0, 1 - ((x - box.x) / (box.width / 2)) ** 2)))
