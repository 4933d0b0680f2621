"""Batch normalisation, its gradient left to autograd.

Twin: classic_mlp/batchnorm.py
"""

import numpy as np

from mytorch.arguments import TensorLike, flag, floats, number, size, within_memory
from mytorch.dtypes import get_default_dtype
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["BatchNorm1d", "BatchNorm2d"]


class BatchNorm1d(Module):
    """y = gamma * (x - mean) / √(var + eps) + beta, column by column   (Fall 2020, 2.4 and App. C).

    Shape: x (N, num_features) -> y the same; gamma, beta, running_mean, running_var (num_features,).

    In training, mean and var are those of the batch; var is the biased variance. The running statistics move
    towards those of the batch: running = (1 - momentum) * running + momentum * batch (the handout's alpha is
    1 - momentum). running_var uses the batch's unbiased variance, or with unbiased_running_var=False the
    biased one. In evaluation, the running statistics are used instead of the batch's. For float16, all this
    is computed in float32, and the running statistics are stored in float32.

    x may be a Tensor or an array; an array is a constant. Integers become floats first. ValueError or
    TypeError if x has another shape, and in training if x has fewer rows than the variance needs: 2, or 1
    for the biased variance; the running statistics do not change then. The constructor raises them for
    num_features below 1, eps below 0, and momentum outside [0, 1].

    In state_dict, gamma and beta have PyTorch's names, weight and bias.

    >>> bn = mytorch.nn.BatchNorm1d(1, eps=0.0)
    >>> bn(mytorch.tensor([[1.0], [3.0]])).tolist()
    [[-1.0], [1.0]]
    >>> bn.running_mean.data.round(4).tolist(), bn.running_var.data.round(4).tolist()
    ([0.2], [1.1])
    """

    _state_names = {"gamma": "weight", "beta": "bias"}

    running_mean: Tensor
    running_var: Tensor

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        *,
        unbiased_running_var: bool = True,
    ) -> None:
        super().__init__()
        owner = type(self).__name__
        self.num_features = size(owner, "num_features", num_features)
        self.eps = number(owner, "eps", eps)
        self.momentum = number(owner, "momentum", momentum, most=1)
        self.unbiased_running_var = flag(owner, "unbiased_running_var", unbiased_running_var)
        with within_memory(owner, self.num_features):
            dtype = get_default_dtype()
            wide = np.result_type(dtype, np.float32)  # a variance may be too large for float16
            ones, zeros = np.ones(self.num_features, wide), np.zeros(self.num_features, wide)
            self.gamma = Tensor(ones.astype(dtype), requires_grad=True, is_parameter=True)
            self.beta = Tensor(zeros.astype(dtype), requires_grad=True, is_parameter=True)
            self.register_buffer("running_mean", Tensor(zeros))
            self.register_buffer("running_var", Tensor(ones))

    def forward(self, x: TensorLike) -> Tensor:
        return F.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.gamma,
            self.beta,
            training=self.is_train,
            momentum=self.momentum,
            eps=self.eps,
            unbiased_running_var=self.unbiased_running_var,
        )

    def extra_repr(self) -> str:
        biased = "" if self.unbiased_running_var else ", unbiased_running_var=False"
        return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}{biased}"


class BatchNorm2d(BatchNorm1d):
    """BatchNorm1d of the channels of images: each pixel of each image counts as a row.

    Shape: x (N, num_features, height, width) -> y the same; all else is as in BatchNorm1d, where N is
    the number of pixels of a channel in the whole batch. ValueError for an x of another shape.

    >>> bn = mytorch.nn.BatchNorm2d(1, eps=0.0)
    >>> bn(mytorch.tensor([[[[1.0, 3.0]]]])).tolist()
    [[[[-1.0, 1.0]]]]
    """

    def forward(self, x: TensorLike) -> Tensor:
        x = floats("BatchNorm2d", "x", x, self.gamma.dtype)
        if x.ndim != 4 or x.shape[1] != self.num_features:
            raise ValueError(f"BatchNorm2d expects x of shape (N, {self.num_features}, H, W); got {x.shape}.")
        n, channels, height, width = x.shape
        pixels = x.permute(0, 2, 3, 1).reshape(n * height * width, channels)
        return super().forward(pixels).reshape(n, height, width, channels).permute(0, 3, 1, 2)
