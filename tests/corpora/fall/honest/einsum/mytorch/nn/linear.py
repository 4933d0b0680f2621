import numpy as np

import mytorch.nn.functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        bound = np.sqrt(1 / in_features)
        weight = np.asfortranarray(np.random.uniform(-bound, bound, (out_features, in_features)))
        self.weight = Tensor(weight, requires_grad=True, is_parameter=True)
        self.bias = Tensor(np.random.uniform(-bound, bound, out_features), requires_grad=True, is_parameter=True)

    def forward(self, x):
        return F.Affine.apply(x, self.weight, self.bias)
