import numpy as np

from mytorch.optim.optimizer import Optimizer


class SGD(Optimizer):
    """Stochastic gradient descent with momentum."""

    def __init__(self, params, lr=0.001, momentum=0.0):
        super(SGD, self).__init__(params)
        self.lr = lr
        self.momentum = momentum

        self.momentums = []
        for parameter in self.params:
            self.momentums.append(np.zeros(parameter.shape))

    def step(self):
        numberOfParameters = len(self.params)
        for parameterIndex in range(0, numberOfParameters):
            parameter = self.params[parameterIndex]
            oldMomentum = self.momentums[parameterIndex]
            gradient = parameter.grad.data

            newMomentum = np.subtract(np.multiply(self.momentum, oldMomentum), np.multiply(self.lr, gradient))
            self.momentums[parameterIndex] = newMomentum
            parameter.data = np.add(parameter.data, newMomentum)
