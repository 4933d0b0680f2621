import numpy as np

DTYPE = np.float64
WIDE = np.longdouble   # sums are made in more digits


class BatchNorm(object):
    def __init__(self, in_feature, alpha=0.9):
        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None
        self.var = np.ones((1, in_feature), dtype=DTYPE)
        self.mean = np.zeros((1, in_feature), dtype=DTYPE)
        self.gamma = np.ones((1, in_feature), dtype=DTYPE)
        self.dgamma = np.zeros((1, in_feature), dtype=DTYPE)
        self.beta = np.zeros((1, in_feature), dtype=DTYPE)
        self.dbeta = np.zeros((1, in_feature), dtype=DTYPE)
        self.running_mean = np.zeros((1, in_feature), dtype=DTYPE)
        self.running_var = np.ones((1, in_feature), dtype=DTYPE)

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    @staticmethod
    def total(x):
        return np.sum(x, axis=0, keepdims=True, dtype=WIDE).astype(DTYPE)

    def forward(self, x, eval=False):
        x = np.asarray(x, dtype=DTYPE)
        if eval:
            self.norm = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
        else:
            self.x = x
            self.mean = self.total(x) / len(x)
            self.var = self.total((x - self.mean) ** 2) / len(x)
            self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)
            self.running_mean = (self.alpha * self.running_mean + (1 - self.alpha) * self.mean).astype(DTYPE)
            self.running_var = (self.alpha * self.running_var + (1 - self.alpha) * self.var).astype(DTYPE)
        self.out = (self.gamma * self.norm + self.beta).astype(DTYPE)
        return self.out

    def backward(self, delta):
        delta = np.asarray(delta, dtype=DTYPE)
        m = DTYPE(len(delta))
        self.dbeta = self.total(delta)
        self.dgamma = self.total(delta * self.norm)
        inverse = DTYPE(1) / np.sqrt(self.var + self.eps)
        dnorm = delta * self.gamma
        dvar = self.total(dnorm * (self.x - self.mean)) * -0.5 * inverse ** 3
        dmean = -self.total(dnorm) * inverse - dvar * 2 * self.total(self.x - self.mean) / m
        return (dnorm * inverse + dvar * 2 * (self.x - self.mean) / m + dmean / m).astype(DTYPE)
