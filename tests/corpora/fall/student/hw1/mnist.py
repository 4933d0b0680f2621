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
    optimizer = SGD(list(model.parameters()), lr=0.1)
    return train(model, optimizer, CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    val_accuracies = []
    for _ in range(num_epochs):
        order = np.arange(len(train_x))
        np.random.shuffle(order)  # noqa: NPY002
        x, y = train_x[order], train_y[order]
        for i, start in enumerate(range(0, len(x), BATCH_SIZE)):
            model.train()
            optimizer.zero_grad()
            out = model(Tensor(x[start : start + BATCH_SIZE]))
            loss = criterion(out, Tensor(y[start : start + BATCH_SIZE]))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                val_accuracies.append(validate(model, val_x, val_y))
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    correct = 0
    for start in range(0, len(val_x), BATCH_SIZE):
        out = model(Tensor(val_x[start : start + BATCH_SIZE]))
        predictions = np.argmax(out.data, axis=1)
        correct += np.sum(predictions == val_y[start : start + BATCH_SIZE])
    return correct / len(val_x)
