"""The engine's own backward pass, watched: which node it visits, with which gradient, and what comes out.

The walk is that of mytorch/autograd_engine.py. While it lasts, a watcher stands in the place of each node's
op, as hooks do (mytorch/hooks.py); afterwards the op is in its place again.
"""

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from hw1.lesson.op_words import by_elements
from hw1.lesson.traced import LessonError, Traced
from mytorch import Tensor, autograd_engine
from mytorch.broadcasting import unbroadcast
from mytorch.hooks import Watched, leaf_hooks

__all__ = ["Sent", "Visit", "watched_walk"]


class Sent(NamedTuple):
    """The gradient that a node sends back to one of its inputs."""

    edge: int
    to: int  # the vertex of the input
    product: np.ndarray  # in the form of the input, as the engine adds it up
    local: np.ndarray | None  # the derivative of the output by the input, where that is one number for each


class Visit(NamedTuple):
    """One visit of the engine to a node."""

    vertex: int
    g: np.ndarray  # the gradient that has arrived there
    sent: list[Sent]


def watched_walk(traced: Traced, result: Tensor) -> tuple[list[Visit], dict[int, np.ndarray]]:
    """Walk back from the result; return the visits in the engine's order, and each leaf's gradient by vertex.

    The gradient of the result with respect to itself is 1 in each element. The leaves start without a
    gradient, and have the one they had before when this returns; the graph is kept. LessonError if an op
    fails, or if there are hooks, which may change gradients.
    """
    _refuse_hooks(traced)
    calls: list[tuple[int, np.ndarray, Any, Any]] = []
    leaves = {i: traced.vertices[i].leaf for i in traced.leaves}
    before = {i: leaf.kept_grad for i, leaf in leaves.items()}
    try:
        for leaf in leaves.values():
            leaf.kept_grad = None
        with _watched(traced, calls):
            autograd_engine.backward(result.grad_fn, retain_graph=True)
        found = {i: leaf.kept_grad.array.copy() for i, leaf in leaves.items() if leaf.kept_grad is not None}
    except RuntimeError as error:
        raise LessonError(f"the backward pass stops: {error}") from error
    finally:
        for i, leaf in leaves.items():
            leaf.kept_grad = before[i]
    return [_visit(traced, *call) for call in calls], found


class _Watcher:
    """In the place of an op: notes the gradient that arrives and what the op answers."""

    def __init__(self, op: Any, vertex: int, calls: list[Any], with_local: bool) -> None:
        self.op, self.__name__ = op, op.__name__
        self.vertex, self.calls, self.with_local = vertex, calls, with_local

    def backward_arrays(self, ctx: Any, g: np.ndarray) -> Any:
        local = self.op.backward_arrays(ctx, np.ones_like(g)) if self.with_local else None
        arrived = g.copy()
        answer = self.op.backward_arrays(ctx, g)
        self.calls.append((self.vertex, arrived, _copied(answer), _copied(local)))
        return answer


@contextlib.contextmanager
def _watched(traced: Traced, calls: list[Any]) -> Iterator[None]:
    """In here each op of the graph is watched. No result keeps this walk's gradient, as hooks do not stand
    at the node itself (see `Watched.seen`).
    """
    nodes = [(i, _node(traced, i)) for i in traced.ops]
    before = [node.op for _, node in nodes]
    for i, node in nodes:
        node.op = _Watcher(node.op, i, calls, traced.scalar or by_elements(node.op))
    try:
        yield
    finally:
        for (_, node), op in zip(nodes, before, strict=True):
            node.op = op


def _node(traced: Traced, vertex: int) -> Any:
    recorded = traced.vertices[vertex].recorded
    assert recorded is not None
    return recorded.node


def _refuse_hooks(traced: Traced) -> None:
    ops = [(i, _node(traced, i).op) for i in traced.ops]
    hooked = [i for i, op in ops if type(op) is Watched and op.hooks]
    hooked += [i for i in traced.leaves if leaf_hooks.get(id(traced.vertices[i].leaf))]
    if hooked:
        raise LessonError(
            f"hooks are registered on {', '.join(traced.vertices[i].symbol for i in hooked)}, and may change "
            "the gradients there; remove them by the handles that register_hook() gave."
        )


def _copied(answer: Any) -> Any:
    """A tuple of copies: nobody who is given one of these arrays can change what was noted."""
    if answer is None:
        return ()
    return tuple(None if x is None else x.copy() for x in (answer if type(answer) is tuple else (answer,)))


def _visit(traced: Traced, vertex: int, g: np.ndarray, answer: Any, local: Any) -> Visit:
    box = traced.vertices[vertex]
    sent = []
    for i, (edge, source, grad) in enumerate(zip(box.edges, box.inputs, answer, strict=False)):
        target = traced.vertices[source]
        if grad is None or not target.requires_grad:
            continue
        dtype = target.leaf.array.dtype if target.leaf is not None else target.value.dtype
        product = unbroadcast(grad, target.value.shape, dtype, box.label)
        sent.append(Sent(edge, source, np.asarray(product), local[i] if local else None))
    return Visit(vertex, g, sent)
