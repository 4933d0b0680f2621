"""Batch normalisation, its gradient left to autograd.

Twin: classic_mlp/batchnorm.py
"""

import numpy as np

from mytorch.arguments import TensorLike, flag, number, size, within_memory
from mytorch.dtypes import get_default_dtype
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["BatchNorm1d"]


class BatchNorm1d(Module):
    """y = gamma * (x - mean) / √(var + eps) + beta, column by column   (Fall 2020, 2.4 and App. C).

    Shape: x (N, num_features) -> y the same; gamma, beta, running_mean, running_var (num_features,).

    In training, mean and var are the batch's own, var the biased one, and the running ones move towards
    the batch's by `momentum` (the handout's 1 - alpha), running_var towards the unbiased variance, or with
    unbiased_running_var=False towards the biased one. In evaluation the running ones are used. In float16
    all this is computed in float32, which the running ones are kept in.

    x may be a Tensor or, as a constant, an array; integers become floats first. ValueError or TypeError,
    and the running ones unchanged, where x has another shape, and when training on fewer rows than the
    estimate needs: 2, or 1 if biased; also for num_features below 1, eps below 0, momentum outside [0, 1].

    In state_dict, gamma and beta go by PyTorch's names, weight and bias.
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
        self.num_features = size("BatchNorm1d", "num_features", num_features)
        self.eps = number("BatchNorm1d", "eps", eps)
        self.momentum = number("BatchNorm1d", "momentum", momentum, most=1)
        self.unbiased_running_var = flag("BatchNorm1d", "unbiased_running_var", unbiased_running_var)
        with within_memory("BatchNorm1d", self.num_features):
            dtype = get_default_dtype()
            wide = np.result_type(dtype, np.float32)  # the variance of float16 numbers may be no float16 one
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
