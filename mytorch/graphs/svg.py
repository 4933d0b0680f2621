"""A graph as SVG: one self-contained picture without scripts, fonts or anything else from outside."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from mytorch.graphs.colours import DARK, LIGHT, Scheme
from mytorch.graphs.drawing import FONT_SIZES, Arrow, Box, Text, clean, corners, draw, head
from mytorch.graphs.vertices import Edge, Vertex

__all__ = ["svg"]

FONTS = 'Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif'


def svg(vertices: Sequence[Vertex], edges: Sequence[Edge], title: str = "", prefix: str = "") -> str:
    """The graph as an `<svg>` element.

    Vertex 3 is `<g id="v3" class="vertex leaf">`, and edge 5 `<g id="e5" class="edge">`. The picture is named
    by `title` for those who do not see it. Its colours follow the reader's choice of light, dark or forced.
    prefix: begins each id, so that several pictures can stand in one page.
    ValueError if the edges go in a circle, or name a vertex that is not there.
    """
    drawing = draw(vertices, edges)
    width, height = _number(drawing.width), _number(drawing.height)
    name = title or f"A graph of {len(vertices)} vertices and {len(edges)} edges."
    title_id = quoteattr(f"{prefix}title")
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" class="mytorch-graph" role="img" '
        f'aria-labelledby={title_id} viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title id={title_id}>{escape(clean(name))}</title>",
        f"<style>{escape(_style())}</style>",
        f'<rect class="background" width="{width}" height="{height}"/>',
    ]
    for i, arrow in enumerate(drawing.arrows):
        parts.append(f'<g id={quoteattr(f"{prefix}e{i}")} class="edge">{_drawn(arrow)}</g>')
    for i, box in enumerate(drawing.boxes):
        content = _outline(box) + "".join(map(_text, box.texts))
        parts.append(f'<g id={quoteattr(f"{prefix}v{i}")} class="vertex {box.kind}">{content}</g>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _style() -> str:
    """The rules of fonts, lines and colours. All are about what is in a picture of this kind only."""
    rules = {
        "text": f"font:{FONT_SIZES['line']}px {FONTS};text-anchor:middle",
        "text.label": f"font-size:{FONT_SIZES['label']}px;font-weight:bold",
        ".outline": "stroke-width:1.5",
        ".constant .outline": "stroke-dasharray:5 3",
        ".failed .outline": "stroke-width:3.5",
        ".inner": "fill:none;stroke-width:1",
        ".line": "fill:none;stroke-width:1.5",
    }
    forced = {
        ".background": "fill:Canvas",
        ".vertex .outline": "fill:Canvas;stroke:CanvasText",
        ".vertex .inner": "stroke:CanvasText",
        ".edge .line": "stroke:CanvasText",
        ".edge .head": "fill:CanvasText",
        "text": "fill:CanvasText",
    }
    return (
        _rules(rules)
        + _rules(_colours(LIGHT))
        + f"@media(prefers-color-scheme:dark){{{_rules(_colours(DARK))}}}"
        + f"@media(forced-colors:active){{{_rules(forced)}}}"
    )


def _rules(rules: dict[str, str]) -> str:
    return "".join(f".mytorch-graph {selector}{{{rule}}}" for selector, rule in rules.items())


def _colours(scheme: Scheme) -> dict[str, str]:
    """The rules that differ between light and dark."""
    rules = {
        ".background": f"fill:{scheme.background}",
        ".line": f"stroke:{scheme.lines}",
        ".head": f"fill:{scheme.lines}",
        "text": f"fill:{scheme.lines}",
    }
    for kind, colours in scheme.kinds.items():
        rules[f".{kind} .outline"] = f"fill:{colours.fill};stroke:{colours.outline}"
        rules[f".{kind} text"] = f"fill:{colours.text}"
    rules[".inner"] = f"stroke:{scheme.kinds['module'].outline}"
    return rules


def _outline(box: Box) -> str:
    """The shape of a vertex, which differs between the kinds."""
    if box.kind == "leaf":
        x, y, rx, ry = map(_number, (box.x, box.y, box.width / 2, box.height / 2))
        return f'<ellipse class="outline" cx="{x}" cy="{y}" rx="{rx}" ry="{ry}"/>'
    if box.kind == "failed":
        return f'<polygon class="outline" points="{" ".join(map(_point, corners(box)))}"/>'
    if box.kind == "module":
        return _rectangle("outline", box, 0, 4) + _rectangle("inner", box, 3.5, 2)
    return _rectangle("outline", box, 0, 8 if box.kind == "op" else 0)


def _rectangle(role: str, box: Box, inset: float, radius: int) -> str:
    x, y = _number(box.x - box.width / 2 + inset), _number(box.y - box.height / 2 + inset)
    width, height = _number(box.width - 2 * inset), _number(box.height - 2 * inset)
    rounded = f' rx="{radius}"' if radius else ""
    return f'<rect class="{role}" x="{x}" y="{y}" width="{width}" height="{height}"{rounded}/>'


def _drawn(arrow: Arrow) -> str:
    line = "".join(command + " ".join(map(_point, points)) for command, points in arrow.line)
    shapes = f'<path class="line" d="{line}"/><path class="head" d="M{"L".join(map(_point, head(arrow)))}Z"/>'
    return shapes + (_text(arrow.text) if arrow.text else "")


def _text(text: Text) -> str:
    role = ' class="label"' if text.role == "label" else ""
    return f'<text{role} x="{_number(text.x)}" y="{_number(text.baseline)}">{escape(text.text)}</text>'


def _point(point: tuple[float, float]) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    """A coordinate to a tenth, which is enough for any screen."""
    return f"{value:.1f}".removesuffix(".0")
