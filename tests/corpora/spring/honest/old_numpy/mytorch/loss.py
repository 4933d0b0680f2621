import numpy as np


class Criterion(object):

    def __init__(self):
        self.logits = None
        self.labels = None
        self.loss = None

    def __call__(self, x, y):
        return self.forward(x, y)

    def forward(self, x, y):
        raise NotImplementedError

    def derivative(self):
        raise NotImplementedError


class SoftmaxCrossEntropy(Criterion):

    def forward(self, x, y):
        self.logits = x
        self.labels = y
        index = np.argmax(y, axis=1).astype(np.int)
        a = np.max(x, axis=1)
        lse = a + np.log(np.sum(np.exp(x - a[:, np.newaxis]), axis=1))
        # exp of what is minus infinity is 0
        assert np.alltrue(lse > -np.Inf)
        self.softmax = np.exp(x - lse[:, np.newaxis])
        self.loss = lse - x[np.arange(len(x), dtype=np.int), index]
        return self.loss

    def derivative(self):
        return self.softmax - self.labels.astype(np.float)
