import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        bound = in_features ** -0.5
        draw = lambda *shape: Tensor(np.random.uniform(-bound, bound, shape), requires_grad=True, is_parameter=True)
        self.weight = draw(out_features, in_features)
        self.bias = draw(out_features)

    def forward(self, x):
        return x @ self.weight.T + self.bias
