"""Convolution, and the windows that it sees.

Letters: N images of C channels; space is (length,) or (height, width) of an image.
"""

import math
from functools import partial
from typing import Any

from mytorch.arguments import TensorLike, floats, whole
from mytorch.nn.functions.images import SPACE, each_image, fitting, paddings, sizes
from mytorch.ops import Convolution, Unfold
from mytorch.precision import in_single
from mytorch.tensor import Tensor

__all__ = ["conv1d", "conv2d", "unfold"]

_KERNEL = {1: "kernel length", 2: "kernel height, kernel width"}


def conv1d(
    x: TensorLike,
    weight: TensorLike,
    bias: TensorLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Each output channel: the products of a kernel with what it sees, summed, at each of its places.

    Shape: x (N, C, length), weight (out, C / groups, kernel), bias (out,) -> (N, out, places), with
    places = (length + 2 padding - dilation (kernel - 1) - 1) // stride + 1; x without N gives one without N.

    stride: from one place to the next. padding: zeros on either side; "valid" is none, "same" as many as
    keep the length, at stride 1 (if odd, one more behind). dilation: from one element of the kernel to the
    next. groups: parts that the channels are in; a part of the output sees one part of the input.

    Tensors or, as constants, arrays; integers become floats first. ValueError or TypeError where a shape or
    a setting does not fit.

    >>> x = mytorch.tensor([[[1.0, 2.0, 4.0]]])
    >>> mytorch.nn.functional.conv1d(x, mytorch.tensor([[[-1.0, 1.0]]])).tolist()  # differences
    [[[1.0, 2.0]]]
    """
    return _convolution(1, x, weight, bias, stride, padding, dilation, groups)


def conv2d(
    x: TensorLike,
    weight: TensorLike,
    bias: TensorLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """As conv1d, in two dims.

    Shape: x (N, C, height, width), weight (out, C / groups, kernel height, kernel width), bias (out,)
    -> (N, out, places, places). stride, padding and dilation are one number, or (vertical, horizontal).

    >>> x = mytorch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> weight = mytorch.tensor([[[[1.0, 0.0], [0.0, 1.0]]]])
    >>> mytorch.nn.functional.conv2d(x, weight).tolist()
    [[[[5.0]]]]
    """
    return _convolution(2, x, weight, bias, stride, padding, dilation, groups)


def unfold(x: TensorLike, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """What a window sees of the images at each of its places, as columns (im2col).

    Shape: x (N, C, height, width) -> (N, C * kernel height * kernel width, places), row by row; x without N
    gives one without N. The settings are those of conv2d, in PyTorch's order, padding in numbers only.
    ValueError for an x of other dims.

    >>> x = mytorch.tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    >>> mytorch.nn.functional.unfold(x, 2).tolist()
    [[[1.0, 2.0], [2.0, 3.0], [4.0, 5.0], [5.0, 6.0]]]
    """
    x = floats("unfold", "x", x)
    options: dict[str, Any] = {
        "kernel": sizes("unfold", "kernel_size", kernel_size, 2),
        "stride": sizes("unfold", "stride", stride, 2),
        "padding": tuple((p, p) for p in sizes("unfold", "padding", padding, 2, least=0)),
        "dilation": sizes("unfold", "dilation", dilation, 2),
    }
    if x.ndim not in (3, 4):
        raise ValueError(f"unfold expects x of shape (N, C, height, width); got {x.shape}.")
    fitting("unfold", x.shape[-2:], options["padding"], options["kernel"], options["dilation"])
    return each_image(partial(Unfold.apply, **options), x, 2)


def _convolution(
    dims: int, x: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: Any
) -> Tensor:
    owner = f"Conv{dims}d"
    x = floats(owner, "x", x, getattr(weight, "dtype", None))
    tensors = [floats(owner, "weight", weight, x.dtype)]
    if bias is not None:
        tensors.append(floats(owner, "bias", bias, x.dtype))
    stride = sizes(owner, "stride", stride, dims)
    dilation = sizes(owner, "dilation", dilation, dims)
    groups = whole(owner, "groups", groups, least=1)
    shape = tensors[0].shape
    if len(shape) != dims + 2 or 0 in shape or any(t.shape != shape[:1] for t in tensors[1:]):
        got = " and ".join(str(t.shape) for t in tensors)
        raise ValueError(
            f"{owner} expects weight (out, C / groups, {_KERNEL[dims]}), no size 0, and bias (out,) or none; "
            f"got {got}."
        )
    if shape[0] % groups:
        raise ValueError(
            f"{owner} expects as many output channels in each group; got {shape[0]} in {groups}."
        )
    channels, kernel = shape[1] * groups, shape[2:]
    if x.ndim not in (dims + 1, dims + 2) or x.shape[-dims - 1] != channels:
        raise ValueError(
            f"{owner} expects x of shape (N, {channels}, {SPACE[dims]}); got {x.shape}."
            f"{_advice(x.shape, channels, dims)}"
        )
    around = paddings(owner, padding, kernel, stride, dilation)
    fitting(owner, x.shape[-dims:], around, kernel, dilation)
    op = partial(Convolution.apply, stride=stride, padding=around, dilation=dilation, groups=groups)
    return in_single(lambda x, *rest: each_image(lambda x: op(x, *rest), x, dims), x, *tensors)


def _advice(shape: tuple[int, ...], channels: int, dims: int) -> str:
    """What to do with images that came without their channels, or as rows."""
    if len(shape) == dims + 1 and channels == 1:
        return f" Give the images their channel: x.reshape({', '.join(map(str, (shape[0], 1, *shape[1:])))})."
    side = math.isqrt(shape[-1] // channels) if len(shape) == 2 and dims == 2 else 0
    if side and channels * side**2 == shape[-1]:
        return f" Give the images their form: x.reshape({shape[0]}, {channels}, {side}, {side})."
    return ""
