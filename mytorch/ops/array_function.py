"""Ops written on arrays: a class that reads like its formula.

Ops written on tensors, as in the handout, are subclasses of Function (mytorch/autograd_engine.py).
"""

import functools
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from mytorch.autograd_engine import Function
from mytorch.broadcasting import unbroadcast
from mytorch.conversion import constant
from mytorch.variable import Variable

__all__ = ["ArrayFunction"]


class ArrayFunction(Function):
    """A Function written on arrays: every op of mytorch/ops/.

        forward(ctx, *arrays) -> array, a fresh one
        backward(ctx, g) -> array or a tuple of them, each a fresh one, or g itself, or a view of g

    The op may save inputs and arrays that it made, but never its output, because the user may change the
    output. The engine un-broadcasts the gradients. An op that needs its inputs in one dtype, or in floats,
    sets `convert` to a function of mytorch/dtypes.py. If `Op.forward(ctx, x, y)` and `Op.backward(ctx, g)`
    are called directly with Tensors instead of arrays, they return Tensors, as the course's tests expect.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.forward_arrays = staticmethod(cls.forward)  # type: ignore[method-assign]
        cls.backward_arrays = staticmethod(cls.backward)  # type: ignore[assignment,method-assign]
        cls.forward = staticmethod(_forward_by_hand(cls, cls.forward))  # type: ignore[method-assign]
        cls.backward = staticmethod(_backward_by_hand(cls, cls.backward))  # type: ignore[method-assign]

    @classmethod
    def constant(cls, x: Any) -> Any:
        return constant(x, cls.__name__)


def _forward_by_hand(op: type[ArrayFunction], kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A version of the op's forward that takes arrays or Tensors."""

    @functools.wraps(kernel)
    def forward(ctx: Any, *inputs: Any, **options: Any) -> Any:
        tensors = [x for x in inputs if isinstance(x, Variable)]
        ctx.needs_input_grad = (True,) * len(inputs)
        if not tensors:
            return kernel(ctx, *inputs, **options)
        ctx.input_tensors = [x if isinstance(x, Variable) else None for x in inputs]
        arrays = [x.array if isinstance(x, Variable) else op.constant(x) for x in inputs]
        output = tensors[0].of(kernel(ctx, *op.convert(arrays), **options))
        output.wants_grad = any(x.wants_grad for x in tensors)
        output.is_leaf = not output.wants_grad
        return output

    return forward


def _backward_by_hand(op: type[ArrayFunction], kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A version of the op's backward that takes an array or a Tensor; for a Tensor it also un-broadcasts."""

    @functools.wraps(kernel)
    def backward(ctx: Any, g: Any) -> Any:
        if not isinstance(g, Variable):
            return kernel(ctx, g)
        grads = kernel(ctx, g.array)
        tensors = []
        inputs = getattr(ctx, "input_tensors", ())
        for grad, x in zip_longest(grads if isinstance(grads, tuple) else (grads,), inputs):
            if grad is not None and x is not None:
                grad = unbroadcast(grad, x.array.shape, x.array.dtype, op.__name__)
            tensors.append(None if grad is None else g.of(grad.copy()))
        return tuple(tensors) if isinstance(grads, tuple) else tensors[0]

    return backward
