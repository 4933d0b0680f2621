"""Checks of single layers: extreme values, and the requirements of each course."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import classic_mlp
from autograder.crosscheck.behaviours.closeness import assert_close
from mytorch import Tensor, nn

__all__ = ["BEHAVIOURS"]

Array = NDArray[Any]


def _activated(name: str, z: Array) -> list[tuple[Array, Array]]:
    """Both twins' value and derivative of an activation."""
    hand = getattr(classic_mlp, name)()
    y = hand(z)
    x = Tensor(z, requires_grad=True)
    out = getattr(nn, name)()(x)
    out.backward(Tensor(np.ones_like(z)))
    return [(y, np.broadcast_to(hand.derivative(), z.shape)), (out.data, x.grad.data)]


def sigmoid_is_right_at_the_extremes() -> None:
    z = np.array([-1e4, -800.0, -40, 0, 40, 800, 1e4])
    with np.errstate(all="raise", under="ignore"):
        for y, slope in _activated("Sigmoid", z):
            e = np.exp(-np.abs(z))
            assert_close(y, np.where(z < 0, e / (1 + e), 1 / (1 + e)), 1e-15)
            assert (slope >= 0).all()


def sigmoid_in_float32_is_right_to_three_units_in_the_last_place() -> None:
    z = np.linspace(-30, 30, 4001, dtype=np.float32)
    exact = 1 / (1 + np.exp(-z.astype(float)))
    for y, _ in _activated("Sigmoid", z):
        assert y.dtype == np.float32
        assert (np.abs(y - exact) <= 3 * np.spacing(exact.astype(np.float32))).all()


def tanh_is_right_at_the_extremes() -> None:
    for y, slope in _activated("Tanh", np.array([-1e4, 0.0, 1e4])):
        assert y.tolist() == [-1, 0, 1]
        assert slope.tolist() == [0, 1, 0]


def relu_has_no_slope_at_zero() -> None:
    for y, slope in _activated("ReLU", np.array([-2.0, -0.0, 0.0, 3.0, 1e-300])):
        assert y.tolist() == [0, 0, 0, 3, 1e-300]
        assert slope.tolist() == [0, 0, 0, 1, 1]


def _losses(logits: Array, labels: Array) -> list[tuple[Any, Array]]:
    """Both twins' summed loss and its gradient."""
    hand = classic_mlp.SoftmaxCrossEntropy()
    loss = hand(logits, labels).sum()
    x = Tensor(logits, requires_grad=True)
    out = nn.CrossEntropyLoss(reduction="sum")(x, labels.argmax(axis=1))
    out.backward()
    return [(loss, hand.derivative()), (out.data, x.grad.data)]


def the_cross_entropy_survives_logits_of_any_size_and_rows_that_differ() -> None:
    logits = np.array([[1000.0, 0, -1000], [-1e5, -1e5 - 1, -1e5 - 2], [0, 0, 0], [1e8, 1e8 + 1, 0]])
    labels = np.eye(3)[[1, 0, 2, 1]]
    single = np.log1p(np.exp(-1.0) + np.exp(-2.0))
    truth = 1000 + single + np.log(3) + np.log1p(np.exp(-1.0))
    with np.errstate(all="raise", under="ignore"):
        for loss, gradient in _losses(logits, labels):
            assert_close(loss, truth)
            assert_close(gradient[0], [1, -1, 0])
            assert_close(gradient[2], [1 / 3, 1 / 3, -2 / 3])


def the_cross_entropy_does_not_lose_a_small_loss() -> None:
    for loss, _ in _losses(np.array([[1e8 + 0.5, 1e8]]), np.array([[1.0, 0]])):
        assert_close(loss, np.log1p(np.exp(-0.5)), 1e-14)


def the_mean_loss_is_the_sum_over_n() -> None:
    x, labels = np.random.default_rng(0).normal(size=(7, 3)), np.arange(7) % 3
    leaves = [Tensor(x, requires_grad=True) for _ in range(2)]
    losses = [
        nn.CrossEntropyLoss(reduction=reduction)(leaf, Tensor(labels))
        for reduction, leaf in zip(("mean", "sum"), leaves, strict=True)
    ]
    for loss in losses:
        loss.backward()
    assert losses[0].shape == ()
    assert_close(losses[0].data * 7, losses[1].data)
    assert_close(leaves[0].grad.data * 7, leaves[1].grad.data)
    assert nn.CrossEntropyLoss().reduction == "mean"


def _batch_norms(
    features: int, eps: float, keep: float, unbiased: bool
) -> list[tuple[Any, Callable[..., Any]]]:
    """Both twins' batch norm in one dialect, and for each a function that applies it to an array."""
    hand = classic_mlp.BatchNorm(features, keep, eps=eps, unbiased_running_var=unbiased)
    auto = nn.BatchNorm1d(features, eps=eps, momentum=1 - keep, unbiased_running_var=unbiased)

    def call(x: Array, training: bool = True) -> Any:
        return auto.train(training)(Tensor(x)).data

    return [(hand, lambda x, training=True: hand(x, eval=not training)), (auto, call)]


def _array(x: Any) -> Array:
    return x.data if isinstance(x, Tensor) else x


def batch_norm_follows_its_formula_in_every_dialect() -> None:
    for eps, keep, unbiased in ((1e-8, 0.9, False), (1e-5, 0.9, True), (0.3, 0.25, True), (1e-3, 0.0, False)):
        for layer, call in _batch_norms(3, eps, keep, unbiased):
            rng, mean, var = np.random.default_rng(1), np.zeros(3), np.ones(3)
            for size in (5, 2, 9):
                x = rng.normal(2, 0.01, (size, 3))
                centred = x - x.mean(axis=0)
                assert_close(call(x), centred / np.sqrt((centred**2).mean(axis=0) + eps), 1e-10)
                mean = keep * mean + (1 - keep) * x.mean(axis=0)
                var = keep * var + (1 - keep) * x.var(axis=0, ddof=int(unbiased))
            for name, truth in (("running_mean", mean), ("running_var", var)):
                assert_close(np.ravel(_array(getattr(layer, name))), truth, 1e-12)
            x = rng.normal(size=(4, 3))
            assert_close(call(x, training=False), (x - mean) / np.sqrt(var + eps), 1e-12)
            assert_close(call(x[:1], training=False), (x[:1] - mean) / np.sqrt(var + eps), 1e-12)


def batch_norm_starts_in_its_own_course_s_dialect() -> None:
    hand, auto = classic_mlp.BatchNorm(2), nn.BatchNorm1d(2)
    assert (hand.eps, hand.alpha, hand.unbiased_running_var) == (1e-8, 0.9, False)
    assert (auto.eps, auto.momentum, auto.unbiased_running_var) == (1e-5, 0.1, True)
    for array in (hand.gamma, hand.running_var, auto.gamma.data, auto.running_var.data):
        assert (array == 1).all()
    for array in (hand.beta, hand.running_mean, auto.beta.data, auto.running_mean.data):
        assert (array == 0).all()


def batch_norm_costs_no_digits_at_a_large_mean() -> None:
    noise = np.random.default_rng(2).integers(-8, 8, (64, 3)) / 8
    truth = noise - noise.mean(axis=0)
    truth = truth / np.sqrt((truth**2).mean(axis=0) + 1e-8)
    for _, call in _batch_norms(3, 1e-8, 0.9, False):
        assert np.abs(call((1e6 + noise).astype(np.float32)) - truth).max() < 1e-5
        assert np.abs(call(1e9 + noise) - truth).max() < 1e-12


def batch_norm_survives_numbers_whose_squares_are_too_large() -> None:
    x = Tensor(
        (6e4 * np.array([[1.0, 1.0], [-1.0, 0.5], [0.25, -1.0]])).astype(np.float16), requires_grad=True
    )
    z = nn.BatchNorm1d(2).to(np.float16)(x)
    exact = x.data.astype(float)
    assert z.dtype == np.float16
    assert_close(
        z.data, (exact - exact.mean(axis=0)) / exact.std(axis=0), 4 * float(np.finfo(np.float16).eps)
    )


def a_constant_column_is_normalised_to_nothing() -> None:
    for value in (0.1, 1e6, -3e-7):
        for _, call in _batch_norms(2, 1e-8, 0.9, False):
            assert (call(np.full((7, 2), value)) == 0).all()
            assert (call(np.full((7, 2), value, np.float32)) == 0).all()


def a_linear_layer_is_drawn_as_in_pytorch() -> None:
    np.random.seed(7)  # noqa: NPY002
    layer = nn.Linear(16, 3)
    np.random.seed(7)  # noqa: NPY002
    weight, bias = np.random.uniform(-0.25, 0.25, (3, 16)), np.random.uniform(-0.25, 0.25, 3)  # noqa: NPY002
    assert_close(layer.weight.data, weight)
    assert_close(layer.bias.data, bias)
    assert list(map(id, layer.parameters())) == [id(layer.weight), id(layer.bias)]
    assert layer.weight.requires_grad


BEHAVIOURS = [
    sigmoid_is_right_at_the_extremes,
    sigmoid_in_float32_is_right_to_three_units_in_the_last_place,
    tanh_is_right_at_the_extremes,
    relu_has_no_slope_at_zero,
    the_cross_entropy_survives_logits_of_any_size_and_rows_that_differ,
    the_cross_entropy_does_not_lose_a_small_loss,
    the_mean_loss_is_the_sum_over_n,
    batch_norm_follows_its_formula_in_every_dialect,
    batch_norm_starts_in_its_own_course_s_dialect,
    batch_norm_costs_no_digits_at_a_large_mean,
    batch_norm_survives_numbers_whose_squares_are_too_large,
    a_constant_column_is_normalised_to_nothing,
    a_linear_layer_is_drawn_as_in_pytorch,
]
