"""Distances and similarities of rows: formulas, derivatives, equal rows, errors."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, nn
from mytorch.nn import functional as F

X = np.array([[0.2, -1.5, 3.0], [0.9, 2.0, -0.1]])
Y = np.array([[0.58, -1.4, 0.5], [0.1, 4.0, 0.7]])
Z = np.array([[2.0, -1.0, 0.5], [0.8, 2.0, 0.3]])


def distance(x, y, p=2.0):
    return (np.abs(x - y + 1e-6) ** p).sum(-1) ** (1 / p)


def cosine(x, y, axis):
    return (x * y).sum(axis) / np.sqrt((x * x).sum(axis) * (y * y).sum(axis))


CASES = {
    "pairwise_distance": (F.pairwise_distance, distance, [X, Y]),
    "of p = 3": (nn.PairwiseDistance(3), lambda x, y: distance(x, y, 3), [X, Y]),
    "keepdim": (nn.PairwiseDistance(keepdim=True), lambda x, y: distance(x, y)[:, None], [X, Y]),
    "cosine_similarity": (F.cosine_similarity, lambda x, y: cosine(x, y, 1), [X, Y]),
    "along 0": (nn.CosineSimilarity(dim=0), lambda x, y: cosine(x, y, 0), [X, Y]),
    "triplet": (
        F.triplet_margin_loss,
        lambda a, p, n: np.maximum(distance(a, p) - distance(a, n) + 1, 0).mean(),
        [X, Y, Z],
    ),
    "triplet, summed": (
        nn.TripletMarginLoss(margin=0.5, p=3, reduction="sum"),
        lambda a, p, n: np.maximum(distance(a, p, 3) - distance(a, n, 3) + 0.5, 0).sum(),
        [X, Y, Z],
    ),
    "triplet, each": (
        nn.TripletMarginLoss(reduction="none"),
        lambda a, p, n: np.maximum(distance(a, p) - distance(a, n) + 1, 0),
        [X, Y, Z],
    ),
}


@pytest.mark.parametrize("method", ["complex", "central"])
@pytest.mark.parametrize("name", CASES)
def test_it_is_its_formula_and_its_gradient_the_derivative(name, method):
    fn, formula, arrays = CASES[name]
    np.testing.assert_allclose(fn(*arrays).data, formula(*arrays), rtol=1e-12)
    assert gradcheck(fn, [Tensor(a, requires_grad=True) for a in arrays], method=method)


def test_equal_rows_and_rows_of_zeros_have_finite_gradients():
    for fn in (F.pairwise_distance, F.cosine_similarity):
        for array in (X, 0 * X):
            x = Tensor(array, requires_grad=True)
            fn(x, array).sum().backward()
            assert np.isfinite(x.grad.data).all()


def test_float32_is_kept():
    x = X.astype(np.float32)
    assert F.pairwise_distance(x, x).dtype == F.cosine_similarity(x, x).dtype == np.float32


def test_an_unknown_reduction_is_an_error():
    for call in (
        lambda: F.triplet_margin_loss(X, Y, Z, reduction="max"),
        lambda: nn.TripletMarginLoss(reduction=1),
    ):
        with pytest.raises((ValueError, TypeError), match="reduction"):
            call()
