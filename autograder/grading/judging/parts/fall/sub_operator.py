"""The operator - of tensors, by Sub."""

from mytorch.tensor import Tensor


def _subtraction(self, other):
    from mytorch.nn.functional import Sub

    return Sub.apply(self, other if isinstance(other, Tensor) else Tensor(other))


Tensor.__sub__ = _subtraction
