"""Element by element arithmetic, powers and logarithms, and the matrix product.

Letters: see mytorch/ops/__init__.py.
"""

import math

import numpy as np

from mytorch.dtypes import in_common_dtype, in_floats
from mytorch.ops.array_function import ArrayFunction

__all__ = ["Add", "Div", "Exp", "Log", "MatMul", "Mul", "Neg", "Pow", "Sqrt", "Sub"]


class Add(ArrayFunction):
    """z = x + y.      dL/dx = g,      dL/dy = g"""

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y):
        return x + y

    @staticmethod
    def backward(ctx, g):
        return g, g


class Sub(ArrayFunction):
    """z = x - y.      dL/dx = g,      dL/dy = -g"""

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y):
        return x - y

    @staticmethod
    def backward(ctx, g):
        return g, -g


class Mul(ArrayFunction):
    """z = x * y.      dL/dx = g * y,      dL/dy = g * x"""

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * y if ctx.needs_input_grad[0] else None, g * x if ctx.needs_input_grad[1] else None


class Div(ArrayFunction):
    """z = x / y.      dL/dx = g / y,      dL/dy = -g * x / y²"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x / y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g / y if ctx.needs_input_grad[0] else None, -g * (x / y / y) if ctx.needs_input_grad[
            1
        ] else None


class Neg(ArrayFunction):
    """z = -x.      dL/dx = -g"""

    @staticmethod
    def forward(ctx, x):
        return -x

    @staticmethod
    def backward(ctx, g):
        return -g


class Pow(ArrayFunction):
    """z = xʸ.      dL/dx = g * y * xʸ⁻¹,      dL/dy = g * xʸ * log x

    At y = 0 the value is 1 for every x, so dL/dx = 0. At x = 0 and y >= 0 we define dL/dy = 0.
    """

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x**y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        dx = g * (y * x ** np.where(np.equal(y, 0), 1, y - 1)) if ctx.needs_input_grad[0] else None
        if not ctx.needs_input_grad[1]:
            return dx, None
        vanishes = np.equal(x, 0) & np.greater_equal(y, 0)
        return dx, g * (x**y * np.log(np.where(vanishes, 1, x)))


class MatMul(ArrayFunction):
    """z = x @ y.      dL/dx = g @ yᵀ,      dL/dy = xᵀ @ g

    Shape: as in numpy.matmul, also with batches: x (..., n, k), y (..., k, m) -> z (..., n, m). A vector
    (k,) counts as a row on the left and as a column on the right.
    """

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        try:
            return np.matmul(x, y)
        except ValueError:
            raise ValueError(
                f"matmul expects shapes (..., n, k) and (..., k, m), or vectors (k,); got {np.shape(x)} and "
                f"{np.shape(y)}."
            ) from None

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        rows = x[np.newaxis, :] if x.ndim == 1 else x
        columns = y[:, np.newaxis] if y.ndim == 1 else y
        if y.ndim == 1:
            g = np.expand_dims(g, -1)
        if x.ndim == 1:
            g = np.expand_dims(g, -2)
        dx = np.matmul(g, columns.swapaxes(-1, -2)) if ctx.needs_input_grad[0] else None
        if y.ndim <= 2 < rows.ndim:  # the same y in every product of a batch: their sum is one product
            n = math.prod(rows.shape[:-1])
            rows, g = rows.reshape(n, rows.shape[-1]), g.reshape(n, g.shape[-1])
        dy = np.matmul(rows.swapaxes(-1, -2), g) if ctx.needs_input_grad[1] else None
        if dx is not None and x.ndim == 1:
            dx = dx[..., 0, :]
        if dy is not None and y.ndim == 1:
            dy = dy[..., 0]
        return dx, dy


class Exp(ArrayFunction):
    """z = eˣ.      dL/dx = g * z"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        z = np.exp(x)
        if ctx.recorded:
            ctx.save_for_backward(z.copy())
        return z

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * z


class Log(ArrayFunction):
    """z = log x.      dL/dx = g / x"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.log(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g / x


class Sqrt(ArrayFunction):
    """z = √x.      dL/dx = g / (2 z)"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        z = np.sqrt(x)
        if ctx.recorded:
            ctx.save_for_backward(z.copy())
        return z

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g / (2 * z)
