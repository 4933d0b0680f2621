import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = Tensor(np.array([eps]))
        self.momentum = momentum
        self.gamma = Tensor(np.ones(num_features), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros(num_features), requires_grad=True, is_parameter=True)
        self.running_mean = Tensor(np.zeros(num_features))
        self.running_var = Tensor(np.ones(num_features))

    def forward(self, x):
        if not self.is_train:
            norm = (x - self.running_mean) / (self.running_var + self.eps).sqrt()
            return self.gamma * norm + self.beta
        m = x.shape[0]
        if m < 2:
            raise ValueError("BatchNorm1d cannot train on one example")
        count = Tensor(np.array(float(m)))
        mean = x.sum(axis=0) / count
        centred = x - mean
        squares = (centred * centred).sum(axis=0)
        var = squares / count
        norm = centred / (var + self.eps).sqrt()
        alpha = 1 - self.momentum
        unbiased = squares.data / (m - 1)
        self.running_mean = Tensor(alpha * self.running_mean.data + self.momentum * mean.data)
        self.running_var = Tensor(alpha * self.running_var.data + self.momentum * unbiased)
        return self.gamma * norm + self.beta
