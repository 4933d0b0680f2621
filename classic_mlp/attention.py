"""Scaled dot-product attention, its gradient worked out by hand.

Letters: `Q` queries, `K` keys, `V` values, `O` out, `delta` = d(summed loss) / dO; L queries, S keys,
E numbers in each of them, D in each value. `.T` turns the last two axes.
(Vaswani et al., "Attention Is All You Need", 2017, 3.2.1)

Twin: mytorch/nn/functions/attention.py
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import described
from classic_mlp.layer import Layer
from classic_mlp.shapes import as_shaped


class ScaledDotProductAttention(Layer):
    """O = P @ V,   P = softmax(Q @ K.T / sqrt(E)), row by row

    Shape: Q (..., L, E), K (..., S, E), V (..., S, D) -> O (..., L, D);   the axes before the last two are
           the same in all three

    `P` is that of the last forward pass, (..., L, S): how much each query takes of each value.

    >>> attention = classic_mlp.ScaledDotProductAttention()
    >>> attention([[0.0]], [[1.0], [2.0]], [[3.0], [5.0]]).tolist()  # both values alike
    [[4.0]]
    >>> dQ, dK, dV = attention.backward([[1.0]])
    >>> dQ.tolist(), dK.tolist(), dV.tolist()
    ([[0.5]], [[0.0], [0.0]], [[0.5], [0.5]])
    """

    parameters: Sequence[str] = ()

    def __init__(self) -> None:
        super().__init__()
        self.P: Any = None
        self._Q: Any = None
        self._K: Any = None
        self._V: Any = None

    def __call__(
        self,
        Q: NDArray[Any],
        K: NDArray[Any],
        V: NDArray[Any],
        mask: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        return self.forward(Q, K, V, mask)

    def forward(
        self,
        Q: NDArray[Any],
        K: NDArray[Any],
        V: NDArray[Any],
        mask: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        """O = P @ V; keeps copies of Q, K, V and P.

        mask: bools of shape (L, S), or one that broadcasts to (..., L, S): True where a query may see a key.
            Elsewhere P is 0. A query that may see no key at all gets zeros, and gives no gradient.

        The row's own maximum over what may be seen is taken off first, so no exp overflows (see loss.py).
        Raises ValueError where the shapes do not fit, TypeError for what is not numbers or no mask of bools.
        """
        Q = as_shaped(Q, "ScaledDotProductAttention", "Q", ..., "L", "E")
        E = Q.shape[-1]
        K = as_shaped(K, "ScaledDotProductAttention", "K", *Q.shape[:-2], "S", E)
        V = as_shaped(V, "ScaledDotProductAttention", "V", *K.shape[:-1], "D")
        shape = *Q.shape[:-1], K.shape[-2]
        seen = _seen(mask, shape)
        self.use()
        scores = Q @ _turned(K) / float(np.sqrt(E))
        top = np.where(seen, scores.real, -np.inf).max(axis=-1, keepdims=True)
        top = np.where(top == -np.inf, 0, top).astype(scores.real.dtype)
        e = np.exp(np.where(seen, scores - top, 0)) * seen
        total = e.sum(axis=-1, keepdims=True)
        self.P = e / np.where(total == 0, 1, total)
        self._Q, self._K, self._V = Q.copy(), K.copy(), V.copy()
        return self.P @ V

    def backward(self, delta: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """dQ = dS @ K / sqrt(E),   dK = dS.T @ Q / sqrt(E),   dV = P.T @ delta

        With the scores S = Q @ K.T / sqrt(E), of which P is the softmax of each row. Going back:

            O = P @ V          dP = delta @ V.T,   dV = P.T @ delta        (a product, as in linear.py)

        Within one row P_j = exp S_j / sum_k exp S_k, and the quotient rule gives

            dP_j / dS_i = P_j ((1 where i = j) - P_i)

        so with dP_j, summed over j,

            dS_i = P_i dP_i - P_i sum_j dP_j P_j        dS = P * (dP - sum over the row of dP * P)

        Where the mask is False, P and so dS is 0: nothing goes back to what was not seen. Last,

            S = Q @ K.T / sqrt(E)          dQ = dS @ K / sqrt(E),   dK = dS.T @ Q / sqrt(E)

        There are no parameters; all three are of the summed loss, not divided by N.

        Shape: delta (..., L, D) -> dQ (..., L, E), dK (..., S, E), dV (..., S, D)
        """
        self.reuse()
        P, Q, K, V = self.P, self._Q, self._K, self._V
        delta = as_shaped(delta, "ScaledDotProductAttention.backward", "delta", *Q.shape[:-1], V.shape[-1])
        dP = delta @ _turned(V)
        dS = P * (dP - (dP * P).sum(axis=-1, keepdims=True)) / float(np.sqrt(Q.shape[-1]))
        return dS @ K, _turned(dS) @ Q, _turned(P) @ delta


def _turned(x: NDArray[Any]) -> NDArray[Any]:
    """x with its last two axes turned."""
    return np.swapaxes(x, -1, -2)


def _seen(mask: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """The mask in the scores' shape, checked; all True without one."""
    if mask is None:
        return np.ones(shape, bool)
    try:
        given = None if isinstance(mask, np.ma.MaskedArray) else np.asarray(mask)
    except ValueError:  # a ragged list
        given = None
    if given is None or given.dtype != bool:
        raise TypeError(
            f"ScaledDotProductAttention expects mask as an array of bools; got {described(mask)}."
        )
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        raise ValueError(
            f"ScaledDotProductAttention expects mask that broadcasts to {shape}; got {given.shape}."
        ) from None
