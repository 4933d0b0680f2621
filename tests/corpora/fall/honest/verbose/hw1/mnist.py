import numpy as np

from mytorch.nn.activations import ReLU
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.sequential import Sequential
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor

BATCH_SIZE = 100
LEARNING_RATE = 0.1
MOMENTUM = 0.0
INPUT_SIZE = 784
HIDDEN_SIZE = 20
OUTPUT_SIZE = 10
VALIDATION_INTERVAL = 100


def mnist(train_x, train_y, val_x, val_y):
    firstLayer = Linear(INPUT_SIZE, HIDDEN_SIZE)
    batchNormLayer = BatchNorm1d(HIDDEN_SIZE)
    activationLayer = ReLU()
    lastLayer = Linear(HIDDEN_SIZE, OUTPUT_SIZE)
    model = Sequential(firstLayer, batchNormLayer, activationLayer, lastLayer)

    criterion = CrossEntropyLoss()
    optimizer = SGD(list(model.parameters()), lr=LEARNING_RATE, momentum=MOMENTUM)

    valAccuracies = train(model, optimizer, criterion, train_x, train_y, val_x, val_y)
    return valAccuracies


def shuffleTrainData(trainX, trainY):
    numberOfExamples = trainX.shape[0]
    shuffledIndices = np.arange(numberOfExamples)
    np.random.shuffle(shuffledIndices)
    return trainX[shuffledIndices], trainY[shuffledIndices]


def splitDataIntoBatches(dataX, dataY):
    numberOfBatches = dataX.shape[0] // BATCH_SIZE
    batchesX = np.array_split(dataX, numberOfBatches)
    batchesY = np.array_split(dataY, numberOfBatches)
    return batchesX, batchesY


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    valAccuracies = []
    for epochIndex in range(0, num_epochs):
        shuffledX, shuffledY = shuffleTrainData(train_x, train_y)
        batchesX, batchesY = splitDataIntoBatches(shuffledX, shuffledY)
        for batchIndex in range(0, len(batchesX)):
            model.train()
            optimizer.zero_grad()

            inputTensor = Tensor(batchesX[batchIndex])
            labelTensor = Tensor(batchesY[batchIndex])
            outputTensor = model.forward(inputTensor)
            lossTensor = criterion.forward(outputTensor, labelTensor)
            lossTensor.backward()
            optimizer.step()

            if batchIndex % VALIDATION_INTERVAL == 0:
                accuracy = validate(model, val_x, val_y)
                valAccuracies.append(accuracy)
    return valAccuracies


def validate(model, val_x, val_y):
    model.eval()
    numberCorrect = 0
    batchesX, batchesY = splitDataIntoBatches(val_x, val_y)
    for batchIndex in range(0, len(batchesX)):
        outputTensor = model.forward(Tensor(batchesX[batchIndex]))
        predictions = np.argmax(outputTensor.data, axis=1)
        numberCorrect = numberCorrect + np.sum(predictions == batchesY[batchIndex])
    accuracy = numberCorrect / val_x.shape[0]
    return accuracy
