"""The maximum or the mean of what a window sees.

Letters: N images of C channels; space is (length,) or (height, width) of an image. As in PyTorch, images may
come without N, and so do their results then.
"""

import math
from functools import partial
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, flag, floats, whole
from mytorch.autograd_engine import ContextManager
from mytorch.nn.functions.images import SPACE, each_image, fitting, sizes
from mytorch.ops import AvgPool, MaxPool
from mytorch.ops.windows import batch_first, seen, spans
from mytorch.precision import in_single
from mytorch.tensor import Tensor

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "max_pool1d",
    "max_pool2d",
]


def max_pool1d(
    x: TensorLike,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The greatest number that a window sees, at each of its places.

    Shape: x (N, C, length) -> (N, C, places), with
    places = (length + 2 padding - dilation (kernel - 1) - 1) // stride + 1.

    stride: from one place to the next, kernel_size by default. padding: how far the window may stand out
    over either end, at most half of kernel_size; nothing out there is seen. dilation: from one element of the
    window to the next. ceil_mode: one more place where the last would stand out, if it begins inside.
    Of equal numbers the first one gets the gradient. return_indices: the answer is a pair, the second a
    Tensor of int64 that says which element of the image, its dims flattened, is the greatest of each window.

    x is a Tensor or, as a constant, an array; integers become floats first. ValueError or TypeError where a
    shape or a setting does not fit.

    >>> x = mytorch.tensor([[[1.0, 3.0, 2.0]]], requires_grad=True)
    >>> mytorch.nn.functional.max_pool1d(x, 2, stride=1).sum().backward()
    >>> x.grad.tolist()  # 3 is the greatest twice
    [[[0.0, 2.0, 0.0]]]
    """
    return _max_pool(1, x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    x: TensorLike,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """As max_pool1d, in two dims: x (N, C, height, width).

    A setting is one number, or (vertical, horizontal).

    >>> x = mytorch.tensor([[[[1.0, 2.0], [4.0, 3.0]]]])
    >>> mytorch.nn.functional.max_pool2d(x, 2).tolist()
    [[[[4.0]]]]
    """
    return _max_pool(2, x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def avg_pool1d(
    x: TensorLike,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of what a window sees, at each of its places; the settings are those of max_pool1d.

    Padding counts as zeros, or with count_include_pad=False not at all.

    >>> x = mytorch.tensor([[[1.0, 3.0, 5.0]]])
    >>> mytorch.nn.functional.avg_pool1d(x, 2, stride=1).tolist()
    [[[2.0, 4.0]]]
    """
    return _avg_pool(1, x, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    x: TensorLike,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """As avg_pool1d, in two dims: x (N, C, height, width).

    divisor_override: what the sums are divided by, instead of how many numbers they have.

    >>> x = mytorch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]])
    >>> mytorch.nn.functional.avg_pool2d(x, 2).tolist()
    [[[[3.0]]]]
    """
    return _avg_pool(2, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def adaptive_avg_pool1d(x: TensorLike, output_size: Any) -> Tensor:
    """The means of output_size parts of each row: x (N, C, length) -> (N, C, output_size).

    Part i of n goes from length i / n, rounded down, to length (i + 1) / n, rounded up.

    >>> x = mytorch.tensor([[[1.0, 3.0, 5.0, 9.0]]])
    >>> mytorch.nn.functional.adaptive_avg_pool1d(x, 2).tolist()
    [[[2.0, 7.0]]]
    """
    x, (n,) = _images(1, "AdaptiveAvgPool1d", x), sizes("AdaptiveAvgPool1d", "output_size", output_size, 1)
    return in_single(lambda x: x @ _means(x, -1, n).T, x)


def adaptive_avg_pool2d(x: TensorLike, output_size: Any) -> Tensor:
    """As adaptive_avg_pool1d, of rows and columns: x (N, C, height, width) -> (N, C, *output_size).

    output_size: one number or (vertical, horizontal), None being the size that x has.

    >>> x = mytorch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]])
    >>> mytorch.nn.functional.adaptive_avg_pool2d(x, 1).tolist()
    [[[[3.0]]]]
    """
    x = _images(2, "AdaptiveAvgPool2d", x)
    asked = tuple(output_size) if isinstance(output_size, tuple | list) else (output_size,) * 2
    asked = tuple(n if m is None else m for n, m in zip(x.shape[-2:], asked, strict=False)) + asked[2:]
    rows, columns = sizes("AdaptiveAvgPool2d", "output_size", asked, 2)
    return in_single(lambda x: _means(x, -2, rows) @ x @ _means(x, -1, columns).T, x)


def _max_pool(
    dims: int,
    x: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    ceil_mode: Any,
    return_indices: Any,
) -> Any:
    owner = f"MaxPool{dims}d"
    x = _images(dims, owner, x)
    dilation = sizes(owner, "dilation", dilation, dims)
    window = _window(owner, x, kernel_size, stride, padding, dilation, ceil_mode) | {"dilation": dilation}
    wanted = flag(owner, "return_indices", return_indices)
    z = each_image(partial(MaxPool.apply, **window), x, dims)
    return (z, each_image(partial(_indices, window), x.detach(), dims)) if wanted else z


def _indices(window: dict[str, tuple[Any, ...]], x: Tensor) -> Tensor:
    """Which element of its image is the greatest of each window: int64, of the shape of the maxima."""
    ctx: Any = ContextManager()
    MaxPool.forward_arrays(ctx, x.array, **window)
    (winner,) = ctx.saved_tensors  # which element of the window
    space = x.shape[2:]
    of_image = np.arange(math.prod(space)).reshape(1, *space, 1)
    padded = np.pad(of_image, ((0, 0), *window["padding"], (0, 0)))
    indices = np.zeros(winner.shape, np.int64)
    for i, view in enumerate(seen(padded, window["kernel"], window["stride"], window["dilation"])):
        indices += view * (winner == i)
    return x.of(batch_first(indices))


def _avg_pool(
    dims: int,
    x: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    ceil_mode: Any,
    count_include_pad: Any,
    divisor_override: Any,
) -> Tensor:
    owner = f"AvgPool{dims}d"
    x = _images(dims, owner, x)
    window = _window(owner, x, kernel_size, stride, padding, (1,) * dims, ceil_mode)
    include_pad = flag(owner, "count_include_pad", count_include_pad)
    if divisor_override is None:
        divisor: Any = _counts(x.shape[-dims:], **window, include_pad=include_pad)
    else:
        divisor = whole(owner, "divisor_override", divisor_override, least=1)
    op = partial(AvgPool.apply, divisor=divisor, **window)
    return in_single(lambda x: each_image(op, x, dims), x)


def _images(dims: int, owner: str, x: Any) -> Tensor:
    x = floats(owner, "x", x)
    if x.ndim not in (dims + 1, dims + 2) or 0 in x.shape[-dims - 1 :]:
        advice = " Only N may be 0." if 0 in x.shape else ""
        raise ValueError(f"{owner} expects x of shape (N, C, {SPACE[dims]}); got {x.shape}.{advice}")
    return x


def _window(
    owner: str,
    x: Tensor,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: tuple[int, ...],
    ceil_mode: Any,
) -> dict[str, tuple[Any, ...]]:
    """The kernel, its stride, and how far it may stand out over each dim of space, before and after."""
    dims = len(dilation)
    kernel = sizes(owner, "kernel_size", kernel_size, dims)
    stride = kernel if stride is None else sizes(owner, "stride", stride, dims)
    padding = sizes(owner, "padding", padding, dims, least=0)
    ceil = flag(owner, "ceil_mode", ceil_mode)
    space, reach = x.shape[-dims:], spans(kernel, dilation)
    if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
        raise ValueError(f"{owner} expects padding of at most half the kernel_size, {kernel}; got {padding}.")
    around = []
    for n, span, s, p in zip(space, reach, stride, padding, strict=True):
        left_over = (n + 2 * p - span) % s  # behind the last place
        last = n + p - span - left_over  # where that one begins
        stands_out = ceil and left_over and last + s < n
        around.append((p, p + s - left_over if stands_out else p))
    fitting(owner, space, tuple(around), kernel, dilation)
    return {"kernel": kernel, "stride": stride, "padding": tuple(around)}


def _counts(
    space: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    padding: tuple[tuple[int, int], ...],
    include_pad: bool,
) -> np.ndarray:
    """How many numbers the window sees at each place; what ceil_mode adds is not counted."""
    counts: Any = 1
    for n, k, s, (before, after) in zip(space, kernel, stride, padding, strict=True):
        starts = np.arange(-before, n + after - k + 1, s)
        ends = starts + k
        if include_pad:
            seen = np.minimum(ends, n + before) - starts
        else:
            seen = np.minimum(ends, n) - np.maximum(starts, 0)
        counts = np.multiply.outer(counts, seen)
    return counts


def _means(x: Tensor, dim: int, parts: int) -> Tensor:
    """The matrix (parts, n) whose product with n numbers, along a dim of x, is the means of parts of them."""
    n = x.shape[dim]
    starts = np.arange(parts) * n // parts
    ends = -(-(np.arange(parts) + 1) * n // parts)
    places = np.arange(n)
    inside = (places >= starts[:, None]) & (places < ends[:, None])
    return Tensor((inside / inside.sum(axis=1, keepdims=True)).astype(x.array.real.dtype))
