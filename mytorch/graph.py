"""The graph: what an op leaves behind when it runs, so that a gradient can find its way back.

An op leaves a node (`BackwardFunction`), which is also the `ctx` that the op saves things in. A node
knows its op and, for each input, the node that made it, or the leaf (`AccumulateGrad`). What comes
out of an op's derivative is brought here into the shape and dtype of the input that it is for.

Ops make the nodes (function.py), and the walk visits them (autograd_engine.py).
Letters: x an input, g the gradient of the final value with respect to a node's output.
"""

import os
import threading
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any, NoReturn

import numpy as np

from mytorch.errors import shown
from mytorch.variable import Variable, clock, watch

__all__ = ["AccumulateGrad", "BackwardFunction", "ContextManager", "accumulate", "fit", "form"]

# So that two threads may walk towards the same leaf. A fork waits until nobody holds it, for in the child
# nobody would let it go.
_storing = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_storing.acquire, after_in_parent=_storing.release, after_in_child=_storing.release
    )


class ContextManager:
    """`ctx`: what a forward pass leaves behind for its backward pass (Fall 2020, 0.1.5, step 7).

    Arrays and tensors go through `save_for_backward`; settings may be kept as attributes.
    """

    function_name = "op"
    _order = 0
    recorded = True  # False where no gradient will be asked for, so that nothing need be prepared
    _saved: tuple[Any, ...] | None = ()
    _inputs: tuple[Any, ...] = ()
    _parents: Sequence[Any] = ()  # for each input: its node, or the leaf itself, or None for a constant

    @property
    def needs_input_grad(self) -> tuple[bool, ...]:
        """For each input, whether anybody waits for its gradient; if not, backward may give None for it."""
        return tuple(self.needs(i) for i in range(len(self._parents)))

    def needs(self, i: int) -> bool:
        """Whether anybody waits for the gradient of input i. By hand, whoever calls backward does."""
        return True

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep these, uncopied, until the backward pass."""
        self._saved = self._saved + tensors if self._saved else tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was saved. RuntimeError if an input among it was changed in place since."""
        if self._saved is None:
            raise _freed(self)
        if watch.last_change > self._order or watch.witnesses:
            self._check_unchanged()
        return self._saved

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        _refuse_to_copy(self)

    def _check_unchanged(self) -> None:
        for x in (*self._inputs, *(self._saved or ())):
            if not isinstance(x, Variable) or not x.changed_since(self._order):
                continue
            if max(x._rebound, x._replaced) > self._order or any(
                _is_of(kept, x) for kept in self._saved or ()
            ):
                raise RuntimeError(
                    f"an input of {self.function_name}, of shape {x._data.shape}, was changed in place after "
                    f"{self.function_name} saved it for its derivative, which would now come out wrong. "
                    "Change a copy() instead, or change it after backward()."
                )


class BackwardFunction(ContextManager):
    """The node of an op's output: the op, its ctx (the node itself) and where the inputs came from."""

    _requires_grad = True
    _shape: Any = None  # of the output, and so of the gradient that arrives
    _dtype: Any = None

    def __init__(self, cls: type[Any]) -> None:
        self._op = cls
        self._order = next(clock)

    @property
    def ctx(self) -> ContextManager:
        """Where forward left what backward needs."""
        return self

    def needs(self, i: int) -> bool:
        parent = self._parents[i]
        return parent is not None and parent._requires_grad  # which may have been switched off since

    @property
    def function_name(self) -> str:  # type: ignore[override]
        """The op's name, as `Mul`."""
        return self._op.__name__

    @property
    def next_functions(self) -> tuple[Any, ...]:
        """For each input, the node that its gradient goes to; None for a constant."""
        return tuple(AccumulateGrad(p) if isinstance(p, Variable) else p for p in self._parents)

    def apply(self, *grads: Variable) -> tuple[Variable | None, ...]:
        """The gradients with respect to the inputs, given the gradient with respect to the output."""
        if len(grads) != 1 or not isinstance(grads[0], Variable):
            raise TypeError(f"{self!r} takes one Tensor, the gradient of its output; got {shown(grads)}.")
        if self._shape not in (None, grads[0]._data.shape):
            raise ValueError(f"{self!r} takes a gradient of shape {self._shape}; got {grads[0]._data.shape}.")
        make = type(grads[0])._of
        return tuple(
            None if parent is None or grad is None else make(fit(grad, parent, self).copy())
            for parent, grad in zip(self._parents, self._gradients(grads[0]._data), strict=False)
        )

    def _gradients(self, g: np.ndarray) -> tuple[np.ndarray | None, ...]:
        """What the op's backward makes of g, one array for each input, still to be un-broadcast."""
        grads = self._op._backward(self, g)
        if type(grads) is not tuple:
            grads = (grads,)
        if len(grads) != len(self._parents):
            self._check_count(grads)
        return grads

    def _check_count(self, grads: tuple[np.ndarray | None, ...]) -> None:
        """One gradient for each input; for constants at the end there may be none."""
        if not self._parents:
            raise _freed(self)
        if len(grads) > len(self._parents) or any(p is not None for p in self._parents[len(grads) :]):
            raise RuntimeError(
                f"{self.function_name}.backward gave {len(grads)} gradients for {len(self._parents)} inputs; "
                "return one for each input (None for a constant)."
            )

    def __repr__(self) -> str:
        return f"<{self.function_name}Backward>"


class AccumulateGrad:
    """The node of a leaf that requires a gradient: where a gradient arrives and is stored."""

    function_name = "AccumulateGrad"
    next_functions: tuple[Any, ...] = ()

    def __init__(self, tensor: Variable) -> None:
        if not isinstance(tensor, Variable):
            raise TypeError(f"AccumulateGrad takes the leaf, a Tensor; got {type(tensor).__name__}.")
        self.variable = tensor

    def apply(self, grad: Variable) -> None:
        """Add grad to the leaf's `.grad` (Fall 2020, 0.1.6: the generalised chain rule)."""
        shape, dtype = form(self.variable)
        if not isinstance(grad, Variable) or grad._data.shape != shape or grad._data.dtype.kind not in "fiub":
            raise (ValueError if isinstance(grad, Variable) else TypeError)(
                f"AccumulateGrad of a leaf takes a gradient, a Tensor of real numbers of shape {shape}; got "
                f"{shown(grad)}."
            )
        accumulate([(self.variable, grad._data.astype(dtype))])

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        _refuse_to_copy(self)

    def __repr__(self) -> str:
        return "<AccumulateGrad>"


def accumulate(arrived: Sequence[tuple[Variable, np.ndarray]]) -> None:
    """Add to each leaf's gradient the array that arrived for it, which is the leaf's to keep from now on.

    All of them change, or after an error none: everything is computed first.
    """
    with _storing:
        leaves: list[Variable] = []  # that had no gradient
        first: list[Variable] = []
        grads: list[Variable] = []  # that there were
        places: list[np.ndarray] = []  # the arrays of those
        sums: list[np.ndarray] = []
        for leaf, g in arrived:
            if not leaf._requires_grad:
                continue  # switched off since the forward pass
            if leaf._rebound and (g.shape, g.dtype) != form(leaf):
                raise RuntimeError(f"a leaf got data of another form during backward(): {form(leaf)}.")
            if leaf._grad is None:
                leaves.append(leaf)
                first.append(leaf._of(g))
            else:
                _check_place(leaf, grads)
                grads.append(leaf._grad)
                places.append(leaf._grad._data)
                sums.append(leaf._grad._data + g)
        stores: Iterable[None] = map(_set_grad, leaves, first)
        if grads:
            for grad in grads:
                grad._changed()
            stores = chain(stores, map(_set_items, places, repeat(...), sums))
        any(stores)  # all of them, as each gives None; in C, so that no KeyboardInterrupt comes in between


_set_grad = vars(Variable)["_grad"].__set__
_set_items = np.ndarray.__setitem__


def _check_place(leaf: Variable, others: Sequence[Variable]) -> None:
    """Can a gradient be added to the leaf's `.grad`, in place?"""
    reason = ""
    if leaf._grad._data.shape != leaf._data.shape or leaf._grad._data.dtype != leaf._data.dtype:
        reason = "is of another shape or dtype"
    elif not leaf._grad._data.flags.writeable:
        reason = "cannot be written to"
    elif any(leaf._grad is other for other in others):
        reason = "is another leaf's as well"
    if reason:
        raise RuntimeError(
            f"the gradient of a leaf of shape {leaf._data.shape} and {leaf._data.dtype} cannot be added to "
            f"its .grad, which {reason}. Set .grad to None first."
        )


def form(parent: Any) -> tuple[tuple[int, ...], np.dtype]:
    """The shape and dtype of a node's output, or of a leaf. TypeError for what is neither."""
    if isinstance(parent, Variable):
        return parent._data.shape, parent._data.dtype
    if not isinstance(parent, BackwardFunction) or parent._shape is None:
        raise TypeError(f"expected a leaf, or the node (grad_fn) of an op's result; got {shown(parent)}.")
    return parent._shape, parent._dtype


def fit(grad: np.ndarray, parent: Any, node: ContextManager) -> np.ndarray:
    """The gradient in the parent's shape and dtype: summed over the axes that broadcasting stretched."""
    shape, dtype = form(parent)
    if grad.shape != shape:
        if grad.dtype == np.float16:  # whose own sums stop growing at 2,048 ones
            grad = grad.astype(np.float32)
        extra = grad.ndim - len(shape)
        ones = tuple(axis for axis, size in enumerate(shape, start=extra) if size == 1)
        if grad.ndim == 2 and grad.shape[1:] == shape:  # a row added to a matrix: quickest as a product
            summed = np.ones((1, len(grad)), grad.dtype) @ grad
        else:
            summed = grad.sum(axis=(*range(extra), *ones), keepdims=True) if extra >= 0 else grad
        if summed.shape[max(extra, 0) :] != shape:
            raise RuntimeError(
                f"{node.function_name}.backward gave a gradient of shape {grad.shape} for an input of shape "
                f"{shape}."
            )
        grad = summed.reshape(shape)
    return grad if grad.dtype == dtype else grad.astype(dtype)


def _is_of(kept: Any, x: Variable) -> bool:
    """Whether what was saved is this variable, its array, or a view of it."""
    return kept is x or (isinstance(kept, np.ndarray) and np.may_share_memory(kept, x._data))


def _refuse_to_copy(node: Any) -> NoReturn:
    raise TypeError(
        f"{node!r} is part of a graph, which cannot be copied or pickled. Copy the data: detach()."
    )


def _freed(node: ContextManager) -> RuntimeError:
    return RuntimeError(
        f"the graph behind this {node.function_name} was freed by an earlier backward(). "
        "To go through it twice, pass retain_graph=True the first time."
    )
