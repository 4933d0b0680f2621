import numpy as np


class BatchNorm(object):

    def __init__(self, in_feature, alpha=0.9):
        self.in_feature = in_feature
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
        self.x = x
        self.norm = np.zeros(x.shape)
        self.out = np.zeros(x.shape)
        # one unit after the other
        for k in range(self.in_feature):
            if eval:
                mean = self.running_mean[0, k]
                var = self.running_var[0, k]
            else:
                mean = sum(x[:, k]) / len(x)
                var = sum((x[:, k] - mean) ** 2) / len(x)
                self.mean[0, k] = mean
                self.var[0, k] = var
                self.running_mean[0, k] = self.alpha * self.running_mean[0, k] + (1 - self.alpha) * mean
                self.running_var[0, k] = self.alpha * self.running_var[0, k] + (1 - self.alpha) * var
            self.norm[:, k] = (x[:, k] - mean) / np.sqrt(var + self.eps)
            self.out[:, k] = self.gamma[0, k] * self.norm[:, k] + self.beta[0, k]
        return self.out

    def backward(self, delta):
        m = len(delta)
        dx = np.zeros(delta.shape)
        self.dgamma = np.zeros((1, self.in_feature))
        self.dbeta = np.zeros((1, self.in_feature))
        for k in range(self.in_feature):
            d = delta[:, k]
            xmu = self.x[:, k] - self.mean[0, k]
            var = self.var[0, k] + self.eps
            dvar = 0.0
            dmean = 0.0
            for i in range(m):
                self.dbeta[0, k] += d[i]
                self.dgamma[0, k] += d[i] * self.norm[i, k]
                dnorm = d[i] * self.gamma[0, k]
                dvar += -0.5 * dnorm * xmu[i] * var ** -1.5
                dmean += -dnorm * var ** -0.5
            dmean += dvar * -2 * sum(xmu) / m
            for i in range(m):
                dnorm = d[i] * self.gamma[0, k]
                dx[i, k] = dnorm * var ** -0.5 + dvar * 2 * xmu[i] / m + dmean / m
        return dx
