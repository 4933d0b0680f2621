"""What a lesson does not expect of its readers: strange numbers and links, going back, changes in between."""

import itertools

import pytest
from selenium.webdriver.common.keys import Keys

from hw1.lesson.lessons import lesson_of_expression

STRANGE = dict.fromkeys(["1e308", "-1e308", "5e-324", "-0", "0"], False)
STRANGE |= dict.fromkeys(["1e999", "abc", "", " ", "1/0", "0/0", "--1", "1e", "٣", "<b>"], True)
"""Numbers at the edge of what there is, and texts that are no number and are refused."""


def asked(browser, program, **values):
    """Predict, and go to the first question that is asked in the lesson of this program."""
    browser.open(lesson_of_expression(program, values))
    browser.find("#predict").click()
    while not browser.find("#question").is_displayed():
        assert browser.find("#next").get_attribute("aria-disabled") == "false", "nothing is asked"
        browser.press_key("ArrowRight")
    return browser.find("#question label").text


def said(browser, given):
    """What is said of an answer; "" if it is right, and no other is asked for."""
    field = browser.find("#answer")
    field.clear()
    field.send_keys(given, "\n")
    return browser.find("#verdict").text if browser.find("#question").is_displayed() else ""


def change(browser, name, text):
    """Write another number of this name, with the keys. Returns whether it is marked as none."""
    labels = browser.driver.find_elements("css selector", "#editor label")
    label = next(one for one in labels if one.text == name)
    field = browser.find(f"#{label.get_attribute('for')}")
    field.send_keys(Keys.CONTROL + "a", Keys.NULL, Keys.BACKSPACE, text)
    return field.get_attribute("aria-invalid") == "true"


@pytest.mark.parametrize(("given", "words"), [("7", "Multiply what arrives"), ("1", "passed on unchanged")])
def test_a_derivative_of_0_is_not_divided_by(browser, given, words):
    assert "ReLU" in asked(browser, "y = relu(a)", a=-1.0)
    assert said(browser, given).startswith("Not yet. ")
    assert words in said(browser, given)
    assert "divided" not in said(browser, given)
    assert "times what it should be" not in said(browser, given)
    assert said(browser, "0") == ""


def test_a_small_gradient_is_not_0(browser):
    asked(browser, "y = a * b", a=1e-15, b=1e-15)
    assert "That is 0" in said(browser, "0")
    assert said(browser, "1e-14") != ""
    assert "Not yet" not in said(browser, "1e-15")


def test_a_sum_that_cancels_but_for_its_last_digits_is_0(browser):
    lesson = lesson_of_expression("y = a * 0.1 + a * 0.2 + a * (-0.3)", {"a": 1.0})
    stores = [i for i, step in enumerate(lesson["steps"]) if step["kind"] == "store"]
    assert 0 < abs(lesson["steps"][stores[-1]]["parts"][0]["after"]["numbers"]) < 1e-15
    browser.open(lesson, f"#step={stores[-1]}")
    browser.find("#predict").click()
    browser.find("#next").click()
    assert "What is a.grad after this step?" in browser.find("#question label").text
    assert "Not yet" in said(browser, "1e-9")
    assert said(browser, "0") == ""


def test_a_gradient_that_is_not_finite_is_shown_and_not_asked_for(browser):
    lesson = lesson_of_expression("y = sqrt(a) * b", {"a": 0.0, "b": 2.0})
    browser.open(lesson)
    browser.find("#predict").click()
    questions = []
    for _ in range(40):
        if browser.find("#question").is_displayed():
            questions.append(browser.find("#question label").text)
            browser.find("#question button:not(.main)").click()
        else:
            browser.press_key("ArrowRight")
    assert browser.read()["title"] == "Done"
    assert not [one for one in questions if "Sqrt has" in one or "a.grad" in one]
    assert [one for one in questions if "b.grad" in one]


def test_the_answer_to_the_first_of_two_questions_is_shown_before_the_second(browser):
    assert "send back to a?" in asked(browser, "y = a * b", a=2.0, b=3.0)
    browser.find("#question button:not(.main)").click()
    assert "send back to b?" in browser.find("#question label").text
    assert browser.find("#verdict").text == "The answer is 3."


@pytest.mark.parametrize("back", [False, True])
def test_a_question_about_other_numbers_is_put_away(browser, back):
    asked(browser, "y = a * b", a=2.0, b=3.0)
    change(browser, "b", "5")
    if back:
        browser.press_key("Tab")
        browser.find("#next").click()
        assert "gradient 1" in browser.find("#question label").text
        browser.find("#editor button").click()
    assert not browser.find("#question").is_displayed()
    browser.find("#next").click()
    assert said(browser, "3" if back else "5") in ("", "Right.")


def test_strange_numbers_are_computed_with_or_refused_and_never_complained_of(browser):
    browser.open(lesson_of_expression("y = a ** 2 / b + exp(a)", {"a": 2.0, "b": 3.0}), "#step=999")
    for name, (text, refused) in itertools.product("ab", STRANGE.items()):
        assert change(browser, name, text) == refused, text
        assert bool(browser.find("#edit-error").text) == refused, text
        assert "NaN" not in browser.find("main").text
    browser.find("#editor button").click()
    assert browser.read()["formula"] == ["a.grad = 8.72239", "b.grad = -0.444444"]
    assert browser.messages()[0] == []


@pytest.mark.parametrize(
    "link", ["#step=-3", "#step=1e9", "#step=", "#step=NaN", "#step=0", "#step=%00", "#<b>"]
)
def test_a_link_to_no_step_opens_at_the_first_and_says_so(browser, lessons, link):
    browser.open(lessons["handout"], link)
    found = browser.read()
    assert (found["link"], found["title"]) == ("#step=1", lessons["handout"]["steps"][0]["title"])
    assert browser.messages()[0] == []


def test_the_browser_goes_back_to_where_the_reader_came_from(browser, lessons):
    browser.open(lessons["handout"])
    for step in (9, 4):
        browser.driver.find_elements("css selector", "#steps a")[step - 1].click()
        browser.wait(lambda step=step: browser.read()["link"] == f"#step={step}")
    for step in (9, 1):
        browser.driver.back()
        browser.wait(
            lambda step=step: browser.read()["title"] == lessons["handout"]["steps"][step - 1]["title"]
        )


def test_a_link_to_no_step_in_an_open_page_changes_nothing(browser, lessons):
    browser.open(lessons["handout"], "#step=5")
    browser.run("location.hash = '#step=-3'")
    browser.wait(lambda: browser.read()["link"] == "#step=5")
    assert browser.read()["title"] == lessons["handout"]["steps"][4]["title"]
