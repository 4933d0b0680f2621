import numpy as np


class Criterion:
    def __init__(self):
        self.logits = None
        self.labels = None
        self.loss = None

    def __call__(self, x, y):
        return self.forward(x, y)


class SoftmaxCrossEntropy(Criterion):

    def softmax(self):
        e = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def logsumexp(self):
        a = self.logits.max(axis=1)
        return a + np.log(np.exp(self.logits - a[:, None]).sum(axis=1))

    def forward(self, x, y):
        self.logits, self.labels = x, y
        self.loss = self.logsumexp() - (x * y).sum(axis=1)
        return self.loss

    def derivative(self):
        # from the stored logits, nothing else is kept
        return self.softmax() - self.labels
