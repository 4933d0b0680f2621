"""The words of each op, with the numbers put in; and every op of mytorch has some."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from hw1.lesson.lessons import lesson_of_expression, lesson_of_function
from hw1.lesson.op_words import IN_PAGE, RULES, Passed, gradient_words, local_words, value_words
from mytorch import Function, Tensor, ops

# With x = 4 and y = -2: the program, the words of its value, and of the derivative by each input.
WORDS = {
    "Add": ("x + y", "x + y = 4 + (-2) = 2", ["1", "1"]),
    "Sub": ("x - y", "x - y = 4 - (-2) = 6", ["1", "-1"]),
    "Mul": ("x * y", "x · y = 4 · (-2) = -8", ["y = -2", "x = 4"]),
    "Div": ("x / y", "x / y = 4 / (-2) = -2", ["1 / y = 1 / (-2) = -0.5", "-x / y² = -4 / (-2)² = -1"]),
    "Neg": ("-x", "-x = -4", ["-1"]),
    "Pow": (
        "x ** y",
        "x ^ y = 4 ^ (-2) = 0.0625",
        [
            "y · x ^ (y - 1) = (-2) · 4 ^ ((-2) - 1) = -0.03125",
            "x ^ y · log x = 4 ^ (-2) · log 4 = 0.0866434",
        ],
    ),
    "Exp": ("exp(x)", "exp x = exp 4 = 54.5982", ["exp x = exp 4 = 54.5982"]),
    "Log": ("log(x)", "log x = log 4 = 1.38629", ["1 / x = 1 / 4 = 0.25"]),
    "Log1p": ("log1p(x)", "log(1 + x) = log(1 + 4) = 1.60944", ["1 / (1 + x) = 1 / (1 + 4) = 0.2"]),
    "Sqrt": ("sqrt(x)", "√x = √4 = 2", ["1 / (2 · z) = 1 / (2 · 2) = 0.25"]),
    "Sin": ("sin(x)", "sin x = sin 4 = -0.756802", ["cos x = cos 4 = -0.653644"]),
    "Cos": ("cos(x)", "cos x = cos 4 = -0.653644", ["-sin x = -sin 4 = 0.756802"]),
    "Abs": ("abs(x)", "|x| = |4| = 4", ["sign(x) = sign(4) = 1"]),
    "Tanh": ("tanh(x)", "tanh x = tanh 4 = 0.999329", ["1 - z² = 1 - 0.999329² = 0.00134095"]),
    "Sigmoid": (
        "sigmoid(x)",
        "1 / (1 + exp(-x)) = 1 / (1 + exp(-4)) = 0.982014",
        ["z · (1 - z) = 0.982014 · (1 - 0.982014) = 0.0176627"],
    ),
    "ReLU": ("relu(x)", "max(x, 0) = max(4, 0) = 4", ["(1 if x > 0, else 0) = (1 if 4 > 0, else 0) = 1"]),
    "Maximum": (
        "maximum(x, y)",
        "max(x, y) = max(4, (-2)) = 4",
        [
            "(1 if x > y, ½ if equal, else 0) = (1 if 4 > (-2), ½ if equal, else 0) = 1",
            "(1 if y > x, ½ if equal, else 0) = (1 if (-2) > 4, ½ if equal, else 0) = 0",
        ],
    ),
    "Minimum": (
        "minimum(x, y)",
        "min(x, y) = min(4, (-2)) = -2",
        [
            "(1 if x < y, ½ if equal, else 0) = (1 if 4 < (-2), ½ if equal, else 0) = 0",
            "(1 if y < x, ½ if equal, else 0) = (1 if (-2) < 4, ½ if equal, else 0) = 1",
        ],
    ),
}
OPS = [name for name in ops.__all__ if name != "ArrayFunction"]


def steps_of(lesson, kind):
    return [step for step in lesson["steps"] if step["kind"] == kind]


def test_each_op_that_the_page_computes_is_tried_here():
    assert WORDS.keys() == IN_PAGE


@pytest.mark.parametrize("op", WORDS)
def test_numbers_are_put_into_the_words_of_an_op(op):
    program, value, locals_ = WORDS[op]
    given = {"x": 4, "y": -2} if "y" in program else {"x": 4}
    lesson = lesson_of_expression(f"z = {program}", given)
    (vertex,) = (one for one in lesson["vertices"] if one["op"])
    assert (vertex["op"], vertex["js"], lesson["scalar"]) == (op, op, True)
    assert steps_of(lesson, "make")[0]["formula"] == [f"z = {value}"]
    parts = steps_of(lesson, "visit")[0]["parts"]
    assert [part["local_formula"] for part in parts] == [
        f"∂z/∂{name} = {words}" for name, words in zip("xy", locals_, strict=False)
    ]


@pytest.mark.parametrize("op", WORDS)
def test_the_words_end_in_the_engine_s_own_number(op):
    program = WORDS[op][0]
    lesson = lesson_of_expression(f"z = {program}", {"x": 0.3, "y": 1.7} if "y" in program else {"x": 0.3})
    for part in steps_of(lesson, "visit")[0]["parts"]:
        last = float(part["local_formula"].rpartition(" = ")[2])
        assert last == pytest.approx(part["local"]["numbers"], rel=1e-5)
        assert part["product"]["numbers"] == part["local"]["numbers"]  # as the upstream gradient is 1


def test_arrays_are_shown_by_words_and_shapes():
    lesson = lesson_of_expression(
        "h = x @ w; z = (h * b).sum()", {"x": [[1, 2]] * 3, "w": [[1], [2]], "b": 3}
    )
    made = [line for step in steps_of(lesson, "make") for line in step["formula"]]
    assert made[:4] == [
        "h = x @ w",
        "shapes: (3, 2), (2, 1) → (3, 1)",
        "Mul = h · b",
        "shapes: (3, 1), () → (3, 1)",
    ]
    sent = [line for step in steps_of(lesson, "visit") for line in step["formula"]]
    assert "∂z/∂Mul = g, stretched to the shape of Mul" in sent
    assert "∂z/∂b = g · h, element by element, summed over the dims in which it was stretched" in sent
    assert "∂z/∂w = xᵀ @ g" in sent
    assert "shape: (2, 1), as that of w" in sent


def test_a_tensor_that_is_both_inputs_is_told_apart():
    parts = steps_of(lesson_of_expression("z = x * x", {"x": 3}), "visit")[0]["parts"]
    assert [part["local_formula"] for part in parts] == ["∂z/∂x (input 1) = x = 3", "∂z/∂x (input 2) = x = 3"]


def fake(op, symbol, value, inputs=()):
    recorded = SimpleNamespace(node=SimpleNamespace(op=op))
    return SimpleNamespace(
        symbol=symbol, value=value, scalar=False, recorded=recorded, inputs=list(inputs), label=symbol
    )


@pytest.mark.parametrize("name", OPS)
def test_every_op_of_mytorch_can_be_shown(name):
    op = getattr(ops, name)
    inputs = [fake(None, symbol, np.ones((2, 2))) for symbol in ("first", "second", "third")]
    vertex = fake(op, "out", np.ones((2, 2)), range(3))
    value, shapes = value_words(vertex, inputs)
    assert shapes == "shapes: (2, 2), (2, 2), (2, 2) → (2, 2)"
    assert re.match(r"out(: .*=.| = .)", value)
    takes = len(RULES[name].local or RULES[name].sent) if name in RULES else 3
    for i in range(takes):
        sent = Passed(np.ones((2, 2)), None, np.ones((2, 2)), False)
        said = gradient_words(vertex, inputs, i, "end", sent)[0]
        assert said.startswith(f"∂end/∂{inputs[i].symbol} = ") or ": " in said
        assert "dL/d" in said or name in RULES
        assert isinstance(local_words(vertex, inputs, i, None), str)


def test_every_rule_is_that_of_an_op():
    assert [name for name in RULES if name not in ops.__all__] == []
    assert [name for name, rule in RULES.items() if bool(rule.local) == bool(rule.sent)] == []


def test_a_user_s_own_op_is_shown_by_its_docstring_even_under_a_known_name():
    class Mul(Function):
        """z = 5 x.      dL/dx = 5 g"""

        @staticmethod
        def forward(ctx, x):
            return Tensor(5 * x.data)

        @staticmethod
        def backward(ctx, g):
            return Tensor(5 * g.data)

    lesson = lesson_of_function(lambda x: Mul.apply(x), Tensor(2.0, requires_grad=True))
    assert steps_of(lesson, "make")[0]["formula"] == ["Mul = 10", "Mul: z = 5 x"]
    (part,) = steps_of(lesson, "visit")[0]["parts"]
    assert (part["product"]["numbers"], part["local_formula"]) == (5.0, "∂Mul/∂x = 5")
    assert lesson["scalar"] is False


def test_a_user_s_own_op_needs_no_docstring():
    class Twice(Function):
        @staticmethod
        def forward(ctx, x):
            return Tensor(2 * x.data)

        @staticmethod
        def backward(ctx, g):
            return Tensor(2 * g.data)

    lesson = lesson_of_function(lambda x: Twice.apply(x), Tensor([1.0, 2.0], requires_grad=True))
    assert steps_of(lesson, "make")[0]["formula"][0] == "Twice: Twice.forward"
    assert "∂Twice/∂x: what Twice.backward makes of g" in steps_of(lesson, "visit")[0]["formula"]
