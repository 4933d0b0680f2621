"""Steps, keys, links and the scrubber; and that all of it happens without a request or a complaint."""

import pytest

NAMES = ["handout", "two_layer_mlp", "batchnorm"]


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_lesson_makes_no_request_and_no_message_in_the_console(browser, lessons, name):
    browser.open(lessons[name])
    browser.find("#naive-switch").click()
    for _ in lessons[name]["steps"]:
        browser.press_key("ArrowRight")
    for details in browser.driver.find_elements("css selector", "#table summary"):
        details.click()
    assert browser.read()["phase"].startswith(f"Step {len(lessons[name]['steps'])} of")
    console, urls = browser.messages()
    assert console == []
    assert [url for url in urls if not url.startswith("data:")] == [browser.driver.current_url.split("#")[0]]


@pytest.mark.parametrize("name", NAMES)
def test_each_step_says_its_own_sentence_where_screen_readers_listen(browser, lessons, name):
    browser.open(lessons[name])
    assert browser.find("#say").get_attribute("aria-live") == "polite"
    said = []
    for step in lessons[name]["steps"]:
        found = browser.read()
        assert (found["title"], found["say"]) == (step["title"], step["say"])
        said.append(found["say"])
        browser.press_key("ArrowRight")
    assert all(one and one != two for one, two in zip(said, said[1:], strict=False))


def test_keys_go_through_the_lesson(browser, lessons):
    count = len(lessons["handout"]["steps"])
    browser.open(lessons["handout"])
    walk = [("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", count), ("ArrowRight", count)]
    for key, step in [*walk, ("Home", 1), ("ArrowLeft", 1)]:
        browser.press_key(key)
        assert browser.read()["link"] == f"#step={step}"
        assert browser.find("#scrubber").get_attribute("value") == str(step - 1)


def test_every_control_is_reached_and_used_with_the_keyboard_alone(browser, lessons):
    browser.open(lessons["handout"])
    order, used = [], set()
    while True:
        browser.press_key("Tab")
        here = browser.focused()
        if here == "BODY" or len(order) > 80:
            break
        order.append(here)
        assert browser.run(
            "const style = getComputedStyle(document.activeElement); "
            "return document.activeElement.matches(':focus-visible') && style.outlineStyle !== 'none'"
        ), f"{here} does not show its focus"
        if here in ("next", "naive-switch", "predict"):
            browser.press_key("Enter" if here == "next" else " ")
            used.add(here)
        if here == "scrubber":
            browser.press_key("ArrowRight")
    assert browser.read()["link"] == "#step=3"  # one step by the button, one by the scrubber
    assert used == {"next", "naive-switch", "predict"}
    assert browser.find("#naive-switch").get_attribute("aria-checked") == "true"
    wanted = ["previous", "play", "next", "scrubber", "here", "predict", "drawing", "naive-switch", "leaf"]
    assert [one for one in order if one in wanted] == wanted


def test_space_plays_and_stops(browser, lessons):
    browser.open(lessons["handout"])
    browser.press_key(" ")
    assert browser.find("#play").text == "Pause"
    browser.wait(lambda: browser.read()["link"] == "#step=3", seconds=8)
    browser.press_key(" ")
    assert browser.find("#play").text == "Play"


@pytest.mark.parametrize(
    ("link", "step"), [("#step=7", 7), ("#step=1", 1), ("#step=999", None), ("#else", 1), ("", 1)]
)
def test_a_link_opens_at_its_step(browser, lessons, link, step):
    lesson = lessons["handout"]
    browser.open(lesson, link)
    assert browser.read()["title"] == lesson["steps"][(step or len(lesson["steps"])) - 1]["title"]


def test_the_list_of_steps_leads_to_each(browser, lessons):
    browser.open(lessons["handout"])
    browser.driver.find_elements("css selector", "#steps a")[8].click()
    browser.wait(lambda: browser.read()["link"] == "#step=9")
    assert browser.read()["title"] == lessons["handout"]["steps"][8]["title"]


def test_the_scrubber_goes_to_a_step(browser, lessons):
    browser.open(lessons["handout"])
    browser.run(
        "const s = arguments[0]; s.value = 5; s.dispatchEvent(new Event('input'))", browser.find("#scrubber")
    )
    assert browser.read()["title"] == lessons["handout"]["steps"][5]["title"]
