import numpy as np


class Activation:
    def __init__(self):
        self.state = None

    def __call__(self, x, *unused):
        return self.forward(x)


class Identity(Activation):
    def forward(self, x):
        self.state = x
        return x

    def derivative(self):
        return 1.0


class Sigmoid(Activation):
    def forward(self, x):
        self.state = 0.5 + 0.5 * np.tanh(0.5 * x)
        return self.state

    def derivative(self):
        return self.state * (1 - self.state)


class Tanh(Activation):
    def forward(self, x):
        self.state = np.tanh(x)
        return self.state

    def derivative(self):
        return 1 - self.state**2


class ReLU(Activation):
    def forward(self, x):
        self.state = np.maximum(x, 0.0)
        return self.state

    def derivative(self):
        return np.where(self.state > 0, 1.0, 0.0)
