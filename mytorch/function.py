"""What an op is: a class with a value, a derivative, and `apply`, which runs it and records it.

`Function` is the course's form, on tensors; `ArrayFunction` the form of our own ops, on arrays.
Both end as `_forward` and `_backward` on arrays, which is what `apply` and the graph call.

No calculus stands here: an op and its derivative stand together in nn/functional/.
Letters: x, y inputs, z output, g the gradient of the final value with respect to z.
"""

import functools
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from mytorch.conversion import constant, refuse_absurd_size, refuse_to_cut, tensors_in, would_be_cut
from mytorch.grad_mode import entered, is_grad_enabled, no_grad
from mytorch.graph import BackwardFunction, ContextManager, fit
from mytorch.variable import Variable, clock

__all__ = ["ArrayFunction", "Function"]

_new, _init, ndarray = object.__new__, Variable.__init__, np.ndarray
_float64, _float32 = np.dtype(np.float64), np.dtype(np.float32)
_HARMLESS = {bool, int, float, str, type(None), ndarray, np.dtype}  # what can neither be nor hold tensors


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
        recording = not entered.get() or is_grad_enabled()
        kind = dtype = None
        recorded = mixed = False
        arrays: list[Any] = []
        parents: list[Any] = []
        for x in inputs:
            if isinstance(x, Variable):
                kind = type(x)
                if x._shown:
                    x._look()
                array = x._data
                arrays.append(array)
                if dtype is None:
                    dtype = array.dtype
                elif array.dtype is not dtype:
                    mixed = True
                if recording and x._requires_grad:
                    recorded = True
                    parents.append(x.grad_fn or x)
                else:
                    parents.append(None)
            else:
                if type(x) is not float:
                    x = cls._constant(x)
                    if type(x) is ndarray:
                        mixed = mixed or (dtype is not None and x.dtype is not dtype)
                        dtype = x.dtype
                arrays.append(x)
                parents.append(None)
        if kind is None:
            raise TypeError(f"{cls.__name__} was applied to no Tensor; wrap the numbers in Tensor(...).")
        if mixed or (dtype is not _float32 and dtype is not _float64):
            arrays = cls._convert(arrays)
        node = _new(BackwardFunction)
        node._op, node._inputs, node._parents = cls, inputs, parents
        if not recorded:
            node.recorded = False
        node._order = next(clock)  # after the look at the inputs, so that what it found counts as earlier
        try:
            if options:
                _check_options(cls, options)
                z = cls._forward(node, *arrays, **options)
            else:
                z = cls._forward(node, *arrays)
        except MemoryError as error:
            refuse_absurd_size(cls.__name__, error)
            raise
        if type(z) is not ndarray:
            z = np.asarray(z)
        output, dtype = _new(kind), z.dtype
        if recorded and dtype.kind == "f":  # what is counted in integers has no gradient
            _init(output, z, True, node)
            node._shape, node._dtype = z.shape, dtype
            if not node._saved:
                node._inputs = ()
        else:
            if recorded and dtype.kind == "c":
                raise TypeError(
                    f"{cls.__name__} of a tensor that requires a gradient gave {dtype}, and complex numbers "
                    "have no gradient here. Use detach(), or real numbers."
                )
            _init(output, z)
        return output

    @classmethod
    def _constant(cls, x: Any) -> Any:
        """An input that is no tensor, as the op gets it."""
        if isinstance(x, list | tuple | dict | set | ndarray) and would_be_cut(x):
            refuse_to_cut(f"{cls.__name__}.apply of tensors in a {type(x).__name__}")
        return x

    @staticmethod
    def _convert(arrays: Sequence[Any], /) -> list[Any]:
        """The inputs in the dtypes that the op computes in, where not all are float64 or all float32."""
        return list(arrays)

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
    Un-broadcasting is not its business. An op that is to get its inputs in one dtype, or in floats, says so
    by `_convert`, one of the functions of mytorch/dtypes.py. Called by hand with Tensors instead of arrays,
    `Op.forward(ctx, x, y)` and `Op.backward(ctx, g)` answer with Tensors, as the course's tests expect.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._forward = staticmethod(cls.forward)  # type: ignore[method-assign]
        cls._backward = staticmethod(cls.backward)  # type: ignore[assignment,method-assign]
        cls.forward = staticmethod(_forward_by_hand(cls, cls.forward))  # type: ignore[method-assign]
        cls.backward = staticmethod(_backward_by_hand(cls.backward))  # type: ignore[method-assign]

    @classmethod
    def _constant(cls, x: Any) -> Any:
        return x if type(x) is int and -(2**63) <= x < 2**63 else constant(x, cls.__name__)


def _forward_by_hand(op: type[ArrayFunction], kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel for arrays, and for Tensors too."""

    @functools.wraps(kernel)
    def forward(ctx: ContextManager, *inputs: Any, **options: Any) -> Any:
        tensors = [x for x in inputs if isinstance(x, Variable)]
        ctx._parents = [x if isinstance(x, Variable) else None for x in inputs]
        if not tensors:
            return kernel(ctx, *inputs, **options)
        arrays = [x._data if isinstance(x, Variable) else op._constant(x) for x in inputs]
        z = kernel(ctx, *op._convert(arrays), **options)
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


def _check_options(cls: type[Function], options: dict[str, Any]) -> None:
    for value in options.values():
        if type(value) not in _HARMLESS and any(t._requires_grad for t in tensors_in(value)):
            name = cls.__name__
            raise TypeError(f"{name}.apply takes tensors by position; by keyword they get no gradient.")
