"""Every public layer, activation and loss that PyTorch has too: values and all gradients.

The table is autograder/crosscheck/four_ways.py.
"""

import numpy as np
import pytest
import torch

from autograder.crosscheck.four_ways import FOUR_WAYS
from mytorch import nn

COMPARED = [row for row in FOUR_WAYS if not row.no_pytorch]


@pytest.mark.parametrize("row", COMPARED, ids=[row.name for row in COMPARED])
def test_a_layer_is_pytorch_s(oracle, row):
    ours, theirs = row.make(nn), row.make(torch.nn)
    pairs = []
    if isinstance(ours, nn.Module):
        pairs = list(zip(ours.parameters(), theirs.double().parameters(), strict=True))
        rng = np.random.default_rng(5)
        for p, q in pairs:
            p.data = rng.normal(size=p.shape)
            q.data = torch.tensor(p.data)
    constants = [torch.tensor(constant) for constant in row.constants]

    def first(y):
        return y[0] if isinstance(y, tuple) else y

    oracle.agree(
        lambda F, *x: first(ours(*x, *row.constants)) * 1.0,
        row.inputs,
        theirs=lambda F, *x: first(theirs(*x, *constants)) * 1.0,
    )
    for p, q in pairs:
        oracle.close(p.grad.data, q.grad)


def test_a_layer_that_is_not_compared_has_a_reason_that_holds():
    for row in FOUR_WAYS:
        if row.no_pytorch and row.name != "Dropout":
            assert not hasattr(torch.nn, row.name)
