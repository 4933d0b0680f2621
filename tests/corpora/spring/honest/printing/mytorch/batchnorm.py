import sys

import numpy as np


class BatchNorm(object):
    def __init__(self, in_feature, alpha=0.9):
        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None
        self.var = np.ones((1, in_feature))
        self.mean = np.zeros((1, in_feature))
        self.gamma = np.ones((1, in_feature))
        self.dgamma = np.zeros((1, in_feature))
        self.beta = np.zeros((1, in_feature))
        self.dbeta = np.zeros((1, in_feature))
        self.running_mean = np.zeros((1, in_feature))
        self.running_var = np.ones((1, in_feature))

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        if eval:
            print("batch norm in eval mode", file=sys.stderr)
            return (x - self.running_mean) / np.sqrt(self.running_var + self.eps) * self.gamma + self.beta
        print("batch norm in training mode, batch of", len(x), file=sys.stderr)
        self.x = x
        self.mean = x.mean(axis=0, keepdims=True)
        self.var = x.var(axis=0, keepdims=True)
        self.std = np.sqrt(self.var + self.eps)
        self.norm = (x - self.mean) / self.std
        print("mean after normalising:", np.abs(self.norm.mean(axis=0)).max(), file=sys.stderr)
        self.out = self.norm * self.gamma + self.beta
        self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean
        self.running_var = self.alpha * self.running_var + (1 - self.alpha) * self.var
        return self.out

    def backward(self, delta):
        m = delta.shape[0]
        self.dgamma = np.sum(delta * self.norm, axis=0, keepdims=True)
        self.dbeta = np.sum(delta, axis=0, keepdims=True)
        dnorm = delta * self.gamma
        dvar = np.sum(dnorm * (self.x - self.mean), axis=0, keepdims=True) * -0.5 * self.std ** -3
        dmean = np.sum(-dnorm / self.std, axis=0, keepdims=True)
        dx = dnorm / self.std + dvar * 2 * (self.x - self.mean) / m + dmean / m
        assert dx.shape == delta.shape
        return dx
