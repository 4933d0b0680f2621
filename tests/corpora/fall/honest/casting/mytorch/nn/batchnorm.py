import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = int(num_features)
        self.eps = float(eps)
        self.momentum = float(momentum)
        self.gamma = Tensor(np.ones(num_features, dtype=np.float64), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros(num_features, dtype=np.float64), requires_grad=True, is_parameter=True)
        self.running_mean = Tensor(np.zeros(num_features, dtype=np.float64))
        self.running_var = Tensor(np.ones(num_features, dtype=np.float64))

    def forward(self, x):
        if not self.is_train:
            return (x - self.running_mean) / (self.running_var + self.eps).sqrt() * self.gamma + self.beta
        m = np.float64(x.shape[0])
        mean = x.sum(axis=0) / m
        centred = x - mean
        var = (centred * centred).sum(axis=0) / m
        mean64, var64 = mean.data.astype(np.float64), var.data.astype(np.float64)
        self.running_mean = Tensor((1 - self.momentum) * self.running_mean.data + self.momentum * mean64)
        self.running_var = Tensor((1 - self.momentum) * self.running_var.data + self.momentum * var64 * m / (m - 1))
        return centred / (var + self.eps).sqrt() * self.gamma + self.beta
