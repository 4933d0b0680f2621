import numpy as np


class Linear:
    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W, self.b = weight_init_fn(in_feature, out_feature), bias_init_fn(out_feature)
        self.dW, self.db, self.momentum_W, self.momentum_b = 0 * self.W, 0 * self.b, 0 * self.W, 0 * self.b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    __call__ = forward

    def backward(self, delta):
        self.dW, self.db = self.x.T @ delta / len(delta), delta.mean(0, keepdims=True)
        return delta @ self.W.T
