import numpy as np


class Criterion:
    logits = labels = loss = None

    def __call__(self, x, y): return self.forward(x, y)


class SoftmaxCrossEntropy(Criterion):
    def forward(self, x, y):
        self.logits, self.labels, self.lse = x, y, np.logaddexp.reduce(x, axis=1)
        self.loss = self.lse - (x * y).sum(1)
        return self.loss

    def derivative(self): return np.exp(self.logits - self.lse[:, None]) - self.labels
