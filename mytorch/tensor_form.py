"""An op in the form of the handout, on tensors, for the engine, which hands arrays from op to op.

The other form, on arrays, is in mytorch/ops/array_function.py.
"""

from typing import Any

import numpy as np

from mytorch.conversion import refuse_to_cut, would_be_cut
from mytorch.grad_mode import no_grad
from mytorch.variable import Variable

__all__ = ["TensorForm"]


class TensorForm:
    """What the engine asks of an op, where `forward` and `backward` are written on tensors."""

    @staticmethod
    def forward(ctx: Any, *inputs: Any, **options: Any) -> Any:
        """The op's value."""
        raise NotImplementedError("a Function needs a static method forward(ctx, *tensors).")

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """The op's derivatives, times the gradient that arrives."""
        raise NotImplementedError("a Function needs a static method backward(ctx, g).")

    @classmethod
    def constant(cls, x: Any) -> Any:
        """An input that is no tensor, as the op gets it."""
        if isinstance(x, list | tuple | dict | set | np.ndarray) and would_be_cut(x):
            refuse_to_cut(f"{cls.__name__}.apply of tensors in a {type(x).__name__}")
        return x

    @staticmethod
    def convert(arrays: list[Any], /) -> list[Any]:
        """The inputs in the dtypes that the op computes in, where not all are float64 or all float32."""
        return arrays

    @classmethod
    def forward_arrays(cls, ctx: Any, *arrays: Any, **options: Any) -> np.ndarray:
        """`forward`, of the tensors that the arrays came from, ending in an array."""
        with no_grad():
            z = cls.forward(ctx, *ctx._inputs, **options)
        if not isinstance(z, Variable):
            raise TypeError(f"{cls.__name__}.forward must return a Tensor; got {type(z).__name__}.")
        ctx._kind = type(z)
        held = (*ctx._inputs, *ctx._saved)  # so that writes to their arrays are noticed
        ctx._held = [x.array for x in held if isinstance(x, Variable)]
        return z.array.copy()

    @classmethod
    def backward_arrays(cls, ctx: Any, g: np.ndarray) -> Any:
        """`backward`, from and to arrays."""
        with no_grad():
            grads = cls.backward(ctx, ctx._kind.of(g.copy()))
        grads = grads if isinstance(grads, tuple | list) else (grads,)
        for grad in grads:
            if not (grad is None or isinstance(grad, Variable)):
                raise TypeError(
                    f"{cls.__name__}.backward must return Tensors, or None; got {type(grad).__name__}."
                )
        return tuple(None if grad is None else grad.array.copy() for grad in grads)
