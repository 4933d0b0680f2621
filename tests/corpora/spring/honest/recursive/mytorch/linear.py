import numpy as np


class Linear:
    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.W = weight_init_fn(in_feature, out_feature)
        self.b = bias_init_fn(out_feature)
        for name in ("W", "b"):
            parameter = getattr(self, name)
            setattr(self, "d" + name, np.zeros(parameter.shape))
            setattr(self, "momentum_" + name, np.zeros(parameter.shape))

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.inputs = x
        return x @ self.W + self.b

    def backward(self, delta):
        n = len(self.inputs)
        self.dW = self.inputs.T @ (delta / n)
        self.db = np.ones((1, n)) @ delta / n
        return delta @ self.W.T
