"""Modules as one box each, with all their ops, parameters and buffers inside."""

from collections.abc import Collection, Sequence
from typing import Any

from mytorch.graphs.building import Part, form_of, place_line
from mytorch.graphs.recording import Call
from mytorch.graphs.vertices import Edge, Vertex
from mytorch.nn.tree import own_modules
from mytorch.tensor import Tensor

__all__ = ["collapsed"]


def collapsed(
    parts: Sequence[Part], edges: Sequence[Edge], depth: int, kept: Collection[int]
) -> tuple[list[Part], list[Edge]]:
    """The graph with a box for each run of a module that stands `depth` levels below the model.

    A layer without layers in it is a box at any level above that, too. What a module at a higher level does
    itself remains as it is. kept: the ids of the values that are drawn although only one box uses them.

    The ops of a run follow each other without a gap, so that no circle comes to be.
    """
    boxes: list[Call | None] = [_box_of(part.call, depth) for part in parts]
    users: list[list[int]] = [[] for _ in parts]
    for edge in edges:
        users[edge.source].append(edge.target)
    last: dict[int, int] = {}  # by the box's id: the last of its parts, in whose place the box stands
    for i, box in enumerate(boxes):
        if box is not None:
            last[id(box)] = i
    inside: dict[int, Part] = {}  # by the box's id: its part that failed, or else any
    for part, box in zip(parts, boxes, strict=True):
        if box is not None and (part.vertex.kind == "failed" or id(box) not in inside):
            inside[id(box)] = part
    parameters = {
        id(box): set(map(id, box.module.parameters())) | set(map(id, box.module.buffers()))
        for box in boxes
        if box is not None
    }
    new: list[Part] = []
    places: dict[int, int] = {}  # of the old parts among the new ones
    of_boxes: dict[int, int] = {}
    for i, (part, box) in enumerate(zip(parts, boxes, strict=True)):
        if box is not None:
            if last[id(box)] == i:
                of_boxes[id(box)] = len(new)
                new.append(_as_box(box, inside[id(box)]))
        elif not _is_inside(part, [boxes[user] for user in users[i]], parameters, kept):
            places[i] = len(new)
            new.append(part)
    for i, box in enumerate(boxes):
        if box is not None:
            places[i] = of_boxes[id(box)]
    return new, _between(edges, places, boxes)


def _box_of(call: Call | None, depth: int) -> Call | None:
    """The run of a module that an op is drawn in, if any; call: the innermost that the op ran in."""
    chain: list[Call] = []
    while call is not None:
        chain.append(call)
        call = call.outer
    for level, one in enumerate(reversed(chain)):
        if level == depth or not own_modules(one.module):
            return one
    return None


def _is_inside(
    part: Part, users: list[Call | None], parameters: dict[int, set[int]], kept: Collection[int]
) -> bool:
    """Whether a leaf or a constant belongs to the boxes that use it, and is not drawn."""
    if part.vertex.kind not in ("leaf", "constant") or id(part.subject) in kept or not users:
        return False
    used_by = [id(user) for user in users if user is not None]
    if len(used_by) < len(users):
        return False
    if part.vertex.kind == "constant" and len(set(used_by)) == 1:
        return True
    return all(id(part.subject) in parameters[user] for user in used_by)


def _as_box(box: Call, part: Part) -> Part:
    """The vertex of a run of a module. part: what failed in it, if anything did."""
    name = type(box.module).__name__
    path = place_line(name, box)
    if part.vertex.kind == "failed":
        failure = part.subject
        inside = [*(place_line(failure.label, part.call) if part.call is not box else ()), failure.label]
        at = (f"in {' '.join(inside)}",) if inside != [name] else ()
        lines = (*path, *at, *failure.shapes, *failure.message)
        return Part(Vertex("failed", f"{name} failed", lines, box.path), failure, box)
    count = sum(x.numel() for x in box.module.parameters())
    numbers = (f"{count:,} parameters",) if count else ()
    return Part(Vertex("module", name, (*path, *_output(box.output), *numbers), box.path), box, box)


def _output(output: Any) -> tuple[str, ...]:
    """A line for each tensor that a module gave."""
    outputs = output if isinstance(output, tuple | list) else (output,)
    return tuple(form_of(x.shape, x.dtype) for x in outputs if isinstance(x, Tensor))


def _between(edges: Sequence[Edge], places: dict[int, int], boxes: Sequence[Call | None]) -> list[Edge]:
    """The edges that are left: none inside a box, and one for all that go from one vertex to a box."""
    found: list[Edge] = []
    once: set[tuple[int, int]] = set()
    for edge in edges:
        if edge.source not in places:
            continue
        pair = places[edge.source], places[edge.target]
        at_a_box = boxes[edge.source] is not None or boxes[edge.target] is not None
        if pair[0] == pair[1] or (at_a_box and pair in once):
            continue
        once.add(pair)
        found.append(Edge(*pair))
    return found
