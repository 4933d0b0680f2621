"""Code that is found by its syntax tree, and changed in its text."""

import ast

import pytest

from autograder.anchors import AnchorError, changed, file_of

SOURCE = '''"""A module: of é and more."""

LIMIT = 3  # at most


def rate(function):
    return function


class Sigmoid(Base):
    """y = 1 / (1 + e⁻ˣ)."""

    limit = "a" \'b\'

    def forward(self, x, eps: float = 1e-8):  # eps: so that it is no 0
        y = 1 / (1 + np.exp(-x))  # 1 - y: not here
        text = f"{1 - y} é"
        ẏ = {"é": "ü"}; z = g * 3
        return self.keep(y)

    @staticmethod
    @rate
    def backward(ctx, g):
        """g * y * (1 - y)."""
        (y,) = ctx.saved
        while y:
            dx = g * (
                y  # the output
                * (1 - y)
            )
            del y
        if g: return dx
        else:
            raise ValueError(
                """two
        lines"""
            )


async def reads(source, key=lambda row: row[0]):
    async for row in source:
        await row.sent()

    def inner(row):
        return row + 1

    def other(row):
        row.sort()
        return row + 1

    @(  # its reason
        rate
    )
    def third(row: dict[str, int]): return {"a: b": 3}[row]  # not: here
'''

F = "f.py"
FORWARD, BACKWARD = f"{F}:Sigmoid.forward", f"{F}:Sigmoid.backward"

CHANGES = {
    "an expression, over lines and a comment": (BACKWARD, "g * (y * (1 - y))", "g", "dx = (g)\n"),
    "one with other parentheses": (BACKWARD, "(((1) - y))", "1 + y", "                * ((1 + y))\n"),
    "a constant of the module": (F, "LIMIT = 3", "LIMIT = 4", "LIMIT = 4  # at most\n"),
    "a default": (FORWARD, "1e-8", "1e-5", "eps: float = (1e-5)):  # eps: so that it is no 0\n"),
    "the place of a constant may be written otherwise": (
        FORWARD,
        "0.00000001",
        "0",
        "eps: float = (0)):  # eps: so that it is no 0\n",
    ),
    "quotes": (f"{F}:Sigmoid", "limit = 'ab'", "limit = 'c'", "    limit = 'c'\n"),
    "after letters of several bytes": (FORWARD, "g * 3", "g", '        ẏ = {"é": "ü"}; z = (g)\n'),
    "a statement after another on its line": (FORWARD, "z = g * 3", "z = 'ö'", "; z = 'ö'\n"),
    "an f-string as a whole": (FORWARD, 'f"{1 - y} é"', '"é"', '        text = ("é")\n'),
    "a target": (FORWARD, "text", "self.text", "        (self.text) = f"),
    "a statement by two": (
        BACKWARD,
        "del y",
        "if y:\n    break\ny = ''",
        "            if y:\n                break\n            y = ''\n",
    ),
    "two by one": (
        BACKWARD,
        "dx = g * (y * (1 - y))\ndel y",
        "break",
        "        while y:\n            break\n        if g",
    ),
    "text that is indented": (
        BACKWARD,
        "\n        del y\n",
        "\n        a()\n        b()\n",
        "            )\n            a()\n            b()\n        if g",
    ),
    "a text of several lines, which stays as it is": (
        BACKWARD,
        "(y,) = ctx.saved",
        "y = '''a\nb\n'''\npass",
        "        y = '''a\nb\n'''\n        pass\n",
    ),
    "the only statement on the line of an if": (
        BACKWARD,
        "return dx",
        "return g",
        "        if g: return g\n",
    ),
    "nothing instead": (BACKWARD, "del y", "", "            )\n            \n        if g"),
    "a head of a loop": (
        BACKWARD,
        "while y: ...",
        "while not y: ...",
        "        while not y:\n            dx = g",
    ),
    "a head of a definition": (
        f"{F}:Sigmoid.forward",
        "def forward(self, x, eps: float = 1e-8): ...",
        "def forward(self, *, x): ...",
        "    def forward(self, *, x):  # eps: so that it is no 0\n",
    ),
    "a head whose decorators stay": (
        BACKWARD,
        "def backward(ctx, g): ...",
        "def backward(ctx, *g): ...",
        "    @staticmethod\n    @rate\n    def backward(ctx, *g):\n",
    ),
    "a head of a class": (
        f"{F}:Sigmoid",
        "class Sigmoid(Base): ...",
        "class Sigmoid: ...",
        '\nclass Sigmoid:\n    """y',
    ),
    "a head, and what comes before it": (
        f"{F}:Sigmoid",
        "class Sigmoid(Base): ...",
        "class Base: pass\nclass Sigmoid(Base): ...",
        '\nclass Base: pass\nclass Sigmoid(Base):\n    """y',
    ),
    "a head whose else stays": (BACKWARD, "if g: ...", "if not g: ...", "        if not g: return dx\n"),
    "a head before colons of other kinds": (
        f"{F}:reads.third",
        "def third(row: dict[str, int]): ...",
        "def third(row): ...",
        '    def third(row): return {"a: b": 3}[row]  # not: here\n',
    ),
    "a definition with a decorator over lines": (
        f"{F}:reads.third",
        "@rate\ndef third(row: dict[str, int]):\n    return {'a: b': 3}[row]",
        "third = 3",
        "return row + 1\n\n    third = 3  # not: here\n",
    ),
    "code with a comment of its own": (BACKWARD, "1 - y  # the rest", "1", "                * ((1))\n"),
    "a call, which is left out": (
        f"{F}:reads.other",
        "row.sort()",
        "",
        "(row):\n        \n        return row",
    ),
    "a call by what is no expression": (
        f"{F}:reads.other",
        "row.sort()",
        "pass",
        "        pass\n        return",
    ),
    "lines that are empty": (f"{F}:reads.other", "row.sort()", "a\n\nb", "        a\n\n        b\n"),
    "a decorator": (BACKWARD, "rate", "rate(1)", "    @(rate(1))\n"),
    "a definition with its decorators": (
        BACKWARD,
        ast.unparse(ast.parse(SOURCE).body[3].body[3]),
        "backward = None",
        "    backward = None\n\n\nasync",
    ),
    "a lambda": (f"{F}:reads", "lambda row: row[0]", "lambda row: row", "key=(lambda row: row)):\n"),
    "what is awaited": (f"{F}:reads", "await row.sent()", "await row.read()", "        (await row.read())\n"),
    "a head of an async loop": (
        f"{F}:reads",
        "async for row in source: ...",
        "async for row in source(): ...",
        "in source():\n        await",
    ),
    "a definition within another": (
        f"{F}:reads.other",
        "row + 1",
        "row - 1",
        "row.sort()\n        return (row - 1)\n",
    ),
}


@pytest.mark.parametrize(("place", "old", "new", "there"), CHANGES.values(), ids=CHANGES.keys())
def test_only_the_text_of_what_is_found_changes(place, old, new, there):
    result = changed(SOURCE, place, old, new)
    assert result.count(there) == 1
    assert there not in SOURCE
    lines = SOURCE.splitlines()
    kept = [line for line in result.splitlines() if line in lines]
    assert len(kept) > len(lines) - 25
    ast.parse(result)


def test_what_is_around_it_stays_character_by_character():
    result = changed(SOURCE, BACKWARD, "1 - y", "1 +\n y")
    assert result == SOURCE.replace("                * (1 - y)\n", "                * ((1 +\n y))\n")


@pytest.mark.parametrize(
    "lines",
    [
        "dx = g * y  # the slope",
        "dx = g * (y)",
        "dx = (g\n          * y)",
        "dx = g * \\\n        y",
        "dx = (  # here\n        g * y\n    )",
        "# dx = g * y\n    dx = g * y",
        "'''dx = g * y'''\n    dx = g * y",
    ],
)
def test_how_the_code_is_set_does_not_matter(lines):
    source = f"def slope(g, y):\n    {lines}\n    return dx\n"
    for old, new in [
        ("g * y", "y / g"),
        ("dx = g * y", "dx = y / g"),
        ("dx=g*y;return dx", "dx = y / g\nreturn dx"),
    ]:
        result = {}
        exec(changed(source, f"{F}:slope", old, new), result)
        assert result["slope"](2, 6) == 3


def test_tabs_and_line_ends_of_other_systems_stay():
    source = "class A:\r\n\tdef b(self):\r\n\t\tif self:\r\n\t\t\treturn 1\r\n\t\treturn 'é', 2\r\n"
    assert changed(source, f"{F}:A.b", "return 1", "x = 1\nreturn x") == source.replace(
        "return 1", "x = 1\n\t\t\treturn x"
    )
    assert changed(source, f"{F}:A.b", "2", "3") == source.replace("2", "(3)")


def test_definitions_of_one_name_are_one_place():
    source = (
        "class A:\n    @property\n    def b(self): return 1\n    @b.setter\n    def b(self, x): self.x = x\n"
    )
    assert "self.y = x" in changed(source, f"{F}:A.b", "self.x = x", "self.y = x")


REFUSED = {
    "two places": (f"{F}:reads", "row + 1", "row", "f.py:reads holds `row + 1` 2 times, not once."),
    "the module does not": (F, "1 - z", "1", "f.py does not hold `1 - z`."),
    "another definition holds it": (
        FORWARD,
        "1 - y",
        "1",
        "f.py:Sigmoid.forward does not hold `1 - y`. It stands in: Sigmoid.backward.",
    ),
    "only a comment or a docstring holds it": (FORWARD, "so that it", "x", "both be an expression"),
    "only an f-string holds it": (FORWARD, "1 - y", "y", "does not hold `1 - y`"),
    "no such definition": (
        f"{F}:Sigmod.backward",
        "1 - y",
        "1 + y",
        "f.py has no definition 'Sigmod.backward' to hold `1 - y`. "
        "Similar definitions: Sigmoid.backward, Sigmoid.forward. It stands in: Sigmoid.backward.",
    ),
    "a definition that moved": (
        f"{F}:backward",
        "1 - z",
        "1",
        "'backward' to hold `1 - z`. Similar definitions: Sigmoid.backward.",
    ),
    "a definition that moved far": (
        f"{F}:Some.Quite.Other.Place.inner",
        "1 - z",
        "1",
        "Similar definitions: reads.inner.",
    ),
    "the module holds it": (FORWARD, "LIMIT = 3", "LIMIT = 4", "`LIMIT = 3`. It stands in: the module."),
    "long code": (FORWARD, "a + " * 40 + "a", "a", f"does not hold `{'a + ' * 24}a +…`."),
    "no definition of a similar name": (f"{F}:Qx", "1 - z", "1", "Similar definitions: none."),
    "a name that begins alike": (f"{F}:Sigmoid.back", "1 - y", "1", "has no definition 'Sigmoid.back'"),
    "half an expression": (BACKWARD, "g * (", "(", "both be an expression, or both be whole statements"),
    "nothing": (BACKWARD, " ", "1", "there is no code to look for"),
    "half of a statement": (FORWARD, "ẏ = {'é': 'ü'}\nz = g", "pass", "does not hold `ẏ = {'é': 'ü'} z = g`"),
    "1.0 for 1": (F, "LIMIT = 3.0", "LIMIT = 4", "does not hold `LIMIT = 3.0`"),
    "the last statement of a block": (
        f"{F}:reads.inner",
        "return row + 1",
        "",
        "nothing cannot stand there in place of",
    ),
    "two statements beside an if": (
        BACKWARD,
        "return dx",
        "a\nb",
        "`a b` cannot stand there in place of `return dx`",
    ),
    "a target that is none": (FORWARD, "text", "1", "`1` cannot stand there in place of `text`"),
}


@pytest.mark.parametrize(("place", "old", "new", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_apply_is_named_in_one_line(place, old, new, says):
    with pytest.raises(AnchorError) as refused:
        changed(SOURCE, place, old, new)
    assert says in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert str(refused.value).startswith(F)


def test_a_place_has_a_file():
    assert file_of("mytorch/tensor.py:Tensor.sum") == file_of("mytorch/tensor.py") == "mytorch/tensor.py"
