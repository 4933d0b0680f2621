"""Hooks on tensors: functions of the user's that see a gradient on its way, and may put another in its place.

A result's hooks stand at its node, as a `Watched` op in the place of the node's own: the engine calls it like
any other. A leaf's stand in a table beside it, which is looked into where its gradient is stored. So what has
no hooks pays nothing. Neither belongs to the data: copies and pickles of a tensor have no hooks.

g is the gradient that has arrived, the sum over all who used the tensor.
"""

import itertools
import weakref
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

import numpy as np

from mytorch.errors import shown
from mytorch.grad_mode import no_grad
from mytorch.variable import Variable

__all__ = [
    "Hookable",
    "RemovableHandle",
    "Watched",
    "leaf_hooks",
    "moved",
    "seen",
    "seen_by_leaves",
    "watched",
]

Hook = Callable[[Any], Any]

_next_id = itertools.count().__next__


class RemovableHandle:
    """Takes one hook away again: by `remove()`, or at the end of a `with` block."""

    def __init__(self, hooks: dict[int, Any], hook: Any) -> None:
        if not callable(hook):
            raise TypeError(f"a hook is a function; got {shown(hook)}.")
        self.id = _next_id()
        self._hooks = hooks
        hooks[self.id] = hook

    def remove(self) -> None:
        """From now on the hook is not called; a second time does nothing.

        >>> x = mytorch.tensor([1.0], requires_grad=True)
        >>> handle = x.register_hook(print)
        >>> handle.remove()
        >>> x.sum().backward()  # prints nothing
        """
        self._hooks.pop(self.id, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class Watched:
    """In the place of a node's op: what watches the gradient that arrives there, and then the op itself."""

    def __init__(self, op: Any) -> None:
        self.op, self.__name__ = op, op.__name__
        self.hooks: dict[int, Hook] = {}
        self.kind: Any = None  # of the tensors that hooks get
        self.keeper: weakref.ref[Any] | None = None  # the tensor that keeps its gradient
        self.place: tuple[str, int, str] | None = None  # of the line that ran the op: file, number, function

    def backward_arrays(self, ctx: Any, g: np.ndarray) -> Any:
        """What the op's backward answers, given what the hooks made of g."""
        if not (self.hooks or self.keeper):
            return self.op.backward_arrays(ctx, g)
        with no_grad():
            given = self.kind.of(g.copy())
            new = self.seen(given)
        if new is given:
            return self.op.backward_arrays(ctx, g)
        grads = self.op.backward_arrays(ctx, new.array)
        # Copies, as the engine copies where a leaf would get g itself, and does not know this one.
        grads = grads if type(grads) is tuple else (grads,)
        return tuple(None if grad is None else grad.copy() for grad in grads)

    def seen(self, g: Any) -> Any:
        """What the hooks made of g; it is kept last, whenever retain_grad() was called."""
        new = seen(self.hooks, g)
        x = self.keeper() if self.keeper else None
        if x is not None and x.grad_fn is not None and x.grad_fn.op is self:
            x.kept_grad = new.clone() if x.kept_grad is None else x.kept_grad + new
        return new


def watched(node: Any) -> Watched:
    """The Watched op of a node, put there if there is none yet."""
    if type(node.op) is not Watched:
        node.op = Watched(node.op)
    return node.op


def moved(x: Any, node: Any) -> Any:
    """The node that is about to become the tensor's; it keeps the tensor's gradient if the last one did."""
    if x.retains_grad:
        watched(node).kind, watched(node).keeper = type(x), weakref.ref(x)
    return node


def seen(hooks: dict[int, Hook], g: Any) -> Any:
    """What these hooks make of g, each of what the one before it made; g itself if none returned anything.

    TypeError or ValueError for what cannot be a gradient in the place of g.
    """
    for hook in list(hooks.values()):
        new = hook(g)
        if new is None:
            continue
        if not isinstance(new, Variable):
            raise TypeError(f"a hook returns a Tensor, or None to leave the gradient; got {shown(new)}.")
        if (new.array.shape, new.array.dtype) != (g.array.shape, g.array.dtype):
            raise ValueError(
                f"a hook returns a gradient of the shape and dtype of the one it got, {g.array.shape} and "
                f"{g.array.dtype}; got {new.array.shape} and {new.array.dtype}."
            )
        g = new
    return g


# ---- leaves: their hooks by their id, for as long as they live ------------------------------------------

leaf_hooks: dict[int, dict[int, Hook]] = {}


def seen_by_leaves(arrived: Iterable[tuple[Variable, np.ndarray]]) -> list[tuple[Variable, np.ndarray]]:
    """Each leaf with what its hooks made of the gradient that arrived for it, in an array of its own."""
    answer = []
    for leaf, g in arrived:
        if leaf.wants_grad and leaf_hooks.get(id(leaf)):
            with no_grad():
                given = leaf.of(g.copy())
                new = seen(leaf_hooks[id(leaf)], given)
            g = g if new is given else new.array.copy()
        answer.append((leaf, g))
    return answer


class Hookable(Variable):
    """A variable whose gradient can be watched."""

    __slots__ = ()

    def register_hook(self, hook: Hook) -> RemovableHandle:
        """Call hook(g) whenever the gradient g of this tensor has been computed.

        The hook may return another gradient, of the same shape and dtype, which is used from there on, or
        None. What it does to g itself changes nothing. Hooks are called in the order in which they were
        registered. Returns a handle, whose `remove()` takes the hook away.

        A hook stays with the value that the tensor had when it was registered: after `x += y`, it sees the
        gradient of x as it was before. RuntimeError if the tensor requires no gradient.

        >>> x = mytorch.tensor([1.0, 2.0], requires_grad=True)
        >>> handle = x.register_hook(lambda g: 10 * g)
        >>> x.sum().backward()
        >>> x.grad
        tensor([10., 10.])
        """
        if not self.wants_grad:
            raise RuntimeError(
                "register_hook() was called on a tensor that does not require a gradient, so that none will "
                "arrive. Set requires_grad=True first."
            )
        if self.grad_fn is not None:
            place = watched(self.grad_fn)
            place.kind = type(self)
            return RemovableHandle(place.hooks, hook)
        if id(self) not in leaf_hooks:
            hooks: dict[int, Hook] = {}
            handle = RemovableHandle(hooks, hook)
            leaf_hooks[id(self)] = hooks
            weakref.finalize(self, leaf_hooks.pop, id(self), None).atexit = False
            return handle
        return RemovableHandle(leaf_hooks[id(self)], hook)

    def retain_grad(self) -> None:
        """Keep the gradient in `.grad` although this tensor is a result; of a leaf it is kept anyway.

        RuntimeError if the tensor requires no gradient.

        >>> x = mytorch.tensor(2.0, requires_grad=True)
        >>> y = x * x
        >>> y.retain_grad()
        >>> (3 * y).backward()
        >>> y.grad
        tensor(3.)
        """
        if not self.wants_grad:
            raise RuntimeError(
                "retain_grad() was called on a tensor that does not require a gradient, so that there will "
                "be none to keep. Set requires_grad=True on the leaves it is made from."
            )
        if self.grad_fn is not None:
            place = watched(self.grad_fn)
            place.kind, place.keeper = type(self), weakref.ref(self)

    @property
    def retains_grad(self) -> bool:
        """Whether this tensor is a result that keeps its gradient in `.grad`.

        >>> y = mytorch.tensor(2.0, requires_grad=True) * 3
        >>> y.retain_grad()
        >>> y.retains_grad
        True
        """
        op = None if self.grad_fn is None else self.grad_fn.op
        return type(op) is Watched and op.keeper is not None and op.keeper() is self
