import numpy as np

DTYPE = np.float64


class Linear(object):
    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W = np.array(weight_init_fn(in_feature, out_feature), dtype=DTYPE)
        self.b = np.array(bias_init_fn(out_feature), dtype=DTYPE).reshape(1, out_feature)
        self.dW = np.zeros((in_feature, out_feature), dtype=DTYPE)
        self.db = np.zeros((1, out_feature), dtype=DTYPE)
        self.momentum_W = np.zeros((in_feature, out_feature), dtype=DTYPE)
        self.momentum_b = np.zeros((1, out_feature), dtype=DTYPE)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.x = np.array(x, dtype=DTYPE)
        return np.matmul(self.x, self.W) + self.b

    def backward(self, delta):
        delta = np.array(delta, dtype=DTYPE)
        n = DTYPE(delta.shape[0])
        self.dW = np.divide(np.matmul(np.transpose(self.x), delta), n)
        self.db = np.divide(np.sum(delta, axis=0, keepdims=True), n)
        return np.matmul(delta, np.transpose(self.W))
