import numpy as np


class Activation:
    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(x)


class Identity(Activation):
    def forward(self, x):
        self.state = x
        return x

    def derivative(self):
        return 1.0


class Sigmoid(Activation):
    def forward(self, x):
        y = np.negative(x)
        np.exp(y, out=y)
        y += 1.0
        np.reciprocal(y, out=y)
        self.state = y
        return y

    def derivative(self):
        d = np.subtract(1.0, self.state)
        d *= self.state
        return d


class Tanh(Activation):
    def forward(self, x):
        self.state = np.empty(x.shape)
        np.tanh(x, out=self.state)
        return self.state

    def derivative(self):
        d = self.state * self.state
        np.subtract(1.0, d, out=d)
        return d


class ReLU(Activation):
    def forward(self, x):
        y = x.copy()
        y[y < 0] = 0
        self.state = y
        return y

    def derivative(self):
        d = np.zeros(self.state.shape)
        d[self.state > 0] = 1
        return d
