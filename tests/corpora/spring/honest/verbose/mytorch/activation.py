#
# Activation functions.
#
# Every class stores its output in the attribute "state" when forward() is
# called. derivative() uses the stored output and takes no argument.
#
import numpy as np


class Activation(object):
    """Base class of all activation functions."""

    def __init__(self):
        self.state = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplementedError("forward() must be implemented by the subclass")

    def derivative(self):
        raise NotImplementedError("derivative() must be implemented by the subclass")


class Identity(Activation):

    def __init__(self):
        super(Identity, self).__init__()

    def forward(self, x):
        self.state = x
        return self.state

    def derivative(self):
        return 1.0


class Sigmoid(Activation):

    def __init__(self):
        super(Sigmoid, self).__init__()

    def forward(self, x):
        negativeInput = np.multiply(x, -1.0)
        exponential = np.exp(negativeInput)
        denominator = np.add(1.0, exponential)
        result = np.divide(1.0, denominator)
        self.state = result
        return result

    def derivative(self):
        complement = np.subtract(1.0, self.state)
        result = np.multiply(self.state, complement)
        return result


class Tanh(Activation):

    def __init__(self):
        super(Tanh, self).__init__()

    def forward(self, x):
        result = np.tanh(x)
        self.state = result
        return result

    def derivative(self):
        squaredState = np.multiply(self.state, self.state)
        result = np.subtract(1.0, squaredState)
        return result


class ReLU(Activation):

    def __init__(self):
        super(ReLU, self).__init__()

    def forward(self, x):
        zeros = np.zeros(x.shape)
        result = np.maximum(x, zeros)
        self.state = result
        return result

    def derivative(self):
        ones = np.ones(self.state.shape)
        zeros = np.zeros(self.state.shape)
        result = np.where(self.state > 0.0, ones, zeros)
        return result
