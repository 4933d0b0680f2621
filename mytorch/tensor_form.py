"""Ops written on tensors, as in the handout, and how the engine calls them with arrays.

Ops written on arrays are in mytorch/ops/array_function.py.
"""

from typing import Any

import numpy as np

from mytorch.conversion import refuse_to_cut, would_be_cut
from mytorch.grad_mode import no_grad
from mytorch.variable import Variable

__all__ = ["TensorForm"]


class TensorForm:
    """The methods that the engine calls, for an op whose `forward` and `backward` are written on tensors."""

    @staticmethod
    def forward(ctx: Any, *inputs: Any, **options: Any) -> Any:
        """Compute the op's result from its inputs. NotImplementedError if a subclass has none."""
        raise NotImplementedError("a Function needs a static method forward(ctx, *tensors).")

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Compute the gradients of the inputs from g, the gradient of the output.

        NotImplementedError if a subclass has none.
        """
        raise NotImplementedError("a Function needs a static method backward(ctx, g).")

    @classmethod
    def constant(cls, x: Any) -> Any:
        """Convert an input that is no tensor to a constant that the op can use."""
        if isinstance(x, list | tuple | dict | set | np.ndarray) and would_be_cut(x):
            refuse_to_cut(f"{cls.__name__}.apply of tensors in a {type(x).__name__}")
        return x

    @staticmethod
    def convert(arrays: list[Any], /) -> list[Any]:
        """Convert the inputs to the dtypes that the op computes in, unless all are float64 or all float32."""
        return arrays

    @classmethod
    def forward_arrays(cls, ctx: Any, *arrays: Any, **options: Any) -> np.ndarray:
        """Call `forward` with the tensors that the arrays came from, and return the result's array.

        TypeError if the result is no Tensor.
        """
        with no_grad():
            z = cls.forward(ctx, *ctx._inputs, **options)
        if not isinstance(z, Variable):
            raise TypeError(f"{cls.__name__}.forward must return a Tensor; got {type(z).__name__}.")
        ctx._kind = type(z)
        # For mytorch/autograd/recorded_walk.py: whoever saves the output saves a part of the graph.
        ctx.returned = z if any(kept is z for kept in ctx._saved) else None
        held = (*ctx._inputs, *ctx._saved)  # watched, so that writes to their arrays are noticed
        ctx._held = [x.array for x in held if isinstance(x, Variable)]
        return z.array.copy()

    @classmethod
    def backward_arrays(cls, ctx: Any, g: np.ndarray) -> Any:
        """Call `backward` with a tensor made from the array g, and return arrays.

        TypeError if a gradient is neither a Tensor nor None.
        """
        with no_grad():
            grads = cls.backward(ctx, ctx._kind.of(g.copy()))
        grads = grads if isinstance(grads, tuple | list) else (grads,)
        for grad in grads:
            if not (grad is None or isinstance(grad, Variable)):
                raise TypeError(
                    f"{cls.__name__}.backward must return Tensors, or None; got {type(grad).__name__}."
                )
        return tuple(None if grad is None else grad.array.copy() for grad in grads)
