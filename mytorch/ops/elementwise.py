"""Element by element: what arithmetic.py does not have. Absolute values, waves, erf, and the choice of two.

Letters: see mytorch/ops/__init__.py.
"""

import math

import numpy as np

from mytorch.dtypes import in_common_dtype, in_floats
from mytorch.ops.array_function import ArrayFunction

__all__ = ["Abs", "Cos", "Erf", "Log1p", "Maximum", "Minimum", "Sin", "Where"]


class Abs(ArrayFunction):
    """z = |x|.      dL/dx = g * sign x, which is 0 at 0"""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * np.sign(x.real) if x.dtype.kind == "c" else np.abs(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * np.sign(x.real)


class Sin(ArrayFunction):
    """z = sin x.      dL/dx = g * cos x"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.sin(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * np.cos(x)


class Cos(ArrayFunction):
    """z = cos x.      dL/dx = -g * sin x"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.cos(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return -g * np.sin(x)


class Log1p(ArrayFunction):
    """z = log(1 + x), to all digits where x is small.      dL/dx = g / (1 + x)"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.log1p(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g / (1 + x)


class Erf(ArrayFunction):
    """z = erf x = 2/√π ∫₀ˣ exp(-t²) dt.      dL/dx = g * 2/√π * exp(-x²)

    By W. J. Cody's rational functions (Mathematics of Computation 23, 1969), of x near 0 and of its
    complement further out; the relative error is about 1e-15.
    """

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        wide = x.astype(np.result_type(x, np.float64), copy=False)
        return _erf(wide).astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (2 / math.sqrt(math.pi) * np.exp(-x * x))


class Where(ArrayFunction):
    """z = x where the condition holds, else y.      dL/dx = g where it holds,      dL/dy = g elsewhere

    condition: an array of bool; the three are broadcast.
    """

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y, condition):
        if ctx.recorded:
            ctx.save_for_backward(condition.copy())  # which may be written to before backward
        return np.where(condition, x, y)

    @staticmethod
    def backward(ctx, g):
        (condition,) = ctx.saved_tensors
        return np.where(condition, g, g.dtype.type(0)), np.where(condition, g.dtype.type(0), g)


class Maximum(ArrayFunction):
    """z = max(x, y).      dL/dx = g where x > y, and half of it where x = y;      dL/dy = g - dL/dx

    A NaN among the two is the result, and is passed g by both, as in PyTorch.
    """

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return _extreme(np.maximum, np.greater, x, y)

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        half = np.where(np.equal(x, y), g / 2, g)
        return np.where(np.less(x, y), half.dtype.type(0), half), np.where(
            np.greater(x, y), half.dtype.type(0), half
        )


class Minimum(ArrayFunction):
    """z = min(x, y).      dL/dx = g where x < y, and half of it where x = y;      dL/dy = g - dL/dx

    A NaN among the two is the result, and is passed g by both, as in PyTorch.
    """

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return _extreme(np.minimum, np.less, x, y)

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        half = np.where(np.equal(x, y), g / 2, g)
        return np.where(np.greater(x, y), half.dtype.type(0), half), np.where(
            np.less(x, y), half.dtype.type(0), half
        )


def _extreme(of_reals, is_it, x, y):
    """The larger or the smaller; of complex numbers that with the larger or smaller real part."""
    if not (np.iscomplexobj(x) or np.iscomplexobj(y)):
        return of_reals(x, y)
    equal = np.equal(np.real(x), np.real(y))
    return np.where(equal, (x + y) / 2, np.where(is_it(np.real(x), np.real(y)), x, y))


# ---- erf: Cody's coefficients, the highest power first ---------------------------------------------------

_NEAR = (
    (
        1.85777706184603153e-1,
        3.16112374387056560,
        1.13864154151050156e2,
        3.77485237685302021e2,
        3.20937758913846947e3,
    ),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)
_FAR = (
    (
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3,
    ),
    (
        1.0,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3,
    ),
)
_BORDER = 0.46875


def _erf(x):
    """x * R(x²) near 0; further out 1 - exp(-x²) * R(|x|), with the sign of x."""
    sign = np.sign(x.real)
    size = x * sign
    near = np.where(size.real <= _BORDER, x, 0)
    far = np.where(size.real > _BORDER, np.where(size.real < 6, size, 6), 1)  # beyond 6 it is 1 to all digits
    outside = np.where(np.isnan(x), x, sign * (1 - np.exp(-far * far) * _rational(_FAR, far)))
    return np.where(size.real <= _BORDER, near * _rational(_NEAR, near * near), outside)


def _rational(coefficients, t):
    """The quotient of two polynomials, by Horner's rule."""
    above, below = (np.polyval(polynomial, t) for polynomial in coefficients)
    return above / below
