"""Lessons of an expression, of a function, of a recorded program, and of a network: see step_list.py."""

import inspect
import linecache
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hw1.lesson.hand_column import ByHand, HandLayer
from hw1.lesson.small_programs import Statement, parse, tensors
from hw1.lesson.step_list import Column, Program, lesson
from hw1.lesson.tensor_data import FEW
from hw1.lesson.traced import LessonError, Traced, traced
from hw1.lesson.twins import calls_in_a_row, twin_of
from hw1.networks import build_network
from mytorch import Tensor, nn
from mytorch.graphs.recording import Call, RecordedOp, Recording, recording
from mytorch.nn import functional as F
from mytorch.nn import trial

__all__ = [
    "LessonError",
    "lesson_of_expression",
    "lesson_of_function",
    "lesson_of_model",
    "lesson_of_network",
    "lesson_of_tensor",
]

LONGEST = 200  # lines of a program that are shown beside its graph

_CROSS_ENTROPY = 'loss = cross_entropy(y, labels, reduction="sum")'
_NO_TWIN = "There is no column by hand: the twins are networks, and this is a program of single operations."
_INTRO = (
    "The gradient of {}, step by step: forward, the graph is made; backward, each node of it is visited once."
)


def lesson_of_expression(
    source: str, values: Mapping[str, Any], constants: Collection[str] = (), title: str = ""
) -> dict[str, Any]:
    """The lesson of a small program, as "d = a*b + a; e = (d + c) + 3"; its last value is differentiated.

    values: a number, a nested list or an array for each name that the program takes. constants: the names
    that get no gradient. ExpressionError or LessonError, of one line, for what cannot be read, run or shown.
    """
    program = parse(source)
    given = tensors(values, constants)
    starts: list[int] = []  # for each statement, how many ops ran before it

    def before(statement: Statement) -> None:
        starts.append(len(recorded.ops))

    with np.errstate(all="ignore"), recording() as recorded:
        made = program.run(given, before)
    places = {id(op): i for i, op in enumerate(recorded.ops)}

    def line_of(op: RecordedOp) -> int:
        return len(given) + sum(start <= places[id(op)] for start in starts)

    end = program.statements[-1].target
    definitions = [_definition(name, x) for name, x in given.items()]
    lines = [*definitions, *(statement.text for statement in program.statements), f"{end}.backward()"]
    graph = traced(recorded, made[end], given | made)
    graph.number_lines(line_of)
    about = Program(title or program.statements[-1].text, _INTRO.format(end), lines)
    return lesson(about, graph, made[end], _no_column(_NO_TWIN))


def lesson_of_function(
    function: Callable[..., Any], *inputs: Tensor, title: str = "", names: Mapping[str, Tensor] | None = None
) -> dict[str, Any]:
    """The lesson of what a function computes from these tensors: one Tensor, which is differentiated.

    names: of further tensors that it uses. Its arguments have the names that it gives them. LessonError, of
    one line, for what cannot be shown; the function's own errors are raised as they are.
    """
    arguments = inspect.signature(function).bind(*inputs).arguments
    known = {name: x for name, x in arguments.items() if isinstance(x, Tensor)}
    with recording() as recorded:
        result = function(*inputs)
    try:
        lines, first = inspect.getsourcelines(function)
        file = inspect.getsourcefile(function) or ""
    except (OSError, TypeError):  # it was typed into a prompt, or is not written in Python
        lines, first, file = [], 1, ""
    graph = traced(recorded, result, known | dict(names or {}))
    return _of_file(graph, result, title or getattr(function, "__name__", "A function"), file, first, lines)


def lesson_of_tensor(
    recorded: Recording, result: Tensor, names: Mapping[str, Tensor] | None = None, title: str = ""
) -> dict[str, Any]:
    """The lesson of a tensor that a program made inside `recording()`; its gradient starts as ones.

    names: the program's tensors by their names. The lines of the file in which most ops ran are shown, from
    the first op to the last. LessonError, of one line, for what cannot be shown.
    """
    graph = traced(recorded, result, names or {})
    places = [vertex.recorded.place for vertex in graph.vertices if vertex.recorded]
    files = [file for file, _, _ in places]
    file = max(files, key=files.count)
    numbers = [line for name, line, _ in places if name == file]
    first, last = min(numbers), max(numbers)
    linecache.checkcache(file)
    lines = linecache.getlines(file)[first - 1 : last]
    title = title or f"The gradient of {graph.vertices[graph.result].symbol}"
    return _of_file(graph, result, title, file, first, lines)


def lesson_of_network(
    sizes: Sequence[int],
    activations: Sequence[str],
    batch: int = 4,
    num_bn_layers: int = 0,
    seed: int = 0,
    title: str = "",
) -> dict[str, Any]:
    """The lesson of the course's network, built twice with the same numbers: by hand and by autograd.

    sizes: inputs, hidden units, outputs. activations: as "Tanh", one for each hidden layer. The inputs and
    weights are drawn from the seed, the labels go through the classes in turn; the loss is the softmax
    cross-entropy, summed over the batch. LessonError for a graph that is too large.
    """

    def built(mode: str) -> Any:
        random = np.random.default_rng(seed)
        return build_network(
            mode,
            sizes,
            activations,
            lambda n_in, n_out: random.normal(0, 1 / np.sqrt(n_in), (n_in, n_out)),
            lambda n_out: random.normal(0, 0.1, (1, n_out)),
            lr=0.1,
            num_bn_layers=num_bn_layers,
        )

    network, hand = built("by autograd"), built("by hand")
    rows: list[HandLayer] = []
    for i, (linear, activation) in enumerate(zip(hand.linear_layers, hand.activations, strict=True)):
        for layer in (linear, *hand.bn_layers[i : i + 1], activation):
            rows.append(HandLayer(str(len(rows)), layer))
    x = np.random.default_rng(seed + 1).normal(size=(batch, sizes[0]))
    labels = np.arange(batch) % sizes[-1]
    title = title or "A network, by hand and by autograd"
    return _of_model(network.network, x, labels, title, lambda row: ByHand(rows, x, labels))


def lesson_of_model(model: nn.Module, x: Any, labels: Any = None, title: str = "") -> dict[str, Any]:
    """The lesson of a model on a batch.

    x: an array that the model takes. labels: class numbers (N,); the loss is then the softmax cross-entropy
    of the model's output, and else the sum of its output, in both cases summed over the batch. The model is
    left as it was. If it runs layers that have a twin by hand, one after the other, the twins compute the
    same beside it. LessonError, of one line, if the model fails or its graph is too large.
    """
    x, labels = np.asarray(x), None if labels is None else np.asarray(labels)
    title = title or f"{type(model).__name__}, step by step"
    return _of_model(model, x, labels, title, lambda row: _column_of(row, x, labels))


@np.errstate(all="ignore")  # as in lesson(), also for the twins by hand
def _of_model(
    model: nn.Module,
    x: NDArray[Any],
    labels: Any,
    title: str,
    column: Callable[[list[Call] | None], Column],
) -> dict[str, Any]:
    """column: makes the column by hand, given the layers that led from x to the output, if they are a row."""
    given = Tensor(x)
    with trial.as_it_was(model), recording(model) as recorded:
        try:
            y = model(given)
            if not isinstance(y, Tensor):
                raise LessonError(
                    f"the model returns {type(y).__name__}; a lesson takes one that returns a Tensor."
                )
            loss = y.sum() if labels is None else F.cross_entropy(y, labels, reduction="sum")
        except LessonError:
            raise
        except (ArithmeticError, AttributeError, IndexError, RuntimeError, TypeError, ValueError) as error:
            said = " ".join(str(error).split())
            raise LessonError(f"the model fails on a batch of shape {x.shape}: {said}") from error
    layers = [(path, layer) for path, layer in model.named_modules() if not list(layer.children())]
    numbers = {path: i for i, (path, _) in enumerate(layers, start=1)}
    lines = [f"model{path and '.'}{path} = {layer}" for path, layer in layers]
    lines += ["y = model(x)", "loss = y.sum()" if labels is None else _CROSS_ENTROPY, "loss.backward()"]

    def line_of(op: RecordedOp) -> int:
        return len(lines) - 1 if op.path is None else numbers.get(op.path, len(lines) - 2)

    graph = traced(recorded, loss, {"x": given, "loss": loss}, model)
    graph.number_lines(line_of)
    return lesson(
        Program(title, _INTRO.format("loss"), lines),
        graph,
        loss,
        column(calls_in_a_row(recorded.calls, given, y)),
    )


def _column_of(row: list[Call] | None, x: NDArray[Any], labels: Any) -> Column:
    """The column by hand of layers that all have a twin, or the reason why there is none."""
    if row is None:
        return _no_column(
            "There is no column by hand: the model does more than run one layer after the other."
        )
    if len({id(call.module) for call in row}) < len(row):
        return _no_column("There is no column by hand: a layer is used twice, and its gradients are added.")
    twins = [HandLayer(call.path, twin_of(call.module), not call.module.is_train) for call in row]
    for call, (_, twin, _) in zip(row, twins, strict=True):
        if twin is None:
            kind = type(call.module).__name__
            said = f"{kind} has no hand-written twin, at least with these settings"
            return _no_column(f"There is no column by hand: {said}.")
    try:
        return ByHand(twins, x, labels)
    except (IndexError, TypeError, ValueError) as error:
        return _no_column(f"There is no column by hand: {' '.join(str(error).split())}")


def _no_column(reason: str) -> Column:
    return lambda *_: (None, reason)


def _of_file(
    graph: Traced, result: Tensor, title: str, file: str, first: int, lines: Sequence[str]
) -> dict[str, Any]:
    """first: the number in the file of the first of the lines that are to be shown."""
    shown = [line.rstrip() for line in lines] if len(lines) <= LONGEST else []

    def line_of(op: RecordedOp) -> int | None:
        line = op.place[1] - first + 1
        return line if op.place[0] == file and 1 <= line <= len(shown) else None

    graph.number_lines(line_of)
    symbol = graph.vertices[graph.result].symbol
    about = Program(title, _INTRO.format(symbol), shown, os.path.basename(file))
    return lesson(about, graph, result, _no_column(_NO_TWIN))


def _definition(name: str, x: Tensor) -> str:
    """The line of a program that would make the tensor."""
    numbers = x.array.tolist() if x.array.size <= FEW else "…"
    return f"{name} = Tensor({numbers}{', requires_grad=True' if x.requires_grad else ''})"
