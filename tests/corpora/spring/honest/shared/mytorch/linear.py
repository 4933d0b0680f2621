import numpy as np


class Linear:
    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W, self.b = weight_init_fn(in_feature, out_feature), bias_init_fn(out_feature)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
        self.momentum_W, self.momentum_b = np.zeros_like(self.W), np.zeros_like(self.b)
        self.state = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.state = x
        return x.dot(self.W) + self.b

    def backward(self, delta):
        self.dW = self.state.T.dot(delta) / len(delta)
        self.db = delta.mean(axis=0, keepdims=True)
        return delta.dot(self.W.T)
