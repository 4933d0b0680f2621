"""From ops in the order in which they ran to vertices and edges, with no recursion."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mytorch.autograd_engine import BackwardFunction
from mytorch.graphs.failing import Failure
from mytorch.graphs.recording import Call, RecordedOp
from mytorch.graphs.vertices import Edge, Vertex
from mytorch.variable import Variable

__all__ = ["UNKNOWN", "Builder", "Part", "form_of", "origin_of", "place_line"]

UNKNOWN = object()  # in the place of a constant whose value was not kept
_SHORT = 12  # characters of a constant's value that is its label


@dataclass(frozen=True)
class Part:
    """A vertex, with what it stands for."""

    vertex: Vertex
    # The node, the leaf, the constant, the Call of a module or the Failure; None if it is not known.
    subject: Any
    call: Call | None = None  # the innermost module that was running


def origin_of(x: Any) -> Any:
    """What stands for a value in the graph: the node that made a tensor, or the leaf or constant itself."""
    return x.grad_fn if isinstance(x, Variable) and x.grad_fn is not None else x


def form_of(shape: Any, dtype: Any) -> str:
    """Shape and dtype on one line, as "(2, 3) float64"."""
    return f"{tuple(shape)} {dtype}"


def place_line(label: str, call: Call | None) -> tuple[str, ...]:
    """In which layer it was, as one line or none: "layer 0.1 Linear", or "layer 0.1" below that label."""
    if call is None:
        return ()
    name = type(call.module).__name__
    words = [*(["layer", call.path] if call.path else []), *([name] if name != label else [])]
    return (" ".join(words),) if words else ()


class Builder:
    """Takes the ops one after the other, each after those that made its inputs."""

    def __init__(
        self,
        names: Mapping[int, str],
        values: Mapping[int, np.ndarray] | None = None,
        constants: Collection[int] = (),
    ) -> None:
        """names and values: of tensors, by the id of their `origin_of`. constants: the ids of leaves that are
        constants to the user, and require a gradient only so that what is done with them is recorded.
        """
        self.parts: list[Part] = []
        self.edges: list[Edge] = []
        self._names, self._values, self._constants = names, values or {}, constants
        self._places: dict[int, int] = {}  # by the id of a value's origin: where it stands in parts

    def recorded(self, op: RecordedOp) -> None:
        """Add an op of a recording."""
        self.op(op.node, op.inputs, op.parents, op.call, op.z)

    def op(
        self,
        node: Any,
        inputs: tuple[Any, ...],
        parents: tuple[Any, ...],
        call: Call | None = None,
        z: np.ndarray | None = None,
    ) -> None:
        """Add an op that ran. inputs: () if they are not known; parents: for each input, as a node has them.
        z: its output, if it is known.
        """
        values = inputs or (UNKNOWN,) * len(parents)
        sources = [
            self._source(value if parent is None else parent)
            for value, parent in zip(values, parents, strict=True)
        ]
        lines = self._result(id(node), node.shape, node.dtype, z)
        label = node.function_name
        vertex = Vertex("op", label, (*lines, *place_line(label, call)), _group(call))
        self._add(Part(vertex, node, call), sources, id(node))

    def failed(self, failure: Failure) -> None:
        """Add the op or the layer that raised an error, with the tensors that it got."""
        label, call = failure.label, failure.call
        sources = [self._source(origin_of(x)) for x in failure.inputs if isinstance(x, Variable)]
        lines = (*place_line(label, call), *failure.shapes, *failure.message)
        self._add(Part(Vertex("failed", f"{label} failed", lines, _group(call)), failure, call), sources)

    def leaf(self, tensor: Any) -> None:
        """Add a leaf that no op has used."""
        self._source(tensor)

    def _add(self, part: Part, sources: list[int], key: int | None = None) -> int:
        place = len(self.parts)
        self.parts.append(part)
        self.edges += [Edge(source, place) for source in sources]
        if key is not None:
            self._places[key] = place
        return place

    def _source(self, value: Any) -> int:
        """The place of the vertex of an input: of a node, a leaf or a constant; a new one, if need be."""
        if value is not UNKNOWN and id(value) in self._places:
            return self._places[id(value)]
        if type(value) is BackwardFunction:  # it ran before the recording
            lines = self._result(id(value), value.shape, value.dtype, None)
            return self._add(Part(Vertex("op", value.function_name, lines), value), [], id(value))
        is_tensor = isinstance(value, Variable)
        kind = "leaf" if is_tensor and value.wants_grad and id(value) not in self._constants else "constant"
        if value is UNKNOWN:
            return self._add(Part(Vertex("constant", "constant"), None), [])
        name = self._names.get(id(value), "")
        array = value.array if is_tensor else np.asarray(value)
        shown = _number(array) if array.ndim == 0 else ""
        if kind == "constant" and not name and 0 < len(shown) <= _SHORT:
            vertex = Vertex(kind, shown)
        else:
            form = f"= {shown}" if shown else form_of(array.shape, array.dtype)
            vertex = Vertex(kind, name or kind, (form,))
        # Numbers are not known by their ids, since Python may have one object for all 3s.
        return self._add(Part(vertex, value), [], id(value) if array.ndim or is_tensor else None)

    def _result(self, key: int, shape: Any, dtype: Any, z: np.ndarray | None) -> tuple[str, ...]:
        """The lines of an op's output: its name and value, or its shape and dtype."""
        name = self._names.get(key, "")
        z = self._values.get(key) if z is None else z
        if z is not None and z.ndim == 0:
            return (f"{name} = {_number(z)}".strip(),)
        return (*([name] if name else []), form_of(shape, dtype))


def _group(call: Call | None) -> str:
    return "" if call is None else call.path


def _number(array: np.ndarray) -> str:
    """One number, with six digits."""
    return f"{array.item():.6g}" if array.dtype.kind == "f" else str(array.item())
