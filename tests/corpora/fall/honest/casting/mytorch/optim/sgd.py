import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.momentums = [np.zeros(p.shape, dtype=p.data.dtype) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            velocity = self.momentum * self.momentums[i] - self.lr * p.grad.data
            self.momentums[i] = velocity.astype(p.data.dtype)
            p.data = (p.data + self.momentums[i]).astype(p.data.dtype)
