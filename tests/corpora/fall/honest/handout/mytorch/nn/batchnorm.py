import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = Tensor(np.array([eps]))
        self.momentum = Tensor(np.array([momentum]))

        self.gamma = Tensor(np.ones((self.num_features,)), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros((self.num_features,)), requires_grad=True, is_parameter=True)

        self.running_mean = Tensor(np.zeros(self.num_features), requires_grad=False, is_parameter=False)
        self.running_var = Tensor(np.ones(self.num_features), requires_grad=False, is_parameter=False)

    def forward(self, x):
        if self.is_train:
            m = Tensor(float(x.shape[0]))
            one = Tensor(1.0)
            # eq. 3, 4 and 7
            mean = x.sum(axis=0) / m
            squares = ((x - mean) * (x - mean)).sum(axis=0)
            var = squares / m
            # eq. 8 and 9; numbers only, no graph
            alpha = one.data - self.momentum.data
            unbiased = squares.data / (m.data - one.data)
            self.running_mean = Tensor(alpha * self.running_mean.data + self.momentum.data * mean.data)
            self.running_var = Tensor(alpha * self.running_var.data + self.momentum.data * unbiased)
        else:
            mean = self.running_mean
            var = self.running_var

        # eq. 5 and 6
        norm = (x - mean) / (var + self.eps).sqrt()
        return self.gamma * norm + self.beta
