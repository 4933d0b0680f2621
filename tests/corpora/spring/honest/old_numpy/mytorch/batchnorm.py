import numpy as np


class BatchNorm(object):

    def __init__(self, in_feature, alpha=0.9):
        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None

        self.var = np.ones((1, in_feature), dtype=np.float_)
        self.mean = np.zeros((1, in_feature), dtype=np.float_)
        self.gamma = np.ones((1, in_feature), dtype=np.float_)
        self.dgamma = np.zeros((1, in_feature), dtype=np.float_)
        self.beta = np.zeros((1, in_feature), dtype=np.float_)
        self.dbeta = np.zeros((1, in_feature), dtype=np.float_)
        self.running_mean = np.zeros((1, in_feature), dtype=np.float_)
        self.running_var = np.ones((1, in_feature), dtype=np.float_)

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        mean, var = self.running_mean, self.running_var
        if not eval:
            self.x = x
            m = np.float(np.size(x, 0))
            mean = self.mean = np.sum(x, axis=0)[np.newaxis, :] / m
            var = self.var = np.sum(np.square(x - mean), axis=0)[np.newaxis, :] / m
            stats = np.row_stack((self.running_mean, self.running_var)) * self.alpha
            stats = stats + np.row_stack((mean, var)) * (1 - self.alpha)
            self.running_mean, self.running_var = stats[:1], stats[1:]
        self.norm = (x - mean) / np.sqrt(var + self.eps)
        self.out = self.gamma * self.norm + self.beta
        return self.out

    def backward(self, delta):
        m = np.float(np.size(delta, 0))
        inverse = np.power(self.var + self.eps, -0.5)
        xmu = self.x - self.mean

        self.dbeta = np.sum(delta, axis=0)[np.newaxis, :]
        self.dgamma = np.sum(delta * xmu * inverse, axis=0)[np.newaxis, :]

        dnorm = delta * self.gamma
        dvar = np.sum(dnorm * xmu, axis=0) * -0.5 * np.power(inverse, 3)
        dmu = np.sum(-dnorm * inverse, axis=0) + dvar * np.mean(-2. * xmu, axis=0)
        return dnorm * inverse + dvar * 2. * xmu / m + dmu / m
