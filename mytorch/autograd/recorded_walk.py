"""The engine's walk once more, on tensors: from several outputs, to chosen tensors, and recorded itself.

`mytorch.autograd_engine.backward` is the lesson, and quicker. This walk is for what it does not do: gradients
that can be differentiated again (`create_graph`), gradients of chosen tensors that leave `.grad` alone
(`autograd.grad`), and a look at each gradient for NaN (`detect_anomaly`). Order and sums are the same.

Letters: g the gradient that has arrived at a node, of the final values with respect to its output.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from heapq import heappop, heappush
from typing import Any

import numpy as np

from mytorch import hooks, in_place
from mytorch.autograd import anomaly
from mytorch.autograd.derivatives import DERIVATIVES
from mytorch.autograd_engine import BackwardFunction
from mytorch.errors import shown
from mytorch.grad_mode import enable_grad, no_grad
from mytorch.ops import ArrayFunction
from mytorch.variable import Variable

__all__ = ["gradients_of", "key_of", "place_of"]


def gradients_of(
    outputs: Sequence[Any], grads: Sequence[Any], inputs: Sequence[Any] | None, retain: bool, recorded: bool
) -> dict[int, tuple[Any, Any]]:
    """For each of the inputs that was reached, or for all leaves if None: its place, and its gradient.

    By the key of its place (see `key_of`). Gradients are Tensors of their own; recorded: with a graph.
    The hooks of results have seen theirs, those of leaves have not.
    """
    with enable_grad() if recorded else no_grad():
        return _walked(outputs, grads, inputs, retain, recorded)


def place_of(x: Any) -> Any:
    """Where the gradient of a tensor arrives: at the node that made it, or at itself, a leaf."""
    return x if x.grad_fn is None else x.grad_fn


def key_of(place: Any) -> int:
    """Minus a node's number, so that the latest comes first in a heap; or a leaf's id."""
    return -place.order if type(place) is BackwardFunction else id(place)


def _walked(
    outputs: Sequence[Any], grads: Sequence[Any], inputs: Sequence[Any] | None, retain: bool, recorded: bool
) -> dict[int, tuple[Any, Any]]:
    starts = [place_of(x) for x in outputs]
    targets = None if inputs is None else {key_of(place_of(x)) for x in inputs}
    leading = None if targets is None else _leading_to(targets, starts)
    on_the_way = None if targets is None or leading is None else targets | leading
    heap: list[int] = []
    arrived: dict[int, tuple[Any, Any]] = {}
    found: dict[int, tuple[Any, Any]] = {}

    def arrive(place: Any, g: Any) -> None:
        key = key_of(place)
        if key in arrived:
            g = arrived[key][1] + g
        elif type(place) is BackwardFunction:
            heappush(heap, key)
        arrived[key] = place, g

    for place, g in zip(starts, grads, strict=True):
        arrive(place, g)
    while heap:
        key = heappop(heap)
        node, g = arrived.pop(key)
        op = node.op
        if type(op) is hooks.Watched:
            g, op = op.seen(g), op.op
        if targets is not None and key in targets:
            found[key] = node, g
        if leading is not None and key not in leading:
            continue
        grads = _derivatives(node, op, g, recorded)
        for i, (parent, grad) in enumerate(zip(node.parents, grads, strict=False)):
            if parent is None or grad is None:
                continue
            anomaly.look(node, i, grad)
            if on_the_way is None or key_of(parent) in on_the_way:
                arrive(parent, _fitted(node, op, parent, grad))
        if not retain:
            node.ctx._saved, node.ctx._inputs, node.parents = None, (), ()
    found |= {key: (leaf, g) for key, (leaf, g) in arrived.items() if targets is None or key in targets}
    return {key: (place, g.clone()) for key, (place, g) in found.items()}


def _leading_to(targets: set[int], starts: Iterable[Any]) -> set[int]:
    """The keys of the nodes from which one of the targets can be reached by at least one step."""
    nodes: dict[int, Any] = {}
    todo = list(starts)
    earliest = -max(targets)  # what was made before all targets leads to none; a leaf's key is above 0
    while todo:
        node = todo.pop()
        if type(node) is BackwardFunction and node.order > earliest and node.order not in nodes:
            if not node.parents:
                node.for_each_input(())  # which says that it was freed
            nodes[node.order] = node
            todo += [parent for parent in node.parents if parent is not None]
    leading: set[int] = set()
    for _, node in sorted(nodes.items()):  # parents come before those that they made
        keys = {key_of(parent) for parent in node.parents if parent is not None}
        if keys & targets or keys & leading:
            leading.add(-node.order)
    return leading


def _derivatives(node: Any, op: Any, g: Any, recorded: bool) -> tuple[Any, ...]:
    """The gradients of the node's inputs as Tensors, not yet in the inputs' shapes and dtypes."""
    ctx = node.ctx
    if not recorded:
        grads = node.for_each_input(op.backward_arrays(ctx, g.array))
        return tuple(None if grad is None else g.of(np.asarray(grad)) for grad in grads)
    if not (isinstance(op, type) and issubclass(op, ArrayFunction)):
        return _by_its_own_backward(node, op, g)
    if op not in DERIVATIVES:
        raise RuntimeError(
            f"{op.__name__} has no derivative written in tensors, which create_graph=True needs. Write it as "
            "a Function, with Tensors in and out, or add it to mytorch.autograd.derivatives.DERIVATIVES."
        )
    node.for_each_input((None,) * len(node.parents))  # which says if it was freed
    in_place.refuse_changes(op.__name__, ctx._inputs, ctx._inputs, ctx._time)
    inputs = [x if isinstance(x, Variable) else g.of(np.asarray(op.constant(x))) for x in ctx._inputs]
    entry = DERIVATIVES[op]
    rules = entry if isinstance(entry, tuple) else [partial(entry, i=i) for i in range(len(node.parents))]
    return tuple(
        None if parent is None else rule(ctx, g, *inputs)
        for parent, rule in zip(node.parents, rules, strict=False)  # inputs that may be left out are last
    )


def _by_its_own_backward(node: Any, op: Any, g: Any) -> tuple[Any, ...]:
    """Of a Function of the user's: its backward works on Tensors, and is recorded like any other expression.

    What it saved of its inputs and its output belongs to the graph. Other tensors that its forward computed
    and saved are constants, as in PyTorch.
    """
    ctx = node.ctx
    saved = ctx.saved_tensors
    try:
        ctx._saved = tuple(g.of(x.array, node) if x is ctx.returned else x for x in saved)
        grads = op.backward(ctx, g)
    finally:
        ctx._saved = saved
    grads = node.for_each_input(tuple(grads) if isinstance(grads, list) else grads)
    for grad in grads:
        if not (grad is None or isinstance(grad, Variable)):
            raise TypeError(f"{op.__name__}.backward must return Tensors, or None; got {shown(grad)}.")
        if grad is not None and g.wants_grad and not grad.wants_grad and grad.array.any():
            raise RuntimeError(
                f"{op.__name__}.backward gave a gradient that does not belong to the graph (it was computed "
                "from .data, or in NumPy), so that it has no derivative. Write it in ops on Tensors."
            )
    return grads


def _fitted(node: Any, op: Any, parent: Any, grad: Any) -> Any:
    """The gradient in the shape and dtype of the input it is for, summed over what was stretched."""
    leaf = isinstance(parent, Variable)
    if leaf and parent.guard is not None:
        in_place.refuse_changed_leaf(op.__name__, parent, node.order)
    form = parent.array if leaf else parent
    if grad.shape != form.shape:
        extra = grad.ndim - len(form.shape)
        ones = [axis for axis, size in enumerate(form.shape, start=extra) if size == 1]
        summed = grad.sum(dim=(*range(extra), *ones), keepdim=True) if extra >= 0 else grad
        if extra < 0 or summed.shape[extra:] != form.shape:
            raise RuntimeError(
                f"{op.__name__}.backward gave a gradient of shape {grad.shape} for an input of shape "
                f"{form.shape}."
            )
        grad = summed.reshape(form.shape)
    return grad if grad.dtype == form.dtype else grad.to(form.dtype)
