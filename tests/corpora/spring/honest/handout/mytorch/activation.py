import numpy as np


class Activation(object):

    # every activation keeps its output in self.state

    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplementedError

    def derivative(self):
        raise NotImplementedError


class Identity(Activation):

    def __init__(self):
        super(Identity, self).__init__()

    def forward(self, x):
        self.state = x
        return x

    def derivative(self):
        return 1.0


class Sigmoid(Activation):

    def __init__(self):
        super(Sigmoid, self).__init__()

    def forward(self, x):
        # S(z) = 1 / (1 + e^-z)
        self.state = 1.0 / (1.0 + np.exp(-x))
        return self.state

    def derivative(self):
        # S'(z) = S(z) * (1 - S(z))
        return self.state * (1.0 - self.state)


class Tanh(Activation):

    def __init__(self):
        super(Tanh, self).__init__()

    def forward(self, x):
        # (e^z - e^-z) / (e^z + e^-z)
        self.state = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
        return self.state

    def derivative(self):
        # 1 - tanh(z)^2
        return 1.0 - self.state ** 2


class ReLU(Activation):

    def __init__(self):
        super(ReLU, self).__init__()

    def forward(self, x):
        self.state = np.maximum(0.0, x)
        return self.state

    def derivative(self):
        # 1 if z > 0, else 0: also at 0
        return (self.state > 0).astype(float)
