import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features, out_features):
        super(Linear, self).__init__()
        self.in_features = np.int(in_features)
        self.out_features = np.int(out_features)
        k = 1. / np.sqrt(self.in_features)
        self.weight = Tensor(np.random.uniform(-k, k, size=(out_features, in_features)).astype(np.float),
                             requires_grad=True, is_parameter=True)
        self.bias = Tensor(np.random.uniform(-k, k, size=out_features).astype(np.float),
                           requires_grad=True, is_parameter=True)

    def forward(self, x):
        return x.dot(self.weight.T()) + self.bias
