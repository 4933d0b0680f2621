import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.momentums = []
        for param in self.params:
            self.momentums.append(np.zeros(param.shape))

    def step(self):
        i = 0
        for param in self.params:
            if param.grad is not None:
                self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
                param.data = param.data + self.momentums[i]
            i = i + 1
