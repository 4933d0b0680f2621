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
        if self.is_train:
            self.running_mean.data *= 1 - self.momentum
            self.running_mean.data += self.momentum * x.data.mean(axis=0)
            self.running_var.data *= 1 - self.momentum
            self.running_var.data += self.momentum * x.data.var(axis=0, ddof=1)
            norm = F.Normalize.apply(x, self.eps)
        else:
            norm = (x - self.running_mean) / Tensor(np.sqrt(self.running_var.data + self.eps))
        return norm * self.gamma + self.beta
