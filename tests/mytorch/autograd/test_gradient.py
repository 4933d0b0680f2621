"""`autograd.grad`, `autograd.backward` and `backward(create_graph=True)`: what they give and leave."""

import re

import numpy as np
import pytest

from mytorch import autograd, no_grad
from mytorch.tensor import Tensor


def leaf(values):
    return Tensor(values, requires_grad=True)


def test_gradients_of_leaves_and_results_without_touching_any_grad():
    x, w = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    y = x * w
    gx, gy = autograd.grad((y * y).sum(), [x, y])
    assert gx.data.tolist() == [18, 64]
    assert gy.data.tolist() == [6, 16]
    assert x.grad is None
    assert w.grad is None
    assert y.grad is None


def test_several_outputs_are_summed():
    x = leaf([1.0, 2.0])
    y = x.sum()
    (g,) = autograd.grad([y, y * 2, x], [x], grad_outputs=[None, Tensor(3.0), Tensor([1.0, 0.0])])
    assert g.data.tolist() == [8, 7]


def test_an_output_can_be_an_input():
    x = leaf([1.0, 2.0])
    y = x * 3
    assert [g.data.tolist() for g in autograd.grad(y.sum(), [y])] == [[1, 1]]
    g = Tensor([5.0, 6.0])
    (same,) = autograd.grad(y, y, g)
    same += 1  # its own
    assert g.data.tolist() == [5, 6]


def test_no_two_gradients_share_memory():
    x, w = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    for create_graph in (False, True):
        one, other = autograd.grad((x + w).sum(), [x, w], create_graph=create_graph)
        assert not np.may_share_memory(one.data, other.data)
    (x + w).sum().backward(create_graph=True)
    assert not np.may_share_memory(x.grad.data, w.grad.data)


def test_what_leads_to_no_input_is_not_visited():
    class Untouchable(autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            raise AssertionError

    x, w = leaf(1.0), leaf(2.0)
    assert autograd.grad(x * Untouchable.apply(w), x)[0].item() == 2
    y = Untouchable.apply(w)
    assert autograd.grad(x * y, y)[0].item() == 1


def test_what_was_freed_before_the_inputs_were_made_does_not_matter():
    x = leaf([1.0, 2.0])
    y = x * x
    y.backward(Tensor([1.0, 1.0]))
    (g,) = autograd.grad((y * y).sum(), y)
    assert g.data.tolist() == [2, 8]
    with pytest.raises(RuntimeError, match="freed by an earlier backward"):
        autograd.grad((y * y).sum(), x)


def test_the_graph_is_freed_but_for_retain_graph_and_create_graph():
    x = leaf(2.0)
    y = x * x
    for _ in range(2):
        assert autograd.grad(y, x, retain_graph=True)[0].item() == 4
    assert autograd.grad(y, x, create_graph=True)[0].item() == 4
    autograd.grad(y, x)
    for again in (lambda: autograd.grad(y, x), lambda: autograd.grad(y, x, create_graph=True), y.backward):
        with pytest.raises(RuntimeError, match="was freed by an earlier backward"):
            again()


def test_create_graph_records_inside_no_grad_too():
    x = leaf(2.0)
    y = x**3
    with no_grad():
        (g,) = autograd.grad(y, x, create_graph=True)
        (plain,) = autograd.grad(g, x)
    assert g.requires_grad
    assert plain.item() == 12
    assert not plain.requires_grad


def test_backward_with_create_graph_leaves_gradients_that_can_be_differentiated():
    x = leaf([1.0, 2.0])
    (x**3).sum().backward(create_graph=True)
    first = x.grad
    assert first.data.tolist() == [3, 12]
    (x**3).sum().backward(create_graph=True)
    assert x.grad is not first
    assert first.data.tolist() == [3, 12]
    assert x.grad.data.tolist() == [6, 24]
    g, x.grad = x.grad, None
    g.sum().backward()
    assert x.grad.data.tolist() == [12, 24]


def test_a_penalty_on_the_gradient_trains():
    """|d(w x²)/dx|² has the derivative 8 w x² in w."""
    x, w = leaf(3.0), leaf(0.5)
    (g,) = autograd.grad(w * x * x, x, create_graph=True)
    (g * g).backward()
    assert w.grad.item() == 8 * 0.5 * 9


def test_an_input_that_was_changed_since_is_refused():
    """By the second derivative too where the first does not need it, as exp keeps its value."""
    x = leaf([1.0, 2.0])
    z = x.exp().sum()
    with no_grad():
        x.fill_(1.0)
    with pytest.raises(RuntimeError, match="an input of Exp, of shape \\(2,\\), was changed in place"):
        autograd.grad(z, x, create_graph=True)
    assert autograd.grad(z, x)[0].data.tolist() == np.exp([1.0, 2.0]).tolist()


def test_a_gradient_that_was_changed_since_is_noticed():
    x = leaf([1.0, 2.0])
    (g,) = autograd.grad((x**3).sum(), x, create_graph=True)
    y = (g * g).sum()
    with no_grad():
        g.fill_(0.0)
    with pytest.raises(RuntimeError, match="changed in place"):
        y.backward()


def test_backward_of_several_tensors_adds_to_grad():
    x, w = leaf([1.0, 2.0]), leaf(3.0)
    autograd.backward([x.sum() * w, x * w], [None, Tensor([1.0, 0.0])])
    assert x.grad.data.tolist() == [6, 3]
    assert w.grad.item() == 4
    autograd.backward(x.sum())
    assert x.grad.data.tolist() == [7, 4]
    x.backward(Tensor([1.0, 1.0]), create_graph=True)
    assert x.grad.data.tolist() == [8, 5]


def test_a_walk_that_fails_changes_no_leaf():
    x, w = leaf(1.0), leaf(2.0)
    y = w.exp()
    z = x * 2 + y * y * 1
    with no_grad():
        y.fill_(0.0)
    with pytest.raises(RuntimeError, match="changed in place"):
        z.backward(create_graph=True)
    assert x.grad is None
    assert w.grad is None


def test_many_ops_in_a_row_need_no_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(3000):
        y = y * 1.0
    (g,) = autograd.grad(y * y, x, create_graph=True)
    assert autograd.grad(g, x)[0].item() == 2


X, Y, C = leaf(2.0), leaf([1.0, 2.0]), Tensor(1.0)
REFUSED = {
    "an input that is not used": (lambda: autograd.grad(X * 1, Y), RuntimeError, "input 0 was not used"),
    "a constant as input": (
        lambda: autograd.grad(X * 1, C),
        RuntimeError,
        "input 0 does not require a gradient",
    ),
    "a constant as output": (lambda: autograd.grad(C * 1, X), RuntimeError, "output 0 does not require"),
    "several elements": (lambda: autograd.grad(Y * 1, Y), RuntimeError, "output 0 has shape (2,)"),
    "another shape": (lambda: autograd.grad(Y * 1, Y, Tensor(1.0)), ValueError, "of shape (2,); got ()"),
    "complex numbers": (lambda: autograd.grad(X * 1, X, Tensor(1j)), TypeError, "a Tensor of real numbers"),
    "too few gradients": (
        lambda: autograd.grad([X * 1, X * 2], X, [C]),
        ValueError,
        "each of the 2 outputs; got 1",
    ),
    "no tensors": (
        lambda: autograd.grad([], X),
        ValueError,
        "outputs takes a Tensor or a tuple of them; got none",
    ),
    "a number": (
        lambda: autograd.grad(3.0, X),
        TypeError,
        "outputs takes a Tensor or a tuple of them; got 3.0",
    ),
    "zeros and an error": (
        lambda: autograd.grad(X * 1, Y, allow_unused=False, materialize_grads=True),
        ValueError,
        "allow_unused cannot be False",
    ),
    "backward of a constant": (lambda: autograd.backward(C), RuntimeError, "output 0 does not require"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused(name):
    call, error, message = REFUSED[name]
    with pytest.raises(error, match=re.escape(message)):
        call()


def test_an_unused_input_has_none_or_zeros_where_allowed():
    assert autograd.grad(X * 1, [X, Y], allow_unused=True)[1] is None
    zeros = autograd.grad(X * 1, [X, Y], materialize_grads=True)[1]
    assert zeros.data.tolist() == [0, 0]
