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
    optimizer = SGD(list(model.parameters()), lr=0.05, momentum=0.9)
    return train(model, optimizer, CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def loader(x, y, shuffle=False):
    """Yields batches, like a DataLoader."""
    order = np.random.permutation(len(x)) if shuffle else np.arange(len(x))
    for start in range(0, len(x), BATCH_SIZE):
        batch = order[start:start + BATCH_SIZE]
        yield Tensor(x[batch]), Tensor(y[batch])


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    if num_epochs == 0:
        return []
    accuracies = []
    for i, (x, y) in enumerate(loader(train_x, train_y, shuffle=True)):
        model.train()
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        if not i % 100:
            accuracies.append(validate(model, val_x, val_y))
    return accuracies + train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs - 1)


def validate(model, val_x, val_y):
    model.eval()
    hits = [(model(x).data.argmax(axis=1) == y.data).sum() for x, y in loader(val_x, val_y)]
    return float(sum(hits)) / len(val_x)
