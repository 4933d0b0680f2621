import numpy as np

from mytorch.optim.optimizer import Optimizer

class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

        self.momentums = [np.zeros(t.shape) for t in self.params]

    def step(self):
        for i, t in enumerate(self.params):
            if t.grad is None:
                continue
            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * t.grad.data
            t.data = t.data + self.momentums[i]
