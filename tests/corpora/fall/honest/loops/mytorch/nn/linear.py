import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        k = 1 / np.sqrt(in_features)
        weight = []
        for _ in range(out_features):
            weight.append(np.random.uniform(-k, k, in_features))
        self.weight = Tensor(np.array(weight), requires_grad=True, is_parameter=True)
        self.bias = Tensor(np.random.uniform(-k, k, out_features), requires_grad=True, is_parameter=True)

    def forward(self, x):
        return x.matmul(self.weight.T()) + self.bias
