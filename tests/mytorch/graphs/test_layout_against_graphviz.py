"""Our layouts beside those of Graphviz (`dot`), measured by the same code on the lines as they are drawn."""

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest

from mytorch.graphs.layout import layout
from tests.mytorch.graphs.measuring import Drawn, crossings, curve, drawn, lines_through_boxes, overlaps
from tests.mytorch.graphs.test_layout import RECORDED

MOST = 1.25  # times Graphviz's crossings
GRAPHVIZ = Path(sysconfig.get_path("scripts"), "graphviz-pure")  # of the package graphviz-pure


def by_graphviz(sizes, edges):
    """Graphviz's drawing of the same boxes and edges; it works in points, of which an inch has 72."""
    lines = ["digraph {", '    node [shape=box fixedsize=true label=""]']
    lines += [f"    {i} [width={w / 72} height={h / 72}]" for i, (w, h) in enumerate(sizes)]
    lines += [f"    {source} -> {target}" for source, target in edges]
    command = [GRAPHVIZ, "-Kdot", "-Tjson"]
    asked = subprocess.run(
        command, input="\n".join([*lines, "}"]), capture_output=True, text=True, check=True
    )
    answer = json.loads(asked.stdout)
    boxes = {}
    for node in answer["objects"]:
        (x, y), (w, h) = point(node["pos"]), (72 * float(node[side]) for side in ("width", "height"))
        boxes[int(node["name"])] = (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
    names = [int(node["name"]) for node in answer["objects"]]
    routes, ends = [], []
    for edge in answer["edges"]:
        tip, *points = edge["pos"].removeprefix("e,").split(" ")
        points = [point(text) for text in points]
        route = points[:1]
        for i in range(0, len(points) - 1, 3):
            route += curve(*points[i : i + 4])
        routes.append([*route, point(tip)])
        ends.append((names[edge["tail"]], names[edge["head"]]))
    return Drawn([boxes[i] for i in range(len(sizes))], routes, ends)


def point(text):
    """Graphviz's y grows upwards."""
    x, y = map(float, text.split(","))
    return x, -y


def test_graphviz_s_answer_is_read_as_it_is_meant():
    theirs = by_graphviz([(72.0, 36.0)] * 3, [(0, 1), (0, 2), (1, 2)])
    (_, top, _, bottom), below = theirs.boxes[0], theirs.boxes[1]
    assert bottom - top == 36
    assert bottom < below[1]
    assert theirs.ends == [(0, 1), (0, 2), (1, 2)]
    for (source, target), line in zip(theirs.ends, theirs.lines, strict=True):
        assert line[0][1] == pytest.approx(theirs.boxes[source][3], abs=1.5)
        assert line[-1][1] == pytest.approx(theirs.boxes[target][1], abs=1.5)
    crossed = by_graphviz([(72.0, 36.0)] * 6, [(a, b) for a in range(3) for b in range(3, 6)])
    assert crossings(crossed) == 9  # of K3,3 in two rows


@pytest.mark.slow
def test_our_layouts_of_recorded_graphs_have_about_as_few_crossings_and_no_overlap(capsys):
    assert len(RECORDED) == 30
    assert all(10 <= len(sizes) <= 200 for sizes, _ in RECORDED.values())
    ours, theirs = {}, {}
    for name, (sizes, edges) in RECORDED.items():
        picture = drawn(layout(sizes, edges), sizes, edges)
        assert overlaps(picture) == []
        assert lines_through_boxes(picture) == []
        ours[name], theirs[name] = crossings(picture), crossings(by_graphviz(sizes, edges))
    with capsys.disabled():
        for name in RECORDED:
            print(f"\n{name}: {ours[name]} crossings, by Graphviz {theirs[name]}", end="")
    assert sum(ours.values()) <= MOST * sum(theirs.values())
