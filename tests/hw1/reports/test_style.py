"""The one style of all pages, and the colours of plots: enough contrast, on light and on dark."""

import re

import pytest

from autograder.crosscheck.bug_audit import Audit
from autograder.crosscheck.check_report import audit_page
from autograder.crosscheck.check_report import page as check_page
from autograder.crosscheck.run import Certificate
from autograder.crosscheck.tally import Tally
from autograder.grading.result import Grade, Verdict
from autograder.grading.telling.grade_report import page as grade_page
from hw1.places import ROOT
from hw1.plots.figures import GREY, STYLES, picture
from hw1.plots.training_curves import plot_validation_accuracy

CSS = (ROOT / "hw1/reports/report.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w+)", part))
    for part in CSS.split("@media (prefers-color-scheme: dark)")[:2]
)
TEXTS = [
    *(
        ("ink", ground)
        for ground in ("paper", "panel", "lost", "right", "miss-1", "miss-2", "miss-3", "miss-4")
    ),
    *(("soft", ground) for ground in ("paper", "panel")),
    ("link", "paper"),
]


def _luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The ratio of WCAG 2.2, 1.4.3."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_the_contrast_of_level_aa(theme):
    assert {
        pair: contrast(theme[pair[0]], theme[pair[1]])
        for pair in TEXTS
        if contrast(theme[pair[0]], theme[pair[1]]) < 4.5
    } == {}
    assert all(contrast(theme[name], theme["paper"]) >= 3 for name in ("good", "bad"))


def test_black_on_white_is_21():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_a_plot_has_colours_of_its_own_for_a_dark_page(tmp_path):
    made = picture(plot_validation_accuracy([0.5, 1], [0.5, 0.9], tmp_path / "plot.png"))
    colours = [set(re.findall(r"#[0-9a-f]{6}", svg.decode())) for svg in made]
    grid = "#b0b0b0"  # which carries no meaning
    for found, ground in zip(colours, (LIGHT["paper"], DARK["paper"]), strict=True):
        assert found - {grid}
        assert {
            colour: contrast(colour, ground) for colour in found - {grid} if contrast(colour, ground) < 4.5
        } == {}
    assert picture(plot_validation_accuracy([0.5, 1], [0.5, 0.9], tmp_path / "plot.png")) == made


def test_the_colours_of_lines_can_be_seen():
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in (GREY, *(colour for colour, _ in STYLES)))


@pytest.mark.parametrize(
    "text",
    [
        grade_page(
            Grade("fall", 42, 3.25, (Verdict("linear", "linear forward", 1, 4, "halved\n<b>"),)), "a.tar"
        ),
        grade_page(Grade("fall", 42, 3.25, ()), "<b>", "it is cut short", ["<i>"]),
        check_page(Certificate(1, 5, ["float32"], 4, 1.5, {"numpy": "2", "pytorch": None}, Tally())),
        audit_page(Audit(0, 1.0, [])),
    ],
    ids=["a grade", "no grade", "a certificate", "an audit"],
)
def test_the_grader_s_pages_and_the_certificate_have_the_style_of_a_run_s(read_page, text):
    found = read_page(text)
    assert found["style"][0].text == CSS
