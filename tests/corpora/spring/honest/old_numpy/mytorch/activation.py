import numpy as np


class Activation(object):

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
        x = np.asarray(x, dtype=np.float)
        self.state = 1. / (1. + np.exp(-x))
        return self.state

    def derivative(self):
        return np.multiply(self.state, 1. - self.state)


class Tanh(Activation):

    def forward(self, x):
        self.state = np.tanh(np.asfarray(x))
        return self.state

    def derivative(self):
        return 1. - np.power(self.state, 2)


class ReLU(Activation):

    def forward(self, x):
        mask = np.array(x > 0, dtype=np.bool)
        self.state = np.where(mask, x, 0.)
        return self.state

    def derivative(self):
        return (self.state > 0).astype(np.float)
