"""What an op computes, and its derivative, in words with names and numbers put in.

RULES has the ops of arithmetic and of the homework's networks. An op without an entry is shown by the
formulas of its docstring, which every op of mytorch/ops/ has, in the letters there.

Letters: {0}, {1}, {2} are the inputs of an op, {z} its output, and g the gradient that arrives there.
"""

import inspect
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from hw1.lesson.tensor_data import few_digits
from hw1.lesson.traced import TracedVertex
from mytorch import ops

__all__ = [
    "IN_PAGE",
    "RULES",
    "Passed",
    "Rule",
    "by_elements",
    "gradient_words",
    "local_words",
    "value_words",
]


class Rule(NamedTuple):
    """The words of an op."""

    value: str
    local: tuple[str, ...] = ()  # by elements: the derivative of each output by its input, one for each input
    sent: tuple[str, ...] = ()  # of other ops: the gradient that is sent back to each input, given g


class Passed(NamedTuple):
    """Numbers of a gradient that a node sends back to one of its inputs."""

    g: Any  # what has arrived at the node
    local: Any  # the derivative of the output by the input, or None
    product: Any
    one_of_several: bool  # whether others arrive at the input too


RULES = {
    "Add": Rule("{0} + {1}", ("1", "1")),
    "Sub": Rule("{0} - {1}", ("1", "-1")),
    "Mul": Rule("{0} · {1}", ("{1}", "{0}")),
    "Div": Rule("{0} / {1}", ("1 / {1}", "-{0} / {1}²")),
    "Neg": Rule("-{0}", ("-1",)),
    "Pow": Rule("{0} ^ {1}", ("{1} · {0} ^ ({1} - 1)", "{0} ^ {1} · log {0}")),
    "Exp": Rule("exp {0}", ("exp {0}",)),
    "Log": Rule("log {0}", ("1 / {0}",)),
    "Log1p": Rule("log(1 + {0})", ("1 / (1 + {0})",)),
    "Sqrt": Rule("√{0}", ("1 / (2 · {z})",)),
    "Sin": Rule("sin {0}", ("cos {0}",)),
    "Cos": Rule("cos {0}", ("-sin {0}",)),
    "Abs": Rule("|{0}|", ("sign({0})",)),
    "Tanh": Rule("tanh {0}", ("1 - {z}²",)),
    "Sigmoid": Rule("1 / (1 + exp(-{0}))", ("{z} · (1 - {z})",)),
    "ReLU": Rule("max({0}, 0)", ("(1 if {0} > 0, else 0)",)),
    "Maximum": Rule(
        "max({0}, {1})", ("(1 if {0} > {1}, ½ if equal, else 0)", "(1 if {1} > {0}, ½ if equal, else 0)")
    ),
    "Minimum": Rule(
        "min({0}, {1})", ("(1 if {0} < {1}, ½ if equal, else 0)", "(1 if {1} < {0}, ½ if equal, else 0)")
    ),
    "Erf": Rule("erf {0}", ("2/√π · exp(-{0}²)",)),
    "MatMul": Rule("{0} @ {1}", sent=("g @ {1}ᵀ", "{0}ᵀ @ g")),
    "Linear": Rule("{0} @ {1}ᵀ + {2}", sent=("g @ {1}", "gᵀ @ {0}", "Σ g over the batch")),
    "Sum": Rule("Σ {0}", sent=("g, stretched to the shape of {0}",)),
    "Mean": Rule("Σ {0} / n", sent=("g / n, stretched to the shape of {0}",)),
    "Transpose": Rule("{0}ᵀ", sent=("gᵀ",)),
    "Permute": Rule("{0} with its dims in another order", sent=("g with its dims put back",)),
    "Index": Rule("{0}[…]", sent=("g at the places that were taken, 0 elsewhere",)),
    "Cat": Rule("{0}, {1}, … after one another", sent=("the stretch of g that it gave",)),
    "Cast": Rule("{0} in another dtype", sent=("g in the dtype of {0}",)),
    "Max": Rule("the largest of {0}", sent=("g where it is the largest, 0 elsewhere",)),
    "Min": Rule("the smallest of {0}", sent=("g where it is the smallest, 0 elsewhere",)),
    "Softmax": Rule("exp {0} / Σ exp {0}", sent=("{z} · (g - Σ g · {z})",)),
    "LogSoftmax": Rule("{0} - log Σ exp {0}", sent=("g - softmax({0}) · Σ g",)),
    "LogSumExp": Rule("log Σ exp {0}", sent=("g · softmax({0})",)),
    "Reshape": Rule("{0} in another shape", sent=("g in the shape of {0}",)),
    "BatchNorm": Rule(
        "{1} · x̂ + {2},   x̂ = ({0} - mean) / std,   std = √(var + eps)",
        sent=(
            "{1} / std · (g - mean(g) - x̂ · mean(g · x̂))",
            "Σ g · x̂ over the batch",
            "Σ g over the batch",
        ),
    ),
    "CrossEntropy": Rule(
        "-log softmax({0}) at the label, summed or averaged over the batch",
        sent=("g · (softmax({0}) - onehot(label)), divided by N for an average",),
    ),
}
# The ops that the page computes itself, on numbers; page.js has a rule of the same name for each.
IN_PAGE = frozenset(name for name, rule in RULES.items() if rule.local and name != "Erf")


def rule_of(op: Any) -> Rule | None:
    """The entry of an op of mytorch/ops/; a user's op of the same name has none."""
    name = op.__name__
    ours = getattr(ops, name, None) if name in RULES else None
    return RULES[name] if ours is not None and _class_of(op) is ours else None


def by_elements(op: Any) -> bool:
    """Whether each number of the output depends on one number of each input, by a rule that is known here."""
    rule = rule_of(op)
    return rule is not None and bool(rule.local)


def key_of(vertex: TracedVertex) -> str | None:
    """The name of the page's own rule for an op, if it has one."""
    known = vertex.recorded is not None and rule_of(_op(vertex)) is not None and vertex.label in IN_PAGE
    return vertex.label if known else None


def value_words(vertex: TracedVertex, inputs: Sequence[TracedVertex]) -> list[str]:
    """What the op made, in one or two lines: with the numbers put in, or else with the shapes."""
    op, symbols = _op(vertex), [bracketed(x.symbol) for x in inputs]
    rule = rule_of(op)
    words = _put(rule.value, symbols, vertex.symbol) if rule else ""
    if vertex.scalar and all(x.scalar for x in inputs):
        numbers = _put(rule.value, _numbers(inputs), "z") if rule else ""
        said = [] if rule else [f"{vertex.symbol}: {_of_docstring(op)[0]}"]
        return [_chain(vertex.symbol, words, numbers, few_digits(vertex.value)), *said]
    shapes = ", ".join(str(np.shape(x.value)) for x in inputs)
    first = f"{vertex.symbol} = {words}" if rule else f"{vertex.symbol}: {_of_docstring(op)[0]}"
    return [first, f"shapes: {shapes} → {vertex.value.shape}"]


def local_words(vertex: TracedVertex, inputs: Sequence[TracedVertex], i: int, local: Any) -> str:
    """The derivative of the op's output by its input i, as "∂Mul/∂a = b = 2"; "" for no one number each."""
    op = _op(vertex)
    rule, symbols = rule_of(op), [bracketed(x.symbol) for x in inputs]
    left = f"∂{vertex.symbol}/∂{symbols[i]}{_which(vertex, i)}"
    words = _put(rule.local[i], symbols, vertex.symbol) if rule and rule.local else ""
    if vertex.scalar and all(x.scalar for x in inputs) and local is not None:
        numbers = _put(rule.local[i], _numbers(inputs), _number(vertex.value)) if words and rule else ""
        return _chain(left, words, numbers, few_digits(local))
    return f"{left} = {words}, element by element" if words else ""


def gradient_words(
    vertex: TracedVertex, inputs: Sequence[TracedVertex], i: int, end: str, sent: Passed
) -> list[str]:
    """How the gradient that is sent back to input i came about. end: the symbol of the result."""
    op, (g, local, product, one_of_several) = _op(vertex), sent
    rule, symbols = rule_of(op), [bracketed(x.symbol) for x in inputs]
    left = f"∂{end}/∂{symbols[i]}{_which(vertex, i)}"
    left = f"one term of {left}" if one_of_several else left
    if np.shape(product) == np.shape(g) == () and local is not None:
        chain = f"∂{end}/∂{vertex.symbol} · ∂{vertex.symbol}/∂{symbols[i]}"
        return [_chain(left, chain, f"{_number(g)} · {_number(local)}", few_digits(product))]
    if rule and rule.local:
        words = f"g · {_atom(_put(rule.local[i], symbols, vertex.symbol))}, element by element"
        if np.shape(product) != np.shape(vertex.value):
            words += ", summed over the dims in which it was stretched"
    elif rule:
        words = _put(rule.sent[min(i, len(rule.sent) - 1)], symbols, vertex.symbol)
    said = f"{left} = {words}" if rule else f"{left}: {_of_docstring(op)[1]}"
    return [said, f"shape: {np.shape(product)}, as that of {symbols[i]}"]


def _op(vertex: TracedVertex) -> Any:
    assert vertex.recorded is not None
    return vertex.recorded.node.op


def _class_of(op: Any) -> Any:
    """The class itself, of an op that hooks or a watcher stand in front of."""
    while not isinstance(op, type):
        op = op.op
    return op


def _of_docstring(op: Any) -> tuple[str, str]:
    """What the docstring of an op says of its value and of its gradients, in its own letters."""
    op = _class_of(op)
    paragraphs = inspect.cleandoc(vars(op).get("__doc__") or "").split("\n\n")
    lines = [" ".join(paragraph.split()) for paragraph in paragraphs]
    value = re.split(r"[.,]? (?=dL/d)", lines[0])[0]
    with_gradient = next((line for line in lines if "dL/d" in line), "")
    gradient = with_gradient[with_gradient.find("dL/d") :] if with_gradient == lines[0] else with_gradient
    return value or f"{op.__name__}.forward", gradient or f"what {op.__name__}.backward makes of g"


def _put(words: str, operands: Sequence[str], z: str) -> str:
    """The words with the operands put in; an op may have been given fewer than the words name."""
    return words.format(*operands, *["(none)"] * 3, z=z)


def _numbers(inputs: Sequence[TracedVertex]) -> list[str]:
    return [_number(x.value) for x in inputs]


def _number(x: Any) -> str:
    return bracketed(few_digits(x))


def bracketed(text: str) -> str:
    """A number or a symbol as it stands in a formula."""
    return f"({text})" if text.startswith("-") else text


def _atom(words: str) -> str:
    return f"({words})" if " " in words and not words.startswith("(1 if") else words


def _chain(*parts: str) -> str:
    """The parts with = between them, without those that are empty or that say the same as the one before."""
    said: list[str] = []
    for part in parts:
        if said and part.strip("()") == said[-1].strip("()"):
            said.pop()
        said += [part] if part else []
    return " = ".join(said)


def _which(vertex: TracedVertex, i: int) -> str:
    """Which input is meant, if the same tensor is there more than once."""
    return f" (input {i + 1})" if vertex.inputs.count(vertex.inputs[i]) > 1 else ""
