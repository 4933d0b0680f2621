"""How the by-hand layers are measured: by complex step, and in units of the last place."""

from collections.abc import Callable

import numpy as np
import pytest

STEP = 1e-30  # far below every rounding error: the imaginary part carries the derivative, exact to ~1e-16


@pytest.fixture
def rng():
    return np.random.default_rng(11785)


@pytest.fixture
def complex_step() -> Callable:
    """complex_step(f, at): the gradient of the number f(at), one complex forward pass an element."""

    def gradient(f, at):
        result = np.empty(at.shape)
        for index in np.ndindex(at.shape):
            moved = at.astype(complex)
            moved[index] += 1j * STEP
            result[index] = np.imag(f(moved)) / STEP
        return result

    return gradient


@pytest.fixture
def assert_close() -> Callable:
    """assert_close(got, want, tol): same shape, off by at most tol times the largest element of want.

    `scale` takes the place of that element where the truth is 0, as for a bias before batch norm.
    """

    def check(got, want, tol, scale=0.0):
        assert got.shape == want.shape
        worst = np.abs(got - want).max()
        assert worst <= tol * max(np.abs(want).max(), scale), f"off by {worst:.3g}"

    return check


@pytest.fixture
def ulps() -> Callable:
    """ulps(got, exact): the largest distance, in units of the last place that got's dtype has at exact."""

    def distance(got, exact):
        unit = np.spacing(np.abs(exact).astype(got.dtype)).astype(exact.dtype)
        return float((np.abs(got.astype(exact.dtype) - exact) / unit).max())

    return distance
