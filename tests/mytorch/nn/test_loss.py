"""The cross-entropy: exact where softmax would overflow, and no label out of range gets through."""

import numpy as np
import pytest

from mytorch import gradcheck, no_grad
from mytorch.nn import functional as F
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.tensor import Tensor

RNG = np.random.default_rng(4)
LOGITS, LABELS = RNG.standard_normal((6, 4)) * 3, np.array([0, 3, 1, 1, 2, 0])


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


def exact(logits, labels):
    """The losses and softmax - onehot in long doubles."""
    x = np.asarray(logits, np.longdouble)
    e = np.exp(x - x.max(1, keepdims=True))
    softmax = e / e.sum(1, keepdims=True)
    return -np.log(softmax[np.arange(len(x)), labels]), softmax - np.eye(x.shape[1])[labels]


def test_it_is_the_batch_mean_with_the_gradient_of_the_handout():
    x = leaf(LOGITS)
    loss = CrossEntropyLoss()(x, Tensor(LABELS))
    losses, slopes = exact(LOGITS, LABELS)
    assert (loss.shape, loss.dtype, type(loss.data)) == ((), np.float64, np.ndarray)
    np.testing.assert_allclose(loss.data, float(losses.mean()), rtol=1e-14)
    (loss * 5.0).backward()
    np.testing.assert_allclose(x.grad.data, (5 * slopes / 6).astype(float), rtol=1e-12, atol=1e-16)


def test_its_sum_is_not_divided():
    x = leaf(LOGITS)
    loss = CrossEntropyLoss(reduction="sum")(x, Tensor(LABELS))
    losses, slopes = exact(LOGITS, LABELS)
    np.testing.assert_allclose(loss.data, float(losses.sum()), rtol=1e-14)
    loss.backward()
    np.testing.assert_allclose(x.grad.data, slopes.astype(float), rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize(
    ("logits", "labels", "loss", "gradient"),
    [
        pytest.param([[1e7, -1e7, 0]], [0], 0.0, [[0, 0, 0]], id="right by 1e7"),
        pytest.param([[1e7, -1e7, 0]], [1], 2e7, [[1, -1, 0]], id="wrong by 2e7"),
        pytest.param([[1000.0, 1000.0]], [0], np.log(2), [[-0.5, 0.5]], id="equal at 1000"),
        pytest.param([[-1000.0, -1000.0]], [1], np.log(2), [[0.5, -0.5]], id="equal at -1000"),
        pytest.param(
            [[1e7, 1e7], [0.0, 0.0], [-1e7, -1e7]],
            [0, 0, 1],
            np.log(2),
            [[-1 / 6, 1 / 6], [-1 / 6, 1 / 6], [1 / 6, -1 / 6]],
            id="rows of every height",
        ),
        pytest.param([[0.0, -np.inf]], [0], 0.0, [[0, 0]], id="a class ruled out"),
        pytest.param([[3.0]], [0], 0.0, [[0]], id="one class"),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits_have_exact_losses_without_a_warning(logits, labels, loss, gradient, dtype):
    x = leaf(logits, dtype)
    z = F.cross_entropy(x, Tensor(labels))
    z.backward()
    tolerance = 4 * np.finfo(dtype).eps
    np.testing.assert_allclose(z.data, loss, rtol=tolerance)
    np.testing.assert_allclose(x.grad.data, gradient, rtol=tolerance, atol=0)
    assert z.dtype == x.grad.dtype == dtype


def test_moving_a_row_of_logits_changes_neither_loss_nor_gradient():
    moved = LOGITS + np.array([0.0, 512.0, -1024.0, 2.0, 64.0, -8.0])[:, None]
    results = []
    for logits in (LOGITS, moved):
        x = leaf(logits)
        z = F.cross_entropy(x, Tensor(LABELS))
        z.backward()
        results.append((z.data, x.grad.data))
    np.testing.assert_allclose(results[0][0], results[1][0], rtol=1e-11)
    np.testing.assert_allclose(results[0][1], results[1][1], rtol=1e-11, atol=1e-13)


def test_a_loss_far_below_one_keeps_its_digits():
    z = F.cross_entropy(Tensor([[30.0, 0.0]]), Tensor([0]))
    np.testing.assert_allclose(z.data, np.log1p(np.exp(-30.0)), rtol=2e-3)


@pytest.mark.parametrize(
    "labels",
    [
        LABELS,
        LABELS.tolist(),
        Tensor(LABELS),
        LABELS.astype(np.uint8),
        Tensor(LABELS.astype(float)),
        LABELS[::1],
    ],
    ids=["array", "list", "tensor", "uint8", "whole floats", "view"],
)
def test_labels_may_come_in_any_form(labels):
    assert F.cross_entropy(Tensor(LOGITS), labels).item() == F.cross_entropy(Tensor(LOGITS), LABELS).item()


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        pytest.param([0, -1, 1], r"from 0 to 2; got -1 in row 1", id="-1"),
        pytest.param([0, 1, 3], r"from 0 to 2; got 3 in row 2", id="C"),
        pytest.param([2**40, 1, 1], r"from 0 to 2; got 1099511627776 in row 0", id="huge"),
        pytest.param([0, 0.5, 1], r"from 0 to 2; got 0\.5 in row 1", id="half"),
        pytest.param([0.0, 1.0, np.nan], r"from 0 to 2; got nan in row 2", id="NaN"),
        pytest.param([0.0, np.inf, 1.0], r"from 0 to 2; got inf in row 1", id="inf"),
        pytest.param([0, 1], r"\(N,\); got \(3, 3\) and \(2,\)", id="too few"),
        pytest.param([[0], [1], [2]], r"\(N,\); got \(3, 3\) and \(3, 1\)", id="a column"),
        pytest.param([[1, 0, 0], [0, 1, 0], [0, 0, 1]], r"\(N,\); got \(3, 3\) and \(3, 3\)", id="one-hot"),
        pytest.param(1, r"\(N,\); got \(3, 3\) and \(\)", id="one number"),
    ],
)
@pytest.mark.parametrize("wrap", [Tensor, np.array], ids=["tensor", "array"])
def test_labels_out_of_range_or_of_another_shape_are_refused(labels, message, wrap):
    x = leaf(np.eye(3))
    with pytest.raises(ValueError, match=f"cross_entropy expects .*{message}"):
        F.cross_entropy(x, wrap(labels))
    assert x.grad is None


@pytest.mark.parametrize("shape", [(3,), (3, 2, 2), ()])
def test_logits_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match=r"logits of shape \(N, C\)"):
        F.cross_entropy(Tensor(np.zeros(shape)), Tensor(np.zeros(3, int)))


def test_an_unknown_reduction_is_refused():
    for call in (
        lambda: CrossEntropyLoss(reduction="average"),
        lambda: F.cross_entropy(Tensor(LOGITS), Tensor(LABELS), reduction="average"),
    ):
        with pytest.raises(ValueError, match=r'"mean", "sum" or "none"; got \'average\''):
            call()


def test_an_empty_batch_has_no_mean_a_sum_of_zero_and_an_empty_gradient():
    x = leaf(np.zeros((0, 3)))
    labels = Tensor(np.zeros(0, int))
    mean, total = F.cross_entropy(x, labels), F.cross_entropy(x, labels, reduction="sum")
    assert np.isnan(mean.item())
    assert total.item() == 0.0
    (mean + total).backward()
    assert x.grad.shape == (0, 3)


def test_it_changes_neither_logits_nor_labels_and_needs_no_graph():
    x, labels = leaf(LOGITS), LABELS.copy()
    with no_grad():
        z = F.cross_entropy(x, labels)
    assert z.requires_grad is False
    assert gradcheck(lambda x: F.cross_entropy(x, labels), x, method="complex")
    np.testing.assert_array_equal(x.data, LOGITS)
    np.testing.assert_array_equal(labels, LABELS)


def test_a_star_import_brings_the_losses_alone():
    names = {}
    exec("from mytorch.nn.loss import *", names)
    others = [
        "BCELoss",
        "BCEWithLogitsLoss",
        "HuberLoss",
        "KLDivLoss",
        "L1Loss",
        "MSELoss",
        "NLLLoss",
        "SmoothL1Loss",
    ]
    assert names.keys() - {"__builtins__"} == {"CrossEntropyLoss", *others}
    assert repr(CrossEntropyLoss()) == "CrossEntropyLoss(reduction='mean')"
