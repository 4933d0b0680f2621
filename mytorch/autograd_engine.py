"""The walk: how a gradient finds its way back through the operations that made a value.

Running an op on tensors leaves a node (`BackwardFunction`), which knows the op, what it saved, and
the nodes of its inputs. `backward` visits each node once, the latest first: a node is always made
after those it depends on, so by its turn every gradient due to it has arrived (Fall 2020, 0.1.5).
There is no recursion, so depth is bounded by memory alone.

No calculus stands here: an op and its derivative stand together in nn/functional.py.
Letters: x, y inputs, z output, g the gradient of the final value with respect to z.
"""

import functools
import threading
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import zip_longest
from typing import Any

import numpy as np

from mytorch.grad_mode import no_grad, no_grad_depth
from mytorch.memory import owns_its_memory
from mytorch.variable import Variable, clock, watch

__all__ = ["AccumulateGrad", "BackwardFunction", "ContextManager", "Function", "backward"]

_new, _init, ndarray = object.__new__, Variable.__init__, np.ndarray
_storing = threading.Lock()  # so that two threads may walk towards the same leaf


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

    def _check_unchanged(self) -> None:
        for x in (*self._inputs, *(self._saved or ())):
            if not isinstance(x, Variable) or not x.changed_since(self._order):
                continue
            if x._rebound > self._order or any(_is_of(kept, x) for kept in self._saved or ()):
                raise RuntimeError(
                    f"an input of {self.function_name}, of shape {x._data.shape}, was changed in place after "
                    f"{self.function_name} saved it for its derivative, which would now come out wrong. "
                    "Change a copy() instead, or change it after backward()."
                )


class BackwardFunction(ContextManager):
    """The node of an op's output: the op, its ctx (the node itself) and where the inputs came from."""

    _requires_grad = True
    _shape: tuple[int, ...]  # of the output, and so of the gradient that arrives
    _dtype: np.dtype

    def __init__(self, cls: type["Function"]) -> None:
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
        make = type(grads[0])._of
        return tuple(
            None if parent is None or grad is None else make(_fit(grad, parent, self).copy())
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
        self.variable = tensor

    def apply(self, grad: Variable) -> None:
        """Add grad to the leaf's `.grad` (Fall 2020, 0.1.6: the generalised chain rule)."""
        _accumulate(self.variable, grad._data.astype(self.variable._data.dtype))

    def __repr__(self) -> str:
        return "<AccumulateGrad>"


def _accumulate(leaf: Variable, g: np.ndarray) -> None:
    """Add g, an array that is the leaf's to keep, to its gradient."""
    if not leaf._requires_grad:
        return  # switched off since the forward pass
    if leaf.grad is None:
        leaf.grad = type(leaf)._of(g)
    else:
        leaf.grad._data += g
        leaf.grad._changed()


class Function:
    """An operation with its derivative, in the form of the Fall 2020 handout: Tensors in, Tensors out.

    Write your own as a subclass with two static methods, and call it with `apply`:

        forward(ctx, *tensors) -> Tensor
        backward(ctx, g) -> Tensor, or one for each input in a tuple (None for a constant)

    The ops of nn/functional.py are of its array form, `ArrayFunction`.
    """

    @staticmethod
    def forward(ctx: Any, *inputs: Any, **options: Any) -> Any:
        """The op's value."""
        raise NotImplementedError("a Function needs a static method forward(ctx, *tensors).")

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """The op's derivatives, times the gradient that arrives."""
        raise NotImplementedError("a Function needs a static method backward(ctx, g).")

    @classmethod
    def apply(cls, *inputs: Any, **options: Any) -> Any:
        """Run the op on tensors and constants, and record it if any tensor requires a gradient."""
        recording = no_grad_depth.get() <= 0
        kind, recorded, arrays, parents = None, False, [], []
        for x in inputs:
            if isinstance(x, Variable):
                kind = type(x)
                if x._shown:
                    x._look()
                arrays.append(x._data)
                if recording and x._requires_grad:
                    recorded = True
                    parents.append(x.grad_fn or x)
                else:
                    parents.append(None)
            else:
                arrays.append(_constant(x))
                parents.append(None)
        if kind is None:
            raise TypeError(f"{cls.__name__} was applied to no Tensor; wrap the numbers in Tensor(...).")
        node = _new(BackwardFunction)
        node._op, node._inputs, node._parents, node._saved, node.recorded = cls, inputs, parents, (), recorded
        node._order = next(clock)  # after the look at the inputs, so that what it found counts as earlier
        if options:
            _check_options(cls, options)
            z = cls._forward(node, *arrays, **options)
        else:
            z = cls._forward(node, *arrays)
        if type(z) is not ndarray:
            z = np.asarray(z)
        output, dtype = _new(kind), z.dtype
        if recorded and dtype.kind == "f":  # what is counted in integers has no gradient
            _init(output, z, True, node)
            node._shape, node._dtype = z.shape, dtype
            if not node._saved:
                node._inputs = ()
        else:
            _init(output, z)
        return output

    @classmethod
    def _forward(cls, ctx: Any, *arrays: Any, **options: Any) -> Any:
        """`forward`, of the tensors that the arrays came from, ending in an array."""
        inputs = ctx._inputs
        with no_grad():
            z = cls.forward(ctx, *inputs, **options)
        if not isinstance(z, Variable):
            raise TypeError(f"{cls.__name__}.forward must return a Tensor; got {type(z).__name__}.")
        ctx._tensor_type = type(z)
        held = (*inputs, *ctx._saved)  # so that writes to their arrays are noticed
        ctx._arrays = [x._data for x in held if isinstance(x, Variable)]
        return z._data.copy()

    @classmethod
    def _backward(cls, ctx: Any, g: np.ndarray) -> Any:
        """`backward`, from and to arrays."""
        with no_grad():
            grads = cls.backward(ctx, ctx._tensor_type._of(g.copy()))
        grads = grads if isinstance(grads, tuple | list) else (grads,)
        for grad in grads:
            if not (grad is None or isinstance(grad, Variable)):
                raise TypeError(
                    f"{cls.__name__}.backward must return Tensors, or None; got {type(grad).__name__}."
                )
        return tuple(None if grad is None else grad._data.copy() for grad in grads)


class ArrayFunction(Function):
    """A Function written on arrays, so that it reads like its formula: every op of nn/functional.py.

        forward(ctx, *arrays) -> array, a fresh one
        backward(ctx, g) -> array or a tuple of them, each a fresh one, or g itself, or a view of g

    It may save inputs and arrays of its own, never its output: that one is the user's to change.
    Un-broadcasting is not its business. Called by hand with Tensors instead of arrays,
    `Op.forward(ctx, x, y)` and `Op.backward(ctx, g)` answer with Tensors, as the course's tests expect.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._forward = staticmethod(cls.forward)  # type: ignore[method-assign]
        cls._backward = staticmethod(cls.backward)  # type: ignore[assignment,method-assign]
        cls.forward = staticmethod(_forward_by_hand(cls.forward))  # type: ignore[method-assign]
        cls.backward = staticmethod(_backward_by_hand(cls.backward))  # type: ignore[method-assign]


def _forward_by_hand(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel for arrays, and for Tensors too."""

    @functools.wraps(kernel)
    def forward(ctx: ContextManager, *inputs: Any, **options: Any) -> Any:
        tensors = [x for x in inputs if isinstance(x, Variable)]
        ctx._parents = [x if isinstance(x, Variable) else None for x in inputs]
        z = kernel(ctx, *(x._data if isinstance(x, Variable) else x for x in inputs), **options)
        if not tensors:
            return z
        output = tensors[0]._of(z)
        output._requires_grad = any(x._requires_grad for x in tensors)
        output.is_leaf = not output._requires_grad
        return output

    return forward


def _backward_by_hand(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel for an array, and for a Tensor too; then un-broadcast, and each array a Tensor's own."""

    @functools.wraps(kernel)
    def backward(ctx: ContextManager, g: Any) -> Any:
        if not isinstance(g, Variable):
            return kernel(ctx, g)
        grads = kernel(ctx, g._data)
        several = isinstance(grads, tuple)
        tensors = []
        for grad, x in zip_longest(grads if several else (grads,), ctx._parents):
            if grad is not None and x is not None:
                grad = _fit(grad, x, ctx)
            tensors.append(None if grad is None else g._of(grad.copy()))
        return tuple(tensors) if several else tensors[0]

    return backward


def backward(
    grad_fn: BackwardFunction | AccumulateGrad, grad_of_outputs: Variable, retain_graph: bool = False
) -> None:
    """Walk the graph from grad_fn and leave a gradient in `.grad` of every leaf that requires one.

    grad_of_outputs: the gradient of the final value with respect to grad_fn's output, of its shape.
    The graph is freed on the way unless retain_graph. Leaves change only once the whole walk succeeded.
    """
    g = grad_of_outputs._data
    shape, dtype = _form(grad_fn.variable if isinstance(grad_fn, AccumulateGrad) else grad_fn)
    if g.shape != shape:
        raise ValueError(f"backward() expects a gradient of the output's shape {shape}; got {g.shape}.")
    g = g.astype(dtype)
    arrived: dict[int, tuple[Variable, np.ndarray, bool]] = {}  # by leaf; True: the array is ours to give
    due: dict[int, tuple[BackwardFunction, np.ndarray]] = {}  # by minus the order, as in the heap
    heap: list[int] = []
    if isinstance(grad_fn, AccumulateGrad):
        arrived[id(grad_fn.variable)] = (grad_fn.variable, g, True)
    else:
        due[-grad_fn._order] = (grad_fn, g)
        heap.append(-grad_fn._order)
    while heap:
        node, g = due.pop(heappop(heap))
        for parent, grad in zip(node._parents, node._gradients(g)):  # noqa: B905 (the counts were checked)
            if parent is None or grad is None:
                continue
            if type(parent) is BackwardFunction:
                if grad.shape != parent._shape or grad.dtype != parent._dtype:
                    grad = _fit(grad, parent, node)
                key = -parent._order
                if key in due:
                    due[key] = (parent, due[key][1] + grad)
                else:
                    due[key] = (parent, grad)
                    heappush(heap, key)
            else:
                if parent._rebound > node._order:
                    raise RuntimeError(
                        f"a leaf got data of another shape or dtype, {parent._data.shape} and "
                        f"{parent._data.dtype}, after {node.function_name} used it. Assign it before the "
                        "forward pass."
                    )
                ours = grad is not g and owns_its_memory(grad)
                if grad.shape != parent._data.shape or grad.dtype != parent._data.dtype:
                    grad, ours = _fit(grad, parent, node), True
                key = id(parent)
                if key in arrived:
                    grad, ours = arrived[key][1] + grad, True
                arrived[key] = (parent, grad, ours)
        if not retain_graph:  # let go of the graph behind this node
            node._saved, node._inputs, node._parents = None, (), ()
    with _storing:
        for leaf, _, _ in arrived.values():
            if leaf.grad is not None:
                _check_grad(leaf)
        for leaf, grad, ours in arrived.values():
            _accumulate(leaf, grad if ours else grad.copy())


def _check_grad(leaf: Variable) -> None:
    """Before any leaf is changed: is what the user may have put into `.grad` a gradient?"""
    if getattr(leaf.grad, "shape", None) != leaf._data.shape:
        raise RuntimeError(
            f"the gradient of a leaf of shape {leaf._data.shape} cannot be added to its .grad, which is "
            f"{leaf.grad!r}. Set .grad to None first."
        )


def _constant(x: Any) -> Any:
    """What is not a tensor, as an op may keep it."""
    if isinstance(x, np.generic):
        return x.item()  # a Python number leaves float32 what it is
    if isinstance(x, np.ndarray | list | tuple):
        return np.array(x)  # a copy: the caller may write to his before backward
    return x


def _check_options(cls: type[Function], options: dict[str, Any]) -> None:
    if any(getattr(value, "_requires_grad", False) for value in options.values()):
        raise TypeError(f"{cls.__name__}.apply takes tensors by position; by keyword they get no gradient.")


def _is_of(kept: Any, x: Variable) -> bool:
    """Whether what was saved is this variable, its array, or a view of it."""
    return kept is x or (isinstance(kept, np.ndarray) and np.may_share_memory(kept, x._data))


def _form(parent: Any) -> tuple[tuple[int, ...], np.dtype]:
    """The shape and dtype of a node's output, or of a leaf."""
    if isinstance(parent, Variable):
        return parent._data.shape, parent._data.dtype
    return parent._shape, parent._dtype


def _fit(grad: np.ndarray, parent: Any, node: ContextManager) -> np.ndarray:
    """The gradient in the parent's shape and dtype: summed over the axes that broadcasting stretched."""
    shape, dtype = _form(parent)
    if grad.shape != shape:
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


def _freed(node: ContextManager) -> RuntimeError:
    return RuntimeError(
        f"the graph behind this {node.function_name} was freed by an earlier backward(). "
        "To go through it twice, pass retain_graph=True the first time."
    )
