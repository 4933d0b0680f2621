import numpy as np


class Linear:
    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W = weight_init_fn(in_feature, out_feature)
        self.b = bias_init_fn(out_feature)
        self.dW = np.zeros(self.W.shape)
        self.db = np.zeros(self.b.shape)
        self.momentum_W = np.zeros(self.W.shape)
        self.momentum_b = np.zeros(self.b.shape)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.x = x
        out = np.empty((x.shape[0], self.W.shape[1]))
        np.dot(x, self.W, out=out)
        out += self.b
        return out

    def backward(self, delta):
        # the gradients stay the same arrays for the layer's whole life
        np.dot(self.x.T, delta, out=self.dW)
        self.dW /= delta.shape[0]
        np.mean(delta, axis=0, keepdims=True, out=self.db)
        return np.dot(delta, self.W.T)
