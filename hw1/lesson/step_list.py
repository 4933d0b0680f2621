"""A lesson: all that the step-through page shows of one forward and one backward pass, as data for JSON.

The numbers are the engine's own, noted while it walks (watched_walk.py). Before the backward pass no gradient
has a value: it is missing in the data, and never 0.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hw1.lesson.op_words import Passed, bracketed, gradient_words, key_of, local_words, value_words
from hw1.lesson.paths import naive_walk, paths_of
from hw1.lesson.tensor_data import SHORT, few_digits, short_text, tensor_data
from hw1.lesson.traced import Traced, TracedVertex
from hw1.lesson.watched_walk import Sent, Visit, watched_walk
from mytorch import Tensor
from mytorch.graphs.svg import svg

__all__ = ["Program", "lesson"]


@dataclass(frozen=True)
class Program:
    """What the lesson is about: a title, a sentence, and the lines of the program, if they are known."""

    title: str
    intro: str
    source: Sequence[str] = ()
    file: str = ""

    def line(self, number: int | None) -> str:
        """A line of the program, counted from 1; "" if it is not known."""
        return self.source[number - 1].strip() if number and number <= len(self.source) else ""


Column = Callable[[Traced, Sequence[Visit]], tuple[list[dict[str, Any]] | None, str]]


@np.errstate(all="ignore")  # numbers that are not finite are shown, and need no warnings
def lesson(program: Program, traced: Traced, result: Tensor, by_hand: Column) -> dict[str, Any]:
    """Walk back from the result, and return the lesson.

    by_hand: makes the column of the hand-written twin, or None and the reason why there is none, from the
    graph and the engine's visits. Its entries name a vertex, and whether they belong to the backward pass:
    this decides the number of their step. LessonError if the graph cannot be walked.
    """
    visits, gradients = watched_walk(traced, result)
    steps = [_made(program, traced, vertex) for vertex in traced.ops]
    forward = {step["vertex"]: i for i, step in enumerate(steps)}
    steps.append(_started(program, traced))
    arrivals = Counter(sent.to for visit in visits for sent in visit.sent)
    arrived: dict[int, np.ndarray] = {}
    at_visit = {}
    for visit in visits:
        at_visit[visit.vertex] = len(steps)
        steps += _visited(program, traced, visit, arrivals, arrived)
    steps.append(_done(traced, gradients))
    entries, note = by_hand(traced, visits)
    for entry in entries or []:
        vertex, is_backward = entry.pop("vertex"), entry.pop("backward")
        entry["step"] = (at_visit if is_backward else forward)[vertex]
    return {
        "title": program.title,
        "intro": program.intro,
        "source": list(program.source),
        "file": program.file,
        "svg": svg(traced.graph.vertices, traced.graph.edges, f"The graph of {_end(traced)}."),
        "vertices": [_vertex(vertex) for vertex in traced.vertices],
        "edges": [{"source": source, "target": target} for source, target in traced.edges],
        "steps": steps,
        "paths": paths_of(traced, visits, gradients),
        "naive": naive_walk(traced, visits),
        "by_hand": entries,
        "by_hand_note": note,
        "scalar": traced.scalar and all(key_of(vertex) for vertex in traced.vertices if vertex.kind == "op"),
    }


def _vertex(vertex: TracedVertex) -> dict[str, Any]:
    return {
        "kind": vertex.kind,
        "label": vertex.label,
        "name": vertex.name,
        "symbol": vertex.symbol,
        "op": vertex.label if vertex.kind == "op" else None,
        "shape": list(np.shape(vertex.value)),
        "dtype": str(vertex.value.dtype),
        "line": vertex.line,
        "place": vertex.place,
        "value": tensor_data(vertex.value),
        "inputs": vertex.inputs,
        "js": key_of(vertex),
        "group": vertex.group,
        "requires_grad": vertex.requires_grad,
    }


def _step(phase: str, vertex: int, kind: str, title: str, say: str, **more: Any) -> dict[str, Any]:
    step = {"phase": phase, "vertex": vertex, "kind": kind, "title": title, "say": say}
    return step | {"formula": [], "code": "", "parts": []} | more


# ---- forward ----------------------------------------------------------------------------------------------


def _made(program: Program, traced: Traced, i: int) -> dict[str, Any]:
    vertex = traced.vertices[i]
    inputs = [traced.vertices[j] for j in vertex.inputs]
    given = _and([_with_value(x) for x in inputs])
    made = f"{vertex.name}{_put(vertex.value)}" if vertex.name else _tensor(vertex.value)
    say = f"Forward: {vertex.label} takes {given}, and makes {made}."
    return _step(
        "forward",
        i,
        "make",
        f"{_called(vertex)} is made",
        say,
        formula=value_words(vertex, inputs),
        code=program.line(vertex.line),
    )


# ---- backward ---------------------------------------------------------------------------------------------


def _started(program: Program, traced: Traced) -> dict[str, Any]:
    end = _end(traced)
    vertex = traced.vertices[traced.result]
    ones = "1" if vertex.scalar else f"ones, in the shape {vertex.value.shape}"
    return _step(
        "backward",
        traced.result,
        "start",
        f"Start at {end}",
        f"Backward starts at {end}: the gradient of {end} with respect to itself is {ones}.",
        formula=[f"∂{end}/∂{end} = {ones}"],
        code=next((line for line in program.source if line.endswith(".backward()")), ""),
    )


def _visited(
    program: Program,
    traced: Traced,
    visit: Visit,
    arrivals: Mapping[int, int],
    arrived: dict[int, np.ndarray],
) -> list[dict[str, Any]]:
    """The visit of a node, and a step for each leaf that a gradient arrives at.

    arrivals: how many gradients arrive at each vertex in all; arrived: the sums so far, which grow here.
    """
    vertex, end = traced.vertices[visit.vertex], _end(traced)
    inputs = [traced.vertices[j] for j in vertex.inputs]
    formula = [f"g = ∂{end}/∂{vertex.symbol}{_put(visit.g)}"]
    parts, stores = [], []
    for sent in visit.sent:
        i = vertex.edges.index(sent.edge)
        part = _part(sent, visit.g, local_words(vertex, inputs, i, sent.local), arrived)
        passed = Passed(visit.g, sent.local, sent.product, arrivals[sent.to] > 1)
        formula += gradient_words(vertex, inputs, i, end, passed)
        parts.append(part)
        if traced.vertices[sent.to].kind == "leaf":
            stores.append(_stored(traced, part, sent, arrived[sent.to]))
    to = _and([f"{_gradient(sent.product)} to {traced.vertices[sent.to].symbol}" for sent in visit.sent])
    without = [x.symbol for x in inputs if not x.requires_grad]
    formula += [f"{name} is a constant, so no gradient goes to it" for name in dict.fromkeys(without)]
    constants = f" {_and(list(dict.fromkeys(without)))} gets none, being constant." if without else ""
    got = f"Backward: {_called(vertex)} has {'the gradient ' if not visit.g.ndim else ''}{_gradient(visit.g)}"
    say = f"{got}, and sends {to or 'nothing'}.{constants}"
    title = f"{_called(vertex)} is visited"
    step = _step("backward", visit.vertex, "visit", title, say)
    return [step | {"formula": formula, "code": program.line(vertex.line), "parts": parts}, *stores]


def _part(sent: Sent, g: np.ndarray, words: str, arrived: dict[int, np.ndarray]) -> dict[str, Any]:
    """What goes along an edge, and the sum at its end before and after, added up as the engine does."""
    before = arrived.get(sent.to)
    after = sent.product if before is None else np.asarray(before + sent.product)
    arrived[sent.to] = after
    return {
        "edge": sent.edge,
        "upstream": tensor_data(g),
        "local": None if sent.local is None else tensor_data(sent.local),
        "local_formula": words,
        "product": tensor_data(sent.product),
        "to": sent.to,
        "before": None if before is None else tensor_data(before),
        "after": tensor_data(after),
    }


def _stored(traced: Traced, part: dict[str, Any], sent: Sent, arrived: np.ndarray) -> dict[str, Any]:
    """The step at a leaf: its first gradient is stored, every further one added. arrived: the sum now."""
    leaf, end = traced.vertices[sent.to], _end(traced)
    name, new = leaf.symbol, _gradient(arrived)
    if part["before"] is None:
        title = f"{name}.grad is stored"
        say = f"{name} is a leaf that requires a gradient, so AccumulateGrad stores {new} in {name}.grad."
        formula = [f"{name}.grad{_put(arrived)}"]
    else:
        title = f"{name}.grad += {_gradient(sent.product)}"
        sum_ = f"{part['before']['text']} + {bracketed(part['product']['text'])} = " if leaf.scalar else ""
        say = (
            f"Another gradient arrives at {name}, which was used more than once: the gradients of all paths "
            f"are added (generalised chain rule), so {name}.grad becomes {sum_}{new}."
        )
        formula = [f"{name}.grad += {_gradient(sent.product)}", f"∂{end}/∂{name} so far = {sum_}{new}"]
    stored = part | {"upstream": part["product"], "local": None, "local_formula": ""}
    return _step("backward", sent.to, "store", title, say, formula=formula, parts=[stored])


def _done(traced: Traced, gradients: Mapping[int, np.ndarray]) -> dict[str, Any]:
    """The last step: what each leaf and each constant has in the end."""
    formula = []
    for i, vertex in enumerate(traced.vertices):
        if vertex.kind == "leaf":
            found = _put(gradients[i]) if i in gradients else " = None, as nothing arrived"
            formula.append(f"{vertex.symbol}.grad{found}")
        elif vertex.kind == "constant" and vertex.name:
            formula.append(f"{vertex.symbol}.grad = None, since it is a constant")
    say = f"The backward pass is done: each leaf x has ∂{_end(traced)}/∂x in x.grad."
    return _step("backward", traced.result, "done", "Done", say, formula=formula)


# ---- words ------------------------------------------------------------------------------------------------


def _end(traced: Traced) -> str:
    return traced.vertices[traced.result].symbol


def _called(vertex: TracedVertex) -> str:
    """An op by its name and its op, as "d (Add)"."""
    return f"{vertex.name} ({vertex.label})" if vertex.name else vertex.symbol


def _with_value(vertex: TracedVertex) -> str:
    if vertex.scalar and vertex.symbol == few_digits(vertex.value):
        return vertex.symbol
    return f"{vertex.symbol}{_put(vertex.value, ' ')}"


def _put(x: Any, comma: str = ", ") -> str:
    """What stands behind the name of a number or a tensor."""
    return f" = {short_text(x)}" if np.size(x) <= SHORT else f"{comma}of shape {np.shape(x)}"


def _tensor(x: Any, kind: str = "tensor") -> str:
    return few_digits(x) if np.shape(x) == () else f"a {kind} of shape {np.shape(x)}"


def _gradient(x: Any) -> str:
    return _tensor(x, "gradient")


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
