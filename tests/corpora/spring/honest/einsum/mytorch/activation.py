import numpy as np


class Activation:
    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplementedError

    def derivative(self):
        raise NotImplementedError


class Identity(Activation):
    def forward(self, x):
        self.state = x
        return x

    def derivative(self):
        return 1.0


class Sigmoid(Activation):
    def forward(self, x):
        # (1 + tanh(z / 2)) / 2 is the same function and cannot overflow
        self.state = 0.5 * (1.0 + np.tanh(0.5 * x))
        return self.state

    def derivative(self):
        return np.einsum("ij,ij->ij", self.state, 1.0 - self.state)


class Tanh(Activation):
    def forward(self, x):
        self.state = np.tanh(x)
        return self.state

    def derivative(self):
        return 1.0 - np.einsum("ij,ij->ij", self.state, self.state)


class ReLU(Activation):
    def forward(self, x):
        self.state = np.einsum("ij,ij->ij", x, (x > 0).astype(x.dtype))
        return self.state

    def derivative(self):
        return np.heaviside(self.state, 0.0)
