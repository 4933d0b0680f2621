from dataclasses import dataclass

import numpy as np


@dataclass
class Average:
    """An exponential moving average."""

    alpha: float
    value: np.ndarray

    def add(self, new):
        self.value = self.alpha * self.value + (1 - self.alpha) * new


class BatchNorm:
    def __init__(self, in_feature, alpha=0.9):
        self.eps = 1e-8
        self.x = self.norm = self.out = None
        self.var, self.mean = np.ones((1, in_feature)), np.zeros((1, in_feature))
        self.gamma, self.beta = np.ones((1, in_feature)), np.zeros((1, in_feature))
        self.dgamma, self.dbeta = np.zeros((1, in_feature)), np.zeros((1, in_feature))
        self._average_mean = Average(alpha, np.zeros((1, in_feature)))
        self._average_var = Average(alpha, np.ones((1, in_feature)))

    @property
    def alpha(self):
        return self._average_mean.alpha

    @property
    def running_mean(self):
        return self._average_mean.value

    @running_mean.setter
    def running_mean(self, value):
        self._average_mean.value = value

    @property
    def running_var(self):
        return self._average_var.value

    @running_var.setter
    def running_var(self, value):
        self._average_var.value = value

    def __call__(self, x, eval=False):
        return self.forward(x, eval=eval)

    def forward(self, x, eval=False):
        return self._infer(x) if eval else self._train(x)

    def _infer(self, x):
        return self._affine((x - self.running_mean) / self._std(self.running_var))

    def _train(self, x):
        self.x, self.mean, self.var = x, np.mean(x, axis=0, keepdims=True), np.var(x, axis=0, keepdims=True)
        self._average_mean.add(self.mean)
        self._average_var.add(self.var)
        self.norm = (x - self.mean) / self._std(self.var)
        self.out = self._affine(self.norm)
        return self.out

    def _affine(self, norm):
        return self.gamma * norm + self.beta

    def _std(self, var):
        return np.sqrt(var + self.eps)

    def backward(self, delta):
        self.dbeta = delta.sum(axis=0, keepdims=True)
        self.dgamma = (delta * self.norm).sum(axis=0, keepdims=True)
        dnorm = delta * self.gamma
        # what is left when the parts along 1 and along norm are taken out
        for direction in (np.ones_like(self.norm), self.norm):
            dnorm = dnorm - direction * (dnorm * direction).mean(axis=0, keepdims=True)
        return dnorm / self._std(self.var)
