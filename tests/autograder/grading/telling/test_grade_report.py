"""What a reader is shown: nothing that a student writes can be more than text."""

import html
import re
from html.parser import HTMLParser

import pytest

from autograder.grading.result import Grade, Verdict
from autograder.grading.telling.grade_report import about, page, plain, plain_line, table

RIGHT = Verdict("linear", "linear forward", 4, 4)
HALF = Verdict(
    "autograd", "diamond", 5, 10, "the gradient is halved\nindex (0, 1): got 1, expected 2, ratio 0.5", "÷N"
)
NONE = Verdict("autograd", "chain", 0, 15, "raised ValueError: no\nFile engine.py, line 3\n    walk()")
GRADE = Grade("fall", 42, 3.25, (RIGHT, HALF, NONE))
EVIL = "<script>alert(1)</script>\x1b[2J\u202egnp.exe\r\udcff\ttab"


def test_the_table_has_every_problem_and_the_sums():
    rows = [line.split() for line in table(GRADE, "").splitlines()]
    assert ["linear", "4", "4"] in rows
    assert ["autograd", "5", "25"] in rows
    assert ["total", "9", "29"] in rows


def test_the_table_says_what_was_wrong_under_the_problem_that_lost_points():
    lines = [line.strip() for line in table(GRADE, "").splitlines()]
    assert lines.index("autograd  5/25") < lines.index("diamond (5/10): the gradient is halved")
    assert "index (0, 1): got 1, expected 2, ratio 0.5" in lines
    assert "chain (0/15): raised ValueError: no" in lines
    assert not any("linear forward" in line for line in lines)


def test_the_table_ends_with_the_command_that_shows_it_again():
    assert table(GRADE, "mytorch grade fall --seed 42").endswith("again: mytorch grade fall --seed 42")


@pytest.mark.parametrize(
    ("failure", "said"),
    [("it is cut short", "a.tar: it is cut short"), ("is a spring hand-in", "a.tar is a spring hand-in")],
)
def test_a_failure_is_said_with_the_hand_ins_name(failure, said):
    assert about("a.tar", failure) == said


def test_many_failed_tests_are_shortened_on_the_terminal_and_whole_on_the_page():
    verdicts = tuple(Verdict("loss", f"loss {i}", 0, 1, f"wrong {i}\nnumbers {i}") for i in range(30))
    text, document = (
        show(Grade("spring", 1, 1.0, verdicts))
        for show in (lambda one: table(one, ""), lambda one: page(one, "me"))
    )
    assert ("wrong 4" in text, "wrong 5\n" in text, "and 25 more" in text) == (True, False, True)
    assert "numbers 29" in document


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\rb", "a\\rb"),
        ("\x00\x07\x9b", "\\x00\\x07\\x9b"),
        ("a\u202eb", "a\\u202eb"),
        ("\udcff", "\\udcff"),
        ("a\tb", "a   b"),
        ("two\nlines", "two\nlines"),
        ("×N: ünïcode 漢", "×N: ünïcode 漢"),
    ],
)
def test_control_characters_are_written_out(given, shown):
    assert plain(given) == shown
    plain(given).encode()


def test_a_name_stays_on_its_line():
    assert plain_line("a\nTotal score: 110/110") == "a\\nTotal score: 110/110"


class Tags(HTMLParser):
    """The tags, text and links of a page; complains about tags that do not close."""

    def __init__(self, source):
        super().__init__()
        self.open, self.seen, self.text, self.ids, self.links = [], [], [], [], []
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        attributes = dict(attributes)
        assert not any(name.startswith("on") for name in attributes)
        self.ids += filter(None, [attributes.get("id")])
        self.links += filter(None, [attributes.get("href")])
        if tag not in ("meta", "!doctype"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_has_total_problems_diagnoses_and_numbers_in_this_order():
    parsed = Tags(page(GRADE, "alice.tar"))
    text = " ".join(" ".join(parsed.text).split())
    wanted = ["alice.tar", "9 of 29 points", "autograd 5 25", "What was wrong", "the gradient is halved"]
    wanted += ["The numbers", "got 1, expected 2, ratio 0.5", "walk()", "seed 42"]
    places = [text.rindex(part) if part == "The numbers" else text.index(part) for part in wanted]
    assert places == sorted(places)
    assert [link.removeprefix("#") for link in parsed.links] == parsed.ids


def test_the_page_needs_nothing_else():
    document = page(GRADE, "alice.tar")
    assert not re.search(r"https?:|src=|url\(|@import|<script|<link", document)
    assert "default-src 'none'" in document


def test_what_a_student_writes_is_text_on_the_page():
    evil = Grade("fall", 1, 1.0, (Verdict("linear", EVIL, 0, 5, f"{EVIL}\n{EVIL}", EVIL),))
    document = page(evil, f"{EVIL}</title>", None)
    assert "script" not in Tags(document).seen
    assert html.escape("<script>alert(1)</script>") in document
    assert not any(sign in document for sign in "\x1b\u202e\r\udcff")


def test_the_page_says_what_was_not_read():
    document = page(Grade("fall", 1, 1.0, (RIGHT,)), "bob", None, ["skipped <x>: 30 MB", EVIL])
    assert "skipped &lt;x&gt;: 30 MB" in document
    assert "script" not in Tags(document).seen


def test_full_marks_say_so():
    assert "Full marks" in page(Grade("fall", 1, 1.0, (RIGHT,)), "bob")


def test_a_hand_in_that_could_not_be_graded_says_why():
    assert "not a &lt;tar&gt;" in page(Grade("fall", 1, 0.0, ()), "bob", "not a <tar>")
