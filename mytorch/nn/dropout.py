"""Dropout as a layer.

Twin: classic_mlp/dropout.py
"""

from mytorch.arguments import TensorLike, number
from mytorch.nn.functions.dropout import dropout
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["Dropout"]


class Dropout(Module):
    """In training each element is 0 with probability p, and else divided by 1 - p; in evaluation y = x.

    Source: Srivastava et al. 2014; the bonus of Fall 2020's first homework. NumPy's global generator decides
    (np.random.seed); F.dropout takes a mask of one's own. x is of any shape. ValueError for p outside [0, 1].

    >>> dropout = mytorch.nn.Dropout(0.5)
    >>> set(dropout(mytorch.ones(100)).tolist()) == {0.0, 2.0}
    True
    >>> _ = dropout.eval()
    >>> dropout(mytorch.ones(3))
    tensor([1., 1., 1.])
    """

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = number("Dropout", "p", p, most=1.0)

    def forward(self, x: TensorLike) -> Tensor:
        return dropout(x, self.p, self.is_train)

    def extra_repr(self) -> str:
        return f"p={self.p}"
