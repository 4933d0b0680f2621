from mytorch.tensor import Tensor
import numpy as np
from mytorch.nn.module import Module


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = Tensor(np.array([eps]))
        self.momentum = Tensor(np.array([momentum]))

        self.gamma = Tensor(np.ones((self.num_features,)), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros((self.num_features,)), requires_grad=True, is_parameter=True)

        self.running_mean = Tensor(np.zeros(self.num_features,), requires_grad=False, is_parameter=False)
        self.running_var = Tensor(np.ones(self.num_features,), requires_grad=False, is_parameter=False)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        one = Tensor(np.array([1.0]))
        if self.is_train:
            batch_size = Tensor(np.array([float(x.shape[0])]))
            mean = x.sum(axis=0) / batch_size
            diff = x - mean
            var = (diff * diff).sum(axis=0) / batch_size
            unbiased = (diff * diff).sum(axis=0) / (batch_size - one)
            self.running_mean = (one - self.momentum) * self.running_mean + self.momentum * mean
            self.running_var = (one - self.momentum) * self.running_var + self.momentum * unbiased
            norm = diff / (var + self.eps).sqrt()
        else:
            norm = (x - self.running_mean) / (self.running_var + self.eps).sqrt()
        return self.gamma * norm + self.beta
