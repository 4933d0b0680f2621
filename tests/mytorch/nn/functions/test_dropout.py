"""Dropout: what is dropped, by whom it is drawn, and that the derivative drops the same."""

import numpy as np
import pytest

import mytorch.nn.dropout
from mytorch import Tensor, gradcheck, nn
from mytorch.autograd_engine import ContextManager
from mytorch.nn import functional as F

KEPT = np.array([[True, False, True], [False, True, True]])
X = np.array([[1.0, 2.0, 3.0], [-4.0, 5.0, -6.0]])


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.75, 0.9])
def test_it_drops_a_share_of_p_and_keeps_the_mean(p):
    x = Tensor(np.ones((200, 300)), requires_grad=True)
    z = nn.Dropout(p)(x)
    assert set(np.unique(z.data)) <= {0.0, 1 / (1 - p)}
    assert (z.data == 0).mean() == pytest.approx(p, abs=0.01)
    assert z.data.mean() == pytest.approx(1, abs=0.02)
    z.backward()
    np.testing.assert_array_equal(x.grad.data, z.data)


@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.6, 0.99, 1.0])
def test_the_global_generator_draws_what_its_binomial_gives_and_goes_on_from_there(p):
    seed = np.random.seed  # noqa: NPY002 (the course's generator)
    seed(7)
    z, after = F.dropout(np.ones((30, 40)), p).data, np.random.random()  # noqa: NPY002
    seed(7)
    kept = np.random.binomial(1, 1 - p, (30, 40))  # noqa: NPY002
    np.testing.assert_array_equal(z != 0, kept)
    assert after == np.random.random()  # noqa: NPY002


def test_a_mask_that_is_given_decides_and_nothing_is_drawn():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    for mask in (KEPT, KEPT.astype(int), KEPT.astype(float), Tensor(KEPT)):
        np.testing.assert_allclose(F.dropout(X, 0.75, mask=mask).data, X * KEPT * 4, rtol=1e-15)
    assert gradcheck(lambda x: F.dropout(x, 0.3, mask=KEPT), Tensor(X, requires_grad=True), method="complex")
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    assert not F.dropout(X, 1.0).data.any()


def test_a_mask_changed_afterwards_changes_no_gradient():
    mask, x = KEPT.copy(), Tensor(X, requires_grad=True)
    z = F.dropout(x, 0.5, mask=mask)
    mask[...] = False
    z.backward()
    np.testing.assert_array_equal(x.grad.data, KEPT * 2.0)


def test_in_evaluation_x_goes_through_as_it_is_and_nothing_is_drawn():
    layer, x = nn.Dropout(0.9), Tensor(X, requires_grad=True)
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    np.testing.assert_array_equal(layer.eval()(x).data, X)
    np.testing.assert_array_equal(F.dropout(x, 0.9, training=False).data, X)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    assert (layer.train()(x).data != X).any()


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_it_keeps_the_dtype_and_rounds_once(dtype):
    x = Tensor(np.full((50, 4), 3.0, dtype), requires_grad=True)
    z = nn.Dropout(0.3)(x)
    z.backward()
    assert (z.dtype, x.grad.dtype) == (dtype, dtype)
    assert set(np.unique(z.data)) == {dtype(0), dtype(3 / 0.7)}


def test_the_bonus_calls_it_by_these_names():
    assert mytorch.nn.dropout.Dropout is nn.Dropout
    ctx, x = ContextManager(), Tensor(X)
    z = F.Dropout.forward(ctx, x, 0.5, True)
    assert set(np.unique(z.data / X)) <= {0.0, 2.0}
    np.testing.assert_array_equal(F.Dropout.backward(ctx, Tensor(np.ones(X.shape))).data, z.data / X)
    ctx = ContextManager()
    assert F.Dropout.forward(ctx, x, 0.5, False).data.tolist() == X.tolist()
    assert F.Dropout.forward(ContextManager(), x).data.tolist() == X.tolist()
    assert F.Dropout.backward(ctx, Tensor(X)).data.tolist() == X.tolist()
    leaf = Tensor(X, requires_grad=True)
    z = F.Dropout.apply(leaf, 0.5, True)
    z.backward()
    np.testing.assert_array_equal(leaf.grad.data, z.data / X)
    assert F.Dropout.apply(leaf, 0.5, False).data.tolist() == X.tolist()


BAD = {
    "p below 0": (lambda: F.dropout(X, -0.1), ValueError, "dropout expects p from 0 to 1; got -0.1"),
    "p above 1": (lambda: nn.Dropout(1.5), ValueError, "Dropout expects p from 0 to 1; got 1.5"),
    "no p": (lambda: nn.Dropout(None), TypeError, "Dropout expects a number for p; got None"),
    "no mode": (lambda: F.dropout(X, 0.5, 1), TypeError, "True or False for training; got 1"),
    "a mask of another shape": (
        lambda: F.dropout(X, mask=KEPT[0]),
        ValueError,
        r"mask of shape \(2, 3\), as x; got \(3,\)",
    ),
    "a scaled mask": (lambda: F.dropout(X, mask=KEPT * 2.0), ValueError, "mask of zeros and ones"),
    "a list": (lambda: F.dropout(X, mask=KEPT.tolist()), TypeError, "the mask as an array of bool"),
    "a number": (lambda: F.dropout(X, training=False, mask=3), TypeError, "the mask as an array of bool"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_its_setting_is_shown():
    assert repr(nn.Dropout(0.2)) == "Dropout(p=0.2)"
