import numpy as np


class BatchNorm(object):
    """Batch normalization as in the appendix."""

    def __init__(self, in_feature, alpha=0.9):
        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None

        self.var = np.ones((1, in_feature))
        self.mean = np.zeros((1, in_feature))

        self.gamma = np.ones((1, in_feature))
        self.dgamma = np.zeros((1, in_feature))

        self.beta = np.zeros((1, in_feature))
        self.dbeta = np.zeros((1, in_feature))

        self.running_mean = np.zeros((1, in_feature))
        self.running_var = np.ones((1, in_feature))

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        if eval:
            return self.forwardInference(x)
        else:
            return self.forwardTraining(x)

    def forwardTraining(self, x):
        batchSize = x.shape[0]
        self.x = x

        # step 1: mean of the batch
        self.mean = np.divide(np.sum(x, axis=0, keepdims=True), batchSize)

        # step 2: variance of the batch
        self.xMinusMean = np.subtract(x, self.mean)
        self.var = np.divide(np.sum(np.square(self.xMinusMean), axis=0, keepdims=True), batchSize)

        # step 3: normalize
        self.std = np.sqrt(np.add(self.var, self.eps))
        self.norm = np.divide(self.xMinusMean, self.std)

        # step 4: scale and shift
        self.out = np.add(np.multiply(self.gamma, self.norm), self.beta)

        # step 5: running averages for inference
        self.running_mean = self.runningAverage(self.running_mean, self.mean)
        self.running_var = self.runningAverage(self.running_var, self.var)

        return self.out

    def forwardInference(self, x):
        runningStd = np.sqrt(np.add(self.running_var, self.eps))
        normalized = np.divide(np.subtract(x, self.running_mean), runningStd)
        return np.add(np.multiply(self.gamma, normalized), self.beta)

    def runningAverage(self, oldValue, newValue):
        return np.add(np.multiply(self.alpha, oldValue), np.multiply(1.0 - self.alpha, newValue))

    def backward(self, delta):
        batchSize = delta.shape[0]

        self.dbeta = np.sum(delta, axis=0, keepdims=True)
        self.dgamma = np.sum(np.multiply(delta, self.norm), axis=0, keepdims=True)

        gradNorm = np.multiply(delta, self.gamma)

        # path through the variance
        gradVar = np.sum(np.multiply(gradNorm, self.xMinusMean), axis=0, keepdims=True)
        gradVar = np.multiply(gradVar, np.multiply(-0.5, np.power(self.std, -3.0)))

        # path through the mean
        gradMeanFirst = np.negative(np.sum(np.divide(gradNorm, self.std), axis=0, keepdims=True))
        gradMeanSecond = np.multiply(gradVar, np.multiply(-2.0, np.mean(self.xMinusMean, axis=0, keepdims=True)))
        gradMean = np.add(gradMeanFirst, gradMeanSecond)

        # all three together
        dxFirst = np.divide(gradNorm, self.std)
        dxSecond = np.multiply(gradVar, np.multiply(2.0 / batchSize, self.xMinusMean))
        dxThird = np.divide(gradMean, batchSize)
        return np.add(np.add(dxFirst, dxSecond), dxThird)
