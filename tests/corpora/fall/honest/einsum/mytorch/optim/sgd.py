import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.momentums = [np.zeros(p.data.shape) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            # a row of coefficients times the two arrays
            pair = np.stack([self.momentums[i], p.grad.data])
            self.momentums[i] = np.tensordot([self.momentum, -self.lr], pair, axes=1)
            p.data = np.add(p.data, self.momentums[i])
