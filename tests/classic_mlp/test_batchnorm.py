"""Batch norm: statistics that hold where one pass would cancel, gradients with gamma and delta at random."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from classic_mlp.batchnorm import BatchNorm

ONES = ["var", "gamma", "running_var"]
ZEROS = ["mean", "dgamma", "beta", "dbeta", "running_mean"]


def with_random_parameters(rng, features, **options):
    bn = BatchNorm(features, **options)
    bn.gamma, bn.beta = rng.normal(size=(1, features)), rng.normal(size=(1, features))
    bn.running_mean, bn.running_var = rng.normal(size=(1, features)), rng.uniform(0.5, 2, (1, features))
    return bn


def test_what_a_new_layer_holds():
    bn = BatchNorm(5)
    assert bn.alpha == 0.9
    assert bn.eps == 1e-8
    assert bn.unbiased_running_var is False
    assert bn.x is None
    assert bn.norm is None
    assert bn.out is None
    for value, names in [(1, ONES), (0, ZEROS)]:
        for name in names:
            np.testing.assert_array_equal(getattr(bn, name), np.full((1, 5), float(value)))
            assert getattr(bn, name).dtype == np.float64
    assert len({id(getattr(bn, name)) for name in ONES + ZEROS}) == 8


def test_forward_by_hand():
    bn = BatchNorm(2, eps=0.0)
    bn.gamma, bn.beta = np.array([[2.0, 1.0]]), np.array([[1.0, -1.0]])
    out = bn(np.array([[1.0, 10], [3, 20], [5, 30], [7, 40]]))
    np.testing.assert_array_equal(bn.mean, [[4, 25]])
    np.testing.assert_array_equal(bn.var, [[5, 125]])
    norm = np.array([[-3.0], [-1], [1], [3]]) / np.sqrt(5)
    np.testing.assert_allclose(bn.norm, np.hstack([norm, norm]), rtol=1e-15)
    np.testing.assert_allclose(out, np.hstack([2 * norm + 1, norm - 1]), rtol=1e-15)
    np.testing.assert_array_equal(bn.out, out)
    assert not np.shares_memory(bn.out, out)


def test_training_is_what_a_call_does_unless_told(rng):
    x = rng.normal(5, 2, (6, 3))
    by_call, by_forward, told = BatchNorm(3), BatchNorm(3), BatchNorm(3)
    want = told.forward(x, eval=False)
    np.testing.assert_array_equal(by_call(x), want)
    np.testing.assert_array_equal(by_forward.forward(x), want)


def test_a_forward_pass_leaves_the_parameters_where_they_are(rng):
    bn = BatchNorm(3)
    gamma, beta = bn.gamma, bn.beta
    bn(rng.normal(size=(5, 3)))
    assert bn.gamma is gamma
    assert bn.beta is beta


def test_eps_stands_inside_the_root():
    bn = BatchNorm(1, eps=16.0)
    bn(np.array([[-3.0], [3.0]]))
    np.testing.assert_array_equal(bn.norm, [[-3 / 5], [3 / 5]])


def test_eps_is_1e_minus_8():
    bn = BatchNorm(1)
    bn(np.array([[-1e-4], [1e-4]]))
    np.testing.assert_allclose(bn.norm, [[-np.sqrt(0.5)], [np.sqrt(0.5)]], rtol=1e-14)


def test_eps_may_be_set_on_the_layer():
    bn = BatchNorm(1)
    bn.eps = 16.0
    bn(np.array([[-3.0], [3.0]]))
    np.testing.assert_array_equal(bn.norm, [[-3 / 5], [3 / 5]])


def test_the_running_averages_keep_alpha_of_the_old():
    bn = BatchNorm(1, alpha=0.75)
    bn(np.array([[1.0], [5.0]]))
    np.testing.assert_allclose(bn.running_mean, [[0.25 * 3]], rtol=1e-15)
    np.testing.assert_allclose(bn.running_var, [[0.75 + 0.25 * 4]], rtol=1e-15)
    bn(np.array([[0.0], [8.0]]))
    np.testing.assert_allclose(bn.running_mean, [[0.75 * 0.75 + 0.25 * 4]], rtol=1e-15)
    np.testing.assert_allclose(bn.running_var, [[0.75 * 1.75 + 0.25 * 16]], rtol=1e-15)


def test_the_running_variance_may_be_unbiased_while_the_normalising_one_is_not(rng):
    x = rng.normal(size=(5, 3))
    biased, unbiased = BatchNorm(3), BatchNorm(3, unbiased_running_var=True)
    np.testing.assert_array_equal(unbiased(x), biased(x))
    np.testing.assert_array_equal(unbiased.var, biased.var)
    np.testing.assert_allclose(biased.running_var, 0.9 + 0.1 * x.var(axis=0, keepdims=True), rtol=1e-14)
    np.testing.assert_allclose(
        unbiased.running_var, 0.9 + 0.1 * x.var(axis=0, ddof=1, keepdims=True), rtol=1e-14
    )


def test_eval_uses_the_running_statistics_and_leaves_them(rng):
    bn = with_random_parameters(rng, 3)
    before = copy.deepcopy(bn)
    x = rng.normal(size=(4, 3))
    want = bn.gamma * (x - bn.running_mean) / np.sqrt(bn.running_var + 1e-8) + bn.beta
    np.testing.assert_allclose(bn(x, eval=True), want, rtol=1e-13)
    for name in [*ONES, *ZEROS]:
        np.testing.assert_array_equal(getattr(bn, name), getattr(before, name))


def test_eval_treats_each_row_on_its_own(rng):
    bn, x = with_random_parameters(rng, 3), rng.normal(size=(4, 3))
    together = bn(x, eval=True)
    for row, out in zip(x, together, strict=True):
        np.testing.assert_array_equal(bn(row[None], eval=True)[0], out)


@pytest.mark.parametrize("size", [3, 4, 11])
def test_every_gradient_is_that_of_complex_step(size, rng, complex_step, assert_close):
    bn, x, delta = with_random_parameters(rng, 4), rng.normal(2, 3, (size, 4)), rng.normal(size=(size, 4))

    def loss(**moved):
        other = copy.deepcopy(bn)
        at = moved.pop("x", x)
        vars(other).update(moved)
        return (delta * other(at)).sum()

    bn(x)
    dx = bn.backward(delta)
    assert_close(dx, complex_step(lambda x: loss(x=x), x), 1e-10)
    assert_close(bn.dgamma, complex_step(lambda gamma: loss(gamma=gamma), bn.gamma), 1e-12)
    assert_close(bn.dbeta, complex_step(lambda beta: loss(beta=beta), bn.beta), 1e-12)


@pytest.mark.parametrize("spread", [1e-5, 1e-4, 1e-3])
def test_the_gradient_is_right_where_eps_weighs_as_much_as_the_variance(
    spread, rng, complex_step, assert_close
):
    bn, x, delta = with_random_parameters(rng, 2), rng.normal(0, spread, (5, 2)), rng.normal(size=(5, 2))
    bn(x)
    want = complex_step(lambda moved: (delta * copy.deepcopy(bn)(moved)).sum(), x)
    assert_close(bn.backward(delta), want, 1e-10)


def test_in_eval_mode_the_gradient_is_that_of_a_constant_scale(rng, complex_step, assert_close):
    bn, x, delta = with_random_parameters(rng, 4), rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    bn(rng.normal(size=(6, 4)))
    bn(x, eval=True)
    dx = bn.backward(delta)
    want = complex_step(lambda moved: (delta * copy.deepcopy(bn)(moved, eval=True)).sum(), x)
    assert_close(dx, want, 1e-12)
    np.testing.assert_allclose(
        bn.dgamma, (delta * bn.norm).sum(axis=0, keepdims=True), rtol=1e-13, atol=1e-14
    )
    bn(x)
    want = complex_step(lambda moved: (delta * copy.deepcopy(bn)(moved)).sum(), x)
    assert_close(bn.backward(delta), want, 1e-10)


def test_gradients_of_gamma_and_beta_are_sums_not_means():
    bn = BatchNorm(1, eps=0.0)
    bn(np.array([[1.0], [3.0], [1.0], [3.0]]))
    bn.backward(np.array([[1.0], [2.0], [3.0], [5.0]]))
    np.testing.assert_array_equal(bn.dbeta, [[11]])
    np.testing.assert_array_equal(bn.dgamma, [[-1 + 2 - 3 + 5]])


def test_a_shift_or_a_stretch_of_x_does_not_change_x_hat(rng):
    bn, x = with_random_parameters(rng, 3, eps=0.0), rng.normal(size=(6, 3))
    bn(x)
    dx = bn.backward(rng.normal(size=(6, 3)))
    np.testing.assert_allclose(dx.sum(axis=0), np.zeros(3), atol=1e-14)
    np.testing.assert_allclose((dx * bn.norm).sum(axis=0), np.zeros(3), atol=1e-14)


def test_a_constant_column_gives_exactly_zero(rng):
    x = rng.normal(size=(7, 3))
    x[:, 1] = 0.1  # seven times 0.1, divided by seven, is not 0.1
    x[:, 2] = 1e6 / 3
    for dtype in (np.float32, np.float64):
        bn = BatchNorm(3)
        bn(x.astype(dtype))
        np.testing.assert_array_equal(bn.norm[:, 1:], np.zeros((7, 2)))
        np.testing.assert_array_equal(bn.var[:, 1:], np.zeros((1, 2)))


@given(
    arrays(np.float64, (5, 1), elements=st.floats(-1e100, 1e100)).map(lambda x: np.repeat(x[:1], 5, axis=0))
)
def test_a_constant_column_of_any_number_gives_exactly_zero(x):
    bn = BatchNorm(1)
    bn(x)
    np.testing.assert_array_equal(bn.norm, np.zeros((5, 1)))


@pytest.mark.parametrize("size", [4, 100])
def test_a_mean_of_a_million_in_float32_keeps_x_hat_to_1e_5(size, rng):
    x = (1e6 + rng.normal(size=(size, 8))).astype(np.float32)
    exact = x.astype(np.longdouble)
    exact = (exact - exact.mean(axis=0)) / np.sqrt(exact.var(axis=0) + np.longdouble(1e-8))
    bn = BatchNorm(8)
    bn(x)
    assert bn.norm.dtype == np.float32
    assert np.abs(bn.norm - exact).max() <= 1e-5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_training_batch_of_one_gives_beta_and_no_gradient(dtype, rng):
    bn = with_random_parameters(rng, 4)
    out = bn(rng.normal(size=(1, 4)).astype(dtype))
    np.testing.assert_array_equal(out, bn.beta)
    np.testing.assert_array_equal(bn.backward(rng.normal(size=(1, 4)).astype(dtype)), np.zeros((1, 4)))
    np.testing.assert_array_equal(bn.dgamma, np.zeros((1, 4)))
    assert np.isfinite(bn.running_var).all()


def test_a_batch_of_one_has_no_unbiased_variance_and_leaves_the_layer_alone(rng):
    bn = BatchNorm(2, unbiased_running_var=True)
    before = copy.deepcopy(vars(bn))
    with pytest.raises(ValueError, match="needs 2 examples and more for an unbiased running_var; got 1"):
        bn(rng.normal(size=(1, 2)))
    for name, value in before.items():
        np.testing.assert_array_equal(vars(bn)[name], value)
    bn(rng.normal(size=(1, 2)), eval=True)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("evaluate", [False, True])
def test_every_array_follows_the_dtype_of_x(dtype, evaluate, rng):
    bn = BatchNorm(3, alpha=np.float64(0.9), eps=np.float64(1e-8))
    x, delta = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 3)).astype(dtype)
    assert bn(x, eval=evaluate).dtype == dtype
    for name in [*ONES, *ZEROS, "x", "norm", "out", "std"]:
        assert getattr(bn, name).dtype == dtype, name
    assert bn.backward(delta).dtype == dtype
    assert bn.dgamma.dtype == bn.dbeta.dtype == dtype


def test_going_to_float32_and_back_keeps_what_was_learned(rng):
    bn, x = BatchNorm(3), rng.normal(size=(5, 3))
    bn.gamma, bn.running_mean = np.full((1, 3), 2.0), np.full((1, 3), 0.5)
    bn(x.astype(np.float32), eval=True)
    bn(x, eval=True)
    assert bn.gamma.dtype == np.float64
    np.testing.assert_array_equal(bn.gamma, np.full((1, 3), 2.0))
    np.testing.assert_array_equal(bn.running_mean, np.full((1, 3), 0.5))


def test_a_complex_gamma_survives_a_real_x(rng):
    bn = BatchNorm(3)
    bn.gamma = bn.gamma + 1e-30j
    bn(rng.normal(size=(5, 3)).astype(np.float32))
    np.testing.assert_array_equal(bn.gamma.imag, np.full((1, 3), 1e-30))


def test_gradients_are_overwritten_and_not_added_to(rng):
    bn, delta = BatchNorm(3), rng.normal(size=(5, 3))
    bn(rng.normal(size=(5, 3)))
    bn.backward(delta)
    once = bn.dgamma.copy(), bn.dbeta.copy()
    bn.backward(delta)
    np.testing.assert_array_equal(bn.dgamma, once[0])
    np.testing.assert_array_equal(bn.dbeta, once[1])


def test_neither_inputs_nor_what_was_handed_out_is_overwritten(rng):
    bn, x, delta = with_random_parameters(rng, 3), rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    out = bn(x)
    dx = bn.backward(delta)
    kept = [x, delta, out, dx, *(getattr(bn, name) for name in [*ONES, *ZEROS, "norm"])]
    before = [array.copy() for array in kept]
    bn(x + 1)
    bn.backward(delta + 1)
    bn(x + 2, eval=True)
    bn.backward(delta + 2)
    for array, was in zip(kept, before, strict=True):
        np.testing.assert_array_equal(array, was)


@pytest.mark.parametrize("shape", [(5, 2), (5, 1), (3,), (0, 3), (5, 3, 1)])
@pytest.mark.parametrize("evaluate", [False, True])
def test_an_x_that_would_only_broadcast_is_refused(shape, evaluate):
    with pytest.raises(ValueError, match=r"BatchNorm expects x of shape \(N, 3\); got"):
        BatchNorm(3)(np.zeros(shape), eval=evaluate)


@pytest.mark.parametrize("shape", [(1, 3), (5, 1), (3,), ()])
def test_a_delta_that_would_only_broadcast_is_refused(shape, rng):
    bn = BatchNorm(3)
    bn(rng.normal(size=(5, 3)))
    with pytest.raises(ValueError, match=r"delta of shape \(5, 3\); got"):
        bn.backward(np.zeros(shape))


def test_backward_before_forward_says_what_to_do():
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        BatchNorm(3).backward(np.zeros((5, 3)))
