import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Tensor(np.random.rand(out_features, in_features), requires_grad=True, is_parameter=True)
        self.bias = Tensor(np.random.rand(out_features), requires_grad=True, is_parameter=True)
        for p in (self.weight, self.bias):
            p.data *= 2
            p.data -= 1
            p.data /= np.sqrt(in_features)

    def forward(self, x):
        return x @ self.weight.T + self.bias
