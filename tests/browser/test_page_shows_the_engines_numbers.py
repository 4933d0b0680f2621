"""Every number in the document is the engine's, and the handout's are at its steps."""

import json

import pytest

from hw1.lesson.lessons import lesson_of_expression, lesson_of_network
from hw1.lesson.page import lesson_for_page
from mytorch import Tensor

NAMES = ["handout", "two_layer_mlp", "batchnorm"]
# Fall 2020, 0.1.5: after each of its steps what is sent to whom, and the gradients that are stored by
# then. The handout's ops have no names, but here two have: d, and e, the first Add on the way back.
HANDOUT = [
    ("step 1: e.backward()", "start", "e", {}, {}),
    ("step 2: the Add of the constant 3", "visit", "e", {"Add": 1.0}, {}),
    ("step 3: Op: Add", "visit", "Add", {"d": 1.0, "c": 1.0}, {}),
    ("step 4: c.grad", "store", "c", {}, {"c": 1.0}),
    ("step 5: d", "visit", "d", {"Mul": 1.0, "a": 1.0}, {"c": 1.0}),
    ("step 6: a.grad", "store", "a", {}, {"c": 1.0, "a": 1.0}),
    ("step 7: Op: Mult", "visit", "Mul", {"a": 2.0}, {"c": 1.0, "a": 1.0}),
    ("step 8: a.grad is accumulated", "store", "a", {}, {"c": 1.0, "a": 3.0}),
]


def named(title):
    """ "d" of "d (Add)"."""
    return title.split(" (")[0]


def flat(tensor):
    """The numbers of a tensor as the document has them, or its figures if there are too many."""
    if tensor["numbers"] is None:
        return [tensor["heat"]["low"], tensor["heat"]["high"], *figures(tensor)]
    numbers = list(leaves(tensor["numbers"]))
    return numbers if len(numbers) == 1 else numbers + figures(tensor)


def figures(tensor):
    return [tensor["stats"][name] for name in ("min", "max", "mean", "std")] if tensor["stats"] else []


def leaves(numbers):
    if isinstance(numbers, list):
        for part in numbers:
            yield from leaves(part)
    else:
        yield numbers


def read(cell):
    return [float(x) for x in cell["numbers"]]


def test_the_handouts_numbers_are_at_each_of_its_steps(browser, lessons):
    lesson = lessons["handout"]
    backward = [i for i, step in enumerate(lesson["steps"]) if step["phase"] == "backward"]
    assert len(backward) == len(HANDOUT) + 1  # and "done"
    for i, (what, kind, name, sent, stored) in zip(backward, HANDOUT, strict=False):
        browser.open(lesson, f"#step={i + 1}")
        found, step = browser.read(), lesson["steps"][i]
        assert step["kind"] == kind, what
        assert found["lit"] == [f"v{step['vertex']}"], what
        assert lesson["vertices"][step["vertex"]]["symbol"] == name, what
        if kind == "visit":
            products = {named(row["name"]): read(row["cells"][2])[0] for row in found["parts"]}
            assert products == sent, what
        gradients = {named(row["name"]): row["cells"][1] for row in found["values"]}
        shown = {leaf: read(gradients[leaf])[0] for leaf in ("a", "c") if gradients[leaf]["numbers"]}
        assert shown == stored, what
        assert all(gradients[leaf]["text"] == "not yet" for leaf in {"a", "c"} - stored.keys()), what
        assert gradients["b"]["text"] == "none is needed", what


def test_the_handouts_results_are_those_of_the_engine(browser, lessons):
    a, b, c = Tensor(1.0, requires_grad=True), Tensor(2.0), Tensor(3.0, requires_grad=True)
    d = a * b + a
    e = (d + c) + 3
    e.backward()
    browser.open(lessons["handout"], "#step=999")
    values = {named(row["name"]): row["cells"] for row in browser.read()["values"]}
    for name, x in {"a": a, "b": b, "c": c, "d": d, "e": e}.items():
        assert read(values[name][0]) == [x.item()]
    assert read(values["a"][1]) == [a.grad.item()] == [3.0]
    assert read(values["c"][1]) == [c.grad.item()] == [1.0]
    assert b.grad is None
    assert values["b"][1]["text"] == "none is needed"


def test_the_sum_over_the_paths_is_the_gradient(browser, lessons):
    browser.open(lessons["handout"], "#step=999")
    found = browser.read()
    assert found["sum"] == "Gradient of a: 2 + 1 = 3"
    assert [[float(x) for x in path["numbers"]] for path in found["paths"]] == [[2, 1, 1, 1, 2], [1, 1, 1, 1]]
    browser.find("#path-list button").click()
    lit = browser.run(
        "return [...document.querySelectorAll('.edge.on-path')].map((one) => Number(one.id.slice(1)))"
    )
    assert lit == sorted(lessons["handout"]["paths"][0]["paths"][0]["edges"])


@pytest.mark.parametrize("name", NAMES)
def test_every_number_at_every_step_is_that_of_the_lesson(browser, lessons, name):
    lesson = json.loads(json.dumps(lesson_for_page(lessons[name])))
    browser.open(lessons[name])
    browser.run("document.querySelectorAll('#table details').forEach((one) => { one.open = true; })")
    gradients, known, begun = {}, {i for i, v in enumerate(lesson["vertices"]) if v["kind"] != "op"}, False
    for i, step in enumerate(lesson["steps"]):
        known |= {step["vertex"]} if step["kind"] == "make" else set()
        begun = begun or step["kind"] == "start"
        for part in step["parts"]:
            if step["kind"] == "store" or lesson["vertices"][part["to"]]["kind"] == "op":
                gradients[part["to"]] = part["after"]
        open_all(browser)
        found = browser.read()
        shown = [line.replace("−", "-") for line in found["formula"]]
        assert (found["title"], found["say"], shown) == (step["title"], step["say"], step["formula"])
        assert found["lit"] == [f"v{step['vertex']}"]
        check_parts(lesson, step, found["parts"])
        for vertex, row in enumerate(found["values"]):
            v = lesson["vertices"][vertex]
            value, gradient = row["cells"]
            assert read(value) == (flat(v["value"]) if vertex in known else []), (i, v["symbol"])
            assert (value["text"] == "not yet") == (vertex not in known)
            if vertex in gradients:
                assert read(gradient) == flat(gradients[vertex]), (i, v["symbol"])
            elif begun and vertex == lesson["steps"][-1]["vertex"]:
                assert read(gradient) == [1.0]
            else:
                assert gradient["text"] == ("not yet" if v["requires_grad"] else "none is needed")
        entries = [one for one in lesson["by_hand"] or [] if one["step"] == i]
        twins = [value for one in entries for value in one["numbers"]]
        assert [[read(cell) for cell in row["cells"]] for row in found["twins"]] == [
            [flat(value["by_hand"]), flat(value["by_autograd"]), [value["difference"]]] for value in twins
        ]
        assert all(value["difference"] <= 1e-12 for value in twins)
        browser.press_key("ArrowRight")


def open_all(browser):
    """Unfold every tensor of the table of values."""
    browser.run("document.querySelectorAll('#table details').forEach((one) => { one.open = true; })")
    browser.wait(
        lambda: browser.run(
            "return [...document.querySelectorAll('#table details')].every((d) => d.children.length > 1)"
        )
    )


def check_parts(lesson, step, rows):
    """The numbers of the step's table, which has its rows in the order of the data."""
    found = [[read(cell) for cell in row["cells"]] for row in rows]
    if step["kind"] == "store":
        wanted = [
            [part["before"] and flat(part["before"]) or [], flat(part["product"]), flat(part["after"])]
            for part in step["parts"]
        ]
        assert found == wanted
    elif step["kind"] == "visit":
        for part, cells in zip(step["parts"], found, strict=True):
            assert flat(part["product"]) in cells
            assert (
                part["upstream"]["shape"] or [flat(part["upstream"])] == [cells[0]] or part["local"] is None
            )
    elif step["kind"] == "make" and rows:
        v = lesson["vertices"][step["vertex"]]
        tensors = [lesson["vertices"][i]["value"] for i in v["inputs"]] + [v["value"]]
        assert [cells[1] for cells in found] == [flat(tensor) for tensor in tensors]
    else:
        assert rows == []


def test_the_naive_walk_stands_beside_the_engines_with_its_visits(browser):
    lesson = lesson_of_expression("b = a * a\nc = b * b\nd = c * c", {"a": 1.5})
    naive = lesson["naive"]
    browser.open(lesson)
    browser.find("#naive-switch").click()
    walks = browser.find("#walks").text
    assert "nodes are visited 7 times" in walks
    assert "The engine makes 3 visits" in walks
    lists = browser.run(
        "return [...document.querySelectorAll('#walks ol')]"
        ".map((one) => [...one.children].map((item) => item.textContent))"
    )
    names = [lesson["vertices"][vertex]["symbol"] for vertex in naive["order"]]
    assert [line.split(" ")[0] for line in lists[0]] == names == ["d", "c", "b", "b", "c", "b", "b"]
    assert lists[0][-1] == "b (Mul) visit 4 of 4"
    assert lists[1] == ["d (Mul)", "c (Mul)", "b (Mul)"]
    counts = browser.run(
        "return [...document.querySelectorAll('.badge.count text')].map((x) => x.textContent)"
    )
    assert sorted(counts) == ["×1", "×2", "×4"]
    browser.find("#naive-switch").click()
    assert browser.find("#walks").text == ""


def test_where_no_result_is_used_twice_both_walks_are_the_same(browser, lessons):
    browser.open(lessons["handout"])
    browser.find("#naive-switch").click()
    assert "Both visit each node once here" in browser.find("#walks").text


# The maps of a step: how many cells they have, their colours, and the numbers below them.
MAPS = """
return [...document.querySelectorAll('#parts .heat')].map((one) => ({
    colours: [...one.querySelectorAll('rect')]
        .map((cell) => cell.getAttribute('fill').match(/\\d+/g).map(Number)),
    numbers: [...one.querySelectorAll('figcaption data')].map((number) => Number(number.value))}));
"""


def test_a_large_tensor_is_a_map_of_its_numbers_or_of_the_means_of_blocks(browser):
    lesson = lesson_of_network([6, 9, 5], ["Sigmoid"], batch=20)
    browser.open(lesson)  # its first step makes (20, 9) of x (20, 6), W (9, 6) and b (9,), which is no map
    made = lesson["vertices"][lesson["steps"][0]["vertex"]]
    x, W = (lesson["vertices"][i]["value"]["heat"] for i in made["inputs"][:2])
    z = made["value"]["heat"]
    maps = browser.run(MAPS)
    assert [len(one["colours"]) for one in maps] == [16 * 6, 9 * 6, 16 * 9]
    assert [one["numbers"] for one in maps] == [[x["low"], x["high"]], [], [z["low"], z["high"]]]
    lowest, highest = (maps[1]["colours"][W["cells"].index(shade)] for shade in (0, 99))
    assert lowest[2] > lowest[0]  # blue
    assert highest[0] > highest[2]  # orange
