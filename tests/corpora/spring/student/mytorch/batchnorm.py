import numpy as np


class BatchNorm:
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

    def __call__(self, x, eval=False):  # noqa: A002
        return self.forward(x, eval)

    def forward(self, x, eval=False):  # noqa: A002
        if eval:
            norm = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
            return self.gamma * norm + self.beta
        self.x = x
        self.mean = np.mean(x, axis=0, keepdims=True)
        self.var = np.var(x, axis=0, keepdims=True)
        self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)
        self.out = self.gamma * self.norm + self.beta
        self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean
        self.running_var = self.alpha * self.running_var + (1 - self.alpha) * self.var
        return self.out

    def backward(self, delta):
        m = delta.shape[0]
        std = np.sqrt(self.var + self.eps)
        centred = self.x - self.mean
        dnorm = delta * self.gamma
        self.dbeta = np.sum(delta, axis=0, keepdims=True)
        self.dgamma = np.sum(delta * self.norm, axis=0, keepdims=True)
        dvar = -0.5 * np.sum(dnorm * centred * std**-3, axis=0, keepdims=True)
        dmean = -np.sum(dnorm / std, axis=0, keepdims=True) - 2 / m * dvar * np.sum(
            centred, axis=0, keepdims=True
        )
        return dnorm / std + dvar * (2 / m * centred) + dmean / m
