"""What the page computes itself is what mytorch computes: each op for many numbers, and whole lessons."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest

import hw1.lesson.page
from hw1.lesson.lessons import lesson_of_expression
from hw1.lesson.op_words import IN_PAGE
from hw1.lesson.page import lesson_for_page
from hw1.lesson.small_programs import parse, tensors

HERE = Path(hw1.lesson.page.__file__).parent
SCRIPTS = "".join(
    (HERE / f"{name}.js").read_text("utf-8") for name in ("numbers", "rules", "words", "lesson")
)
NUMBERS = [-7.25, -2.0, -1.0, -0.3, 0.0, 1e-9, 0.5, 1.0, 2.0, 3.0, 20.0]
PROGRAMS = {
    "Abs": "abs(a)",
    "Add": "a + b",
    "Cos": "cos(a)",
    "Div": "a / b",
    "Exp": "exp(a)",
    "Log": "log(a)",
    "Log1p": "log1p(a)",
    "Maximum": "maximum(a, b)",
    "Minimum": "minimum(a, b)",
    "Mul": "a * b",
    "Neg": "-a",
    "Pow": "a ** b",
    "ReLU": "relu(a)",
    "Sigmoid": "sigmoid(a)",
    "Sin": "sin(a)",
    "Sqrt": "sqrt(a)",
    "Sub": "a - b",
    "Tanh": "tanh(a)",
}
"""For each op that the page computes itself, an expression of it."""
WHOLE = {
    "the handout's": ("d = a * b + a\ne = (d + c) + 3", {"a": 1.0, "b": 2.0, "c": 3.0}),
    "a tensor as both operands": ("y = a * a - a / b + (-b) ** 3", {"a": 1.5, "b": -2.25}),
    "all ops": (
        "s = sigmoid(a) * tanh(b)\nt = log(exp(s)) + sqrt(a) + sin(b) * cos(a) + log1p(a)\n"
        "y = maximum(t, a) + minimum(a, b) + abs(b) + relu(s)",
        {"a": 0.3, "b": -0.7},
    ),
    "what is not finite": ("y = log(a) / a + sqrt(b)", {"a": 0.0, "b": -1.0}),
}


def lesson_of(program, values):
    """The lesson of a program as the page has it, also where it divides by 0."""
    with np.errstate(all="ignore"):
        return json.loads(json.dumps(lesson_for_page(lesson_of_expression(program, values))))


def alike(a, b):
    """Equal, but for the last digits of numbers and for the texts of those that round the other way."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15)
    return a == b


def test_there_is_a_program_for_each_op():
    assert PROGRAMS.keys() == IN_PAGE


@pytest.mark.parametrize("op", PROGRAMS)
def test_an_op_and_its_derivatives_are_those_of_mytorch(browser, op):
    names = parse(f"y = ({PROGRAMS[op]}) * 0.5").names
    lesson = lesson_of(f"y = ({PROGRAMS[op]}) * 0.5", dict.fromkeys(names, 0.25))
    leaves = {v["name"]: i for i, v in enumerate(lesson["vertices"]) if v["kind"] == "leaf"}
    given = [
        dict(zip(names, values, strict=True)) for values in itertools.product(NUMBERS, repeat=len(names))
    ]
    found = browser.run(
        f"{SCRIPTS} return arguments[1].map((one) => recomputed(arguments[0], new Map(one)))",
        lesson,
        [[[leaves[name], x] for name, x in values.items()] for values in given],
    )
    for values, mine in zip(given, found, strict=True):
        wanted = by_the_engine(f"y = ({PROGRAMS[op]}) * 0.5", values)
        sums = {group["leaf"]: group["sum"]["numbers"] for group in mine["paths"]}
        numbers = [mine["vertices"][-1]["value"]["numbers"], *(sums[leaves[name]] for name in names)]
        assert all(map(close, numbers, wanted)), (values, numbers, wanted)


def by_the_engine(program, values):
    """The value of a program, and the gradient of each of its names."""
    given = tensors(values)
    with np.errstate(all="ignore"):
        y = parse(program).run(given)["y"]
        y.backward()
    return [y.item(), *(x.grad.item() for x in given.values())]


def close(a, b):
    a, b = float(a), float(b)
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.parametrize("name", WHOLE)
def test_a_lesson_computed_anew_from_its_own_numbers_is_the_same_to_the_word(browser, name):
    lesson = lesson_of(*WHOLE[name])
    found = browser.run(f"{SCRIPTS} return recomputed(arguments[0], new Map())", lesson)
    for i, (mine, theirs) in enumerate(zip(found["steps"], lesson["steps"], strict=True)):
        assert alike(mine, theirs), (i, mine, theirs)
    assert alike(found, lesson)


def test_a_changed_number_changes_all_that_the_page_shows(browser):
    program, values = WHOLE["a tensor as both operands"]
    browser.open(lesson_of_expression(program, values))
    field = browser.find("#editor input")
    field.clear()
    field.send_keys("-0.75")
    changed = lesson_of_expression(program, values | {"a": -0.75})
    shown = []
    browser.find("h1").click()
    browser.run("document.activeElement.blur()")
    for _ in changed["steps"]:
        shown.append(browser.read())
        browser.press_key("ArrowRight")
    browser.open(changed)
    for found in shown:
        wanted = browser.read()
        assert {key: x for key, x in found.items() if key != "marked"} == {
            key: x for key, x in wanted.items() if key != "marked"
        }
        browser.press_key("ArrowRight")


def test_what_is_no_number_is_refused_and_changes_nothing(browser, lessons):
    browser.open(lessons["handout"], "#step=12")
    before = browser.read()
    field = browser.find("#editor input")
    field.send_keys("x")
    assert browser.find("#edit-error").text == "“1x” is not a number: a stays as it was."
    assert field.get_attribute("aria-invalid") == "true"
    assert browser.read() == before
    browser.find("#editor button").click()
    assert browser.find("#edit-error").text == ""
    assert field.get_attribute("value") == "1"
