import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight, self.bias = (Tensor(np.random.uniform(-1, 1, s) / in_features ** .5, requires_grad=True, is_parameter=True)
                                  for s in ((out_features, in_features), out_features))

    def forward(self, x): return x @ self.weight.T + self.bias
