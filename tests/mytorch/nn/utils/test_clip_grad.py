"""Clipping: the norm of all gradients together, and each element by itself."""

import math

import numpy as np
import pytest

from mytorch import nn
from mytorch.nn.utils import clip_grad_norm_, clip_grad_value_
from mytorch.tensor import Tensor


def with_gradient(*gradients, dtype=float):
    params = []
    for g in gradients:
        g = None if g is None else Tensor(np.array(g, dtype))
        p = Tensor(np.zeros(1 if g is None else g.shape, dtype), requires_grad=True)
        p.grad = g
        params.append(p)
    return params


NORMS = {
    2: 13.0,
    1: 19.0,
    math.inf: 12.0,
    3: (27 + 64 + 1728) ** (1 / 3),
    0.5: (3**0.5 + 2 + 12**0.5) ** 2,
}


@pytest.mark.parametrize(("p", "norm"), NORMS.items())
def test_the_norm_of_all_gradients_together_is_returned_and_brought_down(p, norm):
    params = with_gradient([3.0, -4.0], None, [[12.0]], np.zeros((0, 2)))
    grads = [param.grad for param in params]
    found = clip_grad_norm_(iter(params), 2.0, norm_type=p)
    assert (found.shape, found.item()) == ((), pytest.approx(norm))
    scale = 2.0 / (norm + 1e-6)
    assert [param.grad for param in params] == grads  # the same ones
    np.testing.assert_allclose(grads[0].data, [3 * scale, -4 * scale])
    np.testing.assert_allclose(grads[2].data, [[12 * scale]])


def test_gradients_below_the_norm_stay_bit_for_bit():
    (p,) = with_gradient([0.3, -0.1])
    assert clip_grad_norm_(p, 1).item() == pytest.approx(math.sqrt(0.1))
    assert p.grad.data.tolist() == [0.3, -0.1]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_dtype_is_kept_and_no_square_overflows(dtype):
    (p,) = with_gradient([3e4, 4e4], dtype=dtype)
    assert clip_grad_norm_([p], 5.0).item() == pytest.approx(5e4, rel=1e-3)
    assert p.grad.dtype == dtype
    np.testing.assert_allclose(p.grad.data, [3, 4], rtol=2e-3)


def test_without_gradients_the_norm_is_0():
    assert clip_grad_norm_(nn.Linear(2, 1).parameters(), 1.0).item() == 0
    clip_grad_value_([], 1.0)


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_a_norm_that_is_not_finite_is_an_error_where_one_asks_for_it(bad):
    params = with_gradient([1.0, bad], [2.0])
    with pytest.raises(RuntimeError, match=r"^the norm of all gradients is [^\n]*$"):
        clip_grad_norm_(params, 1.0, error_if_nonfinite=True)
    assert params[1].grad.data.tolist() == [2.0]
    with np.errstate(all="raise"):
        assert not np.isfinite(clip_grad_norm_(params, 1.0).item())
    assert params[1].grad.data.tolist() == ([0.0] if np.isinf(bad) else pytest.approx([np.nan], nan_ok=True))


def test_a_gradient_that_two_parameters_share_is_clipped_once():
    p, q = with_gradient([3.0, 4.0], [1.0, 1.0])
    q.grad = p.grad
    assert clip_grad_norm_([p, q, p], 2.5).item() == pytest.approx(5.0)
    np.testing.assert_allclose(p.grad.data, [1.5, 2.0], rtol=1e-6)


@pytest.mark.parametrize("clip", [clip_grad_norm_, clip_grad_value_])
def test_a_node_that_saved_a_gradient_notices(clip):
    (p,) = with_gradient([3.0, 4.0])
    w = Tensor([1.0, 1.0], requires_grad=True)
    z = (w * p.grad).sum()
    clip([p], 1.0)
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()


def test_values_are_clipped_element_by_element():
    params = with_gradient([3.0, -4.0, 0.5], None, [[np.nan, -np.inf]])
    clip_grad_value_(iter(params), 2)
    assert params[0].grad.data.tolist() == [2.0, -2.0, 0.5]
    np.testing.assert_array_equal(params[2].grad.data, [[np.nan, -2.0]])


@pytest.mark.parametrize("clip", [clip_grad_norm_, clip_grad_value_])
@pytest.mark.parametrize("bad", [-1.0, np.nan, "1", None, True, [1.0]], ids=str)
def test_a_bound_that_is_none_changes_nothing(clip, bad):
    (p,) = with_gradient([3.0])
    with pytest.raises((TypeError, ValueError), match=clip.__name__):
        clip([p], bad)
    assert p.grad.data.tolist() == [3.0]


@pytest.mark.parametrize("clip", [clip_grad_norm_, clip_grad_value_])
@pytest.mark.parametrize("params", [None, 3, [1.0], [np.ones(2)], nn.Linear(1, 1), "weight"], ids=str)
def test_what_are_no_parameters_is_refused(clip, params):
    with pytest.raises(TypeError, match=rf"^{clip.__name__} expects Tensors, as model\.parameters\(\)"):
        clip(params, 1.0)


@pytest.mark.parametrize("norm_type", [0, -1, "inf", np.nan])
def test_a_norm_that_is_none_is_refused(norm_type):
    with pytest.raises((TypeError, ValueError), match="norm_type"):
        clip_grad_norm_(with_gradient([1.0]), 1.0, norm_type)


@pytest.mark.parametrize("clip", [clip_grad_norm_, clip_grad_value_])
def test_a_gradient_that_is_read_only_is_named_before_any_changes(clip):
    params = with_gradient([3.0], [4.0])
    params[1].grad.array.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        clip(params, 1.0)
    assert params[0].grad.data.tolist() == [3.0]
