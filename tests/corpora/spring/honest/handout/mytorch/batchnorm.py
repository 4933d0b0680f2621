import numpy as np


class BatchNorm(object):

    def __init__(self, in_feature, alpha=0.9):
        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None

        # the mean and variance of the batch, for backward
        self.var = np.ones((1, in_feature))
        self.mean = np.zeros((1, in_feature))

        self.gamma = np.ones((1, in_feature))
        self.dgamma = np.zeros((1, in_feature))

        self.beta = np.zeros((1, in_feature))
        self.dbeta = np.zeros((1, in_feature))

        # inference parameters
        self.running_mean = np.zeros((1, in_feature))
        self.running_var = np.ones((1, in_feature))

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        if eval:
            norm = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
            return self.gamma * norm + self.beta

        self.x = x
        m = x.shape[0]

        # eq. 29
        self.mean = np.sum(x, axis=0, keepdims=True) / m
        # eq. 30
        self.var = np.sum((x - self.mean) ** 2, axis=0, keepdims=True) / m
        # eq. 31
        self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)
        # eq. 32
        self.out = self.gamma * self.norm + self.beta

        # eq. 38 and 39
        self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean
        self.running_var = self.alpha * self.running_var + (1 - self.alpha) * self.var
        return self.out

    def backward(self, delta):
        m = delta.shape[0]

        # eq. 33, 34, 35
        dnorm = delta * self.gamma
        self.dbeta = np.sum(delta, axis=0, keepdims=True)
        self.dgamma = np.sum(delta * self.norm, axis=0, keepdims=True)

        # eq. 10
        dvar = -0.5 * np.sum(dnorm * (self.x - self.mean) * (self.var + self.eps) ** (-3.0 / 2), axis=0, keepdims=True)

        # eq. 17
        dmean = (-np.sum(dnorm * (self.var + self.eps) ** (-1.0 / 2), axis=0, keepdims=True)
                 - 2.0 / m * dvar * np.sum(self.x - self.mean, axis=0, keepdims=True))

        # eq. 27
        dx = (dnorm * (self.var + self.eps) ** (-1.0 / 2)
              + dvar * (2.0 / m * (self.x - self.mean))
              + dmean * (1.0 / m))
        return dx
