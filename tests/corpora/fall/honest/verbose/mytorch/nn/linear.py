import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    """output = x * transpose(weight) + bias"""

    def __init__(self, in_features, out_features):
        super(Linear, self).__init__()
        self.in_features = in_features
        self.out_features = out_features

        bound = 1.0 / np.sqrt(in_features)
        initialWeight = np.random.uniform(-bound, bound, (out_features, in_features))
        initialBias = np.random.uniform(-bound, bound, (out_features,))
        self.weight = Tensor(initialWeight, requires_grad=True, is_parameter=True)
        self.bias = Tensor(initialBias, requires_grad=True, is_parameter=True)

    def forward(self, x):
        transposedWeight = self.weight.T()
        product = x.matmul(transposedWeight)
        return product + self.bias
