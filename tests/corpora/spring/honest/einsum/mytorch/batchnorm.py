import numpy as np


class BatchNorm:
    def __init__(self, in_feature, alpha=0.9):
        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None
        ones, zeros = np.ones((1, in_feature)), np.zeros((1, in_feature))
        self.var, self.mean = ones.copy(), zeros.copy()
        self.gamma, self.dgamma = ones.copy(), zeros.copy()
        self.beta, self.dbeta = zeros.copy(), zeros.copy()
        self.running_mean, self.running_var = zeros.copy(), ones.copy()

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        if eval:
            scale = self.gamma / np.sqrt(self.running_var + self.eps)
            return x * scale + (self.beta - self.running_mean * scale)
        m = x.shape[0]
        self.x = x
        self.mean = (np.einsum("nk->k", x) / m)[None, :]
        centred = x - self.mean
        self.var = (np.einsum("nk,nk->k", centred, centred) / m)[None, :]
        self.norm = centred * (self.var + self.eps) ** -0.5
        self.out = np.einsum("k,nk->nk", self.gamma[0], self.norm) + self.beta
        self.running_mean += (1 - self.alpha) * (self.mean - self.running_mean)
        self.running_var += (1 - self.alpha) * (self.var - self.running_var)
        return self.out

    def backward(self, delta):
        m = delta.shape[0]
        self.dbeta = np.einsum("nk->k", delta)[None, :]
        self.dgamma = np.einsum("nk,nk->k", delta, self.norm)[None, :]
        # for each unit the Jacobian is (I - 1/m - norm norm^T / m) / std, an m x m matrix
        outer = np.einsum("ik,jk->kij", self.norm, self.norm)
        jacobian = np.eye(m)[None] - 1.0 / m - outer / m
        dnorm = np.einsum("nk,k->nk", delta, self.gamma[0])
        return np.einsum("kij,jk->ik", jacobian, dnorm) * (self.var + self.eps) ** -0.5
