import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Linear(Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        k = np.sqrt(1 / in_features)
        self.weight = Tensor(np.random.uniform(-k, k, (out_features, in_features)), requires_grad=True, is_parameter=True)
        self.bias = Tensor(np.random.uniform(-k, k, (out_features,)), requires_grad=True, is_parameter=True)
        print(self)

    def __repr__(self) -> str:
        return "Linear(%d, %d)" % (self.in_features, self.out_features)

    def forward(self, x: Tensor) -> Tensor:
        assert x.shape[1] == self.in_features, (x.shape, self.in_features)
        out = x @ self.weight.T() + self.bias
        print(self, x.shape, "->", out.shape, "mean", out.data.mean())
        return out
