"""Turns the docstrings into reStructuredText, which autodoc wants.

They are written to be read in the source: plain paragraphs, names in single backquotes, formulas that are
indented, lists of arguments as `name: what it is`, examples that begin with >>>. In reStructuredText stars,
bars and underscores mean something; here they are only multiplication, absolute value and names.
"""

import re
from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

NAME = r"`?\*{0,2}\w+(\([^)]*\))?`?"
ITEM = re.compile(rf"{NAME}(, {NAME})*: ")  # "lr, momentum: the …"
ARRAY = re.compile(r"~numpy\.ndarray\[tuple\[~typing\.Any, \.\.\.\], ~numpy\.dtype\[(.*?)\]\]")


def blocks_of(lines: list[str]) -> Iterator[list[str]]:
    """The docstring in parts of one kind each: they end at an empty line, and around a formula."""
    block: list[str] = []
    for line in lines:
        if block and (not line.strip() or starts_another(block, line)):
            yield block
            block = []
        if line.strip():
            block.append(line)
    if block:
        yield block


def starts_another(block: list[str], line: str) -> bool:
    """Whether the line begins or ends a formula. Other indented lines continue an item of a list.

    An example begins anywhere, and goes on to the next empty line, whatever it prints.
    """
    if block[0].lstrip().startswith(">>> "):
        return False
    if line.startswith(">>> "):
        return True
    in_formula = block[0][0].isspace()
    if line[0].isspace():
        return not in_formula and block[-1].endswith(":")
    return in_formula


def escaped(text: str) -> str:
    """Text in which only `names` mean something, as reStructuredText."""
    parts = re.split(r"`([^`]+)`", re.sub(r"``+", "`", text))
    plain = [re.sub(r"([\\*_|`<>])", r"\\\1", part) for part in parts[::2]]
    names = [f"\\ ``{part}``\\ " for part in parts[1::2]]
    return "".join(part for pair in zip(plain, [*names, ""], strict=True) for part in pair)


def items_of(block: list[str]) -> list[str]:
    """Each `name: what it is` of a list in one line."""
    items: list[str] = []
    for line in block:
        if items and (line[0].isspace() or not ITEM.match(line)):
            items[-1] += " " + line.strip()
        else:
            items.append(line.strip())
    return items


def converted(lines: list[str]) -> Iterator[str]:
    for block in blocks_of(lines):
        if block[0].lstrip().startswith(">>> "):
            yield from block
        elif block[0][0].isspace():
            yield from ["::", "", *("    " + line for line in block)]
        elif ITEM.match(block[0]) and (len(block) == 1 or any(line[0].isspace() for line in block)):
            for item in items_of(block):
                name, text = item.split(": ", 1)
                yield f"- **{escaped(name.replace('`', ''))}**: {escaped(text)}"
        elif re.match(r"[-*] ", block[0]):
            for line in block:
                yield f"- {escaped(line[2:])}" if line[0] in "-*" else f"  {escaped(line.strip())}"
        else:
            yield from (escaped(line.strip()) for line in block)
        yield ""


def convert(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Replace the lines of the docstring of any object that autodoc shows."""
    lines[:] = list(converted(list(lines)))


def shorten(
    app: Sphinx, what: str, name: str, obj: object, options: object, signature: str | None, result: str | None
) -> tuple[str | None, str | None]:
    """The signature with NDArray[Any] as the source has it, and not what that stands for."""
    short = [text and ARRAY.sub(r"~numpy.typing.NDArray[\1]", text) for text in (signature, result)]
    return short[0], short[1]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("autodoc-process-docstring", convert)
    app.connect("autodoc-process-signature", shorten)
    return {"parallel_read_safe": True}
