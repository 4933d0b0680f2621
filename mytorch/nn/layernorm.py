"""Layer normalisation as a layer.

Twin: classic_mlp/layernorm.py
"""

from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, flag, number, within_memory
from mytorch.dtypes import get_default_dtype
from mytorch.nn.functions.normalization import layer_norm, sizes_of
from mytorch.nn.module import Module
from mytorch.nn.parameter import Parameter
from mytorch.tensor import Tensor

__all__ = ["LayerNorm"]


class LayerNorm(Module):
    """y = (x - mean) / √(var + eps) * weight + bias, example by example   (Ba, Kiros and Hinton 2016).

    Shape: x (..., *normalized_shape) -> y the same; weight and bias (*normalized_shape), at first 1 and 0.
    normalized_shape is a tuple of sizes, or one size: that of the last dim.

    mean and the biased var are those of each example over its last dims, in training and in evaluation.
    elementwise_affine=False leaves out weight and bias, bias=False the bias alone. In float16 all is computed
    in float32. x may be a Tensor or, as a constant, an array; integers become floats first. ValueError or
    TypeError for x of another shape, sizes below 1 and eps below 0.

    >>> x = mytorch.tensor([[1.0, 3.0]], requires_grad=True)
    >>> y = mytorch.nn.LayerNorm(2, eps=0.0)(x)
    >>> y.sum().backward()
    >>> y.tolist(), x.grad.tolist()  # a shift of x changes nothing
    ([[-1.0, 1.0]], [[0.0, 0.0]])
    """

    weight: Tensor  # None where it is left out
    bias: Tensor

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, bias: bool = True
    ) -> None:
        super().__init__()
        self.normalized_shape = sizes_of("LayerNorm", normalized_shape)
        self.eps = number("LayerNorm", "eps", eps)
        self.elementwise_affine = flag("LayerNorm", "elementwise_affine", elementwise_affine)
        biased = flag("LayerNorm", "bias", bias) and self.elementwise_affine
        with within_memory("LayerNorm", *self.normalized_shape):
            dtype, shape = get_default_dtype(), self.normalized_shape
            ones, zeros = np.ones(shape, dtype), np.zeros(shape, dtype)
            self.register_parameter("weight", Parameter(ones) if self.elementwise_affine else None)
            self.register_parameter("bias", Parameter(zeros) if biased else None)

    def forward(self, x: TensorLike) -> Tensor:
        return layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
