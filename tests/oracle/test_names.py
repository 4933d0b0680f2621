"""Names that PyTorch's programs use, of order, rounding, form, distance: both libraries agree."""

import numpy as np
import pytest
import torch

import mytorch

X = np.random.default_rng(0).normal(size=(4, 3))
Y = np.random.default_rng(1).normal(size=(4, 3))

# name: of the library m and its tensors x and y.
CASES = {
    "sort": lambda m, x, y: m.sort(x).values,
    "sort down": lambda m, x, y: x.sort(0, descending=True)[0] * y,
    "sort, indices": lambda m, x, y: x.sort(dim=1).indices,
    "argsort": lambda m, x, y: m.argsort(x, dim=0, descending=True),
    "topk": lambda m, x, y: x.topk(2)[0] * y[:, :2],
    "topk of the smallest": lambda m, x, y: m.topk(x, 3, dim=0, largest=False).values,
    "floor": lambda m, x, y: m.floor(x * 3),
    "ceil": lambda m, x, y: (x * 3).ceil(),
    "round": lambda m, x, y: m.round((x * 3).detach().floor() / 2),
    "sign": lambda m, x, y: x.sign(),
    "%": lambda m, x, y: (x.detach() * 10).long() % 4,
    "//": lambda m, x, y: (x.detach() * 10).long() // 4,
    "long": lambda m, x, y: (x * 3).long(),
    "bool": lambda m, x, y: (x > 0).bool(),
    "isfinite": lambda m, x, y: m.isfinite(x * float("inf")),
    "isclose": lambda m, x, y: m.isclose(x, x * 1.00000999, rtol=1e-5),
    "unique": lambda m, x, y: m.unique((x * 2).long()),
    "bincount": lambda m, x, y: m.bincount((x[:, 0] * 2).long().abs(), minlength=9),
    "diag": lambda m, x, y: x[:3].diag(),
    "diag of a vector": lambda m, x, y: x[0].diag() @ y[:3],
    "narrow": lambda m, x, y: x.narrow(0, 1, 2),
    "unbind": lambda m, x, y: x.unbind(1)[1] * x.unbind()[0][0],
    "t, view_as": lambda m, x, y: x.view_as(y.t()) * y.t(),
    "expand_as": lambda m, x, y: x[:1].expand_as(y) * y,
    "new_zeros": lambda m, x, y: x.new_zeros(2, 3) + x.new_tensor([1]),
    "pairwise_distance": lambda m, x, y: m.nn.functional.pairwise_distance(x, y),
    "pairwise_distance, p": lambda m, x, y: m.nn.PairwiseDistance(p=1.0, keepdim=True)(x, y),
    "cosine_similarity": lambda m, x, y: m.nn.functional.cosine_similarity(x, y),
    "cosine_similarity of broadcast": lambda m, x, y: m.nn.CosineSimilarity(dim=-1)(x, y[:1]),
    "triplet": lambda m, x, y: m.nn.functional.triplet_margin_loss(x, y, x.flip(0)),
    "triplet, each": lambda m, x, y: m.nn.TripletMarginLoss(2.0, reduction="none")(x, y, y.flip(0)),
    "pad_sequence": lambda m, x, y: m.nn.utils.rnn.pad_sequence([x, y[:2]], padding_value=2.5),
    "pad_sequence, batch first": lambda m, x, y: m.nn.utils.rnn.pad_sequence([x[:1], y], True),
}


@pytest.mark.parametrize("name", CASES)
def test_values_dtypes_and_gradients_are_pytorchs(name):
    ours = [mytorch.tensor(a, requires_grad=True) for a in (X, Y)]
    theirs = [torch.tensor(a, requires_grad=True) for a in (X, Y)]
    z, expected = CASES[name](mytorch, *ours), CASES[name](torch, *theirs)
    np.testing.assert_allclose(z.detach().numpy(), expected.detach().numpy(), rtol=1e-12, atol=1e-13)
    assert z.dtype == expected.detach().numpy().dtype
    if not z.requires_grad:
        assert not expected.requires_grad or not any(
            g is not None and g.any() for g in torch.autograd.grad(expected.sum(), theirs, allow_unused=True)
        )
        return
    upstream = np.random.default_rng(2).normal(size=z.shape)
    z.backward(mytorch.tensor(upstream))
    expected.backward(torch.tensor(upstream))
    for x, y in zip(ours, theirs, strict=True):
        assert (x.grad is None) == (y.grad is None)
        if x.grad is not None:
            np.testing.assert_allclose(x.grad.numpy(), y.grad.numpy(), rtol=1e-10, atol=1e-12)
