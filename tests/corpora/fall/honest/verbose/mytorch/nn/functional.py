import numpy as np

from mytorch import tensor
from mytorch.autograd_engine import Function


def requireTensors(*arguments):
    for argument in arguments:
        if type(argument).__name__ != "Tensor":
            raise Exception("Arguments must be Tensors, got " + type(argument).__name__)


def sumToShape(gradient, targetShape):
    """Reverses broadcasting."""
    numberOfExtraDimensions = len(gradient.shape) - len(targetShape)
    for _ in range(0, numberOfExtraDimensions):
        gradient = np.sum(gradient, axis=0)
    for dimension in range(0, len(targetShape)):
        if targetShape[dimension] == 1 and gradient.shape[dimension] != 1:
            gradient = np.sum(gradient, axis=dimension, keepdims=True)
    return tensor.Tensor(gradient)


class Transpose(Function):
    @staticmethod
    def forward(ctx, a):
        requireTensors(a)
        return tensor.Tensor(np.transpose(a.data))

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(np.transpose(grad_output.data))


class Reshape(Function):
    @staticmethod
    def forward(ctx, a, shape):
        requireTensors(a)
        ctx.oldShape = a.shape
        return tensor.Tensor(np.reshape(a.data, shape))

    @staticmethod
    def backward(ctx, grad_output):
        return tensor.Tensor(np.reshape(grad_output.data, ctx.oldShape)), None


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        requireTensors(a)
        ctx.save_for_backward(a)
        return tensor.Tensor(np.log(a.data))

    @staticmethod
    def backward(ctx, grad_output):
        savedInput = ctx.saved_tensors[0]
        return tensor.Tensor(np.divide(grad_output.data, savedInput.data))


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        requireTensors(a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.add(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        gradientOfA = sumToShape(grad_output.data, a.shape)
        gradientOfB = sumToShape(grad_output.data, b.shape)
        return gradientOfA, gradientOfB


class Sub(Function):
    @staticmethod
    def forward(ctx, a, b):
        requireTensors(a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.subtract(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        gradientOfA = sumToShape(grad_output.data, a.shape)
        gradientOfB = sumToShape(np.negative(grad_output.data), b.shape)
        return gradientOfA, gradientOfB


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        requireTensors(a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.multiply(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        gradientOfA = sumToShape(np.multiply(grad_output.data, b.data), a.shape)
        gradientOfB = sumToShape(np.multiply(grad_output.data, a.data), b.shape)
        return gradientOfA, gradientOfB


class Div(Function):
    @staticmethod
    def forward(ctx, a, b):
        requireTensors(a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.divide(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        derivativeByA = np.divide(1.0, b.data)
        derivativeByB = np.negative(np.divide(a.data, np.multiply(b.data, b.data)))
        gradientOfA = sumToShape(np.multiply(grad_output.data, derivativeByA), a.shape)
        gradientOfB = sumToShape(np.multiply(grad_output.data, derivativeByB), b.shape)
        return gradientOfA, gradientOfB


class MatrixMultiplication(Function):
    @staticmethod
    def forward(ctx, a, b):
        requireTensors(a, b)
        ctx.save_for_backward(a, b)
        return tensor.Tensor(np.matmul(a.data, b.data))

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        gradientOfA = np.matmul(grad_output.data, np.transpose(b.data))
        gradientOfB = np.matmul(np.transpose(a.data), grad_output.data)
        return tensor.Tensor(gradientOfA), tensor.Tensor(gradientOfB)


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        requireTensors(a)
        ctx.save_for_backward(a)
        zeros = np.zeros(a.shape)
        return tensor.Tensor(np.maximum(a.data, zeros))

    @staticmethod
    def backward(ctx, grad_output):
        savedInput = ctx.saved_tensors[0]
        derivative = np.where(savedInput.data > 0.0, 1.0, 0.0)
        return tensor.Tensor(np.multiply(grad_output.data, derivative))


class BatchNormTraining(Function):
    """Normalization by the statistics of the batch, gamma and beta included."""

    @staticmethod
    def forward(ctx, x, gamma, beta, eps):
        batchSize = x.shape[0]
        mean = np.divide(np.sum(x.data, axis=0), batchSize)
        xMinusMean = np.subtract(x.data, mean)
        variance = np.divide(np.sum(np.square(xMinusMean), axis=0), batchSize)
        standardDeviation = np.sqrt(np.add(variance, eps))
        normalized = np.divide(xMinusMean, standardDeviation)
        ctx.batchSize = batchSize
        ctx.xMinusMean = xMinusMean
        ctx.standardDeviation = standardDeviation
        ctx.normalized = normalized
        ctx.save_for_backward(gamma)
        return tensor.Tensor(np.add(np.multiply(gamma.data, normalized), beta.data))

    @staticmethod
    def backward(ctx, grad_output):
        gamma = ctx.saved_tensors[0]
        upstream = grad_output.data

        gradientOfBeta = np.sum(upstream, axis=0)
        gradientOfGamma = np.sum(np.multiply(upstream, ctx.normalized), axis=0)

        gradientOfNormalized = np.multiply(upstream, gamma.data)
        gradientOfVariance = np.sum(np.multiply(gradientOfNormalized, ctx.xMinusMean), axis=0)
        gradientOfVariance = np.multiply(gradientOfVariance, -0.5 * np.power(ctx.standardDeviation, -3.0))
        gradientOfMean = np.negative(np.sum(np.divide(gradientOfNormalized, ctx.standardDeviation), axis=0))
        gradientOfMean = gradientOfMean - 2.0 * gradientOfVariance * np.mean(ctx.xMinusMean, axis=0)

        gradientOfX = np.divide(gradientOfNormalized, ctx.standardDeviation)
        gradientOfX = gradientOfX + gradientOfVariance * 2.0 * ctx.xMinusMean / ctx.batchSize
        gradientOfX = gradientOfX + gradientOfMean / ctx.batchSize
        return tensor.Tensor(gradientOfX), tensor.Tensor(gradientOfGamma), tensor.Tensor(gradientOfBeta), None


class BatchNormInference(Function):
    """The same with the running statistics, which are constants."""

    @staticmethod
    def forward(ctx, x, gamma, beta, runningMean, runningVariance, eps):
        ctx.standardDeviation = np.sqrt(np.add(runningVariance, eps))
        ctx.normalized = np.divide(np.subtract(x.data, runningMean), ctx.standardDeviation)
        ctx.save_for_backward(gamma)
        return tensor.Tensor(np.add(np.multiply(gamma.data, ctx.normalized), beta.data))

    @staticmethod
    def backward(ctx, grad_output):
        gamma = ctx.saved_tensors[0]
        gradientOfX = np.divide(np.multiply(grad_output.data, gamma.data), ctx.standardDeviation)
        gradientOfGamma = np.sum(np.multiply(grad_output.data, ctx.normalized), axis=0)
        gradientOfBeta = np.sum(grad_output.data, axis=0)
        return tensor.Tensor(gradientOfX), tensor.Tensor(gradientOfGamma), tensor.Tensor(gradientOfBeta)


class CrossEntropy(Function):
    @staticmethod
    def forward(ctx, predicted, target):
        requireTensors(predicted, target)
        batchSize, numberOfClasses = predicted.shape

        # step 1: LogSoftmax, with the LogSumExp trick
        rowMaximum = np.max(predicted.data, axis=1, keepdims=True)
        exponentialSum = np.sum(np.exp(np.subtract(predicted.data, rowMaximum)), axis=1, keepdims=True)
        logSumExp = np.add(rowMaximum, np.log(exponentialSum))
        logSoftmax = np.subtract(predicted.data, logSumExp)

        # step 2: NLLLoss
        oneHotLabels = np.zeros((batchSize, numberOfClasses))
        oneHotLabels[np.arange(batchSize), target.data.astype(int)] = 1.0
        loss = np.divide(np.negative(np.sum(np.multiply(logSoftmax, oneHotLabels))), batchSize)

        ctx.softmaxOutput = np.exp(logSoftmax)
        ctx.oneHotLabels = oneHotLabels
        return tensor.Tensor(loss)

    @staticmethod
    def backward(ctx, grad_output):
        batchSize = ctx.oneHotLabels.shape[0]
        gradient = np.divide(np.subtract(ctx.softmaxOutput, ctx.oneHotLabels), batchSize)
        return tensor.Tensor(np.multiply(grad_output.data, gradient)), None


def cross_entropy(predicted, target):
    return CrossEntropy.apply(predicted, target)
