"""Autograd, from top to bottom: how a gradient finds its way back through the ops that made a value.

An op that runs on tensors leaves a node. The node knows the op, what the op saved (`ctx`), and its parents:
for each input, the node that made it, or the leaf itself, or None for a constant. `backward` visits every
node once, the latest first. A node is always made after its parents, so all its gradients have arrived when
it is visited (Fall 2020, 0.1.5). There is no recursion, so only memory limits the depth of a graph.

This file has no calculus: every op stands beside its derivative in mytorch/ops/. See docs/engine.md.
Letters: x an input, z the output, g the gradient of the final value with respect to z.
"""

from heapq import heappop, heappush
from typing import Any

import numpy as np

from mytorch import in_place, origins
from mytorch.broadcasting import unbroadcast
from mytorch.complex_steps import refuse_complex
from mytorch.conversion import of_absurd_size, refuse_by_keyword
from mytorch.errors import NotCopied, shown
from mytorch.grad_mode import entered, is_grad_enabled
from mytorch.in_place import changes, tick
from mytorch.storing import accumulate
from mytorch.tensor_form import TensorForm
from mytorch.variable import Variable

__all__ = ["AccumulateGrad", "BackwardFunction", "ContextManager", "Function", "backward"]

ndarray = np.ndarray
_MIXED = np.dtype(object)  # means: the inputs have several dtypes


class ContextManager(NotCopied):
    """`ctx`: what a forward pass leaves behind for its backward pass (Fall 2020, 0.1.5, step 7).

    Arrays and tensors go through `save_for_backward`; settings may be kept as attributes.
    """

    needs_input_grad: tuple[bool, ...] = ()  # for each input, whether its gradient is needed
    _op: Any = object
    _saved: tuple[Any, ...] | None = ()  # None once the graph is freed
    _inputs: tuple[Any, ...] = ()  # the op's inputs; they must not change after _time
    _time = 0

    @property
    def recorded(self) -> bool:
        """Whether any input needs a gradient; if none does, forward need not save anything."""
        return True in self.needs_input_grad

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep these arrays or tensors until the backward pass. They are not copied."""
        self._saved = (self._saved or ()) + tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was saved. RuntimeError if a saved input was changed in place after it was saved."""
        if self._saved is None:
            raise _freed(self._op)
        if changes.last > self._time or changes.witnessed:
            in_place.refuse_changes(self._op.__name__, self._inputs, self._saved, self._time)
        return self._saved


class BackwardFunction(NotCopied):
    """The node of an op's output: the op, its ctx, its parents, and its number in the order of all nodes."""

    __slots__ = ("ctx", "dtype", "op", "order", "parents", "shape", "__weakref__")
    shape: Any  # of the output, and therefore of its gradient
    dtype: Any

    def __init__(self, cls: Any, inputs: Any = (), parents: Any = (), wanted: Any = ()) -> None:
        self.op, self.parents, self.shape = cls, parents, None
        self.ctx = ctx = ContextManager()
        ctx._op, ctx._inputs, ctx.needs_input_grad = cls, inputs, wanted
        self.order = ctx._time = tick()

    @property
    def function_name(self) -> str:
        """The op's name, for example `Mul`."""
        return self.op.__name__

    @property
    def next_functions(self) -> tuple[Any, ...]:
        """For each input, the node that its gradient goes to; None for a constant."""
        return tuple(AccumulateGrad(p) if isinstance(p, Variable) else p for p in self.parents)

    def apply(self, *grads: Variable) -> tuple[Variable | None, ...]:
        """The gradients with respect to the inputs, given the gradient with respect to the output."""
        if len(grads) != 1 or not isinstance(grads[0], Variable):
            raise TypeError(f"{self!r} takes one Tensor, the gradient of its output; got {shown(grads)}.")
        if self.shape not in (None, grads[0].array.shape):
            raise ValueError(f"{self!r} takes a gradient of shape {self.shape}; got {grads[0].array.shape}.")
        answer: list[Variable | None] = []
        arrays = self.for_each_input(self.op.backward_arrays(self.ctx, grads[0].array))
        for parent, grad in zip(self.parents, arrays, strict=False):
            form = parent.array if isinstance(parent, Variable) else parent
            if form is not None and grad is not None:
                grad = unbroadcast(grad, form.shape, form.dtype, self.function_name).copy()
            answer.append(None if form is None or grad is None else grads[0].of(grad))
        return tuple(answer)

    def for_each_input(self, grads: Any) -> tuple[Any, ...]:
        """Check the gradients from the op's backward: one for each input, except constants at the end."""
        grads = grads if type(grads) is tuple else (grads,)
        if not self.parents:
            raise _freed(self.op)
        if len(grads) > len(self.parents) or any(p is not None for p in self.parents[len(grads) :]):
            raise RuntimeError(
                f"{self.function_name}.backward gave {len(grads)} gradients for {len(self.parents)} inputs; "
                "return one for each input (None for a constant)."
            )
        return grads

    def __repr__(self) -> str:
        return f"<{self.function_name}Backward>"


class AccumulateGrad(NotCopied):
    """The node of a leaf that requires a gradient: where a gradient arrives and is stored."""

    function_name = "AccumulateGrad"
    next_functions: tuple[Any, ...] = ()

    def __init__(self, tensor: Variable) -> None:
        if not isinstance(tensor, Variable):
            raise TypeError(f"AccumulateGrad takes the leaf, a Tensor; got {type(tensor).__name__}.")
        self.variable = tensor

    def apply(self, grad: Variable) -> None:
        """Add grad to the leaf's `.grad` (Fall 2020, 0.1.6: the generalised chain rule)."""
        accumulate([(self.variable, _first(self, grad))])

    def __repr__(self) -> str:
        return "<AccumulateGrad>"


class Function(TensorForm):
    """An operation with its derivative, in the form of the Fall 2020 handout: Tensors in, Tensors out.

    Write your own as a subclass with two static methods, and call it with `apply`:

        forward(ctx, *tensors) -> Tensor
        backward(ctx, g) -> Tensor, or one for each input in a tuple (None for a constant)

    The ops of mytorch/ops/ are written on arrays instead: see `ArrayFunction`.

    >>> class Square(Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return 2 * x * g
    >>> x = mytorch.tensor([1.0, 3.0], requires_grad=True)
    >>> Square.apply(x).sum().backward()
    >>> x.grad
    tensor([2., 6.])
    """

    @classmethod
    def apply(cls, *inputs: Any, **options: Any) -> Any:
        """Run the op on tensors and constants, and record it if any tensor requires a gradient.

        TypeError if no Tensor is among them.
        """
        recording = not entered.get() or is_grad_enabled()
        arrays: list[Any] = []
        parents: list[Any] = []
        wanted: list[bool] = []
        kind: Any = None
        dtype: Any = None
        for x in inputs:
            wants = False
            if isinstance(x, Variable):
                if x.guard is not None:
                    in_place.look(x)
                kind, array, wants = type(x), x.array, recording and x.wants_grad
            else:
                small = type(x) is float or (type(x) is int and x.bit_length() < 64)
                array = x if small else cls.constant(x)
            if type(array) is ndarray and array.dtype is not dtype:
                dtype = array.dtype if dtype is None else _MIXED
            arrays.append(array)
            wanted.append(wants)
            parents.append((x.grad_fn or x) if wants else None)
        if kind is None:
            raise TypeError(f"{cls.__name__} was applied to no Tensor; wrap the numbers in Tensor(...).")
        if options:
            refuse_by_keyword(cls.__name__, options)
        if dtype.char not in "fd":
            arrays = cls.convert(arrays)
        node = BackwardFunction(cls, inputs, parents, tuple(wanted))
        try:
            z = np.asarray(cls.forward_arrays(node.ctx, *arrays, **options))
        except MemoryError as error:
            raise of_absurd_size(cls.__name__, error) from None
        dtype = z.dtype
        if True not in wanted or dtype.kind in "bui":  # integers and bools have no gradient
            return kind.of(z)
        if dtype.kind == "c":
            refuse_complex(cls.__name__, dtype)
        node.ctx._inputs = inputs if node.ctx._saved else ()
        node.shape, node.dtype = z.shape, dtype
        return kind.of(z, origins.placed(node, inputs, z) if origins.wanted else node)


def backward(grad_fn: Any, grad_of_outputs: Variable | None = None, retain_graph: bool = False) -> None:
    """Walk the graph from grad_fn and leave a gradient in `.grad` of every leaf that requires one.

    grad_of_outputs: the gradient of the final value with respect to grad_fn's output, in its shape; by
    default all ones. retain_graph: keep the graph for another walk. Leaves change only after the whole walk
    succeeded. TypeError or ValueError if grad_fn is no node or the gradient does not fit its output.
    """
    ones = grad_of_outputs is None and type(grad_fn) is BackwardFunction and grad_fn.shape is not None
    g = np.ones(grad_fn.shape, grad_fn.dtype) if ones else _first(grad_fn, grad_of_outputs)
    if isinstance(grad_fn, AccumulateGrad):
        return accumulate([(grad_fn.variable, g)])
    heap = [-grad_fn.order]  # nodes to visit, the latest first
    # Each node or leaf with the sum of its gradients so far; the key is minus a node's order, or a leaf's id.
    arrived: dict[int, tuple[Any, np.ndarray]] = {-grad_fn.order: (grad_fn, g)}
    while heap:
        node, g = arrived.pop(heappop(heap))
        grads = node.op.backward_arrays(node.ctx, g)
        if type(grads) is not tuple or len(grads) != len(node.parents):
            grads = node.for_each_input(grads)
        for parent, grad in zip(node.parents, grads):  # noqa: B905 (there may be fewer gradients, for constants)
            if parent is None or grad is None:
                continue
            is_node = type(parent) is BackwardFunction
            form, key = (parent, -parent.order) if is_node else (parent.array, id(parent))
            if not is_node and parent.guard is not None:
                in_place.refuse_changed_leaf(node.function_name, parent, node.order)
            if grad.shape != form.shape or grad.dtype != form.dtype:
                grad = unbroadcast(grad, form.shape, form.dtype, node.function_name)
            if key in arrived:
                grad = arrived[key][1] + grad
            elif is_node:
                heappush(heap, key)
            elif np.may_share_memory(grad, g):  # another parent may also have g
                grad = grad.copy()
            arrived[key] = parent, grad
        if not retain_graph:
            node.ctx._saved, node.ctx._inputs, node.parents = None, (), ()
    accumulate(arrived.values())


def _first(node: Any, grad: Any) -> np.ndarray:
    """A checked copy of the gradient that the caller gave as the start of the walk."""
    form = node.variable.array if isinstance(node, AccumulateGrad) else node
    if not isinstance(node, BackwardFunction | AccumulateGrad) or form.shape is None:
        raise TypeError(f"backward() starts from the grad_fn of a result; got {shown(node)}.")
    if not isinstance(grad, Variable) or grad.array.dtype.kind not in "fiub":
        raise TypeError(f"backward() from {node!r} takes a Tensor of real numbers; got {shown(grad)}.")
    if grad.array.shape != form.shape:
        raise ValueError(f"backward() from {node!r} takes shape {form.shape}; got {grad.array.shape}.")
    return grad.array.astype(form.dtype)


def _freed(op: Any) -> RuntimeError:
    return RuntimeError(
        f"the graph behind this {op.__name__} was freed by an earlier backward(). "
        "To go through it twice, pass retain_graph=True the first time."
    )
