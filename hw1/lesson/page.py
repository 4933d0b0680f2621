"""The step-through page: one self-contained file that plays a lesson's forward and backward pass.

The page loads nothing. Its policy allows the script and the style sheets in it, by their SHA-256, and
pictures in the page itself. The lesson is embedded as JSON.
"""

import base64
import hashlib
import html
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from string import Template
from typing import Any

from hw1.lesson.op_words import RULES
from hw1.output import write_file

__all__ = ["lesson_for_page", "page", "write_page"]

_HERE = Path(__file__).parent
_SCRIPTS = (
    "numbers.js",
    "rules.js",
    "words.js",
    "lesson.js",
    "tensors.js",
    "drawing.js",
    "sections.js",
    "predict.js",
    "page.js",
)


def write_page(lesson: dict[str, Any], path: str | Path) -> None:
    """Write the page of the lesson (see lessons.py); the file is complete or absent.

    OutputError if it cannot be written.
    """
    # Half a surrogate pair, which a file cannot have, becomes a question mark: names may come from anywhere.
    write_file(Path(path), page(lesson).encode("utf-8", "replace"))


def page(lesson: dict[str, Any]) -> str:
    """The page of the lesson, as HTML."""
    script = '\n"use strict";\n(() => {\n' + "".join(map(_read, _SCRIPTS)) + "})();\n"
    style = "\n" + _read("page.css")
    styles = " ".join(map(_hash, [style, *_styles(lesson["svg"])]))
    policy = f"default-src 'none'; script-src {_hash(script)}; style-src {styles}; img-src data:"
    return Template(_read("page.html")).substitute(
        policy=policy + "; base-uri 'none'; form-action 'none'",
        title=html.escape(lesson["title"]),
        intro=html.escape(lesson["intro"]),
        svg=lesson["svg"],
        data=_embedded(lesson_for_page(lesson)),
        style=style,
        script=script,
    )


def lesson_for_page(lesson: dict[str, Any]) -> dict[str, Any]:
    """The data that the page has: without the drawing, which stands in the page itself, and what it does not
    show; with the words of the ops that the page computes anew from other numbers.
    """
    ops = sorted({vertex["js"] for vertex in lesson["vertices"] if vertex["js"]})
    words = {name: {"value": RULES[name].value, "local": RULES[name].local} for name in ops}
    vertices = [_without(vertex, "place", "group") for vertex in lesson["vertices"]]
    return _without(lesson, "svg") | {"vertices": vertices, "words": words}


def _without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}


def _read(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _hash(text: str) -> str:
    """What the policy calls the element that has this text."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _embedded(data: dict[str, Any]) -> str:
    """The data as JSON for a script element: nothing in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _styles(svg: str) -> list[str]:
    """The style sheets in the drawing, as the browser reads them."""
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}style")]
