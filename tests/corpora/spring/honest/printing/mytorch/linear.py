import numpy as np

VERBOSE = True


class Linear():
    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W = weight_init_fn(in_feature, out_feature)
        self.b = bias_init_fn(out_feature)
        self.dW = np.zeros(self.W.shape)
        self.db = np.zeros(self.b.shape)
        self.momentum_W = np.zeros(self.W.shape)
        self.momentum_b = np.zeros(self.b.shape)
        if VERBOSE:
            print("Linear", in_feature, "->", out_feature, "W", self.W.shape, "b", self.b.shape)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.x = x
        out = np.dot(x, self.W) + self.b
        if VERBOSE:
            print("linear forward: x {} out {}".format(x.shape, out.shape))
        return out

    def backward(self, delta):
        assert delta.shape == (self.x.shape[0], self.W.shape[1])
        self.dW = np.dot(self.x.T, delta) / self.x.shape[0]
        self.db = delta.sum(axis=0, keepdims=True) / self.x.shape[0]
        assert self.dW.shape == self.W.shape, (self.dW.shape, self.W.shape)
        assert self.db.shape == self.b.shape, (self.db.shape, self.b.shape)
        dx = np.dot(delta, self.W.T)
        if VERBOSE:
            print("linear backward: |dW| = %.4f, |db| = %.4f" % (np.linalg.norm(self.dW), np.linalg.norm(self.db)))
        return dx
