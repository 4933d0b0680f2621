import numpy as np


class BatchNorm:
    def __init__(self, in_feature, alpha=0.9):
        self.alpha, self.eps, self.x, self.norm, self.out = alpha, 1e-8, None, None, None
        self.mean, self.beta, self.dbeta, self.dgamma, self.running_mean = np.zeros((5, 1, in_feature))
        self.var, self.gamma, self.running_var = np.ones((3, 1, in_feature))

    def forward(self, x, eval=False):
        if not eval:
            self.x, self.mean, self.var = x, x.mean(0, keepdims=True), x.var(0, keepdims=True)
            self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean
            self.running_var = self.alpha * self.running_var + (1 - self.alpha) * self.var
        mean, var = (self.running_mean, self.running_var) if eval else (self.mean, self.var)
        self.norm = (x - mean) / np.sqrt(var + self.eps)
        self.out = self.gamma * self.norm + self.beta
        return self.out

    __call__ = forward

    def backward(self, delta):
        self.dgamma, self.dbeta = (delta * self.norm).sum(0, keepdims=True), delta.sum(0, keepdims=True)
        return self.gamma * (delta - (self.dbeta + self.norm * self.dgamma) / len(delta)) / np.sqrt(self.var + self.eps)
