"""The check of derivatives must pass right ones, and no wrong one, be it off by 0.1 %."""

import re

import numpy as np
import pytest

import mytorch
from mytorch.autograd_engine import Function
from mytorch.gradcheck import GradcheckError, gradcheck
from mytorch.ops import ArrayFunction
from mytorch.tensor import Tensor

METHODS = ["auto", "complex", "central"]


def leaf(values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


def scaled_derivative(factor):
    """Two ops that compute x³, with a derivative of factor * 3x²: on arrays, and in the course's form."""

    class Cube(ArrayFunction):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 3 * x**2 * factor

    class CourseCube(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return Tensor(x.data**3)

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return Tensor(g.data * 3 * x.data**2 * factor)

    return {"arrays": Cube.apply, "course": CourseCube.apply}


@pytest.mark.parametrize("form", ["arrays", "course"])
@pytest.mark.parametrize("method", METHODS)
def test_a_right_derivative_passes(form, method):
    assert gradcheck(scaled_derivative(1.0)[form], leaf([[1.0, -2.0, 0.0]]), method=method) is True


@pytest.mark.parametrize("form", ["arrays", "course"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("off", [1e-3, -1e-3, 1e-5])
@pytest.mark.parametrize("values", [[[1.0, -2.0, 0.5]], 1.0], ids=["several", "one"])
def test_a_derivative_that_is_a_little_off_is_caught(form, method, off, values):
    with pytest.raises(GradcheckError, match=rf"ratio {1 + off:.7g}"):
        gradcheck(scaled_derivative(1 + off)[form], leaf(values), method=method)


def test_the_complex_step_sees_errors_that_differences_cannot():
    wrong = scaled_derivative(1 + 1e-8)["arrays"]
    assert gradcheck(wrong, leaf([1.0]), method="central")
    with pytest.raises(GradcheckError):
        gradcheck(wrong, leaf([1.0]), method="complex")


def wrong_at(index):
    """x * 2, but the derivative of one element is three times what it should be."""

    class Twice(ArrayFunction):
        @staticmethod
        def forward(ctx, x, y):
            return x * 2 + y

        @staticmethod
        def backward(ctx, g):
            wrong = g.copy()
            wrong[index] *= 3
            return g * 2, wrong

    return Twice.apply


@pytest.mark.parametrize("method", METHODS)
def test_the_message_names_input_index_both_numbers_and_their_ratio(method):
    with pytest.raises(GradcheckError) as caught:
        gradcheck(wrong_at((1, 2)), [leaf(np.ones((2, 3))), leaf(np.ones((2, 3)))], method=method)
    said = str(caught.value)
    assert said.startswith("input 1 (shape (2, 3)), index (1, 2): autograd gives ")
    assert ("central differences" if method == "central" else "the complex step") in said
    assert float(re.search(r"ratio (\S+)\.", said)[1]) == pytest.approx(3)
    assert said.endswith("1 of 6 elements differ.")
    ours, theirs = re.search(r"gives (\S+), (?:the complex step|central differences) (\S+);", said).groups()
    assert float(ours) / float(theirs) == pytest.approx(3)
    assert isinstance(caught.value, AssertionError)


@pytest.mark.parametrize(
    ("backward", "message"),
    [
        pytest.param(lambda g: g * np.nan, "nan", id="NaN"),
        pytest.param(lambda g: g * 0.0, "ratio 0", id="zero"),
        pytest.param(lambda g: None, "gives 0,", id="missing"),
        pytest.param(lambda g: np.full_like(g, 3.0), "ratio", id="right only for ones"),
        pytest.param(lambda g: g[::-1] * 3.0, "ratio", id="unpaired"),
    ],
)
def test_other_wrong_derivatives_are_caught(backward, message):
    class Wrong(ArrayFunction):
        @staticmethod
        def forward(ctx, x):
            return x * 3.0

        @staticmethod
        def backward(ctx, g):
            return backward(g)

    with pytest.raises(GradcheckError, match=message):
        gradcheck(Wrong.apply, leaf([1.0, 2.0]))


def test_a_gradient_where_the_derivative_is_zero_is_caught():
    class Flat(ArrayFunction):
        @staticmethod
        def forward(ctx, x):
            return x * 0.0

        @staticmethod
        def backward(ctx, g):
            return g

    with pytest.raises(GradcheckError, match="the latter is 0"):
        gradcheck(Flat.apply, leaf([1.0]))


def test_auto_takes_differences_where_complex_numbers_cannot_pass():
    class Absolute(ArrayFunction):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(np.sign(x.real))
            return np.abs(x)  # real, whatever x is

        @staticmethod
        def backward(ctx, g):
            (sign,) = ctx.saved_tensors
            return g * sign

    x = leaf([1.0, -2.0])
    assert gradcheck(Absolute.apply, x)
    with pytest.raises(TypeError, match="complex"):
        gradcheck(Absolute.apply, x, method="complex")
    with pytest.raises(GradcheckError, match="central differences"):
        gradcheck(lambda x: scaled_derivative(1.001)["arrays"](Absolute.apply(x)), x)


def test_it_leaves_everything_as_it_was():
    x, y, c = leaf([1.0, 2.0]), leaf([[3.0], [4.0]]), Tensor([5.0, 6.0])
    x.grad = before = Tensor([7.0, 7.0])
    arrays = x.data, y.data
    assert gradcheck(lambda x, y, c: x * y * c, (x, y, c))
    assert x.data is arrays[0]
    assert y.data is arrays[1]
    assert (x.data.tolist(), y.data.tolist()) == ([1.0, 2.0], [[3.0], [4.0]])
    assert x.grad is before
    assert before.data.tolist() == [7.0, 7.0]
    assert y.grad is None
    with pytest.raises(GradcheckError):
        gradcheck(wrong_at(0), [x, leaf([1.0, 1.0])])
    assert (x.data.tolist(), x.dtype, x.grad) == ([1.0, 2.0], np.float64, before)


def test_it_leaves_everything_as_it_was_when_the_function_raises():
    x = leaf([1.0, 2.0])
    calls = []

    def fails_the_third_time(x):
        calls.append(1)
        if len(calls) == 3:
            raise ZeroDivisionError
        return x * 2.0

    with pytest.raises(ZeroDivisionError):
        gradcheck(fails_the_third_time, x)
    assert (x.data.tolist(), x.dtype, x.grad) == ([1.0, 2.0], np.float64, None)


@pytest.mark.parametrize("shape", [(), (0,), (1, 1), (2, 0)])
def test_it_takes_any_shape(shape):
    assert gradcheck(lambda x: x * x, leaf(np.ones(shape)))
    assert gradcheck(lambda x: (x * x).sum(), leaf(np.ones(shape)))


def test_only_what_requires_a_gradient_is_checked_and_a_tensor_may_come_twice():
    x = leaf([1.0, 2.0])
    assert gradcheck(lambda a, b: a * b, [x, x])
    assert gradcheck(lambda a, b: a * b, [x, Tensor([1, 2])])
    assert gradcheck(lambda a, b: a * 1.0, [x, leaf([1.0])])  # b has no influence: a gradient of 0


def test_the_seed_draws_the_upstream_gradient():
    seen = []

    class Spy(ArrayFunction):
        @staticmethod
        def forward(ctx, x):
            return x * 1.0

        @staticmethod
        def backward(ctx, g):
            seen.append(g.tolist())
            return g

    for seed in (0, 0, 1):
        gradcheck(Spy.apply, leaf([1.0, 2.0]), seed=seed)
    assert seen[0] == seen[1] != seen[2]
    assert len(set(seen[0])) == 2


@pytest.mark.parametrize(
    ("inputs", "method", "error", "message"),
    [
        (Tensor([1.0]), "auto", ValueError, "none of the inputs requires a gradient"),
        (leaf([1.0]), "forward", ValueError, "'forward'"),
        (
            Tensor(np.ones(1, np.float32), requires_grad=True),
            "auto",
            TypeError,
            "float64.*input 0 is float32",
        ),
        ([leaf([1.0]), leaf([1.0]) * 2.0], "auto", TypeError, "leaves.*input 1 is float64, leaf: False"),
    ],
)
def test_what_cannot_be_checked_is_refused(inputs, method, error, message):
    with pytest.raises(error, match=message):
        gradcheck(lambda *xs: xs[0] * 2.0, inputs, method=method)


def test_it_is_found_at_the_root():
    assert mytorch.gradcheck is gradcheck
    assert mytorch.GradcheckError is GradcheckError
