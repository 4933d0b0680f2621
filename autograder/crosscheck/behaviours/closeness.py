"""Comparisons used by the checks of behaviours."""

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["assert_close", "assert_raises"]


def assert_close(ours: Any, truth: Any, rtol: float = 1e-13) -> None:
    """AssertionError unless all elements agree within rtol: relative above 1, absolute below 1."""
    np.testing.assert_allclose(np.asarray(ours), truth, rtol=rtol, atol=rtol)


def assert_raises(kind: type[Exception], action: Callable[..., object]) -> None:
    """AssertionError unless the action raises this kind of error."""
    try:
        action()
    except kind:
        return
    raise AssertionError(f"no {kind.__name__}")
