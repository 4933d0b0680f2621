import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.gamma = Tensor.ones(num_features)
        self.beta = Tensor.zeros(num_features)
        for parameter, name in ((self.gamma, "gamma"), (self.beta, "beta")):
            parameter.requires_grad = parameter.is_parameter = True
            self.add_parameter(name, parameter)
        self.running_mean = Tensor.zeros(num_features)
        self.running_var = Tensor.ones(num_features)

    def forward(self, x):
        mean, var = self.statistics(x) if self.is_train else (self.running_mean, self.running_var)
        norm = (x - mean) * (var + self.eps) ** -0.5
        return norm * self.gamma + self.beta

    def statistics(self, x):
        m = x.shape[0]
        mean = x.mean(axis=0)
        var = ((x - mean) ** 2).mean(axis=0)
        self.running_mean = self.updated(self.running_mean, mean.data[0])
        self.running_var = self.updated(self.running_var, var.data[0] * m / (m - 1))
        return mean, var

    def updated(self, old, new):
        return Tensor((1 - self.momentum) * old.data + self.momentum * new)
