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

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        if eval:
            out = x - self.running_mean
            out /= np.sqrt(self.running_var + self.eps)
            out *= self.gamma
            out += self.beta
            return out
        self.x = x
        np.mean(x, axis=0, keepdims=True, out=self.mean)
        np.var(x, axis=0, keepdims=True, out=self.var)
        self.norm = x - self.mean
        self.norm /= np.sqrt(self.var + self.eps)
        self.out = self.norm * self.gamma
        self.out += self.beta

        self.running_mean *= self.alpha
        self.running_mean += (1 - self.alpha) * self.mean
        self.running_var *= self.alpha
        self.running_var += (1 - self.alpha) * self.var
        return self.out

    def backward(self, delta):
        np.sum(delta, axis=0, keepdims=True, out=self.dbeta)
        np.sum(delta * self.norm, axis=0, keepdims=True, out=self.dgamma)
        m = delta.shape[0]
        dx = delta * m
        dx -= self.dbeta
        dx -= self.norm * self.dgamma
        dx *= self.gamma
        dx /= m * np.sqrt(self.var + self.eps)
        return dx
