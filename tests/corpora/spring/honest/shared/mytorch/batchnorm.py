import numpy as np


class BatchNorm:
    def __init__(self, in_feature, alpha=0.9):
        shape = (1, in_feature)
        self.alpha, self.eps = alpha, 1e-8
        self.x = self.norm = self.out = None
        self.var, self.mean = np.ones(shape), np.zeros(shape)
        self.gamma, self.dgamma = np.ones(shape), np.zeros(shape)
        self.beta, self.dbeta = np.zeros(shape), np.zeros(shape)
        self.running_mean, self.running_var = np.zeros(shape), np.ones(shape)

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def normalise(self, x, mean, var):
        return (x - mean) / np.sqrt(var + self.eps)

    def forward(self, x, eval=False):
        self.x = x
        if eval:
            self.norm = self.normalise(x, self.running_mean, self.running_var)
        else:
            self.mean, self.var = x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)
            self.norm = self.normalise(x, self.mean, self.var)
            self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean
            self.running_var = self.alpha * self.running_var + (1 - self.alpha) * self.var
        self.out = self.gamma * self.norm + self.beta
        return self.out

    def backward(self, delta):
        self.dgamma = (delta * self.norm).sum(axis=0, keepdims=True)
        self.dbeta = delta.sum(axis=0, keepdims=True)
        # eqs. 10, 17 and 27 put together: dx = gamma / sqrt(var) * (delta - mean(delta) - norm * mean(delta * norm))
        m = len(delta)
        return self.gamma / np.sqrt(self.var + self.eps) * (delta - self.dbeta / m - self.norm * self.dgamma / m)
