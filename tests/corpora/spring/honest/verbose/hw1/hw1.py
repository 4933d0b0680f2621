import numpy as np
import os
import sys

sys.path.append('mytorch')
from loss import *
from activation import *
from batchnorm import *
from linear import *


class MLP(object):
    """A multilayer perceptron with an arbitrary number of layers."""

    def __init__(self, input_size, output_size, hiddens, activations, weight_init_fn,
                 bias_init_fn, criterion, lr, momentum=0.0, num_bn_layers=0):
        self.train_mode = True
        self.num_bn_layers = num_bn_layers
        self.bn = num_bn_layers > 0
        self.nlayers = len(hiddens) + 1
        self.input_size = input_size
        self.output_size = output_size
        self.activations = activations
        self.criterion = criterion
        self.lr = lr
        self.momentum = momentum

        self.linear_layers = self.createLinearLayers(hiddens, weight_init_fn, bias_init_fn)
        self.bn_layers = self.createBatchNormLayers(hiddens)
        self.output = None

    def createLinearLayers(self, hiddens, weightInitFunction, biasInitFunction):
        layerSizes = []
        layerSizes.append(self.input_size)
        layerSizes.extend(hiddens)
        layerSizes.append(self.output_size)

        linearLayers = []
        for layerIndex in range(0, self.nlayers):
            inFeature = layerSizes[layerIndex]
            outFeature = layerSizes[layerIndex + 1]
            linearLayers.append(Linear(inFeature, outFeature, weightInitFunction, biasInitFunction))
        return linearLayers

    def createBatchNormLayers(self, hiddens):
        if not self.bn:
            return None
        batchNormLayers = []
        for layerIndex in range(0, self.num_bn_layers):
            batchNormLayers.append(BatchNorm(hiddens[layerIndex]))
        return batchNormLayers

    def hasBatchNorm(self, layerIndex):
        return self.bn and layerIndex < self.num_bn_layers

    def forward(self, x):
        currentValue = x
        for layerIndex in range(0, self.nlayers):
            currentValue = self.linear_layers[layerIndex].forward(currentValue)
            if self.hasBatchNorm(layerIndex):
                isEvaluation = not self.train_mode
                currentValue = self.bn_layers[layerIndex].forward(currentValue, isEvaluation)
            currentValue = self.activations[layerIndex].forward(currentValue)
        self.output = currentValue
        return self.output

    def zero_grads(self):
        for linearLayer in self.linear_layers:
            linearLayer.dW.fill(0.0)
            linearLayer.db.fill(0.0)
        if self.bn:
            for batchNormLayer in self.bn_layers:
                batchNormLayer.dgamma.fill(0.0)
                batchNormLayer.dbeta.fill(0.0)

    def step(self):
        for linearLayer in self.linear_layers:
            self.updateLinearLayer(linearLayer)
        if self.bn:
            for batchNormLayer in self.bn_layers:
                self.updateBatchNormLayer(batchNormLayer)

    def updateLinearLayer(self, linearLayer):
        if self.momentum != 0.0:
            linearLayer.momentum_W = self.momentum * linearLayer.momentum_W - self.lr * linearLayer.dW
            linearLayer.momentum_b = self.momentum * linearLayer.momentum_b - self.lr * linearLayer.db
        else:
            linearLayer.momentum_W = -self.lr * linearLayer.dW
            linearLayer.momentum_b = -self.lr * linearLayer.db
        linearLayer.W = linearLayer.W + linearLayer.momentum_W
        linearLayer.b = linearLayer.b + linearLayer.momentum_b

    def updateBatchNormLayer(self, batchNormLayer):
        batchNormLayer.gamma = batchNormLayer.gamma - self.lr * batchNormLayer.dgamma
        batchNormLayer.beta = batchNormLayer.beta - self.lr * batchNormLayer.dbeta

    def backward(self, labels):
        # forget the gradients of the batch before
        self.zero_grads()

        self.criterion.forward(self.output, labels)
        delta = self.criterion.derivative()
        layerIndex = self.nlayers - 1
        while layerIndex >= 0:
            delta = np.multiply(delta, self.activations[layerIndex].derivative())
            if self.hasBatchNorm(layerIndex):
                delta = self.bn_layers[layerIndex].backward(delta)
            delta = self.linear_layers[layerIndex].backward(delta)
            layerIndex = layerIndex - 1
        return delta

    def error(self, labels):
        return (np.argmax(self.output, axis=1) != np.argmax(labels, axis=1)).sum()

    def total_loss(self, labels):
        return self.criterion(self.output, labels).sum()

    def __call__(self, x):
        return self.forward(x)

    def train(self):
        self.train_mode = True

    def eval(self):
        self.train_mode = False


def shuffleTrainingSet(trainX, trainY):
    indexList = np.arange(len(trainX))
    np.random.shuffle(indexList)
    return trainX[indexList], trainY[indexList]


def trainOneEpoch(mlp, trainX, trainY, batchSize):
    lossList = []
    errorList = []
    mlp.train()
    for batchStart in range(0, len(trainX), batchSize):
        batchX = trainX[batchStart:batchStart + batchSize]
        batchY = trainY[batchStart:batchStart + batchSize]
        mlp.forward(batchX)
        mlp.backward(batchY)
        lossList.append(mlp.total_loss(batchY) / batchX.shape[0])
        errorList.append(mlp.error(batchY) / batchX.shape[0])
        mlp.step()
        mlp.zero_grads()
    return np.mean(lossList), np.mean(errorList)


def validate(mlp, valX, valY, batchSize):
    lossList = []
    errorList = []
    mlp.eval()
    for batchStart in range(0, len(valX), batchSize):
        batchX = valX[batchStart:batchStart + batchSize]
        batchY = valY[batchStart:batchStart + batchSize]
        mlp.forward(batchX)
        lossList.append(mlp.total_loss(batchY) / batchX.shape[0])
        errorList.append(mlp.error(batchY) / batchX.shape[0])
    return np.mean(lossList), np.mean(errorList)


def get_training_stats(mlp, dset, nepochs, batch_size):
    train, val, _ = dset
    trainX, trainY = train
    valX, valY = val

    trainingLosses = np.zeros(nepochs)
    trainingErrors = np.zeros(nepochs)
    validationLosses = np.zeros(nepochs)
    validationErrors = np.zeros(nepochs)

    for epochIndex in range(0, nepochs):
        shuffledX, shuffledY = shuffleTrainingSet(trainX, trainY)
        trainingLosses[epochIndex], trainingErrors[epochIndex] = trainOneEpoch(mlp, shuffledX, shuffledY, batch_size)
        validationLosses[epochIndex], validationErrors[epochIndex] = validate(mlp, valX, valY, batch_size)

    return (trainingLosses, trainingErrors, validationLosses, validationErrors)
