import numpy as np
import os


class Activation(object):

    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplemented

    def derivative(self):
        raise NotImplemented


class Identity(Activation):
    def forward(self, x):
        self.state = x
        return x

    def derivative(self):
        return 1.0


class Sigmoid(Activation):
    def forward(self, x):
        out = 1/(1 + np.exp(-x))
        self.state = out
        return out

    def derivative(self):
        return self.state*(1 - self.state)


class Tanh(Activation):
    def forward(self, x):
        out = np.tanh(x)
        self.state = out
        return out

    def derivative(self):
        return 1 - self.state*self.state


class ReLU(Activation):
    def forward(self, x):
        out = x * (x > 0)
        self.state = out
        return out

    def derivative(self):
        return 1.0 * (self.state > 0)
