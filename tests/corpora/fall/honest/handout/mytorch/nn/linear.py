import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features

        # uniform in +-1/sqrt(in_features), as in torch
        k = 1 / in_features
        weight = np.random.uniform(-np.sqrt(k), np.sqrt(k), (out_features, in_features))
        self.weight = Tensor(weight, requires_grad=True, is_parameter=True)
        bias = np.random.uniform(-np.sqrt(k), np.sqrt(k), out_features)
        self.bias = Tensor(bias, requires_grad=True, is_parameter=True)

    def forward(self, x):
        # xW^T + b
        return x @ self.weight.T() + self.bias
