import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    """Weights in single precision, as torch has them."""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        k = 1 / np.sqrt(in_features)
        weight = np.random.uniform(-k, k, (out_features, in_features)).astype(np.float32)
        bias = np.random.uniform(-k, k, out_features).astype(np.float32)
        self.weight = Tensor(weight, requires_grad=True, is_parameter=True)
        self.bias = Tensor(bias, requires_grad=True, is_parameter=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
