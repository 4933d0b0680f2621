"""The picture of a graph as a PNG; the layout is that of the SVG."""

import io
import warnings
from collections.abc import Sequence
from math import sqrt
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, Patch, PathPatch, Polygon
from matplotlib.path import Path as Line

from hw1.output import write_file
from mytorch.graphs.colours import LIGHT
from mytorch.graphs.drawing import FONT_SIZES, Arrow, Box, Text, corners, draw, head
from mytorch.graphs.vertices import Edge, Vertex

__all__ = ["plot_graph"]

SCALE = 2.0  # pixels for each unit of the drawing
MOST = (30_000, 60_000_000)  # pixels of the longer side, and of the picture: a larger one is drawn smaller
CODES = {"M": [Line.MOVETO], "L": [Line.LINETO], "C": [Line.CURVE4] * 3}


def plot_graph(vertices: Sequence[Vertex], edges: Sequence[Edge], path: Path) -> None:
    """Draw the graph as a PNG on white: 2 pixels for each pixel of the SVG, or fewer if it is very large.

    ValueError if the edges go in a circle, or name a vertex that is not there.
    """
    drawing = draw(vertices, edges)
    width, height = drawing.width, drawing.height
    scale = min(SCALE, MOST[0] / max(width, height), sqrt(MOST[1] / (width * height)))
    # A unit of the drawing is a point, of which an inch has 72, so that sizes of fonts and lines are right.
    figure = Figure(figsize=(width / 72, height / 72), dpi=72 * scale, facecolor=LIGHT.background)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    for arrow in drawing.arrows:
        _add_arrow(axes, arrow)
    for box in drawing.boxes:
        _add_box(axes, box)
    FigureCanvasAgg(figure)  # this canvas needs no screen
    picture = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # it is drawn as an empty square
        figure.savefig(picture, format="png", dpi="figure")
    write_file(path, picture.getvalue())


def _add_arrow(axes: Axes, arrow: Arrow) -> None:
    points = [point for _, some in arrow.line for point in some]
    codes = [code for command, _ in arrow.line for code in CODES[command]]
    axes.add_patch(PathPatch(Line(points, codes), fill=False, edgecolor=LIGHT.lines, linewidth=1.5))
    axes.add_patch(Polygon(head(arrow), facecolor=LIGHT.lines, linewidth=0))
    if arrow.text:
        _add_text(axes, arrow.text, LIGHT.lines)


def _add_box(axes: Axes, box: Box) -> None:
    colours = LIGHT.kinds[box.kind]
    for patch in _shapes(box):
        patch.set_facecolor(colours.fill)
        patch.set_edgecolor(colours.outline)
        axes.add_patch(patch)
    for text in box.texts:
        _add_text(axes, text, colours.text)


def _add_text(axes: Axes, text: Text, colour: str) -> None:
    size, weight = FONT_SIZES[text.role], "bold" if text.role == "label" else "normal"
    axes.text(
        text.x,
        text.baseline,
        text.text,
        size=size,
        weight=weight,
        color=colour,
        ha="center",
        va="baseline",
        family="DejaVu Sans",
        parse_math=False,  # a dollar is a dollar
    )


def _shapes(box: Box) -> list[Patch]:
    """The shape of a vertex; a module's has a second line."""
    if box.kind == "leaf":
        return [Ellipse((box.x, box.y), box.width, box.height, linewidth=1.5)]
    if box.kind == "failed":
        return [Polygon(corners(box), linewidth=3.5)]
    if box.kind == "module":
        return [_rectangle(box, 0, 4), _rectangle(box, 3.5, 2)]
    return [_rectangle(box, 0, 8)] if box.kind == "op" else [_rectangle(box, 0, 0, (0, (4, 2)))]


def _rectangle(
    box: Box, inset: float, radius: float, dashes: tuple[int, tuple[int, int]] | None = None
) -> Patch:
    width, height = box.width - 2 * inset, box.height - 2 * inset
    return FancyBboxPatch(
        (box.x - width / 2, box.y - height / 2),
        width,
        height,
        boxstyle=f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0",
        linewidth=1 if inset else 1.5,
        linestyle=dashes or "solid",
    )
