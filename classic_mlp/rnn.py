"""One step of a recurrent network, its gradient worked out by hand.

Letters: `x` the input of this step, `h` the hidden state before it, `h'` the one after it, `delta` =
d(summed loss) / dh', `a` what tanh is taken of, `N` the batch size.   (the course's later homework 3)

Twin: mytorch/nn/rnn.py
"""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_count
from classic_mlp.layer import Layer, Parameter
from classic_mlp.shapes import as_shaped, first_values


class Cell(Layer):
    """What RNNCell and GRUCell have in common: parameters, and the steps to go back through.

    Backpropagation through time goes back through all steps, from the last to the first, and all of them use
    the same parameters. So `forward` appends what its step needs to the list `steps`. Each `backward` removes
    the last step from this list and **adds** its part to the gradients, where Linear overwrites them: they
    are sums over all steps. `zero_grads` sets the gradients to 0 and empties the list:

        cell.zero_grads()
        for t in range(T):
            h[t + 1] = cell(x[t], h[t])
        dh = 0
        for t in reversed(range(T)):
            dx[t], dh = cell.backward(delta[t] + dh)        delta[t]: what h[t + 1] gets but for the next step
        cell.step(lr / N, momentum)

    The list grows with every step that no `backward` removes. A program that only calls forward should call
    `zero_grads` from time to time. After a change of a parameter, by `step` or by assignment, the next
    forward pass empties the list too.
    """

    W_ih, W_hh, b_ih, b_hh = Parameter(), Parameter(), Parameter(), Parameter()
    dW_ih: NDArray[Any]
    dW_hh: NDArray[Any]
    db_ih: NDArray[Any]
    db_hh: NDArray[Any]
    parameters = ("W_ih", "W_hh", "b_ih", "b_hh")
    blocks: ClassVar[int] = 1  # how many matrices of hidden_size rows W_ih is made of

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        weight_init_fn: Callable[..., NDArray[Any]] | None = None,
        bias_init_fn: Callable[..., NDArray[Any]] | None = None,
    ) -> None:
        super().__init__()
        who = type(self).__name__
        self.input_size = as_count(input_size, who, "input_size", 1)
        self.hidden_size = H = as_count(hidden_size, who, "hidden_size", 1)
        rows = self.blocks * H
        self.W_ih = first_values(who, "weight_init_fn", weight_init_fn, (rows, self.input_size), H)
        self.W_hh = first_values(who, "weight_init_fn", weight_init_fn, (rows, H), H)
        self.b_ih = first_values(who, "bias_init_fn", bias_init_fn, (rows,), H)
        self.b_hh = first_values(who, "bias_init_fn", bias_init_fn, (rows,), H)
        self.steps: list[tuple[NDArray[Any], ...]] = []  # what each backward needs
        self.zero_grads()

    def zero_grads(self) -> None:
        """Set the gradients to 0, and forget the steps that no backward has used."""
        super().zero_grads()
        self.steps = []

    def given(self, x: Any, h: Any) -> tuple[NDArray[Any], NDArray[Any], list[NDArray[Any]]]:
        """Copies of x and h, checked (no h is zeros), and the parameters."""
        who = type(self).__name__
        x = as_shaped(x, who, "x", "N", self.input_size)
        h = np.zeros((len(x), self.hidden_size), x.dtype) if h is None else h
        h = as_shaped(h, who, "h", len(x), self.hidden_size)
        if self.used is None or self.changed():
            self.steps = []
        return x.copy(), h.copy(), self.use()

    def taken(self, delta: Any) -> tuple[NDArray[Any], tuple[NDArray[Any], ...], list[NDArray[Any]]]:
        """delta, checked, the last step, removed from the list, and the parameters.

        Raises RuntimeError where no forward pass is left, ValueError for a delta of another shape.
        """
        who = type(self).__name__
        parameters = self.reuse()
        if not self.steps:
            raise RuntimeError(
                f"{who}.backward has no forward pass left to go back through: each call takes one, and "
                "zero_grads() or another value of a parameter clears them."
            )
        shape = len(self.steps[-1][0]), self.hidden_size
        delta = as_shaped(delta, f"{who}.backward", "delta", *shape)
        return delta, self.steps.pop(), parameters

    def add(self, x: NDArray[Any], da_ih: NDArray[Any], h: NDArray[Any], da_hh: NDArray[Any]) -> None:
        """Add to the gradients this step's, of a_ih = x @ W_ih.T + b_ih and a_hh = h @ W_hh.T + b_hh."""
        self.dW_ih = self.dW_ih + da_ih.T @ x
        self.dW_hh = self.dW_hh + da_hh.T @ h
        self.db_ih = self.db_ih + da_ih.sum(axis=0)
        self.db_hh = self.db_hh + da_hh.sum(axis=0)

    def __getstate__(self) -> dict[str, Any]:
        return super().__getstate__() | {"steps": []}


class RNNCell(Cell):
    """h' = tanh(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)

    Shape: x (N, input_size), h (N, hidden_size) -> h' (N, hidden_size);
           W_ih (hidden_size, input_size), W_hh (hidden_size, hidden_size), b_ih and b_hh (hidden_size,)

    `weight_init_fn(rows, columns)` gives the first W_ih, then W_hh, and `bias_init_fn(rows)` b_ih, then b_hh;
    they set the dtype. Without them all are drawn evenly from ±1/sqrt(hidden_size), in this order, by
    NumPy's global generator. Cell says how steps, gradients and `zero_grads` go together.

    Raises TypeError or ValueError for sizes and first values that do not fit.

    >>> cell = classic_mlp.RNNCell(1, 1, lambda *shape: np.ones(shape), np.zeros)
    >>> cell([[1.0]], [[-1.0]]).tolist()
    [[0.0]]
    >>> dx, dh = cell.backward([[1.0]])
    >>> dx.tolist(), dh.tolist(), cell.dW_ih.tolist(), cell.dW_hh.tolist()
    ([[1.0]], [[1.0]], [[1.0]], [[-1.0]])
    """

    def __call__(self, x: NDArray[Any], h: NDArray[Any] | None = None) -> NDArray[Any]:
        return self.forward(x, h)

    def forward(self, x: NDArray[Any], h: NDArray[Any] | None = None) -> NDArray[Any]:
        """h' of one step; without h, from zeros. Raises ValueError if x or h does not fit."""
        x, h, (W_ih, W_hh, b_ih, b_hh) = self.given(x, h)
        new = np.tanh(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)
        self.steps.append((x, h, new))
        return new.copy()

    def backward(self, delta: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """dx = da @ W_ih,   dh = da @ W_hh,   da = delta * (1 - h'**2)

        With a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh and h' = tanh(a), whose derivative is 1 - tanh(a)**2:

            da    = delta * (1 - h'**2)
            dW_ih = da.T @ x      as a_nk = sum_i x_ni (W_ih)_ki + ...      (linear.py, with W turned)
            dW_hh = da.T @ h      so too
            db_ih = db_hh = sum_n da_n
            dx    = da @ W_ih
            dh    = da @ W_hh     what the step before adds to its delta

        delta is everything that h' gets: from the loss at this step, and dh of the next one.
        The gradients are sums over the batch, not divided by N as Linear's are (docs/dialects.md), and are
        added to what is there, until `zero_grads`.

        Shape: delta (N, hidden_size) -> dx (N, input_size), dh (N, hidden_size)

        Raises RuntimeError if no step is left, or a parameter was changed after it.
        """
        delta, (x, h, new), (W_ih, W_hh, _, _) = self.taken(delta)
        da = delta * (1 - new * new)
        self.add(x, da, h, da)
        return da @ W_ih, da @ W_hh
