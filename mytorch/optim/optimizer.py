"""Optimizer: the base class of all optimizers."""

from collections.abc import Iterable

from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = ["Optimizer"]


class Optimizer:
    """Changes parameters by their gradients; a subclass defines `step`.

    params: the tensors to change, for example `model.parameters()`. They are kept as the list `self.params`.
        ValueError if there are none, or if one occurs twice; TypeError if one is not a leaf Tensor of
        floats.
    """

    def __init__(self, params: Iterable[Tensor]) -> None:
        if isinstance(params, Tensor) or not isinstance(params, Iterable):
            raise TypeError(
                f"the optimizer expects several Tensors, as model.parameters(); got {shown(params)}."
            )
        self.params = list(params)
        if not self.params:
            raise ValueError("the optimizer got no parameters; pass model.parameters().")
        for i, p in enumerate(self.params):
            if not (isinstance(p, Tensor) and p.is_leaf and p.dtype.kind == "f"):
                raise TypeError(
                    f"parameter {i} is not a leaf Tensor of floats: {shown(p)}. Pass model.parameters()."
                )
        if len({id(p) for p in self.params}) < len(self.params):
            raise ValueError(
                "a parameter was given to the optimizer twice, and would be changed twice a step."
            )

    def zero_grad(self) -> None:
        """Delete the gradients: each parameter's `.grad` becomes None."""
        for p in self.params:
            p.grad = None

    def step(self) -> None:
        """Change each parameter once, by its gradient. A subclass must define this method."""
        raise NotImplementedError(f"{type(self).__name__} has no step method.")
