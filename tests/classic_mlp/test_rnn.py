"""One step of a recurrent network by hand, and what both cells share: going back through time."""

import copy
from math import tanh

import numpy as np
import pytest

from classic_mlp import GRUCell, RNNCell

BOTH = pytest.mark.parametrize("kind", [RNNCell, GRUCell])


def test_values_are_those_of_the_definition(rng, assert_close):
    cell, x, h = RNNCell(2, 3), rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    want = np.zeros((4, 3))
    for n, k in np.ndindex(4, 3):
        a = cell.b_ih[k] + cell.b_hh[k]
        a += sum(cell.W_ih[k, i] * x[n, i] for i in range(2)) + sum(
            cell.W_hh[k, j] * h[n, j] for j in range(3)
        )
        want[n, k] = tanh(a)
    assert_close(cell(x, h), want, 1e-14)


def test_a_step_by_hand():
    cell = RNNCell(1, 1, lambda *n: np.array([[0.0]]), lambda n: np.array([0.0]))
    cell.W_ih, cell.W_hh = np.array([[2.0]]), np.array([[3.0]])
    assert cell(np.array([[1.5]]), np.array([[-1.0]])) == 0  # tanh(2 * 1.5 - 3 * 1), of slope 1
    dx, dh = cell.backward(np.array([[10.0]]))
    assert (dx, dh) == (20, 30)
    assert (cell.dW_ih, cell.dW_hh, cell.db_ih, cell.db_hh) == (15, -10, 10, 10)


def through_time(cell, x, h, delta):
    """dx of each step and dh of the first, of the loss: the sum of delta[t] * h after step t."""
    cell.zero_grads()
    for step in x:
        h = cell(step, h)
    dx, dh = np.zeros_like(x), np.zeros_like(h)
    for t in reversed(range(len(x))):
        dx[t], dh = cell.backward(delta[t] + dh)
    return dx, dh


@BOTH
@pytest.mark.parametrize("steps", [1, 2, 6])
def test_the_gradients_through_time_are_those_of_complex_step(kind, steps, rng, complex_step, assert_close):
    cell = kind(2, 3)
    x, h, delta = rng.normal(size=(steps, 2, 2)), rng.normal(size=(2, 3)), rng.normal(size=(steps, 2, 3))

    def loss(x=x, h=h, **parameters):
        other, total = copy.copy(cell), 0
        for name, value in parameters.items():
            setattr(other, name, value)
        for t in range(steps):
            h = other(x[t], h)
            total += (delta[t] * h).sum()
        return total

    dx, dh = through_time(cell, x, h, delta)
    assert_close(dx, complex_step(lambda x: loss(x=x), x), 1e-12)
    assert_close(dh, complex_step(lambda h: loss(h=h), h), 1e-12)
    for name in cell.parameters:
        want = complex_step(lambda value, name=name: loss(**{name: value}), getattr(cell, name))
        assert_close(getattr(cell, f"d{name}"), want, 1e-12)


@BOTH
def test_without_a_state_the_first_one_is_zeros(kind, rng):
    cell, x = kind(2, 3), rng.normal(size=(4, 2)).astype(np.float32)
    np.testing.assert_array_equal(cell(x), cell(x, np.zeros((4, 3), np.float32)))


@BOTH
def test_steps_are_gone_back_through_in_reverse_and_each_once(kind, rng):
    cell, x, h = kind(2, 3), rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 4, 3))
    delta = rng.normal(size=(4, 3))
    want = []
    for t in range(2):
        cell(x[t], h[t])
        want.append(cell.backward(delta))
    for t in range(2):
        cell(x[t], h[t])
    for t in (1, 0):
        for found, gradient in zip(cell.backward(delta), want[t], strict=True):
            np.testing.assert_array_equal(found, gradient)
    with pytest.raises(
        RuntimeError, match=rf"^{kind.__name__}\.backward has no forward pass left to go back"
    ):
        cell.backward(delta)


@BOTH
def test_a_delta_that_is_refused_takes_no_step_off(kind, rng):
    cell = kind(2, 3)
    cell(rng.normal(size=(4, 2)))
    with pytest.raises(ValueError, match=r"delta of shape \(4, 3\); got \(4, 2\)\."):
        cell.backward(np.zeros((4, 2)))
    cell.backward(np.zeros((4, 3)))


@BOTH
def test_zero_grads_clears_gradients_and_steps(kind, rng):
    cell, delta = kind(2, 3), rng.normal(size=(4, 3))
    for _ in range(3):
        cell(rng.normal(size=(4, 2)))
    cell.backward(delta)
    cell.zero_grads()
    for name in cell.parameters:
        np.testing.assert_array_equal(getattr(cell, f"d{name}"), np.zeros_like(getattr(cell, name)))
    with pytest.raises(RuntimeError, match="has no forward pass left"):
        cell.backward(delta)


@BOTH
def test_steps_made_with_other_parameters_are_not_gone_back_through(kind, rng):
    cell, x, delta = kind(2, 3), rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    cell(x)
    cell.W_hh[0, 0] += 1
    with pytest.raises(RuntimeError, match="expects the W_hh that forward used"):
        cell.backward(delta)
    cell(x)
    cell.backward(delta)
    with pytest.raises(RuntimeError, match="has no forward pass left"):
        cell.backward(delta)


@BOTH
def test_a_step_of_gradient_descent_clears_the_steps(kind, rng):
    cell, x, delta = kind(2, 3), rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    cell(x)
    cell(x)
    cell.backward(delta)
    cell.step(0.1)
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        cell.backward(delta)
    cell(x)
    cell.backward(delta)
    with pytest.raises(RuntimeError, match="has no forward pass left"):
        cell.backward(delta)


@BOTH
def test_a_copy_takes_no_steps_along(kind, rng):
    cell, x, delta = kind(2, 3), rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    cell(x)
    twin = copy.deepcopy(cell)
    twin(x)
    twin.backward(delta)
    with pytest.raises(RuntimeError, match="has no forward pass left"):
        twin.backward(delta)
    cell.backward(delta)


@BOTH
@pytest.mark.parametrize(
    ("x", "h", "words"),
    [
        ((4, 3), (4, 3), r"expects x of shape \(N, 2\); got \(4, 3\)\."),
        (
            (2,),
            (4, 3),
            r"expects x of shape \(N, 2\); got \(2,\)\. One example is a batch of one: x\[np\.newaxis\]\.",
        ),
        ((4, 2), (4, 2), r"expects h of shape \(4, 3\); got \(4, 2\)\."),
        ((4, 2), (1, 3), r"expects h of shape \(4, 3\); got \(1, 3\)\."),
    ],
)
def test_what_does_not_fit_is_refused(kind, x, h, words):
    with pytest.raises(ValueError, match=rf"^{kind.__name__} {words}$"):
        kind(2, 3)(np.zeros(x), np.zeros(h))
