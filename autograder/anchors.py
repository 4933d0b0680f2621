"""Changes one place of a source file. The place is found in the syntax tree, not in the text.

A place is a file and a definition in it, such as "classic_mlp/linear.py:Linear.backward": a function, a
method or a class, with everything inside it. A file alone means the whole module. The code to find there is
an expression, or several statements in a row. Syntax trees are compared, so comments, line breaks, quotes
and redundant parentheses make no difference. Only the text of the found code is replaced; no other character
of the file changes.

    old                        new
    1 - y                      1 + y                           an expression
    self.db /= N               pass                            a statement; or several, one a line
    self.db /= N                                               nothing: the statement is left out
    for g in due: ...          for g in due[1:]: ...           a head alone: `...` is its body, which stays
"""

import ast
import contextlib
import copy
import difflib
import io
import textwrap
import tokenize
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

__all__ = ["AnchorError", "changed", "file_of"]

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SILENT = {"ctx", "kind", "type_comment"}  # fields of a tree without effect on what the code does
_BODY = ("body", "orelse", "decorator_list")  # fields that do not belong to the head of a statement


class AnchorError(ValueError):
    """A change that does not apply. The message is one line with the place and the code to find there."""


class _Match(NamedTuple):
    """Nodes that match the code to find: a field of their parent node, and the index of the first one."""

    parent: ast.AST
    field: str
    first: int
    nodes: list[Any]
    definition: str  # the innermost one around them, "" for the module


def file_of(place: str) -> str:
    """The file of a place."""
    return place.partition(":")[0]


@cache  # the same corpora are read and combined many times
def changed(source: str, place: str, old: str, new: str) -> str:
    """The source with `old` replaced by `new` at a place. An empty `new` deletes statements.

    AnchorError unless the place holds `old` exactly once, and `new` fits there. Code inside an f-string is
    not found, because Python 3.11 does not report its position: give the whole string instead.
    """
    old, new = (textwrap.dedent(code).strip() for code in (old, new))
    wanted, given = _parsed(place, old, new)
    heads = bool(given) and _is_head(wanted[-1]) and _is_head(given[-1])
    tree = ast.parse(source)
    match = _only_match(tree, place, old, wanted, heads)
    result = _spliced(source, match.nodes, new, given, heads)
    if heads:
        given[-1] = _with_body_of(given[-1], match.nodes[-1])
    value = getattr(match.parent, match.field)
    if isinstance(value, list):
        value[match.first : match.first + len(wanted)] = given
    else:
        setattr(match.parent, match.field, given[0])
    try:
        fits = _same(ast.parse(result), tree)
    except SyntaxError:
        fits = False
    if not fits:
        raise AnchorError(f"{place}: {_quoted(new)} cannot stand there in place of {_quoted(old)}.")
    return result


def _parsed(place: str, old: str, new: str) -> tuple[list[Any], list[Any]]:
    """Parse both codes as one expression each, or else both as statements."""
    if not old:
        raise AnchorError(f"{place}: there is no code to look for.")
    if new:
        with contextlib.suppress(SyntaxError):  # one of them is no expression
            return [ast.parse(f"({old}\n)", mode="eval").body], [ast.parse(f"({new}\n)", mode="eval").body]
    try:
        return list(ast.parse(old).body), list(ast.parse(new).body)
    except SyntaxError as error:
        raise AnchorError(
            f"{place}: {_quoted(old)} and {_quoted(new)} must both be an expression, or both be whole "
            f"statements; Python says: {error.msg}."
        ) from None


def _only_match(tree: ast.Module, place: str, old: str, wanted: list[Any], heads: bool) -> _Match:
    file, _, name = place.partition(":")
    everywhere = list(_matches(tree, wanted, heads))
    matches = [match for match in everywhere if not name or f"{match.definition}.".startswith(f"{name}.")]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise AnchorError(
            f"{place} holds {_quoted(old)} {len(matches)} times, not once. Look for more of the code there."
        )
    names = list(_names(tree))
    if not name or name in names:
        says = f"{place} does not hold {_quoted(old)}."
    else:
        near = ", ".join(_near(name, names)) or "none"
        says = f"{file} has no definition {name!r} to hold {_quoted(old)}. Similar definitions: {near}."
    others = ", ".join(dict.fromkeys(match.definition or "the module" for match in everywhere))
    raise AnchorError(says + (f" It stands in: {others}." if others else ""))


def _near(name: str, names: list[str]) -> list[str]:
    """Definitions whose name is similar, or whose last part is the same."""
    last = name.rpartition(".")[2]
    namesakes = [other for other in names if other.rpartition(".")[2] == last]
    return list(dict.fromkeys(difflib.get_close_matches(name, names) + namesakes))[:5]


def _names(parent: ast.AST, around: str = "") -> Iterator[str]:
    """The dotted names of all definitions."""
    for node in ast.iter_child_nodes(parent):
        name = _definition(node, around)
        if name != around:
            yield name
        yield from _names(node, name)


def _definition(node: ast.AST, around: str) -> str:
    """The dotted name of a definition, or of the definition around what is none."""
    return f"{around}.{node.name}".lstrip(".") if isinstance(node, _DEFINITIONS) else around


def _matches(parent: ast.AST, wanted: list[Any], heads: bool, around: str = "") -> Iterator[_Match]:
    for field, value in ast.iter_fields(parent):
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, ast.AST):
                continue
            definition = _definition(child, around)
            if type(child) is type(wanted[0]):
                nodes = children[index : index + len(wanted)]
                if _same(nodes, [*wanted[:-1], _with_body_of(wanted[-1], nodes[-1])] if heads else wanted):
                    yield _Match(parent, field, index, nodes, definition)
            if not isinstance(child, ast.JoinedStr):
                yield from _matches(child, wanted, heads, definition)


def _same(one: Any, other: Any) -> bool:
    """Whether two trees, or lists of trees, mean the same code."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if not isinstance(one, ast.AST):
        return bool(one == other)
    for field in one._fields:
        if field not in _SILENT and not _same(getattr(one, field, None), getattr(other, field, None)):
            return False
    return True


def _is_head(node: Any) -> bool:
    """Whether a statement has `...` for its body."""
    return isinstance(node, ast.stmt) and _same(getattr(node, "body", None), ast.parse("...").body)


def _with_body_of(head: Any, other: Any) -> Any:
    """A copy of a statement with the body of another statement."""
    whole = copy.copy(head)
    for field in _BODY:
        if hasattr(other, field):
            setattr(whole, field, getattr(other, field))
    return whole


def _spliced(source: str, nodes: list[Any], new: str, given: list[Any], heads: bool) -> str:
    """The source with the text of the nodes replaced. (Columns in a syntax tree count bytes of UTF-8.)"""
    text = source.encode()
    start = _start(text, nodes[0], decorated=not (heads and len(nodes) == 1))
    end = _offset(text, nodes[-1].end_lineno, nodes[-1].end_col_offset)
    if heads:
        end = _end_of_head(text, nodes[-1])
        new = new.encode()[: _end_of_head(new.encode(), given[-1])].decode()
    if isinstance(nodes[0], ast.stmt):
        margin = text[_offset(text, nodes[0].lineno, 0) :][: nodes[0].col_offset].decode()
        new = _indented(new, given, margin)
    else:
        new = f"({new})"
    return (text[:start] + new.encode() + text[end:]).decode()


def _offset(text: bytes, line: int, column: int) -> int:
    return sum(map(len, text.splitlines(keepends=True)[: line - 1])) + column


def _start(text: bytes, node: Any, decorated: bool = True) -> int:
    """Where a node begins; a definition begins with its first decorator."""
    line = node.lineno
    if decorated and getattr(node, "decorator_list", None):
        line = node.decorator_list[0].lineno
        while not text.splitlines()[line - 1].lstrip().startswith(b"@"):
            line -= 1
    return _offset(text, line, node.col_offset)


def _end_of_head(text: bytes, node: Any) -> int:
    """Where the colon before the body of a statement ends."""
    start = _start(text, node, decorated=False)
    head = text[start : _start(text, node.body[0])].decode()
    tokens = tokenize.generate_tokens(io.StringIO(head).readline)
    row, column = [token.end for token in tokens if token.string == ":"][-1]
    lines = head.split("\n")
    return start + len("\n".join([*lines[: row - 1], lines[row - 1][:column]]).encode())


def _indented(code: str, statements: list[Any], margin: str) -> str:
    """The code with a margin before each line, but for the first and for those that begin inside a string."""
    nodes: list[Any] = [node for statement in statements for node in ast.walk(statement)]
    strings: list[Any] = [node for node in nodes if isinstance(node, ast.Constant | ast.JoinedStr)]
    bare = {0}.union(*(range(node.lineno, node.end_lineno) for node in strings))
    lines = code.split("\n")
    return "\n".join(line if row in bare or not line else margin + line for row, line in enumerate(lines))


def _quoted(code: str) -> str:
    """The code on one line, shortened if it is long."""
    if not code:
        return "nothing"
    short = " ".join(code.split())
    return f"`{short if len(short) <= 100 else short[:99] + '…'}`"
