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

    def __init__(self):
        super(SoftmaxCrossEntropy, self).__init__()
        self.sm = None

    def forward(self, x, y):
        self.logits = x
        self.labels = y
        # appendix B: log sum e^x = a + log sum e^(x - a), a = max of the row
        a = np.max(x, axis=1, keepdims=True)
        log_sum_exp = a + np.log(np.sum(np.exp(x - a), axis=1, keepdims=True))
        log_softmax = x - log_sum_exp
        self.sm = np.exp(log_softmax)
        # L = - sum y_i log y_hat_i
        self.loss = -np.sum(y * log_softmax, axis=1)
        return self.loss

    def derivative(self):
        # y_hat - y, see the end of appendix A
        return self.sm - self.labels
