"""Gradient descent with momentum: v = βv - ηg, p += v."""

import numpy

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    """lr and momentum are read at every step."""

    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.momentums = [numpy.zeros(p.data.shape) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * p.grad.data
            p.data = p.data + self.momentums[i]
