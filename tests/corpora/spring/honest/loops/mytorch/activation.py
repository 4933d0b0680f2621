import math

import numpy as np


class Activation(object):

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
        out = np.zeros(x.shape)
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                if x[i][j] > -700:
                    out[i][j] = 1 / (1 + math.exp(-x[i][j]))
        self.state = out
        return out

    def derivative(self):
        out = np.zeros(self.state.shape)
        for i in range(out.shape[0]):
            out[i] = self.state[i] * (1 - self.state[i])
        return out


class Tanh(Activation):

    def forward(self, x):
        self.state = np.array([[math.tanh(value) for value in row] for row in x])
        return self.state

    def derivative(self):
        return np.array([[1 - value ** 2 for value in row] for row in self.state])


class ReLU(Activation):

    def forward(self, x):
        rows = []
        for row in x:
            rows.append([value if value > 0 else 0.0 for value in row])
        self.state = np.array(rows)
        return self.state

    def derivative(self):
        out = np.zeros(self.state.shape)
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                if self.state[i, j] > 0:
                    out[i, j] = 1
        return out
