"""A graph as SVG: one self-contained picture without scripts, fonts or anything else from outside."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from mytorch.graphs.drawing import FONT_SIZES, HEAD, Arrow, Box, Text, draw
from mytorch.graphs.vertices import Edge, Vertex

__all__ = ["svg"]

# For each kind the fill, the outline and the text, on a light and on a dark background.
COLOURS = {
    "op": (("#e8f0fb", "#2f5f9e", "#10233c"), ("#1c2f4a", "#7fb0ee", "#e8f0fb")),
    "leaf": (("#fdf1dd", "#a8660f", "#3a2503"), ("#412e0e", "#e8b265", "#fdf1dd")),
    "constant": (("#f4f4f4", "#6b6b6b", "#262626"), ("#2a2b2e", "#a6a6a6", "#f0f0f0")),
    "module": (("#e6f4ea", "#2b7a4b", "#0d2d19"), ("#163525", "#74c998", "#e6f4ea")),
    "failed": (("#fdeae8", "#b3261e", "#410e0b"), ("#4a1a18", "#ff9d94", "#fdeae8")),
}
LINES = ("#566070", "#a3adbb")  # the arrows
BACKGROUND = ("#ffffff", "#15181d")


def svg(vertices: Sequence[Vertex], edges: Sequence[Edge], title: str = "", prefix: str = "") -> str:
    """The graph as an `<svg>` element.

    Vertex 3 is `<g id="v3" class="vertex leaf">` and edge 5 `<g id="e5" class="edge">`. The picture is named by
    `title` for those who do not see it. It follows the reader's choice of light or dark, and of forced colours.
    prefix: begins each id, so that several pictures can stand in one page.
    ValueError if the edges go in a circle, or name a vertex that is not there.
    """
    drawing = draw(vertices, edges)
    width, height = _number(drawing.width), _number(drawing.height)
    name = title or f"A graph of {len(vertices)} vertices and {len(edges)} edges."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mytorch-graph" role="img" '
        f'aria-labelledby={quoteattr(prefix + "title")} viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">',
        f"<title id={quoteattr(prefix + 'title')}>{escape(name)}</title>",
        f"<style>{_style()}</style>",
        f'<rect class="background" width="{width}" height="{height}"/>',
    ]
    for i, arrow in enumerate(drawing.arrows):
        parts.append(f'<g id={quoteattr(f"{prefix}e{i}")} class="edge">{_drawn_arrow(arrow)}</g>')
    for i, box in enumerate(drawing.boxes):
        content = _outline(box) + "".join(map(_text, box.texts))
        parts.append(f'<g id={quoteattr(f"{prefix}v{i}")} class="vertex {box.kind}">{content}</g>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _style() -> str:
    """The rules of colours and fonts; all are about what is in a picture of this kind."""
    family = 'Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif'
    rules = [
        f".mytorch-graph text{{font:{FONT_SIZES['line']}px {family};text-anchor:middle}}",
        f".mytorch-graph text.label{{font-size:{FONT_SIZES['label']}px;font-weight:bold}}",
        ".mytorch-graph .outline{stroke-width:1.5}",
        ".mytorch-graph .constant .outline{stroke-dasharray:5 3}",
        ".mytorch-graph .failed .outline{stroke-width:3.5}",
        ".mytorch-graph .inner{fill:none;stroke-width:1}",
        ".mytorch-graph .line{fill:none;stroke-width:1.5}",
    ]
    dark = "".join(_colours(1))
    forced = (
        ".mytorch-graph .background,.mytorch-graph .outline{fill:Canvas}"
        ".mytorch-graph .outline,.mytorch-graph .inner,.mytorch-graph .line{stroke:CanvasText}"
        ".mytorch-graph text,.mytorch-graph .head{fill:CanvasText}"
    )
    rules += _colours(0)
    rules.append(f"@media(prefers-color-scheme:dark){{{dark}}}@media(forced-colors:active){{{forced}}}")
    return escape("".join(rules))


def _colours(scheme: int) -> list[str]:
    """The rules of the colours: 0 light, 1 dark."""
    rules = [
        f".mytorch-graph .background{{fill:{BACKGROUND[scheme]}}}",
        f".mytorch-graph .line{{stroke:{LINES[scheme]}}}",
        f".mytorch-graph .head,.mytorch-graph .edge text{{fill:{LINES[scheme]}}}",
    ]
    for kind, schemes in COLOURS.items():
        fill, stroke, text = schemes[scheme]
        rules.append(f".mytorch-graph .{kind} .outline{{fill:{fill};stroke:{stroke}}}")
        rules.append(f".mytorch-graph .{kind} text{{fill:{text}}}")
        if kind == "module":
            rules.append(f".mytorch-graph .{kind} .inner{{stroke:{stroke}}}")
    return rules


def _outline(box: Box) -> str:
    """The shape of a vertex, which differs between the kinds."""
    left, top = box.x - box.width / 2, box.y - box.height / 2
    if box.kind == "leaf":
        return (
            f'<ellipse class="outline" cx="{_number(box.x)}" cy="{_number(box.y)}" '
            f'rx="{_number(box.width / 2)}" ry="{_number(box.height / 2)}"/>'
        )
    if box.kind == "failed":
        right, bottom, corner = box.x + box.width / 2, box.y + box.height / 2, 9
        points = [
            (left + corner, top),
            (right - corner, top),
            (right, top + corner),
            (right, bottom - corner),
            (right - corner, bottom),
            (left + corner, bottom),
            (left, bottom - corner),
            (left, top + corner),
        ]
        return f'<polygon class="outline" points="{" ".join(_point(point) for point in points)}"/>'
    radius = {"op": 8, "module": 4}.get(box.kind, 0)
    shape = _rectangle("outline", left, top, box.width, box.height, radius)
    if box.kind == "module":
        shape += _rectangle("inner", left + 3.5, top + 3.5, box.width - 7, box.height - 7, 2)
    return shape


def _rectangle(role: str, x: float, y: float, width: float, height: float, radius: int) -> str:
    place = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
    return f'<rect class="{role}" {place}{f" rx={chr(34)}{radius}{chr(34)}" if radius else ""}/>'


def _drawn_arrow(arrow: Arrow) -> str:
    line = "".join(command + " ".join(map(_point, points)) for command, points in arrow.line)
    (x, y), (length, width) = arrow.tip, HEAD
    head = [(x, y), (x - width / 2, y - length), (x + width / 2, y - length)]
    shapes = f'<path class="line" d="{line}"/><path class="head" d="M{"L".join(map(_point, head))}Z"/>'
    return shapes + (_text(arrow.text) if arrow.text else "")


def _text(text: Text) -> str:
    role = ' class="label"' if text.role == "label" else ""
    return f'<text{role} x="{_number(text.x)}" y="{_number(text.baseline)}">{escape(text.text)}</text>'


def _point(point: tuple[float, float]) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    """A coordinate to a tenth, which is enough for any screen."""
    return f"{value:.1f}".removesuffix(".0")
