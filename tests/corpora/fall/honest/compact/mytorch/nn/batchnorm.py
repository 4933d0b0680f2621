import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, Tensor(eps), momentum
        self.gamma = Tensor(np.ones(num_features), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros(num_features), requires_grad=True, is_parameter=True)
        self.running_mean, self.running_var = Tensor(np.zeros(num_features)), Tensor(np.ones(num_features))

    def forward(self, x):
        mean = x.mean(axis=0) if self.is_train else self.running_mean
        c = x - mean
        var = (c * c).mean(axis=0) if self.is_train else self.running_var
        if self.is_train:
            mix = lambda old, new: Tensor((1 - self.momentum) * old.data + self.momentum * new)
            self.running_mean, self.running_var = mix(self.running_mean, mean.data), mix(self.running_var, x.data.var(0, ddof=1))
        return self.gamma * c / (var + self.eps).sqrt() + self.beta
