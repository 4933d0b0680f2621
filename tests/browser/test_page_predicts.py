"""Predict: a right answer goes on, and a wrong one is told what is missing or was likely done."""

import pytest

from hw1.lesson.lessons import lesson_of_expression

# Mul sends 2 to a, as b is 2; c stores the first gradient; a adds 2 to 1.
ANSWERS = [
    ("-2", "wrong sign"),
    ("1", "upstream gradient, passed on unchanged"),
    ("3", "The two were added"),
    ("0.5", "divided by the local derivative"),
    ("4", "2 times what it should be"),
    ("0", "That is 0"),
    ("17", "upstream × local"),
    ("two", "Write a number"),
]
"""(what is written, a part of what is said of it)"""


def to_question(browser, lesson, kind, name, nth=0):
    """Open the step before the nth one of this kind and vertex, and ask for what it sends or stores."""
    found = [
        i
        for i, step in enumerate(lesson["steps"])
        if step["kind"] == kind
        and name in (lesson["vertices"][step["vertex"]][key] for key in ("name", "label"))
    ]
    browser.open(lesson, f"#step={found[nth]}")
    browser.find("#predict").click()
    browser.press_key("ArrowRight")
    return browser.find("#question label").text


def answer(browser, text):
    field = browser.find("#answer")
    field.clear()
    field.send_keys(text, "\n")
    return browser.run(
        "const [form, verdict] = ['#question', '#verdict'].map((id) => document.querySelector(id));"
        "return form.hidden ? null : verdict.textContent"
    )


@pytest.mark.parametrize(("text", "said"), ANSWERS)
def test_a_wrong_answer_is_told_what_was_likely_done(browser, lessons, text, said):
    assert "send back to a?" in to_question(browser, lessons["handout"], "visit", "Mul")
    assert said in answer(browser, text)


def test_a_right_answer_goes_on_and_what_was_asked_is_shown_only_then(browser, lessons):
    to_question(browser, lessons["handout"], "visit", "Mul")
    step = browser.read()["link"]
    assert browser.focused() == "answer"
    assert answer(browser, "2") is None
    assert browser.read()["say"].startswith("Right. ")
    assert browser.read()["link"] != step
    assert browser.focused() == "next"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2", "The term 1 is missing, from the path a → d → Add"),
        ("1", "The term 2 is missing, from the path a → Mul → d → Add"),
        ("-1", "The new part was subtracted"),
        ("1.5", "That is the mean"),
        ("-3", "wrong sign"),
    ],
)
def test_a_sum_of_two_paths_is_told_which_one_is_missing(browser, lessons, text, said):
    question = to_question(browser, lessons["handout"], "store", "a", nth=1)
    assert "1 is stored there already" in question
    assert said in answer(browser, text)
    assert answer(browser, "3") is None


# For each op a program, a name, what a student would answer who makes the mistake, and what is said of it.
# The gradient that arrives is 1 at the end, so the factor 5 before it makes the upstream gradient 5.
NUMBERS = {"a": 3.0, "b": 2.0}
MISTAKES = [
    ("y = (a / b) * 5", "b", -5 * 3 / 2, "square of the denominator is missing"),
    ("y = (a / b) * 5", "b", -5 / 4, "numerator is missing"),
    ("y = (a / b) * 5", "b", 5 * 3 / 4, "wrong sign"),
    ("y = (a / b) * 5", "a", 5 * 2, "multiplied by the denominator"),
    ("y = (a - b) * 5", "b", 5, "The minus is missing"),
    ("y = (a ** 3) * 5", "a", 5 * 9, "factor of the exponent is missing"),
    ("y = (a ** 3) * 5", "a", 5 * 3 * 27, "not made smaller by 1"),
    ("y = log(a) * 5", "a", 15, "multiplied by x"),
    ("y = log(a) * 5", "a", 1 / 3, "local derivative alone"),
    ("y = sqrt(b) * 5", "b", 5 / 2**0.5, "factor 2 is missing"),
    ("y = tanh(b) * 5", "b", 5 * (1 - 0.9640275800758169), "square is missing"),
    ("y = sigmoid(b) * 5", "b", 5 * 0.8807970779778823, "factor (1 − S) is missing"),
    ("y = (a * b) * 5", "a", 5 * 3, "belongs to the other operand, b"),
    ("y = (a * b) * 5", "a", 3, "That is the value of a"),
]


@pytest.mark.parametrize(("program", "name", "given", "said"), MISTAKES)
def test_the_mistakes_of_each_op_are_told(browser, program, name, given, said):
    lesson = lesson_of_expression(
        program, {key: x for key, x in NUMBERS.items() if key in program.replace("tanh", "")}
    )
    to = next(i for i, v in enumerate(lesson["vertices"]) if v["name"] == name)
    step = next(
        s for s in lesson["steps"] if s["kind"] == "visit" and to in [part["to"] for part in s["parts"]]
    )
    browser.open(lesson, f"#step={lesson['steps'].index(step)}")
    browser.find("#predict").click()
    browser.press_key("ArrowRight")
    while f"send back to {name}?" not in browser.find("#question label").text:
        browser.find("#question button:not(.main)").click()
    assert said in answer(browser, repr(given))
