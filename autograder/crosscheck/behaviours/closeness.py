"""How the behaviours compare."""

from typing import Any

import numpy as np

__all__ = ["assert_close"]


def assert_close(ours: Any, truth: Any, rtol: float = 1e-13) -> None:
    """AssertionError unless all elements agree to rtol, relative or, below 1, absolute."""
    np.testing.assert_allclose(np.asarray(ours), truth, rtol=rtol, atol=rtol)
