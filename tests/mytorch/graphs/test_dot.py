"""Tests of the graph in Graphviz's language, which a port of Graphviz reads."""

import json
import subprocess
from xml.etree import ElementTree

import pytest

from mytorch.graphs.dot import dot
from mytorch.graphs.vertices import KINDS, Edge, Vertex
from tests.mytorch.graphs.test_layout_against_graphviz import GRAPHVIZ

SVG = "{http://www.w3.org/2000/svg}"
ODD = ['say "a"', "back\\slash", "\\", "\\N", "<b>", "{x|y}", "ends with \\", "e = é"]


def read(text):
    """The nodes and edges that Graphviz finds."""
    asked = subprocess.run([GRAPHVIZ, "-Tjson"], input=text, capture_output=True, text=True, check=True)
    answer = json.loads(asked.stdout)
    return answer, {node["name"]: node for node in answer["objects"]}


def drawn(text):
    """The lines of text that Graphviz draws for each node and edge."""
    asked = subprocess.run([GRAPHVIZ, "-Tsvg"], input=text, capture_output=True, text=True, check=True)
    groups = [
        g for g in ElementTree.fromstring(asked.stdout).iter(f"{SVG}g") if g.get("class") in ("node", "edge")
    ]
    return {g.find(f"{SVG}title").text: [text.text for text in g.iter(f"{SVG}text")] for g in groups}


def test_graphviz_draws_the_labels_as_they_are():
    vertices = [Vertex("op", text, ("second line",)) for text in ODD]
    shown = drawn(dot([*vertices, Vertex("leaf", "a")], [Edge(0, len(ODD), text) for text in ODD[:1]]))
    assert shown.pop(f"v0->v{len(ODD)}") == [ODD[0]]
    assert shown.pop(f"v{len(ODD)}") == ["a"]
    assert list(shown.values()) == [[text, "second line"] for text in ODD]


def test_graphviz_reads_the_edges():
    edges = [Edge(0, 2), Edge(0, 2), Edge(1, 2, 'called "it"')]
    answer, nodes = read(
        dot([Vertex("leaf", "a"), Vertex("constant", "3"), Vertex("op", "Mul")], edges, 'a "title"')
    )
    numbers = {node["_gvid"]: name for name, node in nodes.items()}
    assert [(numbers[e["tail"]], numbers[e["head"]]) for e in answer["edges"]] == [("v0", "v2")] * 2 + [
        ("v1", "v2")
    ]
    assert answer["edges"][2]["label"] == 'called "it"'
    assert answer["name"] == 'a "title"'


def test_the_kinds_differ_by_shape():
    _, nodes = read(dot([Vertex(kind, "x") for kind in KINDS], []))
    shapes = {(n["shape"], n["style"], n.get("peripheries"), n.get("penwidth")) for n in nodes.values()}
    assert len(shapes) == len(KINDS)


@pytest.mark.parametrize("count", [0, 1])
def test_a_graph_of_hardly_anything_is_written(count):
    assert dot([Vertex("leaf", "a")] * count, []).count("v0") == count
