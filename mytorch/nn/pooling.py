"""Pooling as layers; the formulas and derivatives are in mytorch/ops/pooling.py.

Twin: classic_mlp/pooling.py
"""

from typing import Any

from mytorch.arguments import TensorLike
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["AdaptiveAvgPool2d", "AvgPool1d", "AvgPool2d", "MaxPool1d", "MaxPool2d"]


class _MaxPool(Module):
    """The settings that MaxPool1d and MaxPool2d have in common, checked when x comes."""

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    @property
    def _settings(self) -> tuple[Any, ...]:
        return (
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )

    def extra_repr(self) -> str:
        kernel, stride, padding, dilation, ceil, _ = self._settings
        return (
            f"kernel_size={kernel}, stride={stride}, padding={padding}, dilation={dilation}, ceil_mode={ceil}"
        )


class MaxPool1d(_MaxPool):
    """The greatest number of each window   (see F.max_pool1d).   Shape: x (N, C, length) -> (N, C, places)

    >>> x = mytorch.tensor([[[1.0, 3.0]]], requires_grad=True)
    >>> mytorch.nn.MaxPool1d(2)(x).sum().backward()
    >>> x.grad.tolist()  # all goes to the largest
    [[[0.0, 1.0]]]
    """

    def forward(self, x: TensorLike) -> Tensor:
        return F.max_pool1d(x, *self._settings)


class MaxPool2d(_MaxPool):
    """The greatest number of each window   (see F.max_pool2d).

    Shape: x (N, C, height, width) -> (N, C, places, places)

    >>> x = mytorch.tensor([[[[1.0, 2.0], [4.0, 3.0]]]], requires_grad=True)
    >>> mytorch.nn.MaxPool2d(2)(x).sum().backward()
    >>> x.grad.tolist()  # all goes to the largest
    [[[[0.0, 0.0], [1.0, 0.0]]]]
    """

    def forward(self, x: TensorLike) -> Tensor:
        return F.max_pool2d(x, *self._settings)


class AvgPool1d(Module):
    """The mean of each window   (see F.avg_pool1d).   Shape: x (N, C, length) -> (N, C, places)

    >>> x = mytorch.tensor([[[1.0, 3.0]]], requires_grad=True)
    >>> mytorch.nn.AvgPool1d(2)(x).sum().backward()
    >>> x.grad.tolist()
    [[[0.5, 0.5]]]
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.ceil_mode, self.count_include_pad = padding, ceil_mode, count_include_pad

    def forward(self, x: TensorLike) -> Tensor:
        return F.avg_pool1d(
            x, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad
        )

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(AvgPool1d):
    """The mean of each window   (see F.avg_pool2d).

    Shape: x (N, C, height, width) -> (N, C, places, places)

    >>> mytorch.nn.AvgPool2d(2)(mytorch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]])).tolist()
    [[[[3.0]]]]
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)
        self.divisor_override = divisor_override

    def forward(self, x: TensorLike) -> Tensor:
        return F.avg_pool2d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )


class AdaptiveAvgPool2d(Module):
    """The means of so many rows and columns of parts   (see F.adaptive_avg_pool2d).

    Shape: x (N, C, height, width) -> (N, C, *output_size)

    >>> mytorch.nn.AdaptiveAvgPool2d(1)(mytorch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]])).tolist()
    [[[[3.0]]]]
    """

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, x: TensorLike) -> Tensor:
        return F.adaptive_avg_pool2d(x, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"
