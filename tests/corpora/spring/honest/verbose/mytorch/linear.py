import numpy as np


class Linear(object):
    """A fully connected layer: output = input * W + b."""

    def __init__(self, in_feature, out_feature, weight_init_fn, bias_init_fn):
        self.inFeature = in_feature
        self.outFeature = out_feature

        # parameters
        self.W = weight_init_fn(self.inFeature, self.outFeature)
        self.b = bias_init_fn(self.outFeature)

        # gradients
        self.dW = np.zeros((self.inFeature, self.outFeature))
        self.db = np.zeros((1, self.outFeature))

        # momentum buffers
        self.momentum_W = np.zeros((self.inFeature, self.outFeature))
        self.momentum_b = np.zeros((1, self.outFeature))

        # input of the last forward pass
        self.lastInput = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.lastInput = x
        product = np.matmul(x, self.W)
        output = np.add(product, self.b)
        return output

    def backward(self, delta):
        batchSize = self.lastInput.shape[0]
        inputTransposed = np.transpose(self.lastInput)
        weightTransposed = np.transpose(self.W)

        self.dW = np.divide(np.matmul(inputTransposed, delta), batchSize)
        biasSum = np.sum(delta, axis=0)
        self.db = np.divide(np.reshape(biasSum, (1, self.outFeature)), batchSize)

        dx = np.matmul(delta, weightTransposed)
        return dx
