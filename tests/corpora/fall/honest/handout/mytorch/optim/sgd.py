import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.momentums = [np.zeros(t.shape) for t in self.params]

    def step(self):
        # on .data, so that nothing is added to the graph
        for i in range(len(self.params)):
            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * self.params[i].grad.data
            self.params[i].data = self.params[i].data + self.momentums[i]
