"""The operator / of tensors, by Div."""

from mytorch.tensor import Tensor


def _division(self, other):
    from mytorch.nn.functional import Div

    return Div.apply(self, other if isinstance(other, Tensor) else Tensor(other))


Tensor.__truediv__ = _division
