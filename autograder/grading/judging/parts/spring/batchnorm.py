import numpy as np


class BatchNorm:
    def __init__(self, in_feature, alpha=0.9):
        row = (1, in_feature)
        self.alpha, self.eps = alpha, 1e-8
        self.x = self.norm = self.out = None
        self.mean, self.var = np.zeros(row), np.ones(row)
        self.gamma, self.dgamma = np.ones(row), np.zeros(row)
        self.beta, self.dbeta = np.zeros(row), np.zeros(row)
        self.running_mean, self.running_var = np.zeros(row), np.ones(row)

    def __call__(self, x, eval=False):  # noqa: A002
        return self.forward(x, eval)

    def forward(self, x, eval=False):  # noqa: A002
        if eval:
            mean, var = self.running_mean, self.running_var
        else:
            mean = self.mean = x.mean(axis=0, keepdims=True)
            var = self.var = x.var(axis=0, keepdims=True)
            self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * mean
            self.running_var = self.alpha * self.running_var + (1 - self.alpha) * var
        self.x = x
        self.norm = (x - mean) / np.sqrt(var + self.eps)
        self.out = self.gamma * self.norm + self.beta
        return self.out

    def backward(self, delta):
        self.dbeta = delta.sum(axis=0, keepdims=True)
        self.dgamma = (delta * self.norm).sum(axis=0, keepdims=True)
        d = delta * self.gamma
        through = d.mean(axis=0) + self.norm * (d * self.norm).mean(axis=0)
        return (d - through) / np.sqrt(self.var + self.eps)
