import numpy as np


class Linear():

    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W = weight_init_fn(in_feature, out_feature)
        self.b = bias_init_fn(out_feature)
        self.dW = np.zeros((in_feature, out_feature))
        self.db = np.zeros((1, out_feature))
        self.momentum_W = np.zeros((in_feature, out_feature))
        self.momentum_b = np.zeros((1, out_feature))
        self.in_feature = in_feature

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.x = x
        out = []
        for example in x:
            out.append(np.dot(example, self.W) + self.b[0])
        return np.array(out)

    def backward(self, delta):
        n = len(delta)
        dW = np.zeros(self.W.shape)
        db = np.zeros(self.b.shape)
        dx = np.zeros((n, self.in_feature))
        # every example gives a gradient, the batch has their average
        for i in range(n):
            dW += np.outer(self.x[i], delta[i])
            db += delta[i]
            dx[i] = np.dot(self.W, delta[i])
        self.dW = dW / n
        self.db = db / n
        return dx
