"""Tests of the layered layout: what holds for the drawing of every graph."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hw1.places import ROOT
from mytorch.graphs.layout import layout
from mytorch.graphs.layout.ranks import assign_ranks
from tests.mytorch.graphs.measuring import Drawn, crossings, drawn, lines_through_boxes, overlaps

RECORDED = {
    name: ([tuple(size) for size in one["sizes"]], [tuple(edge) for edge in one["edges"]])
    for name, one in json.loads((Path(__file__).parent / "recorded_graphs.json").read_text("utf-8")).items()
}
BOX = (60.0, 30.0)
CASES = {
    "no vertex": ([], []),
    "one vertex": ([BOX], []),
    "x * x": ([BOX] * 2, [(0, 1), (0, 1)]),
    "seven uses": ([BOX] * 2, [(0, 1)] * 7),
    "a long edge beside a short one": ([BOX] * 3, [(0, 1), (1, 2), (0, 2), (0, 2)]),
    "boxes of very different sizes": (
        [(300, 20), (20, 200), (60, 30), (10, 10), (200, 90)],
        [(0, 2), (1, 2), (2, 3), (0, 3), (1, 4), (3, 4), (0, 4)],
    ),
    "parts that nothing connects": ([BOX] * 7, [(0, 1), (3, 2), (3, 5), (4, 5)]),
    "a number that is used late": ([BOX] * 9, [(i, i + 1) for i in range(7)] + [(8, 3), (8, 6), (0, 7)]),
    "a fan of 100": ([BOX] * 101, [(i, 100) for i in range(100)]),
}
QUICK = ("handout", "network with BatchNorm", "GRU, 5 steps", "attention, 2 heads", "examples/gan")


def check(sizes, edges):
    placed = layout(sizes, edges)
    assert len(placed.centres) == len(sizes)
    assert len(placed.routes) == len(edges)
    if not sizes:
        return placed
    picture = drawn(placed, sizes, edges)
    assert overlaps(picture) == []
    assert lines_through_boxes(picture) == []
    places = [
        *(p for a, b, c, d in picture.boxes for p in ((a, b), (c, d))),
        *itertools.chain(*picture.lines),
    ]
    assert all(-0.01 < x < placed.width + 0.01 and -0.01 < y < placed.height + 0.01 for x, y in places)
    for (source, target), points in zip(edges, placed.routes, strict=True):
        assert all(a[1] <= b[1] for a, b in itertools.pairwise(points))  # never upwards
        for v, (x, y), side in ((source, points[0], 0.5), (target, points[-1], -0.5)):
            assert y == pytest.approx(placed.centres[v][1] + side * sizes[v][1])
            assert abs(x - placed.centres[v][0]) < sizes[v][0] / 2
    for a, b in itertools.combinations(range(len(edges)), 2) if len(edges) < 100 else ():
        if edges[a] == edges[b]:
            assert placed.routes[a] != placed.routes[b]
    return placed


@pytest.mark.parametrize("case", CASES)
def test_edges_go_down_and_past_all_boxes(case):
    check(*CASES[case])


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in RECORDED]
)
def test_the_edges_of_recorded_graphs_go_down_and_past_all_boxes(name):
    check(*RECORDED[name])


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 14))
    side = st.floats(1, 200)
    sizes = draw(st.lists(st.tuples(side, side), min_size=count, max_size=count))
    number = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(number, number), max_size=30))
    names = draw(st.permutations(range(count)))  # so that edges need not go from a lower to a higher number
    return sizes, [(names[min(a, b)], names[max(a, b)]) for a, b in pairs if a != b]


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_the_edges_of_any_graph_go_down_and_past_all_boxes(graph):
    check(*graph)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9))
def test_no_other_ranks_make_the_edges_shorter_in_sum(pairs):
    edges = (
        [(i, i + 1) for i in (0, 2)] + [(0, 2), (1, 4)] + [(min(p), max(p)) for p in pairs if p[0] != p[1]]
    )

    def length(rank):
        return sum(rank[b] - rank[a] for a, b in edges) if all(rank[a] < rank[b] for a, b in edges) else 1e9

    shortest = min(map(length, itertools.product(range(5), repeat=5)))
    assert length(assign_ranks(5, edges)) == shortest


def test_what_two_things_need_stands_near_them_and_not_near_its_input():
    chain = [(i, i + 1) for i in range(5)]
    assert assign_ranks(7, [*chain, (0, 6), (6, 5), (6, 4)]) == [0, 1, 2, 3, 4, 5, 3]


COUNTED = {  # the fewest crossings that any drawing of these ranks has
    "a binary tree": ([(i, (i - 1) // 2) for i in range(1, 31)], 0),
    "a ladder": ([(i, i + 2) for i in range(18)] + [(i, i + 3) for i in range(0, 16, 2)], 0),
    "K3,3": ([(a, b) for a in range(3) for b in range(3, 6)], 9),
    "two numbers that both are used twice": ([(0, 2), (0, 3), (1, 2), (1, 3)], 1),
}


@pytest.mark.parametrize("case", COUNTED)
def test_no_drawing_has_fewer_crossings(case):
    edges, fewest = COUNTED[case]
    sizes = [BOX] * (1 + max(map(max, edges)))
    assert crossings(drawn(layout(sizes, edges), sizes, edges)) == fewest


def test_a_chain_of_thousands_is_drawn_without_recursion():
    placed = layout([BOX] * 2000, [(i, i + 1) for i in range(1999)])
    assert {x for x, _ in placed.centres} == {30.0}
    assert all(above[1] < below[1] for above, below in itertools.pairwise(placed.centres))


def test_inputs_stand_in_the_order_of_the_formula():
    a, b, c = (x for x, _ in layout([BOX] * 4, [(0, 3), (1, 3), (2, 3)]).centres[:3])
    assert a < b < c


def test_a_chain_with_weights_beside_it_is_a_straight_line():
    edges = [(i, i + 1) for i in range(9)] + [(10 + i, i + 1) for i in range(9)]
    placed = layout([BOX] * 19, edges)
    assert len({x for x, _ in placed.centres[1:10]}) == 1
    assert all(a[0] == b[0] for route in placed.routes[1:9] for a, b in itertools.pairwise(route))


def test_the_same_graph_gets_the_same_drawing_in_another_process():
    sizes, edges = RECORDED["attention, 2 heads"]
    code = f"from mytorch.graphs.layout import layout; print(layout({sizes}, {edges}))"
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert found.strip() == str(layout(sizes, edges))


@pytest.mark.parametrize("edges", [[(0, 1), (1, 2), (2, 1)], [(1, 1)]], ids=["a circle", "a loop"])
def test_edges_in_a_circle_are_refused(edges):
    with pytest.raises(ValueError, match=r"go in a circle, .* vertices \[(1, 2|0)\]"):
        layout([BOX] * 3, edges)


def test_an_edge_to_a_vertex_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"Edge 1 is \(0, 3\); expected numbers of the 3 vertices"):
        layout([BOX] * 3, [(0, 1), (0, 3)])


def test_the_measures_find_what_they_count():
    boxes = [(0, 0, 10, 10), (5, 5, 15, 15), (40, 40, 50, 50), (10, 20, 20, 30)]
    lines = [[(0, 0), (20, 50)], [(20, 0), (0, 50)], [(0, 50), (20, 50)]]
    picture = Drawn(boxes, lines, [(0, 2), (4, 5), (2, 5)])
    assert overlaps(picture) == [(0, 1)]
    assert crossings(picture) == 1  # the third line only meets the ends of the others
    assert crossings(picture._replace(ends=[(0, 2), (4, 2), (2, 5)])) == 0
    assert lines_through_boxes(picture) == [(0, 1), (0, 3), (1, 1), (1, 3)]
