from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr=0.001, momentum=0.0):
        super().__init__(params)
        self.lr, self.momentum, self.momentums = lr, momentum, [0 * p.data for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * p.grad.data
            p.data = p.data + self.momentums[i]
