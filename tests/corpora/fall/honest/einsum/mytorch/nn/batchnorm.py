import numpy as np

import mytorch.nn.functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.gamma = Tensor(np.ones(num_features), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros(num_features), requires_grad=True, is_parameter=True)
        self.running_mean = Tensor(np.zeros(num_features))
        self.running_var = Tensor(np.ones(num_features))

    def forward(self, x):
        if not self.is_train:
            scale = self.gamma / Tensor((self.running_var.data + self.eps) ** 0.5)
            return (x - self.running_mean) * scale + self.beta
        m = x.shape[0]
        mean = np.einsum("mk->k", x.data) / m
        unbiased = np.einsum("mk,mk->k", x.data - mean, x.data - mean) / (m - 1)
        self.running_mean = Tensor(self.running_mean.data + self.momentum * (mean - self.running_mean.data))
        self.running_var = Tensor(self.running_var.data + self.momentum * (unbiased - self.running_var.data))
        return F.BatchNorm.apply(x, self.gamma, self.beta, self.eps)
