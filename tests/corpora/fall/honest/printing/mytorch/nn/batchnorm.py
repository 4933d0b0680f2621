import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = Tensor(eps)
        self.momentum = momentum
        self.gamma = Tensor(np.ones(num_features), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros(num_features), requires_grad=True, is_parameter=True)
        self.running_mean = Tensor(np.zeros(num_features))
        self.running_var = Tensor(np.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        if self.is_train:
            print("batchnorm: training")
            N = Tensor(float(len(x.data)))
            mu = x.sum(axis=0) / N
            assert mu.shape == (self.num_features,)
            var = ((x - mu) * (x - mu)).sum(axis=0) / N
            m = self.momentum
            self.running_mean = Tensor((1 - m) * self.running_mean.data + m * mu.data)
            self.running_var = Tensor((1 - m) * self.running_var.data + m * np.var(x.data, axis=0, ddof=1))
        else:
            print("batchnorm: evaluation")
            mu, var = self.running_mean, self.running_var
        x_hat = (x - mu) / (var + self.eps).sqrt()
        return x_hat * self.gamma + self.beta
