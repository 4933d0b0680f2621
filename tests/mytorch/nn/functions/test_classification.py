"""Losses of classes: weights, ignored labels, smoothing, probabilities as targets, more dims."""

import math

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, nn
from mytorch.nn import functional as F

LOGITS = np.random.default_rng(2).normal(size=(5, 4))
LABELS, WEIGHT = np.array([3, 0, 1, 1, 2]), np.array([0.5, 2.0, 0.0, 1.0])
LOGS = LOGITS - np.log(np.exp(LOGITS).sum(1, keepdims=True))
EACH = -LOGS[np.arange(5), LABELS]
IGNORED = np.where(LABELS == 1, -100, LABELS)
SMOOTH = -(LOGS * WEIGHT).sum(1) / 4
TARGET = np.exp(LOGS[::-1])
OF_EACH = WEIGHT[LABELS]

# By name: options, target, the loss of each example, and what the mean is divided by.
CASES = {
    "each": ({}, LABELS, EACH, 5),
    "weighted": ({"weight": WEIGHT}, LABELS, EACH * OF_EACH, OF_EACH.sum()),
    "ignored": ({}, IGNORED, EACH * (LABELS != 1), 3),
    "ignored by another number": ({"ignore_index": 1}, LABELS, EACH * (LABELS != 1), 3),
    "weighted and ignored": (
        {"weight": WEIGHT},
        IGNORED,
        EACH * OF_EACH * (LABELS != 1),
        (OF_EACH * (LABELS != 1)).sum(),
    ),
    "smoothed": ({"label_smoothing": 0.2}, LABELS, 0.8 * EACH - 0.2 * LOGS.mean(1), 5),
    "smoothed, weighted and ignored": (
        {"weight": WEIGHT, "label_smoothing": 0.2},
        IGNORED,
        (0.8 * EACH * OF_EACH + 0.2 * SMOOTH) * (LABELS != 1),
        (OF_EACH * (LABELS != 1)).sum(),
    ),
    "probabilities": ({}, TARGET, -(TARGET * LOGS).sum(1), 5),
    "probabilities, weighted": ({"weight": WEIGHT}, TARGET, -(TARGET * LOGS * WEIGHT).sum(1), 5),
    "probabilities, smoothed": (
        {"label_smoothing": 0.2},
        TARGET,
        -((0.8 * TARGET + 0.05) * LOGS).sum(1),
        5,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_its_formula_reduced_as_asked_with_the_numerical_derivative(name):
    options, target, each, total = CASES[name]
    for reduction, expected in (("none", each), ("sum", each.sum()), ("mean", each.sum() / total)):

        def loss(x, reduction=reduction):
            return F.cross_entropy(x, target, reduction=reduction, **options)

        np.testing.assert_allclose(loss(LOGITS).data, expected, rtol=1e-13, atol=1e-15)
        layer = nn.CrossEntropyLoss(reduction=reduction, **options)
        np.testing.assert_array_equal(layer(LOGITS, target).data, loss(LOGITS).data)
        for method in ("complex", "central"):
            assert gradcheck(loss, Tensor(LOGITS, requires_grad=True), method=method)


@pytest.mark.parametrize("name", [name for name in CASES if "smooth" not in name and "prob" not in name])
def test_the_loss_of_log_probabilities_is_that_of_their_logits(name):
    options, target, *_ = CASES[name]
    for reduction in ("mean", "sum", "none"):

        def loss(x, reduction=reduction):
            return nn.NLLLoss(reduction=reduction, **options)(x, target)

        expected = F.cross_entropy(LOGITS, target, reduction=reduction, **options)
        np.testing.assert_allclose(loss(LOGS).data, expected.data, rtol=1e-13)
        assert gradcheck(loss, Tensor(LOGS, requires_grad=True), method="complex")


def test_the_plain_loss_is_the_op_of_the_handout_whatever_options_say_so():
    x = Tensor(LOGITS, requires_grad=True)
    for options in (
        {},
        {"label_smoothing": 0.0},
        {"ignore_index": 99},
        {"reduction": "sum"},
        {"weight": None},
    ):
        assert F.cross_entropy(x, LABELS, **options).grad_fn.function_name == "CrossEntropy"
    assert F.cross_entropy(x, LABELS, reduction="none").grad_fn.function_name != "CrossEntropy"


def test_probabilities_have_a_gradient_of_their_own():
    y = Tensor(TARGET, requires_grad=True)
    for weight in (None, WEIGHT):
        assert gradcheck(
            lambda y, w=weight: F.cross_entropy(LOGITS, y, w, label_smoothing=0.1), y, method="complex"
        )


def test_more_dims_are_more_examples():
    x = LOGITS.reshape(1, 5, 4).transpose(0, 2, 1)  # (N, C, d)
    for options in ({}, {"weight": WEIGHT, "label_smoothing": 0.1}):
        expected = F.cross_entropy(LOGITS, LABELS, reduction="none", **options).data
        found = F.cross_entropy(x, LABELS[None], reduction="none", **options)
        np.testing.assert_allclose(found.data, expected[None], rtol=1e-13)
        alone = F.cross_entropy(LOGITS[0], LABELS[0], reduction="none", **options)
        np.testing.assert_allclose(alone.data, expected[0], rtol=1e-13)
    assert gradcheck(lambda x: F.cross_entropy(x, LABELS[None]), Tensor(x, requires_grad=True))
    assert F.nll_loss(x, LABELS[None], reduction="none").shape == (1, 5)
    assert F.nll_loss(LOGS[0], 3, reduction="none").shape == ()


def test_extreme_logits_have_exact_losses():
    x = Tensor([[1e4, -1e4], [1e4, -1e4]], requires_grad=True)
    z = F.cross_entropy(x, [0, 1], reduction="none")
    z.backward()
    assert z.data.tolist() == [0, 2e4]
    assert x.grad.data.tolist() == [[0, 0], [1, -1]]


def test_a_class_that_was_ruled_out_does_not_spoil_what_is_ignored():
    x = Tensor([[-np.inf, 0.0], [0.0, 0.0]], requires_grad=True)
    z = F.cross_entropy(x, [-100, 0])
    z.backward()
    assert z.item() == pytest.approx(math.log(2))
    np.testing.assert_allclose(x.grad.data, [[0, 0], [-0.5, 0.5]])


@pytest.mark.parametrize("weight", [None, np.zeros(4)], ids=["all ignored", "all of weight 0"])
def test_a_mean_over_no_weight_is_no_number(weight):
    labels = [-100] * 5 if weight is None else LABELS
    assert math.isnan(F.cross_entropy(LOGITS, labels, weight).item())
    assert F.cross_entropy(LOGITS, labels, weight, reduction="sum").item() == 0
    assert math.isnan(F.cross_entropy(np.zeros((0, 3)), np.zeros((0, 3))).item())


def test_float16_is_computed_in_float32():
    x = Tensor(np.zeros((5000, 3), np.float16), requires_grad=True)
    z = F.cross_entropy(x, np.zeros(5000, int), np.ones(3), label_smoothing=0.1)
    z.backward()
    assert (z.dtype, x.grad.dtype) == (np.float16, np.float16)
    assert z.item() == np.float16(math.log(3))


def test_labels_and_weights_changed_afterwards_change_no_gradient():
    labels, weight, x = LABELS.copy(), WEIGHT.copy(), Tensor(LOGITS, requires_grad=True)
    z = F.cross_entropy(x, labels, weight)
    labels[...], weight[...] = 0, 7.0
    z.backward()
    other = Tensor(LOGITS, requires_grad=True)
    F.cross_entropy(other, LABELS, WEIGHT).backward()
    np.testing.assert_array_equal(x.grad.data, other.grad.data)


def test_the_weight_of_a_layer_is_a_copy_a_buffer_and_of_the_model_s_dtype():
    weight = WEIGHT.copy()
    layer = nn.CrossEntropyLoss(weight=weight, ignore_index=0, label_smoothing=0.1)
    weight[...] = 0
    assert layer.state_dict()["weight"].data.tolist() == WEIGHT.tolist()
    assert layer.float().weight.dtype == np.float32
    assert repr(layer) == "CrossEntropyLoss(reduction='mean', ignore_index=0, label_smoothing=0.1)"
    assert list(nn.CrossEntropyLoss().state_dict()) == []


BAD = {
    "a weight too short": (
        lambda: F.cross_entropy(LOGITS, LABELS, WEIGHT[:3]),
        ValueError,
        r"\(4,\), one a class",
    ),
    "a reduction as weight": (
        lambda: F.cross_entropy(LOGITS, LABELS, "sum"),
        TypeError,
        "array for weight; got",
    ),
    "a weight to be trained": (
        lambda: F.cross_entropy(LOGITS, LABELS, Tensor(WEIGHT, requires_grad=True)),
        TypeError,
        "no gradient for its weight",
    ),
    "half an index to ignore": (
        lambda: F.cross_entropy(LOGITS, LABELS, ignore_index=0.5),
        TypeError,
        "ignore_index",
    ),
    "smoothing above 1": (lambda: nn.CrossEntropyLoss(label_smoothing=2), ValueError, "from 0 to 1; got 2"),
    "a label out of range beside one ignored": (
        lambda: F.cross_entropy(LOGITS, [-100, 0, 4, 0, 0]),
        ValueError,
        "from 0 to 3; got 4 in row 2",
    ),
    "one in two dims": (
        lambda: F.cross_entropy(np.zeros((2, 3, 2)), [[0, 1], [0, 5]]),
        ValueError,
        r"from 0 to 2; got 5 in row \(1, 1\)",
    ),
    "labels for the wrong dims": (
        lambda: F.cross_entropy(np.zeros((2, 3, 4)), np.zeros((2, 3), int)),
        ValueError,
        r"got \(2, 3, 4\) and \(2, 3\)",
    ),
    "log-probabilities for no label": (lambda: F.nll_loss(LOGS, [0]), ValueError, r"got \(5, 4\) and \(1,\)"),
    "a label of nll_loss": (lambda: F.nll_loss(LOGS, [4] * 5), ValueError, "nll_loss expects class indices"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
