"""`grad` and `backward`: the gradients of several outputs, of chosen tensors or in `.grad` of all leaves."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from mytorch import hooks, storing
from mytorch.autograd.recorded_walk import gradients_of, key_of, place_of
from mytorch.checks import flag
from mytorch.errors import shown
from mytorch.grad_mode import enable_grad, no_grad
from mytorch.variable import Variable

__all__ = ["backward", "backward_of", "grad"]

V = TypeVar("V", bound=Variable)


def grad(
    outputs: V | Sequence[V],
    inputs: V | Sequence[V],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    *,
    allow_unused: bool | None = None,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of the sum of the outputs with respect to each of the inputs; `.grad` stays what it is.

    outputs, inputs: a Tensor, or several of them. Inputs may be leaves, or results that the outputs were made
        from.
    grad_outputs: for each output the gradient of the final value with respect to it, of its shape. None
        stands for 1, of an output of one element.
    retain_graph: keep the graph, so that it can be walked again; as create_graph by default.
    create_graph: record the walk itself, so that what comes out can be differentiated again.
    allow_unused: None in the place of an input that the outputs do not depend on, or zeros with
        materialize_grads.

    RuntimeError where a tensor requires no gradient, an output of more elements has no grad_outputs, an input
    is not used, or the graph is gone. TypeError or ValueError for what is no Tensor, or no gradient of its
    output.

    >>> x = mytorch.tensor(2.0, requires_grad=True)
    >>> (first,) = mytorch.autograd.grad(x**3, x, create_graph=True)  # 3 x²
    >>> mytorch.autograd.grad(first, x)  # 6 x
    (tensor(12.),)
    """
    create_graph = flag("grad()", "create_graph", create_graph)
    retain_graph = create_graph if retain_graph is None else flag("grad()", "retain_graph", retain_graph)
    materialize_grads = flag("grad()", "materialize_grads", materialize_grads)
    outputs, inputs = _several("outputs", outputs), _several("inputs", inputs)
    given = _several("grad_outputs", grad_outputs, len(outputs), or_none=True)
    starts = [_start(i, x, g) for i, (x, g) in enumerate(zip(outputs, given, strict=True))]
    for i, x in enumerate(inputs):
        if not x.wants_grad:
            raise RuntimeError(
                f"grad(): input {i} does not require a gradient. Set requires_grad=True on it before the "
                "forward pass."
            )
    if materialize_grads and allow_unused is False:
        raise ValueError("grad(): with materialize_grads, allow_unused cannot be False.")
    found = gradients_of(outputs, starts, inputs, retain_graph, create_graph)
    with enable_grad() if create_graph else no_grad():
        seen = {
            key: hooks.seen(hooks.leaf_hooks.get(key, {}), g) if isinstance(place, Variable) else g
            for key, (place, g) in found.items()
        }
    answer = []
    for i, x in enumerate(inputs):
        g = seen.get(key_of(place_of(x)))
        if g is None and not (allow_unused or materialize_grads):
            raise RuntimeError(
                f"grad(): input {i} was not used for the outputs, so that it has no gradient. Pass "
                "allow_unused=True to get None for it."
            )
        answer.append(x.of(np.zeros_like(x.array)) if g is None and materialize_grads else g)
    return tuple(answer)


def backward(
    tensors: V | Sequence[V],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
) -> None:
    """Leave in `.grad` of every leaf behind the tensors the gradient of their sum, added to what is there.

    grad_tensors: as grad_outputs of `grad`; so are the other arguments, and the errors. With create_graph,
    `.grad` is a new tensor with a graph of its own, which holds the leaf: set it to None when it is no longer
    needed.

    >>> x = mytorch.tensor(2.0, requires_grad=True)
    >>> mytorch.autograd.backward([3 * x, x * x])
    >>> x.grad  # 3 + 2 x
    tensor(7.)
    """
    tensors = _several("tensors", tensors)
    given = _several("grad_tensors", grad_tensors, len(tensors), or_none=True)
    starts = [_start(i, x, g) for i, (x, g) in enumerate(zip(tensors, given, strict=True))]
    _accumulate(tensors, starts, create_graph if retain_graph is None else retain_graph, create_graph)


def backward_of(x: Any, gradient: Any, retain_graph: bool | None, create_graph: bool) -> None:
    """`x.backward(…)`, where the engine's own walk will not do: see `Tensor.backward`."""
    g = x.of(np.ones_like(x.array)) if gradient is None else _start(0, x, gradient)
    _accumulate([x], [g], create_graph if retain_graph is None else retain_graph, create_graph)


def _accumulate(outputs: Sequence[Any], grads: Sequence[Any], retain: bool, recorded: bool) -> None:
    """Add to `.grad` of all leaves behind the outputs their gradients; after an error to none."""
    found = gradients_of(outputs, grads, None, retain, recorded).values()
    if not recorded:
        return storing.accumulate([(leaf, g.array) for leaf, g in found])
    with storing.lock, enable_grad():
        sums = []
        for leaf, g in found:
            g = hooks.seen(hooks.leaf_hooks.get(id(leaf), {}), g)
            sums.append((leaf, g if leaf.kept_grad is None else leaf.kept_grad + g))
        for leaf, g in sums:
            leaf.kept_grad = g
    return None


def _several(name: str, given: Any, count: int | None = None, or_none: bool = False) -> list[Any]:
    """One tensor, or several, as a list."""
    if given is None and count is not None:
        return [None] * count
    listed = list(given) if isinstance(given, list | tuple) else [given]
    for x in listed:
        if not (isinstance(x, Variable) or (or_none and x is None)):
            raise TypeError(f"{name} takes a Tensor or a tuple of them; got {shown(x)}.")
    if count is not None and len(listed) != count:
        raise ValueError(f"{name} takes one Tensor for each of the {count} outputs; got {len(listed)}.")
    if not listed:
        raise ValueError(f"{name} takes a Tensor or a tuple of them; got none.")
    return listed


def _start(i: int, x: Any, g: Any) -> Any:
    """The gradient to start from at output i: checked."""
    if not x.wants_grad:
        raise RuntimeError(
            f"output {i} does not require a gradient, nor does anything it was made from. Set "
            "requires_grad=True on the leaves."
        )
    if g is None:
        if x.array.size != 1:
            raise RuntimeError(
                f"output {i} has shape {x.array.shape}, and only for one element the gradient to start from "
                "is 1. Give that gradient, or reduce the output by sum() or mean()."
            )
        return x.of(np.ones_like(x.array))
    if g.array.dtype.kind not in "fiub" and x.array.dtype.kind != "c":  # as in the complex step
        raise TypeError(f"the gradient of output {i} is a Tensor of real numbers; got {shown(g)}.")
    if g.array.shape != x.array.shape:
        raise ValueError(f"output {i} takes a gradient of shape {x.array.shape}; got {g.array.shape}.")
    return g if g.array.dtype == x.array.dtype else g.to(x.array.dtype)
