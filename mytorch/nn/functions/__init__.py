"""The functions of `mytorch.nn.functional` that go beyond the handouts, by topic."""

from mytorch.nn.functions.convolution import conv1d, conv2d, unfold
from mytorch.nn.functions.padding import pad
from mytorch.nn.functions.pooling import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
    max_pool1d,
    max_pool2d,
)

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "conv1d",
    "conv2d",
    "max_pool1d",
    "max_pool2d",
    "pad",
    "unfold",
]
