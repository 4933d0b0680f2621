import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super(SGD, self).__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.momentums = [np.zeros(p.shape, dtype=np.float) for p in self.params]

    def step(self):
        for i in range(len(self.params)):
            p = self.params[i]
            self.momentums[i] = np.multiply(self.momentum, self.momentums[i]) - np.multiply(self.lr, p.grad.data)
            p.data = np.add(p.data, self.momentums[i])
