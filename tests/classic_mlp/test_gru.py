"""One step of a gated recurrent unit by hand against its definition, and with its gates shut."""

from math import exp, tanh

import numpy as np
import pytest

from classic_mlp import GRUCell


def sigmoid(a):
    return 1 / (1 + exp(-a))


def test_values_are_those_of_the_definition(rng, assert_close):
    cell, x, h = GRUCell(2, 3), rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    want = np.zeros((4, 3))
    for n, k in np.ndindex(4, 3):
        i, g = (
            [
                b[block * 3 + k] + sum(W[block * 3 + k, j] * given[n, j] for j in range(given.shape[1]))
                for block in range(3)
            ]
            for W, b, given in ((cell.W_ih, cell.b_ih, x), (cell.W_hh, cell.b_hh, h))
        )
        r, z = sigmoid(i[0] + g[0]), sigmoid(i[1] + g[1])
        want[n, k] = (1 - z) * tanh(i[2] + r * g[2]) + z * h[n, k]
    assert_close(cell(x, h), want, 1e-14)


GATES = {  # name: biases b_ih of r, z and n, and b_hh of n; h' and dh of h = 2 and delta = 1 with no weights
    "an open update gate keeps the state": ((0, 1e3, 5, 5), 2, 1),
    "a shut one takes the new state, here n = tanh(0.5)": ((0, -1e3, 0.5, 0), tanh(0.5), 0),
    "a shut reset gate hides what comes of h from n": ((-1e3, -1e3, 0.5, 7), tanh(0.5), 0),
    "an open one lets it in": ((1e3, -1e3, 0.5, 0.25), tanh(0.75), 0),
    "half of both": ((0, 0, 0, 0), 1, 0.5),
}


@pytest.mark.parametrize(("biases", "state", "gradient"), GATES.values(), ids=GATES.keys())
def test_what_the_gates_let_through(biases, state, gradient):
    cell = GRUCell(1, 1, lambda *n: np.zeros(n), lambda n: np.zeros(n))
    cell.b_ih, cell.b_hh = np.array(biases[:3], float), np.array([0, 0, biases[3]], float)
    assert cell(np.array([[1.0]]), np.array([[2.0]])) == pytest.approx(state, rel=1e-14)
    dx, dh = cell.backward(np.array([[1.0]]))
    assert dh == pytest.approx(gradient, abs=1e-14)
    assert dx == 0
    for name in cell.parameters:
        assert np.isfinite(getattr(cell, f"d{name}")).all()
