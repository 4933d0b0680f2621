"""Jacobians, Hessians and their products with vectors, against formulas."""

import re

import numpy as np
import pytest

from mytorch.autograd.functional import hessian, hvp, jacobian, jvp, vhp, vjp
from mytorch.tensor import Tensor

X, W = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])


def numbers(tree):
    return tuple(numbers(part) for part in tree) if isinstance(tree, tuple) else tree.data.tolist()


def product_and_square(x, w):
    return x * w, (x * x).sum()


def cubic(x, w):
    """x² w, summed: its Hessian is 2w, 2x; 2x, 0 on the diagonals."""
    return (x * x * w).sum()


def diagonal(*values):
    return np.diag(values).tolist()


EXPECTED = {
    "jacobian of one": (lambda: jacobian(lambda x: x * x, X), diagonal(2, 4)),
    "jacobian of a tuple of one": (lambda: jacobian(lambda x: x * x, (X,)), (diagonal(2, 4),)),
    "jacobian of several": (
        lambda: jacobian(product_and_square, (X, W)),
        ((diagonal(3, 4), diagonal(1, 2)), ([2, 4], [0, 0])),
    ),
    "jacobian of a matrix": (lambda: jacobian(lambda x: x.reshape(1, 2), X), [diagonal(1, 1)]),
    "jacobian of a constant": (lambda: jacobian(lambda x: Tensor([1.0]), X), [[0, 0]]),
    "jacobian of nothing": (lambda: jacobian(lambda x: x[:0], X), []),
    "hessian": (lambda: hessian(lambda x: (x**3).sum(), X), diagonal(6, 12)),
    "hessian of a linear function": (lambda: hessian(lambda x: x.sum(), X), diagonal(0, 0)),
    "hessian of one element": (lambda: hessian(lambda x: (x * x).sum().reshape(1), X), diagonal(2, 2)),
    "hessian of several": (
        lambda: hessian(cubic, (X, W)),
        ((diagonal(6, 8), diagonal(2, 4)), (diagonal(2, 4), diagonal(0, 0))),
    ),
    "vjp": (lambda: vjp(product_and_square, (X, W), (W, Tensor(2.0))), (([3, 8], 5.0), ([13, 24], [3, 8]))),
    "vjp of one element": (lambda: vjp(lambda x: x.sum(), X), (3.0, [1, 1])),
    "jvp": (lambda: jvp(product_and_square, (X, W), (X, W)), (([3, 8], 5.0), ([6, 16], 10.0))),
    "jvp along one element": (lambda: jvp(lambda x: x * X, Tensor(3.0)), ([3, 6], [1, 2])),
    "jvp of a constant": (lambda: jvp(lambda x: Tensor([1.0]), X, X), ([1], [0])),
    "vhp": (lambda: vhp(cubic, (X, W), (X, W)), (19.0, ([12, 32], [2, 8]))),
    "hvp": (lambda: hvp(cubic, (X, W), (X, W)), (19.0, ([12, 32], [2, 8]))),
    "hvp of a linear function": (lambda: hvp(lambda x: x.sum(), X, X), (3.0, [0, 0])),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_they_are_the_formulas(name):
    call, expected = EXPECTED[name]
    assert numbers(call()) == expected


def test_the_inputs_stay_what_they_are():
    x = Tensor([1.0, 2.0], requires_grad=True)
    answer = hessian(lambda x: (x**3).sum(), x)
    assert not answer.requires_grad
    assert [part.requires_grad for part in vjp(lambda x: x * x, x, X)] == [False, False]
    assert x.grad is None
    assert not X.requires_grad


@pytest.mark.parametrize(
    ("function", "gradient"),
    [
        (lambda x: jacobian(lambda x: x**3, x, create_graph=True).sum(), [6, 12]),
        (lambda x: hessian(lambda x: (x**3).sum(), x, create_graph=True).sum(), [6, 6]),
        (lambda x: vjp(lambda x: x**3, x, X, create_graph=True)[1].sum(), [6, 24]),
        (lambda x: jvp(lambda x: x**3, x, X, create_graph=True)[1].sum(), [6, 24]),
        (lambda x: hvp(lambda x: (x**3).sum(), x, X, create_graph=True)[1].sum(), [6, 12]),
    ],
    ids=["jacobian", "hessian", "vjp", "jvp", "hvp"],
)
def test_with_create_graph_they_can_be_differentiated(function, gradient):
    x = Tensor([1.0, 2.0], requires_grad=True)
    function(x).backward()
    assert x.grad.data.tolist() == gradient


REFUSED = {
    "a number": (
        lambda: jacobian(lambda x: x, 3.0),
        TypeError,
        "takes a Tensor or a tuple of them as inputs; got 3.0",
    ),
    "integers": (
        lambda: jacobian(lambda x: x, Tensor([1, 2])),
        TypeError,
        "differentiates by Tensors of floats",
    ),
    "no tensor": (lambda: jacobian(lambda x: 3.0, X), TypeError, "as output of func; got 3.0"),
    "v of another shape": (
        lambda: vjp(lambda x: x, X, Tensor(1.0)),
        RuntimeError,
        "takes v of shape (2,); got ()",
    ),
    "no v": (lambda: jvp(lambda x: x, X), RuntimeError, "takes v of shape (2,); it was left out"),
    "many outputs": (
        lambda: hessian(lambda x: x, X),
        RuntimeError,
        "whose output is one element; got shape (2,)",
    ),
    "strict, unused": (
        lambda: jacobian(lambda x, w: x * 2, (X, W), strict=True),
        RuntimeError,
        "an input is not used by the outputs",
    ),
    "strict, constant": (
        lambda: vjp(lambda x: Tensor(1.0), X, strict=True),
        RuntimeError,
        "an output does not depend on the inputs",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused(name):
    call, error, message = REFUSED[name]
    with pytest.raises(error, match=re.escape(message)):
        call()
