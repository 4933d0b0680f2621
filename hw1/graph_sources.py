"""What the command `graph` shows: an expression, a tensor of a script, or a model on a batch."""

import contextlib
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from autograd_mlp import MLP
from hw1.jobs.models import Description, build
from hw1.lesson.lessons import lesson_of_expression, lesson_of_model, lesson_of_tensor
from hw1.lesson.small_programs import ExpressionError, parse, tensors
from hw1.lesson.traced import LessonError
from hw1.own_code import MODULE, OwnCodeError, loaded, running
from hw1.stats import spring_network
from mytorch.graphs import Graph, graph, graph_of_recording, recording
from mytorch.nn import Module
from mytorch.tensor import Tensor

__all__ = ["Source", "a_model", "a_script", "an_expression"]

SHAPES = {"mlp": (784,), "lenet": (1, 28, 28), "spring": (784,)}  # of an input of each network
CLASSES = 10
_HIDDEN = (256, 128)  # units in the hidden layers of the mlp, as `train` has it by default
_SPRING = [32, 32, 32]  # and of the Spring 2020 network, as `stats` has it
_LAST_OPS = 1_000  # of a script that are kept, since a graph that is drawn has fewer


class Source(NamedTuple):
    """What is to be seen of one program, script or model."""

    graph: Graph  # up to the op or layer that failed, if one did
    lesson: Callable[[], dict[str, Any]]  # makes the data of the step-through page; LessonError if it cannot


def an_expression(source: str, values: Mapping[str, Any], constants: Collection[str] = ()) -> Source:
    """A small program, as "d = a*b + a; e = (d + c) + 3".

    values: a number, a nested list or an array for each name that the program takes. constants: the names
    that get no gradient. ExpressionError for a program that cannot be read or has names without a value;
    ValueError if nothing in it requires a gradient.
    """
    program = parse(source)
    given = tensors(values, constants)
    with np.errstate(all="ignore"), recording() as recorded:
        try:
            made = program.run(given)
        except ExpressionError as error:
            if not isinstance(error.__cause__, Exception):
                raise
            return _stopped(graph_of_recording(recorded, given, error=error.__cause__), str(error))
    result = made[program.statements[-1].target]
    if not (recorded.ops or result.requires_grad):
        raise ValueError("there is nothing to draw: no value in the program requires a gradient.")
    drawn = graph_of_recording(recorded, given | made, of=None if recorded.ops else result)
    return Source(drawn, partial(lesson_of_expression, source, values, constants))


def a_script(place: str) -> Source:
    """A tensor that a script makes, FILE.py:name. It is drawn also if the script has called `backward()`.

    All tensors of the script, and the parameters of its models, have their names. OwnCodeError if there is no
    such tensor or script, or the script fails and no op is to blame; ValueError for a tensor that requires no
    gradient.
    """
    name = place.rpartition(":")[2]
    with recording(last=_LAST_OPS) as recorded:
        try:
            with loaded(place, "tensor", "that the script makes") as script:
                tensor = getattr(script, name)
        except OwnCodeError as error:
            if not (isinstance(error.__cause__, Exception) and recorded.ops):
                raise
            drawn = graph_of_recording(recorded, _names(sys.modules[MODULE]), error=error.__cause__)
            if len(drawn.vertices) == 1:  # what failed got no tensor
                raise
            return _stopped(drawn, str(error))
    if not isinstance(tensor, Tensor):
        raise OwnCodeError(f"{place!r} is no tensor, but of type {type(tensor).__name__}.")
    if not tensor.requires_grad:
        raise ValueError(f"there is nothing to draw: {name} requires no gradient.")
    names = _names(script)
    drawn = graph_of_recording(recorded, names, of=tensor)

    def lesson() -> dict[str, Any]:
        with running(place):  # its own ops go backward
            return lesson_of_tensor(recorded, tensor, names)

    return Source(drawn, lesson)


def a_model(model: str, shape: Sequence[int] | None, batch_size: int, seed: int, collapse: int = 0) -> Source:
    """A model on a batch of random numbers.

    model: "mlp", "lenet", "spring" (the network of `stats`), or FILE.py:function. shape: of one input; by
    default what fits the network, 784 numbers for a model of the user's. collapse: the depth of the modules
    that are drawn as one box each; 0 for none. The steps go on to a loss: the cross-entropy for the networks
    named here, else the sum of the output.

    ModelError if the model cannot be made; OwnCodeError if one of the user's ends the program; ValueError if
    it does nothing that could be drawn.
    """
    shape = SHAPES.get(model, (784,)) if shape is None else tuple(shape)
    np.random.seed(seed)  # noqa: NPY002 (weights are drawn from the course's generator)
    own = model not in SHAPES
    if model == "spring":
        twin = spring_network("by autograd", _SPRING, "sigmoid", 0, 1e-3, 0.0, "float64")
        assert isinstance(twin, MLP)
        network: Module = twin.network
    else:
        network = build(Description(model, _HIDDEN if model == "mlp" else ()), shape, CLASSES)
    x = Tensor.randn(batch_size, *shape)
    labels = None if own else np.arange(batch_size) % CLASSES

    def runs() -> contextlib.AbstractContextManager[None]:
        return running(model) if own else contextlib.nullcontext()

    def lesson() -> dict[str, Any]:
        with runs():
            return lesson_of_model(network, x.data, labels)

    with runs(), np.errstate(all="ignore"):
        drawn = graph(network, x, collapse=collapse or False)
    return Source(drawn, lesson)


def _stopped(drawn: Graph, error: str) -> Source:
    """A graph that ends where something failed. error: says more of the place than the op's own."""
    drawn.failure = error

    def lesson() -> dict[str, Any]:
        raise LessonError(f"there are no steps to show, since the program fails: {error}")

    return Source(drawn, lesson)


def _names(script: ModuleType) -> dict[str, Tensor]:
    """The tensors that a script has at its top, and the parameters of its models, by name."""
    found: dict[str, Tensor] = {}
    for name, value in vars(script).items():
        if isinstance(value, Tensor):
            found[name] = value
        elif isinstance(value, Module):
            found |= {f"{name}.{path}": x for path, x in value.named_parameters()}
    return found
