import numpy as np


class Linear:
    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        # matrices are kept by columns
        self.W = np.asfortranarray(weight_init_fn(in_feature, out_feature))
        self.b = bias_init_fn(out_feature)
        self.dW = np.zeros(self.W.shape, order="F")
        self.db = np.zeros(self.b.shape)
        self.momentum_W = np.zeros(self.W.shape, order="F")
        self.momentum_b = np.zeros(self.b.shape)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.x = x
        return np.einsum("ni,io->no", x, self.W) + self.b

    def backward(self, delta):
        n = delta.shape[0]
        self.dW = np.asfortranarray(np.tensordot(self.x, delta, axes=(0, 0)) / n)
        self.db = np.expand_dims(np.einsum("no->o", delta), 0) / n
        return np.tensordot(delta, self.W, axes=([1], [1]))
