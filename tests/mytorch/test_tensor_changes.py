"""The methods that change a tensor in place: what comes out, who may be changed, and what backward sees."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, no_grad

A = np.array([[1.5, -2.0, 0.25], [-0.5, 4.0, -1.0]])
SETS = {
    "zero_": (lambda x: x.zero_(), np.zeros((2, 3))),
    "copy_": (lambda x: x.copy_(Tensor(2 * A)), 2 * A),
    "copy_ of a row": (lambda x: x.copy_(A[0]), np.broadcast_to(A[0], (2, 3))),
    "copy_ of integers": (lambda x: x.copy_([1, 2, 3]), np.broadcast_to([1.0, 2.0, 3.0], (2, 3))),
    "normal_": (lambda x: x.normal_(1.5, 0), np.full((2, 3), 1.5)),
    "uniform_": (lambda x: x.uniform_(-2, -2), np.full((2, 3), -2.0)),
}
COMPUTES = {
    "add_": (lambda x, y: x.add_(y), lambda a, b: a + b),
    "add_, alpha": (lambda x, y: x.add_(y, alpha=-3), lambda a, b: a - 3 * b),
    "sub_": (lambda x, y: x.sub_(y), lambda a, b: a - b),
    "sub_, alpha": (lambda x, y: x.sub_(y, alpha=2), lambda a, b: a - 2 * b),
    "mul_": (lambda x, y: x.mul_(y), lambda a, b: a * b),
    "div_": (lambda x, y: x.div_(y), lambda a, b: a / b),
    "clamp_": (lambda x, y: x.clamp_(-0.7, y), lambda a, b: np.clip(a, -0.7, b)),
}
B = np.array([2.0, 0.75, 1.25])


@pytest.mark.parametrize("name", SETS)
def test_a_constant_gets_the_values_and_stays_what_it_is(name):
    change, expected = SETS[name]
    x = Tensor(A.astype(np.float32))
    array = x.data
    assert change(x) is x
    np.testing.assert_array_equal(x.data, expected.astype(np.float32))
    assert x.data is array
    assert (x.dtype, x.requires_grad) == (np.float32, False)


@pytest.mark.parametrize("name", COMPUTES)
def test_a_constant_becomes_the_op_s_value(name):
    change, formula = COMPUTES[name]
    x = Tensor(A)
    assert change(x, Tensor(B)) is x
    np.testing.assert_allclose(x.data, formula(A, B), rtol=1e-15)


@pytest.mark.parametrize("name", [*SETS, *COMPUTES])
def test_a_leaf_with_a_gradient_is_changed_under_no_grad_only(name):
    x = Tensor(A, requires_grad=True)
    np.random.seed(0)  # noqa: NPY002 (the course's generator)

    def change():
        return SETS[name][0](x) if name in SETS else COMPUTES[name][0](x, B)

    with pytest.raises(RuntimeError, match="a leaf that requires a gradient"):
        change()
    np.testing.assert_array_equal(x.data, A)
    after = np.random.rand()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    assert after == np.random.rand()  # noqa: NPY002
    with no_grad():
        assert change() is x
    assert (x.requires_grad, x.is_leaf) == (True, True)
    expected = SETS[name][1] if name in SETS else COMPUTES[name][1](A, B)
    np.testing.assert_allclose(x.data, expected, rtol=1e-15)


@pytest.mark.parametrize("name", SETS)
def test_a_result_that_is_set_forgets_what_it_was_made_from(name):
    x = Tensor(A, requires_grad=True)
    y = x * 2
    SETS[name][0](y)
    assert (y.requires_grad, y.is_leaf, y.grad_fn) == (False, True, None)
    np.testing.assert_array_equal(y.data, SETS[name][1])


@pytest.mark.parametrize("name", COMPUTES)
def test_a_result_that_is_computed_on_keeps_its_gradient(name):
    change = COMPUTES[name][0]
    inputs = [Tensor(A, requires_grad=True), Tensor(B, requires_grad=True)]
    assert gradcheck(lambda x, y: change(x * 1.5, y), inputs, method="central")


@pytest.mark.parametrize("name", SETS)
def test_what_an_op_has_saved_is_not_changed_behind_its_back(name):
    x = Tensor(A, requires_grad=True)
    y = x * 2
    z = y * y
    SETS[name][0](y)
    with pytest.raises(RuntimeError, match="changed in place"):
        z.backward()


ERRORS = {
    "copy_ of a gradient": (lambda x: x.copy_(Tensor(1.0, requires_grad=True)), TypeError, r"detach\(\)"),
    "copy_ of another shape": (lambda x: x.copy_(A.T), ValueError, "shape"),
    "copy_ of a larger one": (lambda x: x.copy_(np.ones((2, 2, 3))), ValueError, "got shape"),
    "copy_ of a word": (lambda x: x.copy_("x"), TypeError, "and numbers"),
    "copy_ of complex numbers": (lambda x: x.copy_(1j), TypeError, "takes numbers that fit"),
    "normal_ of integers": (lambda x: Tensor([1]).normal_(), TypeError, "draws floats"),
    "normal_ of -1": (lambda x: x.normal_(0, -1), ValueError, "not below 0; got -1"),
    "normal_ of a word": (lambda x: x.normal_("x"), TypeError, "a number for mean"),
    "uniform_ of infinity": (lambda x: x.uniform_(0, np.inf), ValueError, "that is finite"),
    "uniform_ backwards": (lambda x: x.uniform_(1, 0), ValueError, "from <= to"),
    "add_ of a larger one": (lambda x: x.add_(np.ones((2, 2, 3))), ValueError, "in place"),
    "clamp_ of nothing": (lambda x: x.clamp_(), ValueError, "min or max"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(name):
    call, kind, words = ERRORS[name]
    for x in (Tensor(A), Tensor(A, requires_grad=True) * 1.0):
        before = x.requires_grad, x.grad_fn
        with pytest.raises(kind, match=words) as caught:
            call(x)
        assert "\n" not in str(caught.value)
        np.testing.assert_array_equal(x.data, A)
        assert (x.requires_grad, x.grad_fn) == before
