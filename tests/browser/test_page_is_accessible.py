"""axe-core finds nothing at any step; and nothing needs a mouse, colours, motion, or a wide window."""

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINDINGS = """
const done = arguments[arguments.length - 1];
const options = {runOnly: arguments[0], rules: {'target-size': {enabled: true}}, resultTypes: ['violations']};
axe.run(document, options).then((result) => done(result.violations.map(
    (one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)));
"""
LOOKS = [(375, "light"), (375, "dark"), (1440, "light"), (1440, "dark")]
# The contrast of two colours by WCAG 2.2, for each text in the drawing and the shape behind it.
CONTRASTS = """
const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
};
const fill = (element) => getComputedStyle(element).fill;
return [...document.querySelectorAll('.drawing .vertex, .drawing .badge')].map((one) =>
    contrast(fill(one.querySelector('text')), fill(one.querySelector('.outline, rect'))));
"""
# The elements that scroll sideways, that are small, and that would move.
SCROLLING = """
return [...document.querySelectorAll('*')].filter((one) => one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflowX !== 'visible' && !one.closest('.drawing, thead'))
    .map((one) => one.tagName);
"""
SMALL = """
return [...document.querySelectorAll('button, input, select, summary, #here, #steps a')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && Math.min(box.width, box.height) < 24;
}).map((one) => one.outerHTML);
"""
MOVING = """
return [...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).transitionDuration !== '0s'
    || getComputedStyle(one).animationName !== 'none').length;
"""
OUTLINE = """
const style = getComputedStyle(document.querySelector(arguments[0]));
return [style.stroke, style.strokeWidth];
"""


@pytest.mark.parametrize(("width", "colours"), LOOKS)
def test_axe_finds_nothing_at_any_step_of_the_handouts_example(browser, lessons, axe, width, colours):
    lesson = lessons["handout"]
    browser.open(lesson).look(width, colours)
    browser.run(axe)
    for step in lesson["steps"]:
        assert browser.asynchronously(FINDINGS, TAGS) == [], step["title"]
        browser.press_key("ArrowRight")


@pytest.mark.parametrize("name", ["two_layer_mlp", "batchnorm"])
def test_axe_finds_nothing_at_any_step_of_a_network(browser, lessons, axe, name):
    lesson = lessons[name]
    browser.open(lesson)
    browser.run(axe)
    for i, step in enumerate(lesson["steps"]):
        browser.look(*LOOKS[i % len(LOOKS)])
        assert browser.asynchronously(FINDINGS, TAGS) == [], step["title"]
        browser.press_key("ArrowRight")


@pytest.mark.parametrize(("width", "colours"), LOOKS)
def test_axe_finds_nothing_in_a_question_and_in_the_naive_walk(browser, lessons, axe, width, colours):
    browser.open(lessons["handout"], "#step=6").look(width, colours)
    browser.run(axe)
    for button in ("#naive-switch", "#path-list button", "#predict", "#next"):
        browser.find(button).click()
    browser.find("#answer").send_keys("7", "\n")
    assert "Not yet." in browser.find("#verdict").text
    assert browser.asynchronously(FINDINGS, TAGS) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", ["handout", "two_layer_mlp", "batchnorm"])
def test_the_texts_of_the_drawing_have_contrast_at_each_step(browser, lessons, name, colours):
    browser.open(lessons[name]).look(1440, colours, prefers_reduced_motion="reduce")
    browser.find("#naive-switch").click()
    for step in lessons[name]["steps"]:
        assert min(browser.run(CONTRASTS)) >= 4.5, step["title"]
        browser.press_key("ArrowRight")


@pytest.mark.parametrize("name", ["handout", "two_layer_mlp", "batchnorm"])
def test_at_400_percent_only_the_drawing_scrolls_sideways(browser, lessons, name):
    browser.open(lessons[name])
    browser.look(320, height=256)  # what a window of 1280 by 1024 pixels has at 400 %
    browser.find("#naive-switch").click()
    for step in lessons[name]["steps"]:
        wide = browser.run(SCROLLING)
        assert wide == [], step["title"]
        assert browser.run("return document.documentElement.scrollWidth") == 320, step["title"]
        browser.press_key("ArrowRight")


def test_what_is_pressed_is_24_pixels_wide_and_high(browser, lessons):
    browser.open(lessons["handout"]).look(375)
    browser.find("#naive-switch").click()
    assert browser.run(SMALL) == []


def test_nothing_moves_for_those_who_want_no_motion(browser, lessons):
    browser.open(lessons["handout"])
    assert browser.run(MOVING) > 0
    browser.look(prefers_reduced_motion="reduce")
    assert browser.run(MOVING) == 0


def test_with_forced_colours_the_lit_node_still_differs(browser, lessons):
    browser.open(lessons["handout"], "#step=3").look(forced_colors="active")
    lit = browser.run(OUTLINE, ".vertex.lit .outline")
    other = browser.run(OUTLINE, ".vertex:not(.lit) .outline")
    assert lit[0] != other[0]
    assert lit[1] != other[1]


def test_print_leaves_out_what_only_a_screen_can_do(browser, lessons):
    browser.open(lessons["handout"])
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not browser.find(".controls").is_displayed()
    assert not browser.find("#edit").is_displayed()
    steps = browser.driver.find_elements("css selector", "#steps li")
    assert len(steps) == len(lessons["handout"]["steps"])
    assert all(one.is_displayed() for one in steps)
    pdf = browser.driver.print_page()
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(pdf) > 10_000
