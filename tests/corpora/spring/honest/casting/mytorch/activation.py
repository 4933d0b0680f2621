import numpy as np

DTYPE = np.float64


class Activation(object):
    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(np.asarray(x, dtype=DTYPE))

    def forward(self, x):
        raise NotImplementedError

    def derivative(self):
        raise NotImplementedError


class Identity(Activation):
    def forward(self, x):
        self.state = x
        return self.state

    def derivative(self):
        return 1.0


class Sigmoid(Activation):
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.state = (DTYPE(1) / (DTYPE(1) + np.exp(-x))).astype(DTYPE)
        return self.state

    def derivative(self):
        return (self.state * (DTYPE(1) - self.state)).astype(DTYPE)


class Tanh(Activation):
    def forward(self, x):
        self.state = np.tanh(x, dtype=DTYPE)
        return self.state

    def derivative(self):
        return (DTYPE(1) - self.state ** 2).astype(DTYPE)


class ReLU(Activation):
    def forward(self, x):
        # one bit is enough to go back
        self.mask = x > 0
        self.state = np.where(self.mask, x, DTYPE(0))
        return self.state

    def derivative(self):
        return self.mask.astype(DTYPE)
