import numpy as np


class Linear():

    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W = weight_init_fn(in_feature, out_feature)
        self.b = bias_init_fn(out_feature)
        self.dW = np.zeros(self.W.shape, dtype=np.float)
        self.db = np.zeros(self.b.shape, dtype=np.float)
        self.momentum_W = np.zeros(self.W.shape, dtype=np.float)
        self.momentum_b = np.zeros(self.b.shape, dtype=np.float)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        # matrices multiply with * and make transposes short
        self.x = np.mat(x)
        return np.asarray(self.x * np.mat(self.W) + self.b)

    def backward(self, delta):
        delta = np.mat(delta)
        n = np.float(delta.shape[0])
        self.dW = np.asarray(self.x.T * delta / n)
        self.db = np.asarray(delta.mean(axis=0))
        return np.asarray(delta * np.mat(self.W).T)
