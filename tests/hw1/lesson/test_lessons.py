"""A lesson as data: what the page may rely on, and what cannot be shown."""

import functools
import json
import re

import numpy as np
import pytest

from hw1.lesson.lessons import (
    LessonError,
    lesson_of_expression,
    lesson_of_function,
    lesson_of_model,
    lesson_of_network,
    lesson_of_tensor,
)
from hw1.lesson.small_programs import ExpressionError
from mytorch import Tensor, nn
from mytorch.graphs.recording import recording


def squared_error(w, x):
    guess = w * x
    error = guess - 3
    return error * error


def of_function():
    return lesson_of_function(squared_error, Tensor(2.0, requires_grad=True), Tensor(5.0))


def of_tensor():
    with recording() as recorded:
        w = Tensor([1.0, 2.0], requires_grad=True)
        h = w * 2
        loss = h.sum()
    return lesson_of_tensor(recorded, loss, {"w": w, "h": h, "loss": loss})


LESSONS = {
    "an expression": lambda: lesson_of_expression(
        "d = a*b + a; e = (d + c) + 3", {"a": 1, "b": 2, "c": 3}, ["b"]
    ),
    "not a number": lambda: lesson_of_expression("z = log(x) / 0", {"x": -1}),
    "a function": of_function,
    "a tensor": of_tensor,
    "a network": lambda: lesson_of_network([3, 4, 2], ["ReLU"], num_bn_layers=1),
    "a large network": lambda: lesson_of_network([100, 50, 10], ["Tanh"], batch=32),
    "a model": lambda: lesson_of_model(nn.Sequential(nn.Linear(3, 2), nn.GELU()), np.ones((2, 3))),
}


@functools.cache
def lesson_named(name):
    return LESSONS[name]()


@pytest.mark.parametrize("name", LESSONS)
class TestEveryLesson:
    def test_is_json_of_a_size_that_a_page_can_hold(self, name):
        lesson = lesson_named(name)
        text = json.dumps(lesson, allow_nan=False)
        assert json.loads(text) == lesson
        assert len(text) < 100_000

    def test_draws_each_vertex_and_edge_by_its_number(self, name):
        lesson = lesson_named(name)
        drawn = re.findall(r'<g id="([ve]\d+)"', lesson["svg"])
        expected = [f"v{i}" for i in range(len(lesson["vertices"]))] + [
            f"e{i}" for i in range(len(lesson["edges"]))
        ]
        assert sorted(drawn) == sorted(expected)

    def test_has_vertices_after_their_inputs_and_edges_that_fit(self, name):
        lesson = lesson_named(name)
        for i, vertex in enumerate(lesson["vertices"]):
            into = [edge["source"] for edge in lesson["edges"] if edge["target"] == i]
            assert vertex["inputs"] == into
            assert all(source < i for source in into)
            assert (vertex["op"] is not None) == (vertex["kind"] == "op")
            assert vertex["line"] is None or 1 <= vertex["line"] <= len(lesson["source"])
            assert vertex["requires_grad"] == (vertex["kind"] != "constant")

    def test_goes_forward_and_then_backward_once_over_each_op(self, name):
        lesson = lesson_named(name)
        kinds = [step["kind"] for step in lesson["steps"]]
        ops = [i for i, vertex in enumerate(lesson["vertices"]) if vertex["kind"] == "op"]
        assert kinds[: len(ops) + 1] == ["make"] * len(ops) + ["start"]
        assert kinds[-1] == "done"
        assert [step["vertex"] for step in lesson["steps"][: len(ops)]] == ops
        visited = [step["vertex"] for step in lesson["steps"] if step["kind"] == "visit"]
        assert visited == sorted(set(visited), reverse=True)

    def test_has_no_gradient_before_the_backward_pass(self, name):
        lesson = lesson_named(name)
        assert [key for vertex in lesson["vertices"] for key in vertex if "grad" in key] == [
            "requires_grad"
        ] * len(lesson["vertices"])
        assert all(step["parts"] == [] for step in lesson["steps"] if step["kind"] in ("make", "start"))
        seen = set()
        for step in lesson["steps"]:
            for part in step["parts"] if step["kind"] == "visit" else []:
                assert (part["before"] is None) == (part["to"] not in seen)
                seen.add(part["to"])

    def test_adds_up_what_arrives(self, name):
        lesson = lesson_named(name)
        sums = {}
        for step in lesson["steps"]:
            for part in step["parts"] if step["kind"] == "visit" else []:
                assert part["before"] == sums.get(part["to"])
                sums[part["to"]] = part["after"]
                if step["vertex"] in sums:
                    assert part["upstream"] == sums[step["vertex"]]
        stored = {s["vertex"]: s["parts"][0]["after"] for s in lesson["steps"] if s["kind"] == "store"}
        assert stored == {i: sums[i] for i in sums if lesson["vertices"][i]["kind"] == "leaf"}

    def test_says_a_sentence_at_each_step(self, name):
        said = [step["say"] for step in lesson_named(name)["steps"]]
        assert [one for one in said if not (one.endswith(".") and " " in one and "\n" not in one)] == []


def test_a_function_is_shown_by_its_own_lines():
    lesson = of_function()
    assert lesson["source"][0] == "def squared_error(w, x):"
    assert lesson["file"] == "test_lessons.py"
    lines = [lesson["source"][vertex["line"] - 1].strip() for vertex in lesson["vertices"] if vertex["op"]]
    assert lines == ["guess = w * x", "error = guess - 3", "return error * error"]
    assert {vertex["name"]: vertex["kind"] for vertex in lesson["vertices"] if vertex["name"]} == {
        "w": "leaf",
        "x": "constant",
    }
    stored = [step["parts"][0]["after"]["numbers"] for step in lesson["steps"] if step["kind"] == "store"]
    assert stored == [2 * (2 * 5 - 3) * 5]


def test_a_program_is_shown_from_its_first_op_to_its_last():
    lesson = of_tensor()
    assert [line.strip() for line in lesson["source"]] == ["h = w * 2", "loss = h.sum()"]
    assert [vertex["line"] for vertex in lesson["vertices"] if vertex["op"]] == [1, 2]
    assert [vertex["name"] for vertex in lesson["vertices"] if vertex["name"]] == ["w", "h", "loss"]
    assert re.fullmatch(r"test_lessons\.py:\d+", lesson["vertices"][-1]["place"])


def test_a_leaf_s_own_gradient_is_left_as_it_was():
    w = Tensor(2.0, requires_grad=True)
    w.grad = Tensor(100.0)
    lesson = lesson_of_function(squared_error, w, Tensor(5.0))
    (store,) = (step for step in lesson["steps"] if step["kind"] == "store")
    assert store["parts"][0]["before"] is None
    assert w.grad.item() == 100.0


def test_a_network_names_its_parameters_shortly_in_formulas():
    lesson = lesson_of_network([3, 4, 2], ["ReLU"], num_bn_layers=1)
    made = [step["formula"][0] for step in lesson["steps"] if step["kind"] == "make"]
    assert made[0] == "Linear1 = x @ W0ᵀ + b0"
    assert made[1].startswith("BatchNorm = gamma1 · x̂ + beta1")
    names = [vertex["name"] for vertex in lesson["vertices"] if vertex["kind"] == "leaf"]
    assert names == ["0.weight", "0.bias", "1.gamma", "1.beta", "3.weight", "3.bias"]


def test_each_layer_s_op_has_the_layer_s_line():
    lesson = lesson_of_model(
        nn.Sequential(nn.Linear(3, 2), nn.Sequential(nn.Tanh())), np.ones((2, 3)), [0, 1]
    )
    lines = {
        vertex["op"]: lesson["source"][vertex["line"] - 1] for vertex in lesson["vertices"] if vertex["op"]
    }
    assert lines == {
        "Linear": "model.0 = Linear(in_features=3, out_features=2)",
        "Tanh": "model.1.0 = Tanh()",
        "CrossEntropy": 'loss = cross_entropy(y, labels, reduction="sum")',
    }


def test_a_model_is_left_as_it_was():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    before = {name: x.data.copy() for name, x in model.state_dict().items()}
    np.random.seed(5)  # noqa: NPY002
    state = np.random.get_state()[1].tolist()  # noqa: NPY002
    lesson_of_model(model, np.random.default_rng(0).normal(size=(6, 3)))
    assert {name: (x.data == before[name]).all() for name, x in model.state_dict().items()} == dict.fromkeys(
        before, True
    )
    assert np.random.get_state()[1].tolist() == state  # noqa: NPY002
    assert [p.grad for p in model.parameters()] == [None] * 4


def test_thousands_of_weights_are_heat_maps():
    lesson = lesson_of_network([100, 50, 10], ["Tanh"], batch=32)
    (weight,) = (vertex for vertex in lesson["vertices"] if vertex["name"] == "0.weight")
    assert weight["value"]["numbers"] is None
    assert len(weight["value"]["heat"]["cells"]) == 16 * 16


def freed():
    with recording() as recorded:
        a = Tensor(2.0, requires_grad=True)
        result = a * a
        result.backward()
    return lesson_of_tensor(recorded, result, {"a": a})


def begun_too_late():
    a = Tensor(2.0, requires_grad=True) * 3
    with recording() as recorded:
        result = a * a
    return lesson_of_tensor(recorded, result, {"a": a})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (freed, r"the program has called backward\(\) itself, which frees the graph; leave that out"),
        (begun_too_late, "Mul ran before the recording began"),
        (
            lambda: lesson_of_expression("z = a * b", {"a": 1, "b": 2}, ["a", "b"]),
            "depends on no tensor that requires",
        ),
        (lambda: lesson_of_expression("z = a", {"a": 1}), "depends on no tensor that requires|no op"),
        (
            lambda: lesson_of_expression("; ".join(["z = a * a"] + ["z = z + 1"] * 100), {"a": 1}),
            "has 202 vertices, more than the 200 .* take fewer layers",
        ),
        (lambda: lesson_of_function(lambda: 3), "about one Tensor, the result; got a value of type int"),
        (
            lambda: lesson_of_model(nn.Linear(3, 2), np.ones((4, 5))),
            r"the model fails on a batch of shape \(4, 5\): Linear expects x of shape \(N, 3\)",
        ),
        (
            lambda: lesson_of_model(nn.Linear(3, 2), np.ones((4, 3)), [0, 1, 2, 0]),
            "the model fails on a batch",
        ),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line(make, said):
    with pytest.raises(LessonError, match=said) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_a_program_that_cannot_be_run_is_an_error_of_the_expression():
    with pytest.raises(ExpressionError, match="`z = a @ b`"):
        lesson_of_expression("z = a @ b", {"a": [1, 2], "b": [1, 2, 3]})
