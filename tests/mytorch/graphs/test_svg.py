"""Tests of the drawing of a graph, and of the SVG that is written from it."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mytorch.graphs.colours import DARK, LIGHT
from mytorch.graphs.drawing import FONT_SIZES, draw, text_width
from mytorch.graphs.svg import svg
from mytorch.graphs.vertices import KINDS, Edge, Vertex

SVG = "{http://www.w3.org/2000/svg}"
HANDOUT = (  # d = a * b + a; e = (d + c) + 3
    [
        Vertex("leaf", "a", ("= 1",)),
        Vertex("leaf", "b", ("= 2",)),
        Vertex("leaf", "c", ("= 3",)),
        Vertex("op", "Mul", ("() float64",)),
        Vertex("op", "Add", ("() float64", "d")),
        Vertex("op", "Add", ("() float64",)),
        Vertex("constant", "3"),
        Vertex("op", "Add", ("() float64", "e")),
    ],
    [Edge(0, 3), Edge(1, 3), Edge(3, 4), Edge(0, 4), Edge(4, 5), Edge(2, 5), Edge(5, 7), Edge(6, 7)],
)
SHAPES = {
    "op": ["rect"],
    "leaf": ["ellipse"],
    "constant": ["rect"],
    "module": ["rect", "rect"],
    "failed": ["polygon"],
}


def groups(text, name):
    """The <g> elements of a class, by their ids."""
    found = ElementTree.fromstring(text).iter(f"{SVG}g")
    return {g.get("id"): g for g in found if name in g.get("class").split()}


def texts(element):
    return [text.text for text in element.iter(f"{SVG}text")]


def test_each_vertex_and_edge_is_a_group_of_its_own():
    text = svg(*HANDOUT)
    vertices, edges = groups(text, "vertex"), groups(text, "edge")
    assert list(vertices) == [f"v{i}" for i in range(8)]
    assert list(edges) == [f"e{i}" for i in range(8)]
    assert texts(vertices["v4"]) == ["Add", "() float64", "d"]
    assert vertices["v0"].get("class") == "vertex leaf"
    assert [path.get("class") for path in edges["e0"]] == ["line", "head"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_kinds_differ_by_shape(kind):
    (drawn,) = groups(svg([Vertex(kind, "x")], []), kind).values()
    assert [element.tag.removeprefix(SVG) for element in drawn] == [*SHAPES[kind], "text"]


def test_an_op_is_round_and_a_constant_dashed():
    text = svg([Vertex("op", "Mul"), Vertex("constant", "3")], [])
    assert groups(text, "op")["v0"][0].get("rx")
    assert not groups(text, "constant")["v1"][0].get("rx")
    assert ".constant .outline{stroke-dasharray" in text


def test_the_picture_needs_nothing_else():
    text = svg(*HANDOUT)
    assert text.count("http") == 1  # the name of the language
    for foreign in ("<script", "url(", "@import", "@font-face", "href", "marker"):
        assert foreign not in text


def test_the_picture_says_what_it_is():
    root = ElementTree.fromstring(svg(*HANDOUT, title="e < 5 & d"))
    title = root.find(f"{SVG}title")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == title.get("id")
    assert title.text == "e < 5 & d"
    assert "8 vertices and 8 edges" in svg(*HANDOUT)


def test_two_pictures_in_one_page_have_different_ids():
    first, second = (set(re.findall(r' id="([^"]*)"', svg(*HANDOUT, prefix=p))) for p in ("one-", "two-"))
    assert len(first) == 17
    assert all(name.startswith("one-") for name in first)
    assert not first & second


def test_all_rules_are_about_the_picture_only():
    (style,) = re.findall("<style>(.*?)</style>", svg(*HANDOUT))
    selectors = re.findall(r"([^{}]+)\{[^{}]+\}", re.sub(r"@media\([^)]*\)\{", "", style).replace("}}", "}"))
    assert len(selectors) > 30
    assert all(selector.startswith(".mytorch-graph ") for selector in selectors)
    # Of two rules that are as specific as each other the later one wins.
    assert style.index("prefers-color-scheme:dark") > style.index(f"fill:{LIGHT.background}")
    assert style.index("forced-colors:active") > style.index(f"fill:{DARK.background}")


def contrast(one, other):
    """The ratio of the luminances of two colours (WCAG 2.2, "contrast ratio")."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_all_can_be_read_in_light_and_in_dark(scheme):
    assert set(scheme.kinds) == set(KINDS)
    assert contrast(scheme.lines, scheme.background) >= 4.5  # the text of an edge has this colour, too
    for colours in scheme.kinds.values():
        assert contrast(colours.text, colours.fill) >= 7
        assert contrast(colours.outline, colours.fill) >= 3
        assert contrast(colours.outline, scheme.background) >= 3


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20))
def test_any_text_makes_a_whole_picture(label, line, name):
    text = svg([Vertex("op", label, (line,)), Vertex("leaf", name)], [Edge(1, 0, line)], name)
    for drawn in texts(ElementTree.fromstring(text)):
        assert len(drawn or "") <= 60


def test_text_is_shown_as_it_is_written_and_cut_if_it_is_long():
    drawn = groups(svg([Vertex("op", '<b> & "c"', ("two lines\x00", "x" * 70))], []), "op")
    assert texts(drawn["v0"]) == ['<b> & "c"', "two lines\ufffd", "x" * 59 + "…"]


@pytest.mark.parametrize("kind", KINDS)
def test_all_text_is_within_its_outline(kind):
    lines = ("(5, 8) float64", "net.0", "WWWWWWWWWW", "")
    box, *_ = draw([Vertex(kind, "BatchNorm", lines)], []).boxes
    assert len(box.texts) == 5
    for text in box.texts:
        half, size = text_width(text.text, text.role) / 2, FONT_SIZES[text.role]
        for y in (text.baseline - 0.75 * size, text.baseline + 0.22 * size):
            x, y = half / (box.width / 2), (y - box.y) / (box.height / 2)
            assert x**2 + y**2 < 1 if kind == "leaf" else max(x, abs(y)) < 1


def test_arrows_begin_and_end_on_the_outlines():
    drawing = draw(
        [Vertex("leaf", "x"), Vertex("leaf", "y"), Vertex("op", "Mul")], [Edge(0, 2)] * 3 + [Edge(1, 0)]
    )
    x, _, mul = drawing.boxes
    for arrow in drawing.arrows[:3]:
        ((start_x, start_y),) = arrow.line[0][1]
        on = ((start_x - x.x) / (x.width / 2)) ** 2 + ((start_y - x.y) / (x.height / 2)) ** 2
        assert on == pytest.approx(1)
        assert arrow.tip[1] == pytest.approx(mul.y - mul.height / 2)
    tip_x, tip_y = drawing.arrows[3].tip
    assert ((tip_x - x.x) / (x.width / 2)) ** 2 + ((tip_y - x.y) / (x.height / 2)) ** 2 == pytest.approx(1)


def test_nothing_runs_through_the_text_on_an_edge():
    vertices, edges = HANDOUT
    drawing = draw(vertices, [Edge(e.source, e.target, f"edge {i}") for i, e in enumerate(edges)])
    for arrow in drawing.arrows:
        text = arrow.text
        half = text_width(text.text, "line") / 2
        for other in drawing.arrows:
            for _, points in other.line:
                for x, y in points:
                    assert not (abs(x - text.x) < half and text.baseline - 11 < y < text.baseline + 2)


def test_a_box_is_wide_enough_for_its_arrows():
    *_, cat = draw([Vertex("leaf", "x")] * 12 + [Vertex("op", "Cat")], [Edge(i, 12) for i in range(12)]).boxes
    assert cat.width >= 12 * 10


def test_a_graph_without_vertices_is_an_empty_picture():
    assert ElementTree.fromstring(svg([], [])).get("width") == "32"
