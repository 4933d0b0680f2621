"""Convolutional layers, their gradients left to autograd.

Twin: classic_mlp/conv.py
"""

import math
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, flag, whole, within_memory
from mytorch.dtypes import get_default_dtype
from mytorch.errors import shown
from mytorch.nn import functional as F
from mytorch.nn.flatten import Flatten
from mytorch.nn.functions.images import paddings, sizes
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["Conv1d", "Conv2d", "Flatten"]

_PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _Convolution(Module):
    """What Conv1d and Conv2d have in common; the number of dims of an image is `_dims`."""

    _dims: int

    weight: Tensor
    bias: Tensor | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
    ) -> None:
        super().__init__()
        owner, dims = type(self).__name__, self._dims
        self.in_channels = whole(owner, "in_channels", in_channels, least=1)
        self.out_channels = whole(owner, "out_channels", out_channels, least=1)
        self.kernel_size = sizes(owner, "kernel_size", kernel_size, dims)
        self.stride = sizes(owner, "stride", stride, dims)
        self.dilation = sizes(owner, "dilation", dilation, dims)
        self.groups = whole(owner, "groups", groups, least=1)
        self._around = paddings(owner, padding, self.kernel_size, self.stride, self.dilation)
        self.padding = padding if isinstance(padding, str) else tuple(before for before, _ in self._around)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"{owner} expects channels that groups divides; got {self.in_channels} in and "
                f"{self.out_channels} out, in {self.groups} groups."
            )
        if not isinstance(padding_mode, str) or padding_mode not in _PADDING_MODES:
            raise ValueError(f"{owner} expects padding_mode of {_PADDING_MODES}; got {shown(padding_mode)}.")
        self.padding_mode = padding_mode
        shape = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        with_bias = flag(owner, "bias", bias)
        with within_memory(owner, *shape):
            bound = 1 / math.sqrt(math.prod(shape[1:]))
            self.weight = _drawn(bound, shape)
            self.bias = _drawn(bound, shape[:1]) if with_bias else None

    def _convolved(self, x: TensorLike, op: Any) -> Tensor:
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            ends = [n for pair in reversed(self._around) for n in pair]  # the last dim first
            x, padding = F.pad(x, ends, mode=self.padding_mode), 0
        return op(x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        settings = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        )
        once, none = (1,) * self._dims, (0,) * self._dims
        settings += f", padding={self.padding}" if self.padding != none else ""
        settings += f", dilation={self.dilation}" if self.dilation != once else ""
        settings += f", groups={self.groups}" if self.groups != 1 else ""
        settings += ", bias=False" if self.bias is None else ""
        return settings + (f", padding_mode={self.padding_mode}" if self.padding_mode != "zeros" else "")


class Conv1d(_Convolution):
    """Each output channel is what a kernel makes of all input channels, place by place   (see F.conv1d).

    Shape: x (N, in_channels, length) -> (N, out_channels, places); weight (out_channels, in_channels /
    groups, kernel_size), bias (out_channels,), of the default dtype. Both are drawn evenly from
    ±1/√(in_channels / groups * kernel_size), as in PyTorch, by NumPy's global generator, the weight first.

    padding: numbers on either side, or "valid" or "same"; padding_mode: "zeros", or how F.pad finds others.
    TypeError or ValueError for settings that are none, and where x has another shape.

    >>> conv = mytorch.nn.Conv1d(1, 1, 2, bias=False)
    >>> _ = mytorch.nn.init.ones_(conv.weight)
    >>> conv(mytorch.tensor([[[1.0, 2.0, 4.0]]])).tolist()
    [[[3.0, 6.0]]]
    >>> conv(mytorch.tensor([[[1.0, 2.0, 4.0]]])).sum().backward()
    >>> conv.weight.grad.tolist()
    [[[3.0, 6.0]]]
    """

    _dims = 1

    def forward(self, x: TensorLike) -> Tensor:
        return self._convolved(x, F.conv1d)


class Conv2d(_Convolution):
    """As Conv1d, for images   (see F.conv2d).

    Shape: x (N, in_channels, height, width) -> (N, out_channels, places, places); weight (out_channels,
    in_channels / groups, *kernel_size), bias (out_channels,). A size is one number, or (vertical,
    horizontal).

    >>> conv = mytorch.nn.Conv2d(1, 1, 2, bias=False)
    >>> _ = mytorch.nn.init.ones_(conv.weight)
    >>> y = conv(mytorch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    >>> y.sum().backward()
    >>> y.tolist(), conv.weight.grad.tolist()
    ([[[[10.0]]]], [[[[1.0, 2.0], [3.0, 4.0]]]])
    """

    _dims = 2

    def forward(self, x: TensorLike) -> Tensor:
        return self._convolved(x, F.conv2d)


def _drawn(bound: float, shape: tuple[int, ...]) -> Tensor:
    """A parameter, drawn evenly from ±bound."""
    drawn = np.random.uniform(-bound, bound, shape)  # noqa: NPY002 (the course's generator)
    return Tensor(drawn.astype(get_default_dtype()), requires_grad=True, is_parameter=True)
