import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = Tensor(eps)
        self.momentum = momentum
        self.gamma = Tensor([1.0] * num_features, requires_grad=True, is_parameter=True)
        self.beta = Tensor([0.0] * num_features, requires_grad=True, is_parameter=True)
        self.running_mean = Tensor([0.0] * num_features)
        self.running_var = Tensor([1.0] * num_features)

    def forward(self, x):
        if self.is_train:
            mean = x.column_means()
            var = ((x - mean) * (x - mean)).column_means()
            m = x.shape[0]
            for k in range(self.num_features):
                unbiased = var.data[k] * m / (m - 1)
                self.running_mean.data[k] = (1 - self.momentum) * self.running_mean.data[k] + self.momentum * mean.data[k]
                self.running_var.data[k] = (1 - self.momentum) * self.running_var.data[k] + self.momentum * unbiased
        else:
            mean = self.running_mean
            var = self.running_var
        norm = (x - mean) / (var + self.eps).sqrt()
        return norm * self.gamma + self.beta
