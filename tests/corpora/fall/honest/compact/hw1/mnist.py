import numpy as np

from mytorch.nn.activations import ReLU
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.sequential import Sequential
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor

BATCH_SIZE = 100


def mnist(train_x, train_y, val_x, val_y):
    model = Sequential(Linear(784, 20), BatchNorm1d(20), ReLU(), Linear(20, 10))
    return train(model, SGD(list(model.parameters()), .1), CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    def step(rows):
        model.train(), optimizer.zero_grad()
        criterion(model(Tensor(train_x[rows])), Tensor(train_y[rows])).backward()
        optimizer.step()

    return [validate(model, val_x, val_y)
            for _ in range(num_epochs)
            for i, rows in enumerate(np.split(np.random.permutation(len(train_x)), len(train_x) // BATCH_SIZE))
            if (step(rows), i % 100 == 0)[1]]


def validate(model, val_x, val_y):
    model.eval()
    return (model(Tensor(val_x)).data.argmax(1) == val_y).mean()
