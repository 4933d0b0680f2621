"""Convolution, its gradient worked out by hand.

Letters: `x` the input, `y` the output, `delta` = d(summed loss) / dy, `N` the batch size;
n an example, c a channel of x, o a channel of y. Rows and columns of y are
counted by p, q, those of the kernel by i, j.

As everywhere in this field, "convolution" slides the kernel as it is, without turning it round.

Twin: mytorch/nn/conv.py
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from classic_mlp.arrays import as_count
from classic_mlp.layer import Layer, Parameter
from classic_mlp.shapes import as_pair, as_shaped, first_values

Init = Callable[..., NDArray[Any]]


class Convolution(Layer):
    """What Conv1d and Conv2d have in common: images (N, C, H, W), of which a line has one row.

    Every window of x becomes a column (im2col), and the layer is the Linear of these columns:

        columns(c i j, p q n) = x_nc(p sh + i, q sw + j)        (C_in kh kw, H' W' N)
        y = W @ columns + b                                     (C_out, H' W' N)

    with W as a matrix (C_out, C_in kh kw). So by the same steps as in linear.py

        dW       = delta @ columns.T
        db       = sum of delta over n, p, q
        dcolumns = W.T @ delta

    and a number of x, which stands in a column once for each window that it lies in, gets the sum of
    dcolumns over its places (col2im).

    In memory the examples are the last axis: whatever the stride, there are N numbers in a row to copy or to
    add, where rows of an image are short. y and dx have the usual shape, with that order in memory.
    """

    W, b = Parameter(), Parameter()
    dW: NDArray[Any]
    db: NDArray[Any]
    parameters = ("W", "b")

    def __init__(
        self,
        shape: tuple[int, ...],
        kernel: tuple[int, int],
        stride: tuple[int, int],
        padding: tuple[int, int],
        weight_init_fn: Init | None,
        bias_init_fn: Init | None,
    ) -> None:
        super().__init__()
        who, fan_in = type(self).__name__, int(np.prod(shape[1:]))
        self._kernel, self._stride, self._padding = kernel, stride, padding
        self.W = first_values(who, "weight_init_fn", weight_init_fn, shape, fan_in)
        self.b = first_values(who, "bias_init_fn", bias_init_fn, shape[:1], fan_in)
        self.zero_grads()
        self._columns: Any = None
        self._shapes: Any = None  # of the last images, and of what they gave

    def slide(self, x: NDArray[Any]) -> NDArray[Any]:
        """y = W @ columns + b, for images x that are checked. ValueError if they are below the kernel."""
        (kh, kw), (sh, sw), (ph, pw) = self._kernel, self._stride, self._padding
        N, C, H, L = x.shape
        if H + 2 * ph < kh or L + 2 * pw < kw:
            least, got = (max(1, kh - 2 * ph), max(1, kw - 2 * pw)), (H, L)
            if isinstance(self, Conv1d):
                raise ValueError(f"Conv1d expects lines of at least {least[1]} for its kernel; got {L}.")
            raise ValueError(f"Conv2d expects images of at least {least} for its kernel; got {got}.")
        W, b = self.use()
        # Padded by nothing it is a copy still, which the caller cannot write to.
        images = np.pad(x.transpose(1, 2, 3, 0), ((0, 0), (ph, ph), (pw, pw), (0, 0)))
        windows = sliding_window_view(images, (kh, kw), axis=(1, 2))[:, ::sh, ::sw]
        _, high, wide, _, _, _ = windows.shape
        self._columns = windows.transpose(0, 4, 5, 1, 2, 3).reshape(C * kh * kw, -1)
        self._shapes = (N, C, H, L), (N, len(W), high, wide)
        y = W.reshape(len(W), -1) @ self._columns + b[:, np.newaxis]
        return y.reshape(len(W), high, wide, N).transpose(3, 0, 1, 2)

    def slide_back(self, delta: NDArray[Any], input_gradient: bool) -> NDArray[Any] | None:
        """dx of the images; keeps dW and db."""
        W, _ = self.reuse()
        (kh, kw), (sh, sw), (ph, pw) = self._kernel, self._stride, self._padding
        (N, C, H, L), (_, _, high, wide) = self._shapes
        rows = delta.transpose(1, 2, 3, 0).reshape(len(W), -1)
        self.dW = (self._columns @ rows.T).T.reshape(W.shape)  # delta @ columns.T, which takes longer
        self.db = rows.sum(axis=1)
        if not input_gradient:
            return None
        columns = (W.reshape(len(W), -1).T @ rows).reshape(C, kh, kw, high, wide, N)
        dx = np.zeros((C, H + 2 * ph, L + 2 * pw, N), columns.dtype)
        for i in range(kh):
            for j in range(kw):
                dx[:, i : i + sh * high : sh, j : j + sw * wide : sw] += columns[:, i, j]
        return dx[:, ph : ph + H, pw : pw + L].transpose(3, 0, 1, 2)


class Conv1d(Convolution):
    """y_no(q) = sum over c, j of W_ocj x_nc(q stride + j) + b_o

    Shape: x (N, in_channel, L) -> y (N, out_channel, L'),   L' = (L + 2 padding - kernel_size) // stride + 1;
           W (out_channel, in_channel, kernel_size), b (out_channel,)

    padding: how many zeros x gets at either end before anything else.
    `weight_init_fn(out_channel, in_channel, kernel_size)` gives the first W and `bias_init_fn(out_channel)`
    the first b; they set the dtype. Without them both are drawn evenly from ±1/sqrt(in_channel kernel_size),
    W first, by NumPy's global generator.

    Raises TypeError or ValueError for sizes that are no whole numbers (at least 1, padding 0), and for a W
    or b that does not fit. RuntimeError from `backward` if W or b was changed after `forward`.

    >>> conv = classic_mlp.Conv1d(1, 1, 2, 1, lambda *shape: np.ones(shape), np.zeros)
    >>> conv([[[1.0, 2.0, 4.0]]]).tolist()
    [[[3.0, 6.0]]]
    >>> conv.backward([[[1.0, 1.0]]]).tolist()  # the middle is in two windows
    [[[1.0, 2.0, 1.0]]]
    >>> conv.dW.tolist(), conv.db.tolist()
    ([[[3.0, 6.0]]], [2.0])
    """

    def __init__(
        self,
        in_channel: int,
        out_channel: int,
        kernel_size: int,
        stride: int = 1,
        weight_init_fn: Init | None = None,
        bias_init_fn: Init | None = None,
        *,
        padding: int = 0,
    ) -> None:
        self.in_channel = as_count(in_channel, "Conv1d", "in_channel", 1)
        self.out_channel = as_count(out_channel, "Conv1d", "out_channel", 1)
        self.kernel_size = as_count(kernel_size, "Conv1d", "kernel_size", 1)
        self.stride = as_count(stride, "Conv1d", "stride", 1)
        self.padding = as_count(padding, "Conv1d", "padding", 0)
        shape = self.out_channel, self.in_channel, self.kernel_size
        line = (1, self.kernel_size), (1, self.stride), (0, self.padding)
        super().__init__(shape, *line, weight_init_fn, bias_init_fn)

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """y, by one product (see Convolution); keeps the windows of x. ValueError if x does not fit."""
        x = as_shaped(x, "Conv1d", "x", "N", self.in_channel, "L")
        return self.slide(x[:, :, np.newaxis])[:, :, 0]

    def backward(self, delta: NDArray[Any], *, input_gradient: bool = True) -> NDArray[Any] | None:
        """dx_nc(s) = sum of W_ocj delta_no(q) over o and all q, j with q stride + j = s

        dW and db are kept. The chain rule adds up all the y in which a number occurs:

            W_ocj occurs in y_no(q) with x_nc(q stride + j), so
                dW_ocj = sum over n, q of delta_no(q) x_nc(q stride + j)
            b_o occurs in y_no(q) with 1, so
                db_o = sum over n, q of delta_no(q)
            x_nc(s) occurs in y_no(q) with W_ocj where q stride + j = s: the first line

        The padding's own gradient is left out. dW and db are sums over the batch, not divided by N as
        Linear's are (docs/dialects.md). Each call overwrites them. A network's first layer is
        spared dx: input_gradient=False gives None.

        Shape: delta (N, out_channel, L') -> dx (N, in_channel, L)
        """
        self.reuse()
        N, C, _, L = self._shapes[1]
        delta = as_shaped(delta, "Conv1d.backward", "delta", N, C, L)
        dx = self.slide_back(delta[:, :, np.newaxis], input_gradient)
        return None if dx is None else dx[:, :, 0]


class Conv2d(Convolution):
    """y_no(p, q) = sum over c, i, j of W_ocij x_nc(p sh + i, q sw + j) + b_o

    Shape: x (N, in_channel, H, W) -> y (N, out_channel, H', W'),   H' = (H + 2 ph - kh) // sh + 1, W' so too;
           W (out_channel, in_channel, kh, kw), b (out_channel,)

    kernel_size (kh, kw), stride (sh, sw), padding (ph, pw): two numbers, or one for both. The padding is how
    many rows and columns of zeros x gets on each side before anything else.
    `weight_init_fn(out_channel, in_channel, kh, kw)` gives the first W and `bias_init_fn(out_channel)` the
    first b; they set the dtype. Without them both are drawn evenly from ±1/sqrt(in_channel kh kw), W first,
    by NumPy's global generator.

    Raises TypeError or ValueError for sizes that are no whole numbers (at least 1, padding 0), and for a W
    or b that does not fit. RuntimeError from `backward` if W or b was changed after `forward`.

    >>> conv = classic_mlp.Conv2d(1, 1, 2, 1, lambda *shape: np.ones(shape), np.zeros)
    >>> conv([[[[1.0, 2.0], [3.0, 4.0]]]]).tolist()
    [[[[10.0]]]]
    >>> conv.backward([[[[1.0]]]]).tolist()
    [[[[1.0, 1.0], [1.0, 1.0]]]]
    >>> conv.dW.tolist(), conv.db.tolist()
    ([[[[1.0, 2.0], [3.0, 4.0]]]], [1.0])
    """

    def __init__(
        self,
        in_channel: int,
        out_channel: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        weight_init_fn: Init | None = None,
        bias_init_fn: Init | None = None,
        *,
        padding: int | tuple[int, int] = 0,
    ) -> None:
        self.in_channel = as_count(in_channel, "Conv2d", "in_channel", 1)
        self.out_channel = as_count(out_channel, "Conv2d", "out_channel", 1)
        self.kernel_size = as_pair(kernel_size, "Conv2d", "kernel_size", 1)
        self.stride = as_pair(stride, "Conv2d", "stride", 1)
        self.padding = as_pair(padding, "Conv2d", "padding", 0)
        shape = self.out_channel, self.in_channel, *self.kernel_size
        super().__init__(shape, self.kernel_size, self.stride, self.padding, weight_init_fn, bias_init_fn)

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """y, by one product (see Convolution); keeps the windows of x. ValueError if x does not fit."""
        return self.slide(as_shaped(x, "Conv2d", "x", "N", self.in_channel, "H", "W"))

    def backward(self, delta: NDArray[Any], *, input_gradient: bool = True) -> NDArray[Any] | None:
        """dx_nc(r, s) = sum of W_ocij delta_no(p, q) over o, p, q, i, j with p sh + i = r and q sw + j = s

        dW and db are kept. The chain rule adds up all the y in which a number occurs:

            W_ocij occurs in y_no(p, q) with x_nc(p sh + i, q sw + j), so
                dW_ocij = sum over n, p, q of delta_no(p, q) x_nc(p sh + i, q sw + j)
            b_o occurs in y_no(p, q) with 1, so
                db_o = sum over n, p, q of delta_no(p, q)
            x_nc(r, s) occurs in y_no(p, q) with W_ocij where p sh + i = r, q sw + j = s: the first line

        The padding's own gradient is left out. dW and db are sums over the batch, not divided by N as
        Linear's are (docs/dialects.md). Each call overwrites them. A network's first layer is
        spared dx: input_gradient=False gives None.

        Shape: delta (N, out_channel, H', W') -> dx (N, in_channel, H, W)
        """
        self.reuse()
        delta = as_shaped(delta, "Conv2d.backward", "delta", *self._shapes[1])
        return self.slide_back(delta, input_gradient)
