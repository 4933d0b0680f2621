import logging
import pdb

import numpy as np

log = logging.getLogger(__name__)


class Activation(object):
    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplementedError("forward of " + type(self).__name__)

    def derivative(self):
        raise NotImplementedError("derivative of " + type(self).__name__)


class Identity(Activation):
    def forward(self, x):
        self.state = x
        return x

    def derivative(self):
        return 1.0


class Sigmoid(Activation):
    def forward(self, x):
        self.state = 1 / (1 + np.exp(-x))
        if np.isnan(self.state).any():
            pdb.set_trace()
        return self.state

    def derivative(self):
        d = self.state * (1 - self.state)
        log.debug("sigmoid derivative, largest %f", d.max())
        return d


class Tanh(Activation):
    def forward(self, x):
        self.state = np.tanh(x)
        log.debug("tanh %s", self.state.shape)
        return self.state

    def derivative(self):
        return 1 - self.state ** 2


class ReLU(Activation):
    def forward(self, x):
        self.state = np.maximum(x, 0)
        log.debug("relu lets through %.3f", (self.state > 0).mean())
        return self.state

    def derivative(self):
        return np.array(self.state > 0, dtype=float)


if __name__ == "__main__":
    import matplotlib.pyplot as plt

    z = np.linspace(-5, 5, 200)
    for f in (Sigmoid(), Tanh(), ReLU()):
        plt.plot(z, f(z), label=type(f).__name__)
        plt.plot(z, f.derivative(), "--")
    plt.legend()
    plt.show()
