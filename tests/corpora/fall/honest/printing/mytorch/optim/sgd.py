import logging

import numpy as np

from mytorch.optim.optimizer import Optimizer

logging.basicConfig(level=logging.WARNING)
log = logging.getLogger("sgd")


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        print("SGD of", len(self.params), "parameters, lr", lr, "momentum", momentum)
        self.lr = lr
        self.momentum = momentum
        self.momentums = [np.zeros(t.shape) for t in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                log.warning("parameter %d has no gradient", i)
                continue
            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * p.grad.data
            p.data = p.data + self.momentums[i]
            log.debug("parameter %d: norm %f", i, np.linalg.norm(p.data))
