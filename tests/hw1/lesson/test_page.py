"""The page's file: one that loads nothing, that no name in it can break, and that is complete or absent.

What it does in a browser is in tests/browser/.
"""

import base64
import hashlib
import html.parser
import json
import math
import re
import subprocess
import sys

import pytest

from hw1.lesson.lessons import lesson_of_expression
from hw1.lesson.page import lesson_for_page, page, write_page
from hw1.lesson.shipped import SHIPPED
from hw1.output import OutputError
from hw1.places import ROOT

DOCS = ROOT / "docs/lessons"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u2028"


class Elements(html.parser.HTMLParser):
    """The elements of a page: name, attributes, and the text before any other tag."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.open = [], False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append([tag, dict(attrs), ""])
        self.open = True

    def handle_endtag(self, tag):
        self.open = False

    def handle_data(self, data):
        if self.open:
            self.found[-1][2] += data

    def named(self, tag):
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


def embedded(text):
    """The lesson in a page."""
    return json.loads(
        re.search(r'<script type="application/json" id="lesson">(.*?)</script>', text, re.DOTALL)[1]
    )


@pytest.fixture(scope="module")
def lessons():
    return {name: make() for name, make in SHIPPED.items()}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_page_allows_its_own_script_and_styles_and_nothing_else(lessons, name):
    elements = Elements(page(lessons[name]))
    ((attributes, _),) = [one for one in elements.named("meta") if "http-equiv" in one[0]]
    rules = dict(rule.strip().split(" ", 1) for rule in attributes["content"].split(";"))
    scripts = [text for attrs, text in elements.named("script") if "type" not in attrs]
    styles = [text for _, text in elements.named("style")]
    assert (len(scripts), len(styles)) == (1, 2)  # the page's, and the drawing's
    assert rules == {
        "default-src": "'none'",
        "script-src": allowed(scripts),
        "style-src": allowed(styles),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def allowed(texts):
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_page_has_no_address_no_handler_and_no_style_in_an_element(lessons, name):
    for tag, attributes, _ in Elements(page(lessons[name])).found:
        assert tag not in ("iframe", "object", "embed", "base"), tag
        assert not [
            key for key in attributes if key.startswith("on") or key in ("style", "src", "xlink:href")
        ], tag
        assert re.match("#|data:,$", attributes.get("href", "#")), attributes


@pytest.mark.parametrize("name", SHIPPED)
def test_a_page_is_at_most_150_kb(lessons, name):
    assert len(page(lessons[name]).encode()) <= 150_000


def test_a_name_that_looks_like_html_does_no_harm():
    lesson = lesson_of_expression("y = a * a", {"a": 3.0}, title=HOSTILE)
    lesson["source"] = [HOSTILE]
    for vertex in lesson["vertices"]:
        vertex["name"] = vertex["symbol"] = HOSTILE
    text = page(lesson)
    elements = Elements(text)
    assert len(elements.named("script")) == 2
    assert elements.named("img") == []
    assert elements.named("title")[0][1] == elements.named("h1")[0][1] == HOSTILE
    assert embedded(text) == json.loads(json.dumps(lesson_for_page(lesson)))


def test_a_page_that_cannot_be_written_leaves_nothing(lessons, tmp_path):
    with pytest.raises(OutputError, match="cannot write"):
        write_page(lessons["handout"], tmp_path / "none" / "page.html")
    assert list(tmp_path.iterdir()) == []
    write_page(lessons["handout"], tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text("utf-8") == page(lessons["handout"])
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_no_script_of_the_page_is_longer_than_our_python_files():
    scripts = sorted((ROOT / "hw1/lesson").glob("*.js"))
    assert scripts
    assert [path.name for path in scripts if path.read_text("utf-8").count("\n") > 350] == []


def test_the_pages_in_the_docs_are_those_that_the_command_writes(tmp_path):
    """`python -m hw1.lesson docs/lessons` makes them; numbers may differ by rounding between processors."""
    said = subprocess.run(
        [sys.executable, "-m", "hw1.lesson", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    assert (
        {path.stem for path in DOCS.glob("*.html")}
        == {path.stem for path in tmp_path.iterdir()}
        == SHIPPED.keys()
    )
    for path in tmp_path.iterdir():
        new, old = path.read_text("utf-8"), (DOCS / path.name).read_text("utf-8")
        assert around(new) == around(old), f"{path.name}: run `python -m hw1.lesson docs/lessons`"
        assert alike(embedded(new), embedded(old)), f"{path.name}: run `python -m hw1.lesson docs/lessons`"


def around(text):
    """The page without the lesson's data and without numbers in the drawing."""
    before, rest = text.split('<script type="application/json" id="lesson">')
    return re.sub(r"\d+\.\d+", "", before), rest.split("</script>", 1)[1]


def alike(a, b):
    """Equal to rounding, also in numbers inside of texts; what is 0 here may be 1e-17 elsewhere."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a if key != "zeros")
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-9)
    if isinstance(a, str) and isinstance(b, str):
        number = r"-?\d+\.?\d*(?:e[-+]\d+)?"
        close = alike([float(x) for x in re.findall(number, a)], [float(x) for x in re.findall(number, b)])
        return close and re.sub(number, "", a) == re.sub(number, "", b)
    return a == b
