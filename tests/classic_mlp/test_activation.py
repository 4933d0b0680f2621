"""Activations: values to the last place, derivatives by complex step, nothing shared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classic_mlp.activation import Activation, Identity, ReLU, Sigmoid, Tanh

ALL = [Identity, Sigmoid, Tanh, ReLU]
FLOATS = [np.float32, np.float64]
e = np.e

CASES = [  # name, activation, z, y, dy/dz
    ("identity", Identity, -3.0, -3.0, 1.0),
    ("sigmoid of 0", Sigmoid, 0.0, 1 / 2, 1 / 4),
    ("sigmoid of 1", Sigmoid, 1.0, e / (e + 1), e / (e + 1) ** 2),
    ("sigmoid of -1", Sigmoid, -1.0, 1 / (e + 1), e / (e + 1) ** 2),
    ("tanh of 0", Tanh, 0.0, 0.0, 1.0),
    ("tanh of 1", Tanh, 1.0, (e**2 - 1) / (e**2 + 1), 4 * e**2 / (e**2 + 1) ** 2),
    ("tanh of -1", Tanh, -1.0, (1 - e**2) / (e**2 + 1), 4 * e**2 / (e**2 + 1) ** 2),
    ("relu of 2", ReLU, 2.0, 2.0, 1.0),
    ("relu of -2", ReLU, -2.0, 0.0, 0.0),
    ("relu of 0", ReLU, 0.0, 0.0, 0.0),
    ("relu of -0", ReLU, -0.0, 0.0, 0.0),
    ("relu of the least number above 0", ReLU, 5e-324, 5e-324, 1.0),
]


@pytest.mark.parametrize(("activation", "z", "y", "slope"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_values_and_derivatives_are_those_of_the_handout(activation, z, y, slope):
    f = activation()
    np.testing.assert_allclose(f(np.array([[z]])), [[y]], rtol=4e-16, atol=0)
    np.testing.assert_allclose(
        f.derivative(), np.full((1, 1) if activation is not Identity else (), slope), 1e-15
    )


def whole_range(dtype, rng):
    """Every binade of the dtype, both signs, and densely where the curve bends or the result is subnormal."""
    info = np.finfo(dtype)
    exponents = np.arange(info.minexp - info.nmant, info.maxexp)
    binades = np.ldexp(rng.uniform(1, 2, (50, exponents.size)), exponents).astype(dtype).ravel()
    end = 120 if dtype is np.float32 else 760
    dense = np.concatenate([rng.uniform(0, width, 100_000) for width in (1, 5, 20, end)]).astype(dtype)
    z = np.concatenate([[0], binades, [info.max], dense]).astype(dtype)
    return np.concatenate([z, -z])


needs_longdouble = pytest.mark.skipif(
    np.finfo(np.longdouble).eps > 1e-18, reason="no extended precision here"
)


@needs_longdouble
@pytest.mark.parametrize("dtype", FLOATS)
def test_sigmoid_is_right_to_3_ulp_over_the_whole_range(dtype, rng, ulps):
    z = whole_range(dtype, rng)
    exact = 1 / (1 + np.exp(-np.clip(z.astype(np.longdouble), -11_000, 11_000)))
    assert ulps(Sigmoid()(z), exact) <= 3


@needs_longdouble
@pytest.mark.parametrize("dtype", FLOATS)
def test_tanh_is_right_to_3_ulp_over_the_whole_range(dtype, rng, ulps):
    z = whole_range(dtype, rng)
    assert ulps(Tanh()(z), np.tanh(z.astype(np.longdouble))) <= 3


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("activation", ALL)
def test_extreme_inputs_give_the_limits_and_no_warning(activation, dtype):
    limits = {Identity: None, Sigmoid: [0, 1], Tanh: [-1, 1], ReLU: [0, None]}[activation]
    for size in (1e4, np.finfo(dtype).max, np.inf):
        z = np.array([-size, size], dtype=dtype)
        f = activation()
        y = f(z)
        for got, limit, given_z in zip(y, limits or [None, None], z, strict=True):
            assert got == (given_z if limit is None else limit)
        assert np.isfinite(f.derivative()).all()


@pytest.mark.parametrize("activation", ALL)
def test_nan_is_passed_on(activation):
    assert np.isnan(activation()(np.array([np.nan]))).all()


@pytest.mark.parametrize("activation", ALL)
def test_the_derivative_is_that_of_complex_step(activation, rng, complex_step, assert_close):
    z = np.concatenate([rng.normal(0, 3, 40), rng.normal(0, 0.01, 10), [30.0, -30.0, 0.0]])
    upstream = rng.normal(size=z.shape)
    f = activation()
    f(z)
    want = complex_step(lambda moved: (upstream * activation()(moved)).sum(), z)
    assert_close(upstream * f.derivative(), want, 1e-12)


@pytest.mark.parametrize("activation", ALL)
def test_a_complex_step_keeps_the_real_value(activation, rng):
    z = np.concatenate([rng.normal(0, 5, 100), [0.0, -0.0, -40, 1e4, -1e4]])
    np.testing.assert_allclose(activation()(z + 1e-30j).real, activation()(z), rtol=1e-15)


@pytest.mark.parametrize("step", [1e-30j, -1e-30j])
@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
def test_at_0_a_complex_step_either_way_gives_one_derivative(activation, step):
    f = activation()
    y = f(np.array([0.0]) + step)
    np.testing.assert_allclose((y.imag / step.imag), f.derivative().real, rtol=1e-15)
    assert f.derivative().dtype == complex


@pytest.mark.parametrize("dtype", [*FLOATS, np.complex64, np.complex128])
@pytest.mark.parametrize("activation", ALL)
def test_the_dtype_of_the_input_is_kept(activation, dtype, rng):
    f = activation()
    assert f(rng.normal(size=(3, 4)).astype(dtype)).dtype == dtype
    if activation is not Identity:
        assert f.derivative().dtype == dtype
        assert f.derivative().shape == (3, 4)


def test_the_derivative_of_identity_is_the_number_1():
    assert Identity().derivative() == 1.0
    assert isinstance(Identity().derivative(), float)


def test_sigmoid_of_integers_is_not_rounded_to_integers():
    np.testing.assert_allclose(Sigmoid()(np.array([0, 1])), [1 / 2, e / (e + 1)], rtol=1e-15)


@pytest.mark.parametrize("activation", ALL)
def test_state_is_the_last_output(activation, rng):
    f = activation()
    assert f.state is None
    for _ in range(2):
        y = f.forward(rng.normal(size=(2, 3)))
        np.testing.assert_array_equal(f.state, y)
        assert not np.shares_memory(f.state, y)


@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
def test_the_derivative_needs_nothing_but_state(activation, rng):
    first, second = activation(), activation()
    y = first(rng.normal(size=(2, 3)))
    second(rng.normal(size=(5,)))
    second.state = y
    np.testing.assert_array_equal(second.derivative(), first.derivative())


@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
def test_a_derivative_before_forward_says_what_to_do(activation):
    with pytest.raises(RuntimeError, match=f"{activation.__name__}.derivative.* needs a forward pass first"):
        activation().derivative()


@pytest.mark.parametrize("activation", ALL)
def test_neither_input_nor_earlier_output_is_overwritten(activation, rng):
    f, z = activation(), rng.normal(size=(4, 5))
    z_before = z.copy()
    y = f(z)
    y_before = y.copy()
    f.derivative()
    f(rng.normal(size=(4, 5)))
    f.derivative()
    np.testing.assert_array_equal(z, z_before)
    np.testing.assert_array_equal(y, y_before)


@pytest.mark.parametrize("activation", ALL)
def test_two_objects_share_no_state(activation):
    first, second = activation(), activation()
    first(np.ones(2))
    assert second.state is None


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4), (0, 3)])
@pytest.mark.parametrize("activation", ALL)
def test_any_shape_is_kept(activation, shape, rng):
    assert np.shape(activation()(np.asarray(rng.normal(size=shape)))) == shape


@given(st.floats(-1e308, 1e308))
def test_sigmoid_is_symmetric_about_one_half(z):
    left, right = Sigmoid()(np.array([-z])), Sigmoid()(np.array([z]))
    np.testing.assert_allclose(left + right, 1, rtol=4e-16)


@given(st.lists(st.floats(-800, 800), min_size=2))
def test_sigmoid_and_tanh_never_fall_by_more_than_rounding(numbers):
    z = np.sort(numbers)
    for f in (Sigmoid(), Tanh()):
        y = f(z)
        assert (np.diff(y) >= -4 * np.spacing(np.abs(y[1:]))).all()


def test_the_base_class_leaves_both_methods_to_the_subclass():
    with pytest.raises(NotImplementedError):
        Activation()(np.ones(1))
    with pytest.raises(NotImplementedError):
        Activation().derivative()
