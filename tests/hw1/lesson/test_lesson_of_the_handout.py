"""The Fall handout's example, 0.1.4 to 0.1.8: its numbers at each of its steps, in its order."""

import functools

from hw1.lesson.lessons import lesson_of_expression


@functools.cache
def handout():
    return lesson_of_expression("d = a*b + a; e = (d + c) + 3", {"a": 1, "b": 2, "c": 3}, ["b"])


def vertex(name):
    (found,) = (i for i, one in enumerate(handout()["vertices"]) if (one["name"] or one["label"]) == name)
    return found


def backward():
    """Kind and vertex of each backward step, and what each of its parts sends: to whom, and how much."""
    lesson = handout()
    names = [one["name"] or one["label"] for one in lesson["vertices"]]
    return [
        (
            step["kind"],
            names[step["vertex"]],
            [(names[part["to"]], part["product"]["numbers"]) for part in step["parts"]],
        )
        for step in lesson["steps"]
        if step["phase"] == "backward"
    ]


def test_the_graph_is_that_of_the_forward_pass():
    lesson = handout()
    names = [one["name"] or one["label"] for one in lesson["vertices"]]
    assert sorted(names) == ["3", "Add", "Mul", "a", "b", "c", "d", "e"]
    inputs = {names[i]: [names[j] for j in one["inputs"]] for i, one in enumerate(lesson["vertices"])}
    assert {name: inputs[name] for name in ("Mul", "d", "Add", "e")} == {
        "Mul": ["a", "b"],
        "d": ["Mul", "a"],
        "Add": ["d", "c"],
        "e": ["Add", "3"],
    }
    kinds = {names[i]: one["kind"] for i, one in enumerate(lesson["vertices"])}
    assert {kinds["a"], kinds["c"]} == {"leaf"}
    assert {kinds["b"], kinds["3"]} == {"constant"}


def test_forward_each_op_is_made_with_its_value():
    made = [step for step in handout()["steps"] if step["phase"] == "forward"]
    values = [handout()["vertices"][step["vertex"]]["value"]["numbers"] for step in made]
    assert [step["kind"] for step in made] == ["make"] * 4
    assert values == [2.0, 3.0, 6.0, 9.0]
    assert [step["formula"][0] for step in made] == [
        "Mul = a · b = 1 · 2 = 2",
        "d = Mul + a = 2 + 1 = 3",
        "Add = d + c = 3 + 3 = 6",
        "e = Add + 3 = 6 + 3 = 9",
    ]


def test_the_steps_are_those_of_the_handout_with_its_numbers():
    assert backward() == [
        ("start", "e", []),  # step 1: the gradient of e with respect to itself
        ("visit", "e", [("Add", 1.0)]),  # step 2: and none for the constant 3
        ("visit", "Add", [("d", 1.0), ("c", 1.0)]),  # step 3
        ("store", "c", [("c", 1.0)]),  # step 4
        ("visit", "d", [("Mul", 1.0), ("a", 1.0)]),  # step 5
        ("store", "a", [("a", 1.0)]),  # step 6
        ("visit", "Mul", [("a", 2.0)]),  # step 7: and none for b, which is constant
        ("store", "a", [("a", 2.0)]),  # step 8
        ("done", "e", []),
    ]


def test_the_gradient_at_the_start_is_one():
    first = next(step for step in handout()["steps"] if step["kind"] == "visit")
    assert first["parts"][0]["upstream"]["numbers"] == 1.0


def test_a_gradient_is_first_stored_and_then_added_to():
    stores = [step["parts"][0] for step in handout()["steps"] if step["kind"] == "store"]
    sums = [(part["before"] and part["before"]["numbers"], part["after"]["numbers"]) for part in stores]
    assert sums == [(None, 1.0), (None, 1.0), (1.0, 3.0)]  # c.grad, then a.grad twice


def test_mul_s_local_derivative_is_the_other_input():
    visit = next(s for s in handout()["steps"] if s["kind"] == "visit" and s["vertex"] == vertex("Mul"))
    (part,) = visit["parts"]
    assert (part["upstream"]["numbers"], part["local"]["numbers"], part["product"]["numbers"]) == (
        1.0,
        2.0,
        2.0,
    )
    assert part["local_formula"] == "∂Mul/∂a = b = 2"
    assert "one term of ∂e/∂a = ∂e/∂Mul · ∂Mul/∂a = 1 · 2 = 2" in visit["formula"]


def test_the_paths_are_those_of_the_symbolic_maths():
    found = {path["leaf"]: path for path in handout()["paths"]}
    assert found.keys() == {vertex("a"), vertex("c")}
    assert sorted(path["product"] for path in found[vertex("a")]["paths"]) == [1.0, 2.0]
    assert sorted(path["factors"] for path in found[vertex("a")]["paths"]) == [
        [1.0] * 3,
        [2.0, 1.0, 1.0, 1.0],
    ]
    assert [path["factors"] for path in found[vertex("c")]["paths"]] == [[1.0, 1.0]]
    assert found[vertex("a")]["sum"]["numbers"] == 3.0
    assert found[vertex("c")]["sum"]["numbers"] == 1.0


def test_each_op_has_its_line_of_the_program():
    lesson = handout()
    lines = {one["name"] or one["label"]: one["line"] for one in lesson["vertices"] if one["op"]}
    assert [lesson["source"][lines[name] - 1] for name in ("Mul", "d", "Add", "e")] == [
        "d = a*b + a",
        "d = a*b + a",
        "e = (d + c) + 3",
        "e = (d + c) + 3",
    ]
    assert lesson["source"][:3] == [
        "a = Tensor(1.0, requires_grad=True)",
        "b = Tensor(2.0)",
        "c = Tensor(3.0, requires_grad=True)",
    ]


def test_the_numbers_can_be_edited_and_there_is_no_column_by_hand():
    assert handout()["scalar"] is True
    assert handout()["by_hand"] is None
    assert "no column by hand" in handout()["by_hand_note"]


def test_each_step_says_a_full_sentence():
    said = [step["say"] for step in handout()["steps"]]
    assert len(said) == 4 + 9
    assert [one for one in said if not (one[0].isalpha() and one.endswith("."))] == []
