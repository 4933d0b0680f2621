import numpy as np
import os


class Criterion(object):

    def __init__(self):
        self.logits = None
        self.labels = None
        self.loss = None

    def __call__(self, x, y):
        return self.forward(x, y)

    def forward(self, x, y):
        raise NotImplemented

    def derivative(self):
        raise NotImplemented


class SoftmaxCrossEntropy(Criterion):

    def __init__(self):
        super(SoftmaxCrossEntropy, self).__init__()
        self.sm = None

    def forward(self, x, y):
        self.logits = x
        self.labels = y
        self.batch_size = x.shape[0]

        max_val = np.max(x, axis=1).reshape(-1, 1)
        shifted = x - max_val
        exp = np.exp(shifted)
        sums = exp.sum(axis=1).reshape(-1, 1)
        self.sm = exp / sums
        self.loss = (y * (np.log(sums) - shifted)).sum(axis=1)
        return self.loss

    def derivative(self):
        return self.sm - self.labels
