import numpy as np


class BatchNorm:
    def __init__(self, in_feature, alpha=0.9):
        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None
        for name, value in dict(var=1, mean=0, gamma=1, dgamma=0, beta=0, dbeta=0,
                                running_mean=0, running_var=1).items():
            setattr(self, name, np.full((1, in_feature), float(value)))

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        if eval:
            return self._affine(x, self.running_mean, self.running_var)
        self.x = x
        self.mean = x.mean(0, keepdims=True)
        self.var = ((x - self.mean) ** 2).mean(0, keepdims=True)
        self._track("running_mean", self.mean)
        self._track("running_var", self.var)
        self.out = self._affine(x, self.mean, self.var)
        return self.out

    def _affine(self, x, mean, var):
        self.norm = (x - mean) / (var + self.eps) ** 0.5
        return self.norm * self.gamma + self.beta

    def _track(self, name, new):
        old = getattr(self, name)
        setattr(self, name, old * self.alpha + new * (1 - self.alpha))

    def backward(self, delta):
        norm = (self.x - self.mean) / (self.var + self.eps) ** 0.5
        self.dgamma = np.sum(delta * norm, 0, keepdims=True)
        self.dbeta = np.sum(delta, 0, keepdims=True)
        # y depends on x directly, through the variance and through the mean
        g = delta * self.gamma / (self.var + self.eps) ** 0.5
        return g - g.mean(0, keepdims=True) - norm * (g * norm).mean(0, keepdims=True)
