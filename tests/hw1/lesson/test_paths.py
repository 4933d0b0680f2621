"""The paths of the chain rule are all there, or counted; their terms add up to the gradient."""

import math

import numpy as np
import pytest

from hw1.lesson.lessons import lesson_of_expression

PROGRAMS = {
    "one path": ("z = x * 3", {"x": 2}),
    "a square": ("z = x * x", {"x": 2}),
    "the handout's": ("d = x*y + x; z = (d + w) + 3", {"x": 1, "y": 2, "w": 3}),
    "shared parts": ("a = x * y; b = a + x; c = a * b - b; z = c / a + b", {"x": 0.7, "y": -1.3}),
    "functions": (
        "a = exp(x) * sin(y); b = tanh(a) / sqrt(y); z = b * a - log(y) * sigmoid(x)",
        {"x": 0.5, "y": 2},
    ),
    "a chain of diamonds": ("; ".join(["a = x + x"] + ["a = a * 0.5 + a"] * 4), {"x": 1}),
}


def listed_by_recursion(lesson, leaf):
    """Every path from the leaf to the result, as edges, found by walking up from the leaf."""
    (end,) = (step["vertex"] for step in lesson["steps"] if step["kind"] == "start")

    def onward(vertex):
        if vertex == end:
            return [[]]
        return [
            [i, *rest]
            for i, edge in enumerate(lesson["edges"])
            if edge["source"] == vertex
            for rest in onward(edge["target"])
        ]

    return onward(leaf)


def local_of(lesson):
    parts = [part for step in lesson["steps"] if step["kind"] == "visit" for part in step["parts"]]
    return {part["edge"]: part["local"]["numbers"] for part in parts}


@pytest.mark.parametrize("name", PROGRAMS)
def test_all_paths_are_listed_and_their_terms_add_up_to_the_gradient(name):
    lesson = lesson_of_expression(*PROGRAMS[name])
    local = local_of(lesson)
    stored = {s["vertex"]: s["parts"][0]["after"]["numbers"] for s in lesson["steps"] if s["kind"] == "store"}
    assert stored.keys() == {one["leaf"] for one in lesson["paths"]}
    for one in lesson["paths"]:
        expected = listed_by_recursion(lesson, one["leaf"])
        assert sorted(path["edges"] for path in one["paths"]) == sorted(expected)
        assert one["count"] == len(expected)
        for path in one["paths"]:
            assert path["factors"] == [local[edge] for edge in path["edges"]]
            assert path["product"] == pytest.approx(math.prod(path["factors"]), rel=1e-14)
        assert one["sum"]["numbers"] == pytest.approx(
            sum(path["product"] for path in one["paths"]), rel=1e-13
        )
        assert one["sum"]["numbers"] == pytest.approx(stored[one["leaf"]], rel=1e-13)


def visits_by_recursion(lesson):
    """How a walk that does not wait visits the nodes: a recursion for each gradient that is sent."""
    parts = {s["vertex"]: s["parts"] for s in lesson["steps"] if s["kind"] == "visit"}
    order = []

    def visit(vertex):
        order.append(vertex)
        for part in parts[vertex]:
            if part["to"] in parts:
                visit(part["to"])

    (end,) = (step["vertex"] for step in lesson["steps"] if step["kind"] == "start")
    visit(end)
    return order


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_naive_walk_visits_a_node_once_for_each_path(name):
    lesson = lesson_of_expression(*PROGRAMS[name])
    order, naive = visits_by_recursion(lesson), lesson["naive"]
    assert naive["order"] == order
    assert naive["visits"] == {str(vertex): order.count(vertex) for vertex in set(order)}
    assert naive["total"] == len(order)
    assert naive["engine_total"] == len(set(order))


def test_paths_beyond_all_numbers_are_counted_exactly_and_fifty_are_listed():
    lesson = lesson_of_expression("; ".join(["a = x + x"] + ["a = a + a"] * 79 + ["z = a * 1e-20"]), {"x": 1})
    (one,) = lesson["paths"]
    assert one["count"] == str(2**80)
    assert len(one["paths"]) == 50
    assert len({tuple(path["edges"]) for path in one["paths"]}) == 50
    assert one["sum"]["numbers"] == 2.0**80 * 1e-20
    assert len(lesson["naive"]["order"]) == 500
    assert lesson["naive"]["total"] == str(2**80)  # 1 and 1, 2, 4, … 2**79
    assert lesson["naive"]["engine_total"] == 81


def test_paths_of_arrays_are_listed_without_factors():
    lesson = lesson_of_expression("z = (x * x + x).sum()", {"x": [1, 2]})
    (one,) = lesson["paths"]
    assert one["count"] == 3
    assert [(path["factors"], path["product"]) for path in one["paths"]] == [(None, None)] * 3
    np.testing.assert_array_equal(one["sum"]["numbers"], [3, 5])


def test_a_leaf_that_no_gradient_arrives_at_has_no_paths():
    lesson = lesson_of_expression("z = x * y.detach() + 0 * x", {"x": 1, "y": 2})
    names = [lesson["vertices"][one["leaf"]]["name"] for one in lesson["paths"]]
    assert names == ["x"]


def test_an_infinite_derivative_on_one_path_leaves_the_others_as_they_are():
    lesson = lesson_of_expression("z = sqrt(y) * x + x", {"x": 1, "y": 0})
    sums = {lesson["vertices"][one["leaf"]]["name"]: one["sum"]["numbers"] for one in lesson["paths"]}
    assert sums == {"x": 1.0, "y": "inf"}
