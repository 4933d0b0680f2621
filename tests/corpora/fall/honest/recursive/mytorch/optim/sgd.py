import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.momentums = [np.zeros_like(p.data) for p in self.params]

    def step(self):
        self.momentums = [self.momentum * v - self.lr * p.grad.data for p, v in zip(self.params, self.momentums)]
        for p, v in zip(self.params, self.momentums):
            p.data += v
