import numpy as np

from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super(BatchNorm1d, self).__init__()
        self.num_features = np.int(num_features)
        self.eps = Tensor(np.float(eps))
        self.momentum = np.float(momentum)
        self.gamma = Tensor(np.ones(num_features, dtype=np.float), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros(num_features, dtype=np.float), requires_grad=True, is_parameter=True)
        self.running_mean = Tensor(np.zeros(num_features, dtype=np.float))
        self.running_var = Tensor(np.ones(num_features, dtype=np.float))

    def forward(self, x):
        if self.is_train:
            mean = x.mean()
            centred = x - mean
            var = (centred * centred).mean()
            self.running_mean.data = np.average(
                np.row_stack((self.running_mean.data, mean.data)), axis=0, weights=[1 - self.momentum, self.momentum])
            self.running_var.data = np.average(
                np.row_stack((self.running_var.data, np.var(x.data, axis=0, ddof=1))), axis=0,
                weights=[1 - self.momentum, self.momentum])
        else:
            centred, var = x - self.running_mean, self.running_var
        return centred / (var + self.eps).sqrt() * self.gamma + self.beta
