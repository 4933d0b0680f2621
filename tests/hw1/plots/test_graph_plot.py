"""Tests of the PNG of a graph."""

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from hw1.plots import read_png
from hw1.plots.graph_plot import plot_graph
from mytorch.graphs.colours import LIGHT
from mytorch.graphs.drawing import FONT_SIZES, draw, text_width
from mytorch.graphs.vertices import KINDS, Edge, Vertex

VERTICES = [Vertex(kind, f"{kind} $x$", ("(5, 8) float64",)) for kind in KINDS]
EDGES = [Edge(0, 1), Edge(0, 1), Edge(1, 2, "a text"), Edge(0, 4)]


def rgb(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def test_the_picture_has_each_box_in_its_place_and_colour(tmp_path):
    plot_graph(VERTICES, EDGES, tmp_path / "graph.png")
    pixels = np.round(255 * read_png(tmp_path / "graph.png")[..., :3])
    drawing = draw(VERTICES, EDGES)
    assert pixels.shape[:2] == pytest.approx((2 * drawing.height, 2 * drawing.width), abs=2)
    for box in drawing.boxes:
        left = box.x - box.width / 2 + 8  # within the outline, and left of the text
        assert pixels[int(2 * box.y), int(2 * left)].tolist() == rgb(LIGHT.kinds[box.kind].fill)
    for arrow in drawing.arrows:
        x, y = arrow.tip
        assert pixels[int(2 * y) - 8, int(2 * x)].tolist() == rgb(LIGHT.lines)
    assert pixels[2, 2].tolist() == rgb(LIGHT.background)


def test_a_text_that_the_font_does_not_have_is_drawn_without_a_warning(tmp_path):
    plot_graph([Vertex("op", "漢字")], [], tmp_path / "graph.png")
    assert read_png(tmp_path / "graph.png").size


@pytest.mark.parametrize(
    ("most", "least_pixels", "pixels"), [((600, 60_000_000), 30_000, 60_000), ((600, 9_000), 8_500, 9_500)]
)
def test_a_very_large_graph_is_drawn_smaller(tmp_path, monkeypatch, most, least_pixels, pixels):
    monkeypatch.setattr("hw1.plots.graph_plot.MOST", most)
    plot_graph([Vertex("op", "x")] * 9, [Edge(i, i + 1) for i in range(8)], tmp_path / "graph.png")
    height, width, _ = read_png(tmp_path / "graph.png").shape
    assert height <= 600
    assert least_pixels < height * width < pixels


@pytest.mark.parametrize(
    "text", ["BatchNorm (5, 8) float64", "WWWW", "iiii....", "0.1234e-05 = {[|]}", "jJ@%"]
)
@pytest.mark.parametrize(("role", "weight"), [("label", "bold"), ("line", "normal")])
def test_no_text_is_wider_than_it_is_taken_to_be(text, role, weight):
    font = FontProperties(family="DejaVu Sans", weight=weight)
    drawn = TextPath((0, 0), text, size=FONT_SIZES[role], prop=font).get_extents()
    assert drawn.width <= text_width(text, role)
