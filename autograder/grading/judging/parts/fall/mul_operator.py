"""The operator * of tensors, by Mul."""

from mytorch.tensor import Tensor


def _multiplication(self, other):
    from mytorch.nn.functional import Mul

    return Mul.apply(self, other if isinstance(other, Tensor) else Tensor(other))


Tensor.__mul__ = _multiplication
