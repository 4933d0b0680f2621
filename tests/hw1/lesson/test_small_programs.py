"""Programs that a user types are read and run, without Python ever running them."""

import numpy as np
import pytest

from hw1.lesson.small_programs import FUNCTIONS, METHODS, ExpressionError, parse, tensors, value_of
from mytorch import Tensor

MATRIX = [[1.0, 2.0], [3.0, 4.0]]


def run(source, constants=(), **values):
    program = parse(source)
    return program.run(tensors(values, constants))


def test_the_handout_s_program_gives_its_numbers():
    made = run("d = a*b + a; e = (d + c) + 3", ["b"], a=1, b=2, c=3)
    assert {name: x.item() for name, x in made.items()} == {"d": 3.0, "e": 9.0}
    assert all(x.requires_grad for x in made.values())


def test_names_that_need_a_value_come_in_the_order_in_which_they_occur():
    assert parse("d = b*a + b; b = d; e = d + c").names == ("b", "a", "c")


def test_statements_keep_the_text_that_was_typed():
    assert [line.text for line in parse("d=a*b\nfoo = ( d+1 )\nfoo").statements] == [
        "d=a*b",
        "foo = ( d+1 )",
        "foo",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x @ x", np.array(MATRIX) @ MATRIX),
        ("x.T", np.transpose(MATRIX)),
        ("x[0, 1:]", [2.0]),
        ("x[-1]", [3.0, 4.0]),
        ("x[:, ::1].sum(dim=0)", [4.0, 6.0]),
        ("-x + x", np.zeros((2, 2))),
        ("x ** 2 / 2 - 1", np.array(MATRIX) ** 2 / 2 - 1),
        ("2 ** 3 * 1.5 * x", 12 * np.array(MATRIX)),
        ("7 / 2 + x", 3.5 + np.array(MATRIX)),
        ("maximum(x, 2.5)", np.maximum(MATRIX, 2.5)),
        ("einsum('ij,jk->ik', x, x)", np.array(MATRIX) @ MATRIX),
        ("cat([x, x], dim=1)[0]", [1.0, 2.0, 1.0, 2.0]),
        ("x.mean().exp().log()", 2.5),
        ("mse_loss(x, x * 2, reduction='sum')", 30.0),
    ],
)
def test_an_expression_is_computed(source, expected):
    np.testing.assert_allclose(run(source, x=MATRIX)["result"].array, expected)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("__import__('os').system('ls')", "no method known"),
        ("open('/etc/passwd')", "open() is no function known"),
        ("x.__class__", "no attribute '__class__'"),
        ("x.data", "no attribute 'data'"),
        ("x.sum().backward()", ".backward() is no method"),
        ("x.numpy()", ".numpy() is no method"),
        ("(lambda: x)()", "is no call known here"),
        ("[y for y in x]", "is nothing known here"),
        ("f'{x}'", "is nothing known here"),
        ("x if x else x", "is nothing known here"),
        ("x < 1", "is nothing known here"),
        ("x % 2", "known here are + - * / ** @"),
        ("+x", "known here are + - * / ** @"),
        ("x + 1j", "is nothing known here"),
        ("exp", "exp is a function; call it"),
        ("exp(*x)", "is nothing known here"),
        ("exp(**x)", "is no call known here"),
        ("exp = x", "exp is a function; give the value another name"),
        ("import os", "not of the form name = expression"),
        ("x += 1", "not of the form name = expression"),
        ("y = z = x", "not of the form name = expression"),
        ("x; x", "not of the form name = expression"),
        ("x[0] = 1", "not of the form name = expression"),
        ("x +", "cannot be read near 'x +': invalid syntax"),
        ("", "the program is empty"),
        ("x" * 5000, "5000 characters; at most 4000"),
        ("(" * 500 + "x" + ")" * 500, "too many nested parentheses"),
        ("-" * 2000 + "x", "too many brackets in each other"),
        ("x\0", "null bytes"),
    ],
)
def test_what_is_no_arithmetic_of_tensors_is_refused_in_one_line(source, said):
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x + y", "y has no value. Give each one, as y=1."),
        ("2 * 3", "x, which the program does not use: it uses no values at all"),
        ("y = 2 * 3; x", "`y = 2 * 3` gives no Tensor"),
        ("9 ** 9 ** 9 * x", "too large for a float"),
        ("x * (1 / 0)", "division by zero"),
        ("(-1) ** 0.5 * x", "an even root of a negative number"),
        ("'a' * 5 + x", "arithmetic takes Tensors and numbers"),
        ("y = 2; y.exp() + x", "`y = 2` gives no Tensor"),
        ("2 .exp() + x", "`2` is no Tensor"),
        ("x[5]", "`x[5]`"),
        ("y = x @ x[:, :1]; y @ y", "`y @ y`: matmul expects shapes"),
        ("max(x, dim=0)", "gives no Tensor"),
    ],
)
def test_a_program_that_cannot_be_run_says_where_and_why_in_one_line(source, said):
    with pytest.raises(ExpressionError) as caught:
        run(source, x=MATRIX)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_error_of_an_op_is_the_cause():
    with pytest.raises(ExpressionError) as caught:
        run("x @ y", x=MATRIX, y=[1.0, 2.0, 3.0])
    assert isinstance(caught.value.__cause__, ValueError)
    assert not isinstance(caught.value.__cause__, ExpressionError)


def test_before_each_statement_the_caller_is_told():
    seen = []
    parse("d = a * a; e = d + a").run(tensors({"a": 1}), lambda statement: seen.append(statement.target))
    assert seen == ["d", "e"]


def test_values_become_leaves_and_constants_do_not():
    made = tensors({"a": 1, "b": True, "labels": [0, 2], "w": MATRIX, "k": 2}, ["labels", "k"])
    assert {name: x.requires_grad for name, x in made.items()} == {
        "a": True,
        "b": True,
        "labels": False,
        "w": True,
        "k": False,
    }
    assert {name: str(x.array.dtype) for name, x in made.items()} == {
        "a": "float64",
        "b": "float64",
        "labels": "int64",
        "w": "float64",
        "k": "float64",
    }


@pytest.mark.parametrize("value", [None, "1", [1, [2]], {}, 1j])
def test_a_value_that_holds_no_numbers_is_refused(value):
    with pytest.raises(ExpressionError, match="the value of a is a number or a list"):
        tensors({"a": value})


def test_a_constant_needs_a_value():
    with pytest.raises(ExpressionError, match="b is to be a constant, and has no value"):
        tensors({"a": 1}, ["b"])


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), (" -2.5 ", -2.5), ("[1, 2]", [1, 2]), ("[[1,2],[3,4]]", [[1, 2], [3, 4]])]
)
def test_a_value_is_read_from_its_text(text, value):
    assert value_of(text) == value


@pytest.mark.parametrize(
    "text", ["", "a", "1j", "'1'", "True", "None", "[1, [2]]", "{1: 2}", "__import__('os')", "(" * 999]
)
def test_a_text_that_is_no_value_is_refused(text):
    with pytest.raises(ExpressionError, match="a value is a number or a list of equal rows of numbers; got"):
        value_of(text)


def test_each_method_that_is_known_is_one_of_tensors():
    x = Tensor(MATRIX)
    assert [name for name in METHODS if not callable(getattr(x, name, None))] == []
    assert not {name for name in (*METHODS, *FUNCTIONS) if name.startswith("_") or name.endswith("_")}
