"""What an op is: a class with a value, a derivative, and `apply`, which runs it and records it.

`Function` is the course's form, on tensors; `ArrayFunction` the form of our own ops, on arrays.
Both end as `_forward` and `_backward` on arrays, which is what `apply` and the graph call.

No calculus stands here: an op and its derivative stand together in nn/functional/.
Letters: x, y inputs, z output, g the gradient of the final value with respect to z.
"""

import functools
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

import numpy as np

from mytorch.grad_mode import no_grad, no_grad_depth
from mytorch.graph import BackwardFunction, ContextManager, fit
from mytorch.variable import Variable, clock

__all__ = ["ArrayFunction", "Function"]

_new, _init, ndarray = object.__new__, Variable.__init__, np.ndarray


class Function:
    """An operation with its derivative, in the form of the Fall 2020 handout: Tensors in, Tensors out.

    Write your own as a subclass with two static methods, and call it with `apply`:

        forward(ctx, *tensors) -> Tensor
        backward(ctx, g) -> Tensor, or one for each input in a tuple (None for a constant)

    The ops of nn/functional/ are of its array form, `ArrayFunction`.
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
    """A Function written on arrays, so that it reads like its formula: every op of nn/functional/.

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
                grad = fit(grad, x, ctx)
            tensors.append(None if grad is None else g._of(grad.copy()))
        return tuple(tensors) if several else tensors[0]

    return backward


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
