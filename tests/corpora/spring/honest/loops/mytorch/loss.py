import numpy as np


class Criterion(object):

    def __init__(self):
        self.logits = None
        self.labels = None
        self.loss = None

    def __call__(self, x, y):
        return self.forward(x, y)


class SoftmaxCrossEntropy(Criterion):

    def forward(self, x, y):
        self.logits = x
        self.labels = y
        self.softmax = []
        self.loss = []
        for i in range(len(x)):
            a = max(x[i])
            total = 0
            for value in x[i]:
                total += np.exp(value - a)
            log_sum = a + np.log(total)
            self.softmax.append(np.exp(x[i] - log_sum))
            loss = 0
            for j in range(len(x[i])):
                loss -= y[i][j] * (x[i][j] - log_sum)
            self.loss.append(loss)
        self.softmax = np.array(self.softmax)
        self.loss = np.array(self.loss)
        return self.loss

    def derivative(self):
        out = []
        for i in range(len(self.labels)):
            out.append(self.softmax[i] - self.labels[i])
        return np.stack(out)
