"""The check of second derivatives must pass right ones, and no wrong one."""

import re

import numpy as np
import pytest

import mytorch
from mytorch import GradcheckError, gradgradcheck
from mytorch.autograd.derivatives import DERIVATIVES
from mytorch.autograd_engine import Function
from mytorch.complex_steps import taking_complex_steps
from mytorch.ops import ArrayFunction
from mytorch.tensor import Tensor

METHODS = ["auto", "complex", "central"]


def leaf(values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


class Cube(ArrayFunction):
    """z = x³, with the right first derivative."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


@pytest.fixture
def rule(monkeypatch):
    return lambda function: monkeypatch.setitem(DERIVATIVES, Cube, (function,))


@pytest.mark.parametrize("method", METHODS)
def test_a_right_derivative_passes(rule, method):
    rule(lambda ctx, g, x: g * 3 * x * x)
    assert gradgradcheck(Cube.apply, leaf([1.0, -2.0]), method)
    assert gradgradcheck(lambda x, y: Cube.apply(x) * y, [leaf([1.0, -2.0]), leaf([[3.0], [0.5]])], method)


WRONG = {
    "a factor in x": (lambda ctx, g, x: g * (3 * x * x + 0.003 * (x - x.detach())), "input 0 (shape (2,))"),
    "no derivative in x": (lambda ctx, g, x: g * 3 * (x * x).detach(), "input 0 (shape (2,))"),
    "no derivative in g": (lambda ctx, g, x: g.detach() * 3 * x * x, "the upstream gradient (shape (2,))"),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_derivative_is_named(rule, method, name):
    function, place = WRONG[name]
    rule(function)
    with pytest.raises(GradcheckError, match=re.escape(place)):
        gradgradcheck(Cube.apply, leaf([1.0, -2.0]), method)


def test_a_function_of_the_user_s_is_checked_too():
    class Frozen(Function):
        """z = x³, whose backward takes x² for a constant."""

        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x, x * x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            return g * 3 * ctx.saved_tensors[1]

    with pytest.raises(GradcheckError, match="input 0"):
        gradgradcheck(Frozen.apply, leaf([1.0, -2.0]))


def test_a_linear_function_has_second_derivatives_of_0():
    assert gradgradcheck(lambda x: x * 2, leaf([1.0, 2.0]))
    assert gradgradcheck(lambda x, y: x + 0 * y, [leaf(1.0), leaf(2.0)])


def test_the_inputs_and_the_library_are_left_as_they_were(rule):
    rule(lambda ctx, g, x: g.detach())
    x = leaf([1.0, 2.0])
    array = x.array
    with pytest.raises(GradcheckError):
        gradgradcheck(Cube.apply, x)
    assert x.array is array
    assert x.grad is None
    assert taking_complex_steps.get() is False
    with pytest.raises(TypeError, match="complex numbers have no gradient"):
        x * 1j


@pytest.mark.parametrize(
    ("inputs", "method", "error", "message"),
    [
        (Tensor([1.0]), "auto", ValueError, "none of the inputs requires a gradient"),
        (leaf([1.0]), "forward", ValueError, "'forward'"),
        (
            Tensor(np.ones(1, np.float32), requires_grad=True),
            "auto",
            TypeError,
            "needs float64",
        ),
        (3.0, "auto", TypeError, "gradgradcheck takes a Tensor or a list of them as inputs; got 3.0"),
    ],
)
def test_what_cannot_be_checked_is_refused(inputs, method, error, message):
    with pytest.raises(error, match=message):
        gradgradcheck(lambda *xs: xs[0] * 2.0, inputs, method=method)


def test_it_is_found_at_the_root():
    assert mytorch.gradgradcheck is gradgradcheck
