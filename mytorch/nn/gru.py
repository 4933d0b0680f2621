"""The gated recurrent unit, its gradient left to autograd (11-785, Fall 2020, homework 3).

Letters: see mytorch/nn/rnn.py.
Twin: classic_mlp/gru.py
"""

from mytorch.nn import functional as F
from mytorch.nn.rnn import RecurrentUnit, TimeIterator
from mytorch.tensor import Tensor

__all__ = ["GRU", "GRUCell", "GRUUnit"]


class GRUUnit(RecurrentUnit):
    """PyTorch's GRUCell   (Cho et al. 2014, the reset gate after the product with h):

        r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)              how much of h the candidate sees
        z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)              how much of h stays
        n = tanh(W_in x + b_in + r * (W_hn h + b_hn))           the candidate
        h' = (1 - z) * n + z * h

    The three gates' weights stand below each other, in the order r, z, n. Shapes: see RecurrentUnit.

    >>> unit = mytorch.nn.GRUUnit(1, 1)
    >>> for p in unit.parameters():
    ...     _ = mytorch.nn.init.zeros_(p)
    >>> unit(mytorch.ones(1, 1), mytorch.tensor([[4.0]])).tolist()  # z = 1/2 and n = 0
    [[2.0]]
    """

    gates = 3

    def step(self, a: Tensor, h: Tensor) -> Tensor:
        b, size = self.of_hidden(h), self.hidden_size
        rz = F.sigmoid(a[:, : 2 * size] + b[:, : 2 * size])
        r, z = rz[:, :size], rz[:, size:]
        n = F.tanh(a[:, 2 * size :] + r * b[:, 2 * size :])
        return n + z * (h - n)


GRUCell = GRUUnit


class GRU(TimeIterator):
    """GRUUnit over time: see TimeIterator. The same as PyTorch's GRU for what both know.

    >>> output, hidden = mytorch.nn.GRU(3, 2)(mytorch.zeros(5, 1, 3))  # 5 times, 1 example
    >>> output.shape, hidden.shape
    ((5, 1, 2), (1, 1, 2))
    """

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, *, batch_first: bool = False
    ) -> None:
        super().__init__(GRUUnit, input_size, hidden_size, num_layers, batch_first=batch_first)
