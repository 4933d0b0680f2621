"""The graph that a recording leaves, with the values in it: what the steps of a lesson walk through.

Letters: `vertex` an index in `Traced.vertices`, `edge` one in `Traced.edges`.
"""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mytorch import Tensor
from mytorch.graphs.graph import Graph, graph_of_recording
from mytorch.graphs.recording import RecordedOp, Recording
from mytorch.nn import Module
from mytorch.variable import Variable

__all__ = ["MOST_VERTICES", "LessonError", "Traced", "TracedVertex", "traced"]

MOST_VERTICES = 200  # more of them can be drawn, but not followed step by step


class LessonError(ValueError):
    """What was given cannot be shown step by step; the message is one line."""


@dataclass(eq=False)
class TracedVertex:
    """An op that ran, a leaf, or a constant: a vertex of the drawn graph, and what the steps need of it."""

    kind: str  # "op", "leaf" or "constant"
    label: str
    name: str  # in the user's program, or ""
    symbol: str  # what formulas call it
    value: Any  # an array
    inputs: list[int]
    edges: list[int]  # of its inputs, in their order
    recorded: RecordedOp | None  # of an op
    leaf: Any  # the tensor of a leaf
    line: int | None = None  # in the program shown, counted from 1

    @property
    def requires_grad(self) -> bool:
        return self.kind != "constant"

    @property
    def group(self) -> str:
        """The path of the module that the op ran in, or ""."""
        return (self.recorded.path or "") if self.recorded else ""

    @property
    def place(self) -> str:
        """Where in the user's program the op ran, as "train.py:12"."""
        if self.recorded is None:
            return ""
        file, line, _ = self.recorded.place
        return f"{os.path.basename(file)}:{line}"

    @property
    def scalar(self) -> bool:
        return np.shape(self.value) == ()


@dataclass(eq=False)
class Traced:
    """Vertices in forward order, edges (source, target), the vertex of the result, and the drawn graph."""

    graph: Graph
    vertices: list[TracedVertex]
    edges: list[tuple[int, int]]
    result: int

    @property
    def ops(self) -> list[int]:
        return [i for i, vertex in enumerate(self.vertices) if vertex.kind == "op"]

    @property
    def leaves(self) -> list[int]:
        return [i for i, vertex in enumerate(self.vertices) if vertex.kind == "leaf"]

    @property
    def scalar(self) -> bool:
        """Whether every value is one number."""
        return all(vertex.scalar for vertex in self.vertices)

    def number_lines(self, line_of: Callable[[RecordedOp], int | None]) -> None:
        """Give each op the line of the program shown on which it ran, or None."""
        for vertex in self.vertices:
            vertex.line = line_of(vertex.recorded) if vertex.recorded else None


def traced(
    recorded: Recording,
    result: Tensor,
    names: Mapping[str, Tensor],
    model: Module | None = None,
) -> Traced:
    """The part of a recording that the result was made by.

    names: the tensors that have a name in the program. model: whose parameters are called by their paths.
    LessonError if the result has no graph, or one of more than 200 vertices.
    """
    if not isinstance(result, Tensor):
        raise LessonError(
            f"a lesson is about one Tensor, the result; got a value of type {type(result).__name__}."
        )
    if result.grad_fn is None:
        raise LessonError(
            "the result depends on no tensor that requires a gradient, so there is no backward pass; "
            "let one of its inputs require one, instead of being a constant."
        )
    graph = graph_of_recording(recorded, names, model, of=result)
    if len(graph.vertices) > MOST_VERTICES:
        raise LessonError(
            f"the graph has {len(graph.vertices)} vertices, more than the {MOST_VERTICES} that can be gone "
            "through step by step; take fewer layers, fewer rounds of a loop, or a part of the program."
        )
    of_node = {id(op.node): op for op in recorded.ops}
    _check(graph, of_node)
    incoming: list[list[int]] = [[] for _ in graph.vertices]
    for i, edge in enumerate(graph.edges):
        incoming[edge.target].append(i)
    named = {id(x if x.grad_fn is None else x.grad_fn): name for name, x in reversed(list(names.items()))}
    paths = {} if model is None else {id(p): path for path, p in model.named_parameters()}
    vertices = []
    for i, (drawn, subject) in enumerate(zip(graph.vertices, graph.subjects, strict=True)):
        op = of_node.get(id(subject))
        is_tensor = isinstance(subject, Variable)
        value = op.z if op else subject.array.copy() if is_tensor else np.asarray(subject)
        name = named.get(id(subject)) or paths.get(id(subject), "") if op or is_tensor else ""
        sources = [graph.edges[edge].source for edge in incoming[i]]
        leaf = subject if drawn.kind == "leaf" else None
        vertices.append(
            TracedVertex(drawn.kind, drawn.label, name, "", value, sources, incoming[i], op, leaf)
        )
    _give_symbols(vertices)
    subjects = [id(subject) for subject in graph.subjects]
    edges = [(edge.source, edge.target) for edge in graph.edges]
    return Traced(graph, vertices, edges, subjects.index(id(result.grad_fn)))


def _check(graph: Graph, of_node: Mapping[int, RecordedOp]) -> None:
    """LessonError for an op that was not recorded, or whose node has forgotten what it needs."""
    for vertex, subject in zip(graph.vertices, graph.subjects, strict=True):
        if vertex.kind != "op":
            continue
        if id(subject) not in of_node:
            raise LessonError(
                f"{vertex.label} ran before the recording began, so that its step is not known; let the "
                "program shown make all of the result."
            )
        if not subject.parents:
            raise LessonError(
                "the program has called backward() itself, which frees the graph; leave that out, as the "
                "lesson calls it, or pass retain_graph=True."
            )


def _give_symbols(vertices: list[TracedVertex]) -> None:
    """Names stand for themselves; what has none is called by its label, numbered if there are several."""
    several = Counter(vertex.label for vertex in vertices if not vertex.name and vertex.kind != "constant")
    seen: Counter[str] = Counter()
    for vertex in vertices:
        if vertex.name or several[vertex.label] < 2:
            vertex.symbol = _symbol(vertex.name or vertex.label)
        else:
            seen[vertex.label] += 1
            vertex.symbol = f"{vertex.label}{seen[vertex.label]}"


def _symbol(name: str) -> str:
    """The symbol of a parameter "0.weight" is W0, of "encoder.bias" encoder.b; other names are their own."""
    path, _, last = name.rpartition(".")
    if path.isdigit() and last.isidentifier():
        return f"{ {'weight': 'W', 'bias': 'b'}.get(last, last) }{path}"
    short = {".weight": ".W", ".bias": ".b"}
    return next(
        (name.removesuffix(end) + letter for end, letter in short.items() if name.endswith(end)), name
    )
