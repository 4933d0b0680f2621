import numpy as np

__all__ = ["Activation", "Identity", "Sigmoid", "Tanh", "ReLU"]


class Activation:
    def __init__(self):
        self.state = None
        self.z = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.z = x
        self.state = self.f(x)
        return self.state

    def derivative(self):
        return self.df()


class Identity(Activation):
    def f(self, z):
        return z

    def df(self):
        return 1.0


class Sigmoid(Activation):
    # both halves are written so that exp never overflows
    def f(self, z):
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

    def df(self):
        return self.state * (1 - self.state)


class Tanh(Activation):
    def f(self, z):
        return np.tanh(z)

    def df(self):
        return 1 - np.square(self.state)


class ReLU(Activation):
    def f(self, z):
        return np.clip(z, 0, None)

    def df(self):
        return np.where(self.z > 0, 1.0, 0.0)
