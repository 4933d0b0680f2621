"""Reads pages as a browser and a screen reader would."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

VOID = {"meta", "img", "br", "source"}


class _Reader(HTMLParser):
    """Collects the elements of a page, each with its attributes and its text; refuses unclosed ones."""

    def __init__(self):
        super().__init__()
        self.open, self.elements = [], []

    def handle_starttag(self, tag, attributes):
        element = SimpleNamespace(tag=tag, text="", at=dict(attributes))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        for element in self.open:
            element.text += data


@pytest.fixture
def read_page():
    """A function that reads a page, checks what every page must have, and gives its elements by tag."""

    def read(text):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        assert reader.open == []
        found = {}
        for element in reader.elements:
            found.setdefault(element.tag, []).append(element)
        _check_that_nothing_is_asked_of_the_network(text, found)
        _check_that_it_can_be_heard(found)
        return found

    return read


def _check_that_nothing_is_asked_of_the_network(text, found):
    assert not found.keys() & {"script", "link", "iframe", "object", "form", "base"}
    for element in (one for elements in found.values() for one in elements):
        assert not any(name.startswith("on") or name == "style" for name in element.at), element
        for name in element.at.keys() & {"src", "srcset"}:
            assert element.at[name].startswith("data:image/")
        assert element.at.get("href", "#").startswith("#")
    (policy,) = (one.at["content"] for one in found["meta"] if "http-equiv" in one.at)
    (style,) = re.findall(r"<style>(.*?)</style>", text.split("<body>")[0], re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;" in policy
    assert "url(" not in style
    assert "@import" not in style


def _check_that_it_can_be_heard(found):
    levels = [int(tag[1]) for tag in ("h1", "h2", "h3", "h4") for _ in found.get(tag, [])]
    assert levels.count(1) == 1
    assert max(levels) == len(set(levels))
    assert found["html"][0].at["lang"] == "en-GB"
    assert len(found["main"]) == len(found["title"]) == 1
    assert all(one.at["alt"].strip() for one in found.get("img", []))
    assert len(found.get("caption", [])) == len(found.get("table", []))
    assert all(one.at["scope"] in ("col", "row") and one.text for one in found.get("th", []))
