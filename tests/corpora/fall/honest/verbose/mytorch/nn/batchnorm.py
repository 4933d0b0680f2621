import numpy as np

import mytorch.nn.functional as functional
from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class BatchNorm1d(Module):
    """Batch normalization of a (batch size, number of features) tensor."""

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super(BatchNorm1d, self).__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum

        self.gamma = Tensor(np.ones((self.num_features,)), requires_grad=True, is_parameter=True)
        self.beta = Tensor(np.zeros((self.num_features,)), requires_grad=True, is_parameter=True)

        self.running_mean = Tensor(np.zeros((self.num_features,)))
        self.running_var = Tensor(np.ones((self.num_features,)))

    def forward(self, x):
        if self.is_train:
            self.updateRunningStatistics(x)
            return functional.BatchNormTraining.apply(x, self.gamma, self.beta, self.eps)
        else:
            return functional.BatchNormInference.apply(
                x, self.gamma, self.beta, self.running_mean.data, self.running_var.data, self.eps)

    def updateRunningStatistics(self, x):
        batchSize = x.shape[0]
        batchMean = np.mean(x.data, axis=0)
        unbiasedVariance = np.sum(np.square(x.data - batchMean), axis=0) / (batchSize - 1)
        alpha = 1.0 - self.momentum
        self.running_mean = Tensor(alpha * self.running_mean.data + (1.0 - alpha) * batchMean)
        self.running_var = Tensor(alpha * self.running_var.data + (1.0 - alpha) * unbiasedVariance)
