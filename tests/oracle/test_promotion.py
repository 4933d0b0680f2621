"""The dtypes of results against PyTorch's, over all pairs."""

import operator

import numpy as np
import pytest
import torch

import mytorch
from mytorch import Tensor

DTYPES = [
    bool,
    np.uint8,
    np.int8,
    np.int32,
    np.int64,
    np.float16,
    np.float32,
    np.float64,
    np.complex64,
    np.complex128,
]
NUMBERS = [True, 2, 2.5, 2j]
OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}


def both(value):
    """The same for us and for PyTorch."""
    if isinstance(value, np.ndarray):
        return Tensor(value), torch.from_numpy(value)
    return value, value


OPERANDS = [np.array(n, dtype) for dtype in DTYPES for n in (1, [1, 2])]
PAIRS = [(x, y) for x in OPERANDS for y in [*OPERANDS, *NUMBERS]]


@pytest.mark.filterwarnings("ignore:ComplexHalf")
@pytest.mark.parametrize("default", ["float32", "float64"])
@pytest.mark.parametrize("symbol", OPS)
def test_every_pair_of_dtypes_gives_what_pytorch_gives(symbol, default):
    op, compared = OPS[symbol], 0
    mytorch.set_default_dtype(default)
    torch.set_default_dtype(getattr(torch, default))
    try:
        for x, y in PAIRS:
            (ours_x, theirs_x), (ours_y, theirs_y) = both(x), both(y)
            for swap in (False, True):
                a, b = (ours_y, ours_x) if swap else (ours_x, ours_y)
                c, d = (theirs_y, theirs_x) if swap else (theirs_x, theirs_y)
                try:
                    expected = op(c, d)
                except (RuntimeError, TypeError):
                    continue  # bools have no difference
                if expected.dtype == torch.complex32 or (symbol == "**" and expected.dtype == torch.bool):
                    continue  # NumPy has no such complex numbers, and takes powers of bools as int8
                compared += 1
                z = op(a, b)
                assert str(expected.dtype) == f"torch.{z.dtype}", (x, y, swap)
                np.testing.assert_allclose(z.data, expected.numpy(), rtol=2e-3)
    finally:
        mytorch.set_default_dtype("float64")
        torch.set_default_dtype(torch.float32)
    assert compared > 700


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_unary_functions_of_integers_give_what_pytorch_gives():
    for dtype in DTYPES[:5]:
        x = np.array([0, 1], dtype)
        for name in ("exp", "sqrt", "log", "sum"):
            z, expected = getattr(Tensor(x), name)(), getattr(torch.from_numpy(x), name)()
            assert str(expected.dtype).replace("float32", "float64") == f"torch.{z.dtype}", (dtype, name)
