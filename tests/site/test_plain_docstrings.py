"""Tests of how docs/extensions/plain_docstrings.py shows a docstring in the reference."""

import importlib.util

import docutils.core
import pytest

from hw1.places import ROOT

PLACE = ROOT / "docs" / "extensions" / "plain_docstrings.py"


@pytest.fixture(scope="module")
def shown():
    """A function that gives the elements of a docstring, as docutils understands them."""
    found = importlib.util.spec_from_file_location("plain_docstrings", PLACE)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)

    def elements(docstring):
        text = "\n".join(module.converted(docstring.splitlines()))
        parsed = docutils.core.publish_doctree(text, settings_overrides={"halt_level": 2, "report_level": 5})
        return [(node.tagname, node.astext()) for node in parsed.children]

    return elements


CASES = {
    "stars and bars are arithmetic": (
        "y = |x| * gamma_ * z**2",
        [("paragraph", "y = |x| * gamma_ * z**2")],
    ),
    "lines of a paragraph": ("One\ntwo `name`s.", [("paragraph", "One\ntwo names.")]),
    "a formula after a colon": (
        "So\n\n    a  = b\n    cc = d",
        [("paragraph", "So"), ("literal_block", "a  = b\ncc = d")],
    ),
    "a formula without an empty line": (
        "Call it:\n    f(x) * 2\nand go on.",
        [("paragraph", "Call it:"), ("literal_block", "f(x) * 2"), ("paragraph", "and go on.")],
    ),
    "a list of arguments": (
        "lr: the rate,\n    a number.\nf(n), g(n): functions.",
        [("bullet_list", "lr: the rate, a number.\n\nf(n), g(n): functions.")],
    ),
    "a sentence with a colon is no list": (
        "Where it is: along dim.\nAnd more.",
        [("paragraph", "Where it is: along dim.\nAnd more.")],
    ),
    "an example without an empty line before": (
        "Twice.\n>>> f(1)\n2",
        [("paragraph", "Twice."), ("doctest_block", ">>> f(1)\n2")],
    ),
    "an example with an error": (
        ">>> f()\nTraceback (most recent call last):\n    ...\nValueError: no",
        [("doctest_block", ">>> f()\nTraceback (most recent call last):\n    ...\nValueError: no")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_docstring_is_shown_as_it_is_meant(case, shown):
    docstring, elements = CASES[case]
    assert shown(docstring) == elements
