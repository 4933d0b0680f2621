"""Losses of pairs: their formulas, their derivatives in both inputs, and what is refused."""

import math

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, nn
from mytorch.nn import functional as F

X = np.array([[0.2, -1.5, 3.0], [0.9, 2.0, -0.1]])
Y = np.array([[0.58, -1.4, 0.5], [0.1, 4.0, 0.7]])
P, Q = 1 / (1 + np.exp(-X)), np.array([[0.5, 0.25, 1.0], [0.0, 0.75, 0.125]])


def huber(d, bound):
    return np.where(np.abs(d) < bound, d * d / 2, bound * (np.abs(d) - bound / 2))


def plogp(y):
    return y * np.log(np.where(y == 0, 1, y))


# By name: the loss, its formula for each element, and the inputs.
LOSSES = {
    "mse_loss": (F.mse_loss, lambda x, y: (x - y) ** 2, X, Y),
    "l1_loss": (F.l1_loss, lambda x, y: np.abs(x - y), X, Y),
    "smooth_l1_loss": (F.smooth_l1_loss, lambda x, y: huber(x - y, 1), X, Y),
    "of beta 0.3": (
        lambda x, y, r="mean": F.smooth_l1_loss(x, y, r, beta=0.3),
        lambda x, y: huber(x - y, 0.3) / 0.3,
        X,
        Y,
    ),
    "of beta 0": (lambda x, y, r="mean": F.smooth_l1_loss(x, y, r, 0), lambda x, y: np.abs(x - y), X, Y),
    "huber_loss": (
        lambda x, y, r="mean": F.huber_loss(x, y, r, delta=0.35),
        lambda x, y: huber(x - y, 0.35),
        X,
        Y,
    ),
    "binary_cross_entropy": (
        lambda x, y, r="mean": F.binary_cross_entropy(x, y, reduction=r),
        lambda p, q: -(q * np.log(p) + (1 - q) * np.log(1 - p)),
        P,
        Q,
    ),
    "with logits": (
        lambda x, y, r="mean": F.binary_cross_entropy_with_logits(x, y, reduction=r),
        lambda x, q: np.log(1 + np.exp(x)) - q * x,
        X,
        Q,
    ),
    "kl_div": (F.kl_div, lambda x, y: plogp(y) - y * x, np.log(P), P[::-1]),
    "kl_div of logs": (
        lambda x, y, r="mean": F.kl_div(x, y, r, log_target=True),
        lambda x, y: np.exp(y) * (y - x),
        X,
        Y,
    ),
}


@pytest.mark.parametrize("name", LOSSES)
def test_it_is_its_formula_reduced_as_asked_with_the_numerical_derivatives(name):
    loss, formula, x, y = LOSSES[name]
    each = formula(x, y)
    np.testing.assert_allclose(loss(x, y).data, each.mean(), rtol=1e-13)
    np.testing.assert_allclose(loss(x, y, "sum").data, each.sum(), rtol=1e-13)
    np.testing.assert_allclose(loss(x, y, "none").data, each, rtol=1e-13, atol=1e-16)
    leaves = [Tensor(x, requires_grad=True), Tensor(y, requires_grad=True)]
    for method in ("complex", "central"):
        for reduction in ("mean", "none"):
            if name == "binary_cross_entropy" and method == "central":
                leaves[1] = Tensor(y)  # of which some are at the border of what is allowed
            assert gradcheck(lambda x, y, r=reduction: loss(x, y, r), leaves, method=method)


@pytest.mark.parametrize("name", LOSSES)
def test_the_mean_of_no_loss_is_no_number_and_its_gradient_is_empty(name):
    x = Tensor(np.zeros((0, 3)), requires_grad=True)
    loss, *_ = LOSSES[name]
    z = loss(x, np.zeros((0, 3)))
    assert math.isnan(z.item())
    assert loss(x, np.zeros((0, 3)), "sum").item() == 0
    z.backward()
    assert x.grad.shape == (0, 3)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_it_keeps_the_dtype_and_sums_what_float16_cannot_count(name, dtype):
    loss, formula, x, y = LOSSES[name]
    many = np.tile(x, (2000, 1)).astype(dtype), np.tile(y, (2000, 1)).astype(dtype)
    z = loss(Tensor(many[0], requires_grad=True), Tensor(many[1]))
    assert z.dtype == dtype
    exact = formula(many[0].astype(float), many[1].astype(float)).mean()
    np.testing.assert_allclose(float(z.data), exact, rtol=4 * float(np.finfo(dtype).eps))


def test_far_out_nothing_overflows():
    x = Tensor([-1e200, 1e200, 0.0], requires_grad=True)
    for loss in (F.smooth_l1_loss, F.huber_loss):
        z = loss(x, np.zeros(3), "none")
        z.backward()
        assert (z.data.tolist(), x.grad.data.tolist()) == ([1e200, 1e200, 0], [-1, 1, 0])
        x.grad = None


def test_the_loss_of_logits_keeps_its_digits_on_both_sides():
    x = Tensor([-50.0, 50.0, 50.0, -1e4, 1e4], requires_grad=True)
    z = F.binary_cross_entropy_with_logits(x, np.array([0.0, 1, 0, 1, 1]), reduction="none")
    np.testing.assert_allclose(z.data, [math.exp(-50), math.exp(-50), 50, 1e4, 0], rtol=1e-14)
    z.backward()
    np.testing.assert_allclose(x.grad.data, [math.exp(-50), -math.exp(-50), 1, -1, 0], rtol=1e-14)


def test_a_confident_mistake_costs_100_and_has_a_finite_gradient():
    x = Tensor([0.0, 1.0, 0.0, 1.0], requires_grad=True)
    z = F.binary_cross_entropy(x, np.array([1.0, 0.0, 0.0, 1.0]), reduction="none")
    z.backward()
    assert z.data.tolist() == [100, 100, 0, 0]
    assert x.grad.data.tolist() == [-1e12, 1e12, 0, 0]


def test_weights_are_multiplied_with_the_losses_and_broadcast():
    weight, positive = np.array([1.0, 0.0, 3.0]), np.array([2.0, 1.0, 0.5])
    each = -(Q * np.log(P) + (1 - Q) * np.log(1 - P))
    for layer, x in ((nn.BCELoss(weight), P), (nn.BCEWithLogitsLoss(weight), X)):
        np.testing.assert_allclose(layer(x, Q).data, (each * weight).mean(), rtol=1e-13)
        assert list(layer.state_dict()) == ["weight"]
    each = -(positive * Q * np.log(P) + (1 - Q) * np.log(1 - P))
    z = F.binary_cross_entropy_with_logits(X, Q, reduction="none", pos_weight=positive)
    np.testing.assert_allclose(z.data, each, rtol=1e-13)
    leaf = Tensor(X, requires_grad=True)
    assert gradcheck(lambda x: nn.BCEWithLogitsLoss(weight, "sum", positive)(x, Q), leaf, method="complex")


def test_where_a_probability_is_0_its_part_of_the_divergence_is_0():
    z = F.kl_div(np.log(np.array([[0.5, 0.5]])), np.array([[0.0, 1.0]]), "none")
    np.testing.assert_allclose(z.data, [[0, math.log(2)]])
    z = F.kl_div(np.log(P), P[::-1], "batchmean")
    np.testing.assert_allclose(z.data, (plogp(P[::-1]) - P[::-1] * np.log(P)).sum() / 2, rtol=1e-13)
    assert math.isnan(F.kl_div(np.zeros((0, 2)), np.zeros((0, 2)), "batchmean").item())


@pytest.mark.parametrize("loss", [F.mse_loss, F.l1_loss, F.huber_loss, F.binary_cross_entropy_with_logits])
def test_a_column_is_not_broadcast_against_a_row(loss):
    with pytest.raises(ValueError, match=r"of one shape; got \(2, 1\) and \(2,\)\. Reshape one"):
        loss(np.zeros((2, 1)), np.zeros(2))
    with pytest.raises(ValueError, match=r"of one shape; got \(2, 1\) and \(3,\)\.$"):
        loss(np.zeros((2, 1)), np.zeros(3))


BAD = {
    "beta below 0": (lambda: F.smooth_l1_loss(X, Y, beta=-1), ValueError, "smooth_l1_loss expects beta"),
    "delta of 0": (lambda: F.huber_loss(X, Y, delta=0), ValueError, "huber_loss expects delta above 0"),
    "delta of 0 in a layer": (lambda: nn.HuberLoss(delta=0.0), ValueError, "HuberLoss expects delta"),
    "probabilities above 1": (
        lambda: F.binary_cross_entropy(X, Q),
        ValueError,
        "predicted from 0 to 1; got -1.5",
    ),
    "targets below 0": (lambda: F.binary_cross_entropy(P, Y), ValueError, "target from 0 to 1; got -1.4"),
    "NaN": (lambda: nn.BCELoss()(P * np.nan, Q), ValueError, "from 0 to 1; got nan"),
    "a weight that does not fit": (
        lambda: F.binary_cross_entropy(P, Q, np.ones(2)),
        ValueError,
        r"weight that can be broadcast to the targets' \(2, 3\); got \(2,\)",
    ),
    "a pos_weight that widens": (
        lambda: F.binary_cross_entropy_with_logits(X, Q, pos_weight=np.ones((2, 2, 3))),
        ValueError,
        r"pos_weight that can be broadcast",
    ),
    "a reduction as weight": (
        lambda: F.binary_cross_entropy(P, Q, "sum"),
        TypeError,
        "array for weight; got 'sum'",
    ),
    "targets of words": (lambda: F.mse_loss(X, "Y"), TypeError, "mse_loss expects .* for target; got 'Y'"),
    "a batchmean": (lambda: F.mse_loss(X, Y, "batchmean"), ValueError, "mse_loss expects reduction"),
    "a log_target": (lambda: F.kl_div(X, Y, log_target=1), TypeError, "True or False for log_target"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_the_layers_do_what_their_functions_do_and_show_their_settings():
    for layer, expected, shown in (
        (nn.MSELoss("sum"), F.mse_loss(X, Y, "sum"), "MSELoss(reduction='sum')"),
        (nn.L1Loss(), F.l1_loss(X, Y), "L1Loss(reduction='mean')"),
        (
            nn.SmoothL1Loss(beta=0.5),
            F.smooth_l1_loss(X, Y, beta=0.5),
            "SmoothL1Loss(reduction='mean', beta=0.5)",
        ),
        (nn.HuberLoss(delta=2), F.huber_loss(X, Y, delta=2), "HuberLoss(reduction='mean', delta=2.0)"),
        (
            nn.KLDivLoss("batchmean", True),
            F.kl_div(X, Y, "batchmean", True),
            "KLDivLoss(reduction='batchmean')",
        ),
    ):
        assert layer(X, Y).item() == expected.item()
        assert repr(layer) == shown
