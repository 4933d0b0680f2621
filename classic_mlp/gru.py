"""One step of a gated recurrent unit, its gradient worked out by hand.

Letters: `x` the input of this step, `h` the hidden state before it, `h'` the one after it, `delta` =
d(summed loss) / dh', `N` the batch size; `r` the reset gate, `z` the update gate, `n` the new state proposed.
(Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 2014, with the reset gate after the
product, as in PyTorch and the course's later homework 3)

Twin: mytorch/nn/gru.py
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.activation import Sigmoid
from classic_mlp.rnn import Cell


class GRUCell(Cell):
    """h' = (1 - z) * n + z * h

        r = sigmoid(x @ W_ir.T + b_ir + h @ W_hr.T + b_hr)
        z = sigmoid(x @ W_iz.T + b_iz + h @ W_hz.T + b_hz)
        n = tanh(x @ W_in.T + b_in + r * (h @ W_hn.T + b_hn))

    Shape: x (N, input_size), h (N, hidden_size) -> h' (N, hidden_size);
           W_ih (3 hidden_size, input_size) is W_ir, W_iz, W_in one below the other; in the same way
           W_hh (3 hidden_size, hidden_size), b_ih and b_hh (3 hidden_size,)

    `weight_init_fn(rows, columns)` gives the first W_ih, then W_hh, and `bias_init_fn(rows)` b_ih, then b_hh;
    they set the dtype. Without them all are drawn evenly from ±1/sqrt(hidden_size), in this order, by
    NumPy's global generator. Cell, in rnn.py, says how steps, gradients and `zero_grads` go together.

    Raises TypeError or ValueError for sizes and first values that do not fit.

    >>> cell = classic_mlp.GRUCell(1, 1, lambda *shape: np.zeros(shape), np.zeros)
    >>> cell([[1.0]], [[4.0]]).tolist()  # z = 1/2 and n = 0
    [[2.0]]
    >>> dx, dh = cell.backward([[1.0]])
    >>> dx.tolist(), dh.tolist()
    ([[0.0]], [[0.5]])
    """

    blocks = 3

    def __call__(self, x: NDArray[Any], h: NDArray[Any] | None = None) -> NDArray[Any]:
        return self.forward(x, h)

    def forward(self, x: NDArray[Any], h: NDArray[Any] | None = None) -> NDArray[Any]:
        """h' of one step; without h, from zeros. Raises ValueError if x or h does not fit."""
        x, h, (W_ih, W_hh, b_ih, b_hh) = self.given(x, h)
        i_r, i_z, i_n = np.split(x @ W_ih.T + b_ih, 3, axis=1)
        h_r, h_z, h_n = np.split(h @ W_hh.T + b_hh, 3, axis=1)
        r, z = Sigmoid()(i_r + h_r), Sigmoid()(i_z + h_z)
        n = np.tanh(i_n + r * h_n)
        self.steps.append((x, h, r, z, n, h_n))
        return (1 - z) * n + z * h

    def backward(self, delta: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """dx = da_i @ W_ih,   dh = da_h @ W_hh + delta * z

        Letters: a_i = (i_r, i_z, i_n) = x @ W_ih.T + b_ih and a_h = (h_r, h_z, h_n) = h @ W_hh.T + b_hh, each
        of three blocks beside each other; a_r, a_z, a_n what sigmoid and tanh are taken of.

        From h' = (1 - z) * n + z * h, going back:

            dn   = delta * (1 - z)
            dz   = delta * (h - n)
            dh   = delta * z                      the first of its paths: h as it is

        through tanh' = 1 - n**2 and sigmoid' = z * (1 - z)

            da_n = dn * (1 - n**2)
            da_z = dz * z * (1 - z)

        and as a_n = i_n + r * h_n,

            dr   = da_n * h_n
            da_r = dr * r * (1 - r)
            dh_n = da_n * r                       while di_n = da_n

        In a_r = i_r + h_r and a_z = i_z + h_z both summands get the same, so

            da_i = (da_r, da_z, da_n)
            da_h = (da_r, da_z, da_n * r)

        The rest is two linear layers:

            dW_ih = da_i.T @ x,   db_ih = sum_n da_i,   dx = da_i @ W_ih
            dW_hh = da_h.T @ h,   db_hh = sum_n da_h,   dh = delta * z + da_h @ W_hh     the other path

        delta is everything that h' gets: from the loss at this step, and dh of the next one.
        The gradients are sums over the batch, not divided by N as Linear's are (docs/dialects.md), and are
        added to what is there, until `zero_grads`.

        Shape: delta (N, hidden_size) -> dx (N, input_size), dh (N, hidden_size)

        Raises RuntimeError if no step is left, or a parameter was changed after it.
        """
        delta, (x, h, r, z, n, h_n), (W_ih, W_hh, _, _) = self.taken(delta)
        da_n = delta * (1 - z) * (1 - n * n)
        da_z = delta * (h - n) * z * (1 - z)
        da_r = da_n * h_n * r * (1 - r)
        da_i = np.concatenate([da_r, da_z, da_n], axis=1)
        da_h = np.concatenate([da_r, da_z, da_n * r], axis=1)
        self.add(x, da_i, h, da_h)
        return da_i @ W_ih, da_h @ W_hh + delta * z
