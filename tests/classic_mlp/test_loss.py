"""Softmax cross entropy: right where naive formulas overflow, and its derivative by complex step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classic_mlp.loss import Criterion, SoftmaxCrossEntropy

BIG = 1e7
CASES = [  # name, row of logits, label, loss
    ("all alike", [0, 0, 0, 0], 2, np.log(4)),
    ("two classes", [1, 0], 0, np.log1p(np.exp(-1))),
    ("two classes, the other label", [1, 0], 1, 1 + np.log1p(np.exp(-1))),
    ("large and right", [BIG, 0, -BIG], 0, 0),
    ("large and middling", [BIG, 0, -BIG], 1, BIG),
    ("large and wrong", [BIG, 0, -BIG], 2, 2 * BIG),
    ("all large", [BIG, BIG], 0, np.log(2)),
    ("all very negative", [-BIG, -BIG, -BIG], 1, np.log(3)),
    ("one class", [3], 0, 0),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("logits", "label", "loss"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_loss_of_a_row(logits, label, loss, dtype):
    x = np.array([logits], dtype=dtype)
    y = np.eye(len(logits), dtype=dtype)[[label]]
    got = SoftmaxCrossEntropy()(x, y)
    assert got.shape == (1,)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, [loss], rtol=4 * np.finfo(dtype).eps, atol=1e-15)


def test_large_logits_lose_nothing_of_a_small_loss():
    loss = SoftmaxCrossEntropy()(np.array([[BIG + 0.5, BIG + 0.25]]), np.array([[1.0, 0.0]]))
    np.testing.assert_allclose(loss, [np.log1p(np.exp(-0.25))], rtol=1e-15)


def test_every_row_has_its_own_maximum(rng):
    mild = rng.normal(size=(3, 4))
    y = np.eye(4)[[0, 3, 1, 2, 2]]
    mixed = np.vstack([[BIG, 0, 0, 0], mild, [-BIG, -BIG, -BIG + 1, -BIG]])
    criterion = SoftmaxCrossEntropy()
    loss = criterion(mixed, y)
    derivative = criterion.derivative()
    alone = SoftmaxCrossEntropy()
    np.testing.assert_allclose(loss[1:4], alone(mild, y[1:4]), rtol=1e-13)
    np.testing.assert_allclose(derivative[1:4], alone.derivative(), rtol=1e-13)
    np.testing.assert_allclose(loss[[0, 4]], [0, np.log(1 + 3 / np.e)], rtol=1e-15)
    np.testing.assert_array_equal(derivative[0], [0, 0, 0, 0])


def test_the_loss_is_minus_the_log_of_the_labels_softmax(rng):
    x, y = rng.normal(0, 3, (6, 5)), np.eye(5)[rng.integers(5, size=6)]
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    criterion = SoftmaxCrossEntropy()
    np.testing.assert_allclose(criterion(x, y), -np.log(p[y == 1]), rtol=1e-12)
    np.testing.assert_allclose(criterion.derivative(), p - y, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("size", [1, 7])
def test_the_derivative_is_that_of_the_summed_loss_by_complex_step(size, rng, complex_step, assert_close):
    x, y = rng.normal(0, 2, (size, 4)), np.eye(4)[rng.integers(4, size=size)]
    criterion = SoftmaxCrossEntropy()
    criterion(x, y)
    want = complex_step(lambda moved: SoftmaxCrossEntropy()(moved, y).sum(), x)
    assert_close(criterion.derivative(), want, 1e-12)


def test_a_tie_for_the_maximum_has_its_derivative_too(complex_step, assert_close):
    x, y = np.zeros((2, 3)), np.eye(3)[[0, 2]]
    criterion = SoftmaxCrossEntropy()
    criterion(x, y)
    want = complex_step(lambda moved: SoftmaxCrossEntropy()(moved, y).sum(), x)
    assert_close(criterion.derivative(), want, 1e-12)


LABELS = {
    "distributions": np.random.default_rng(0).dirichlet(np.ones(3), size=5),
    "padding rows of zeros": np.eye(3)[[0, 1, 2, 0, 1]] * [[1], [0], [1], [0], [0]],
    "several ones": np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1], [1, 0, 0], [0, 0, 0]]),
    "negative": np.random.default_rng(1).normal(size=(5, 3)),
}


@pytest.mark.parametrize("kind", LABELS)
def test_any_labels_have_the_loss_of_the_formula_and_its_derivative(kind, rng, complex_step, assert_close):
    x, y = rng.normal(size=(5, 3)), LABELS[kind]
    criterion = SoftmaxCrossEntropy()
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(criterion(x, y), -(y * np.log(p)).sum(axis=1), rtol=1e-12, atol=1e-14)
    want = complex_step(lambda moved: SoftmaxCrossEntropy()(moved, y).sum(), x)
    assert_close(criterion.derivative(), want, 1e-12)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=6), st.floats(-1e6, 1e6))
def test_a_constant_added_to_a_row_changes_nothing(logits, constant):
    x, y = np.array([logits]), np.eye(len(logits))[[0]]
    plain, moved = SoftmaxCrossEntropy(), SoftmaxCrossEntropy()
    np.testing.assert_allclose(moved(x + constant, y), plain(x, y), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(moved.derivative(), plain.derivative(), rtol=1e-9, atol=1e-9)


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=6))
def test_a_loss_is_never_negative_and_a_derivative_sums_to_0(logits):
    criterion = SoftmaxCrossEntropy()
    assert (criterion(np.array([logits]), np.eye(len(logits))[[-1]]) >= 0).all()
    assert abs(criterion.derivative().sum()) <= 1e-14


@pytest.mark.parametrize("labels", [np.float64, np.float32, np.int64, np.uint8, bool])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_that_of_the_logits_whatever_the_labels(dtype, labels, rng):
    x, y = rng.normal(size=(4, 3)), np.eye(3)[[0, 1, 2, 1]]
    criterion = SoftmaxCrossEntropy()
    assert criterion(x.astype(dtype), y.astype(labels)).dtype == dtype
    assert criterion.derivative().dtype == dtype
    np.testing.assert_allclose(
        criterion.derivative().sum(axis=0),
        (np.exp(x) / np.exp(x).sum(1, keepdims=True) - y).sum(axis=0),
        atol=1e-6,
    )


def test_whole_numbers_as_logits_do_not_round_the_labels():
    loss = SoftmaxCrossEntropy()(np.array([[0, 1]]), np.array([[0.5, 0.5]]))
    np.testing.assert_allclose(loss, [np.log(1 + np.e) - 0.5], rtol=1e-15)


def test_what_is_kept():
    criterion = SoftmaxCrossEntropy()
    assert criterion.logits is None
    assert criterion.labels is None
    assert criterion.loss is None
    x, y = np.array([[1.0, 2.0]]), np.array([[0.0, 1.0]])
    loss = criterion.forward(x, y)
    for kept, theirs in ((criterion.logits, x), (criterion.labels, y), (criterion.loss, loss)):
        np.testing.assert_array_equal(kept, theirs)
        assert not np.shares_memory(kept, theirs)


def test_the_derivative_is_that_of_the_last_forward_pass(rng):
    x, y = rng.normal(size=(2, 3)), np.eye(3)[[0, 1]]
    used, fresh = SoftmaxCrossEntropy(), SoftmaxCrossEntropy()
    used(rng.normal(size=(5, 3)), np.eye(3)[[0, 1, 2, 0, 1]])
    used.derivative()
    used(x, y)
    fresh(x, y)
    np.testing.assert_array_equal(used.derivative(), fresh.derivative())


def test_neither_inputs_nor_earlier_outputs_are_overwritten(rng):
    x, y = rng.normal(size=(3, 4)), np.eye(4)[[0, 1, 2]]
    x_before, y_before = x.copy(), y.copy()
    criterion = SoftmaxCrossEntropy()
    loss, derivative = criterion(x, y), criterion.derivative()
    loss_before, derivative_before = loss.copy(), derivative.copy()
    criterion(2 * x, y)
    criterion.derivative()
    for now, before in [(x, x_before), (y, y_before), (loss, loss_before), (derivative, derivative_before)]:
        np.testing.assert_array_equal(now, before)


def test_nan_is_not_hidden():
    assert np.isnan(SoftmaxCrossEntropy()(np.array([[np.nan, 1.0]]), np.array([[0.0, 1.0]]))).all()


def test_class_numbers_for_one_hot_rows_say_what_to_do():
    with pytest.raises(
        ValueError, match=r"expects one-hot labels of shape \(4, 3\).*got \(4,\).*np\.eye\(3\)"
    ):
        SoftmaxCrossEntropy()(np.zeros((4, 3)), np.array([0, 1, 2, 0]))


def test_a_derivative_before_forward_says_what_to_do():
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        SoftmaxCrossEntropy().derivative()


def test_the_base_class_leaves_both_methods_to_the_subclass():
    with pytest.raises(NotImplementedError):
        Criterion()(np.ones((1, 1)), np.ones((1, 1)))
    with pytest.raises(NotImplementedError):
        Criterion().derivative()
