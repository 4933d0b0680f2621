"""The conventions at ties, kinks and boundaries are PyTorch's: the rows of edges.py, run by PyTorch."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from autograder.crosscheck import edges, edges_of_layers
from autograder.crosscheck.operation import check_operation

# Rows that PyTorch cannot run as they are written, with its reason.
OTHERWISE = {
    "x[::-1, None]": "negative steps",
    "batch norm of one row, biased": "one row in training",
    "x ** integers below 0": "an array for a power",
    "binary cross entropy at 0 and 1": "its 1e-12 is rounded to float32, which is 4e-9 off",
}
FUNCTIONS = torch.nn.functional


class Leaf:
    """A tensor of PyTorch that check_operation takes for one of ours."""

    def __init__(self, x, requires_grad=False):
        self.tensor = torch.tensor(np.asarray(x), dtype=torch.float64, requires_grad=requires_grad)

    @property
    def grad(self):
        return SimpleNamespace(data=self.tensor.grad.numpy())


class Result:
    def __init__(self, tensor):
        self.tensor, self.shape, self.data = tensor, tuple(tensor.shape), tensor.detach().numpy()

    def backward(self, upstream):
        self.tensor.backward(upstream.tensor)


def in_pytorch(row):
    return row._replace(ours=lambda *leaves: Result(row.ours(*(leaf.tensor for leaf in leaves))))


@pytest.fixture(autouse=True)
def speak_pytorch(monkeypatch):
    functions = SimpleNamespace(
        relu=FUNCTIONS.relu,
        sigmoid=FUNCTIONS.sigmoid,
        tanh=FUNCTIONS.tanh,
        linear=FUNCTIONS.linear,
        batch_norm=FUNCTIONS.batch_norm,
        cross_entropy=lambda x, labels: FUNCTIONS.cross_entropy(x, torch.tensor(labels)),
    )
    makers = SimpleNamespace(
        zeros=lambda n: torch.zeros(n, dtype=torch.float64), ones=lambda n: torch.ones(n, dtype=torch.float64)
    )
    monkeypatch.setattr(edges, "F", functions)
    monkeypatch.setattr(edges, "Tensor", makers)
    monkeypatch.setattr(edges_of_layers, "F", FUNCTIONS)
    monkeypatch.setattr(edges_of_layers, "Tensor", lambda x: torch.tensor(np.asarray(x)))
    monkeypatch.setattr(edges_of_layers, "mytorch", torch)
    monkeypatch.setattr("autograder.crosscheck.operation.Tensor", Leaf)


@pytest.mark.filterwarnings("ignore")  # of NumPy at 1 / 0, of PyTorch at a number's .T
@pytest.mark.parametrize("row", edges.EDGES, ids=lambda row: row.name)
def test_an_edge_is_where_pytorch_has_it(row):
    if row.name in OTHERWISE:
        pytest.skip(OTHERWISE[row.name])
    check_operation(in_pytorch(row))
