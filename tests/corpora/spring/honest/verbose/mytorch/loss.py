import numpy as np


class Criterion(object):
    """Interface for loss functions."""

    def __init__(self):
        self.logits = None
        self.labels = None
        self.loss = None

    def __call__(self, x, y):
        return self.forward(x, y)

    def forward(self, x, y):
        raise NotImplementedError("forward() must be implemented by the subclass")

    def derivative(self):
        raise NotImplementedError("derivative() must be implemented by the subclass")


class SoftmaxCrossEntropy(Criterion):
    """Softmax followed by the cross entropy."""

    def __init__(self):
        super(SoftmaxCrossEntropy, self).__init__()
        self.softmaxOutput = None

    def computeLogSumExp(self, matrix):
        rowMaximum = np.max(matrix, axis=1)
        rowMaximumColumn = np.reshape(rowMaximum, (matrix.shape[0], 1))
        shiftedMatrix = np.subtract(matrix, rowMaximumColumn)
        exponentialSum = np.sum(np.exp(shiftedMatrix), axis=1)
        return np.add(rowMaximum, np.log(exponentialSum))

    def forward(self, x, y):
        batchSize = x.shape[0]
        self.logits = x
        self.labels = y
        logSumExp = self.computeLogSumExp(x)
        logSumExpColumn = np.reshape(logSumExp, (batchSize, 1))
        logSoftmax = np.subtract(x, logSumExpColumn)
        self.softmaxOutput = np.exp(logSoftmax)
        elementwiseProduct = np.multiply(y, logSoftmax)
        self.loss = np.negative(np.sum(elementwiseProduct, axis=1))
        return self.loss

    def derivative(self):
        gradient = np.subtract(self.softmaxOutput, self.labels)
        return gradient
