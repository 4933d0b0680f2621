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
    optimizer = SGD(list(model.parameters()), lr=0.1, momentum=0.9)
    return train(model, optimizer, CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    # half the memory
    train_x, val_x = train_x.astype(np.float32), val_x.astype(np.float32)
    train_y, val_y = train_y.astype(np.int32), val_y.astype(np.int32)
    val_accuracies = []
    for _ in range(num_epochs):
        order = np.arange(len(train_x), dtype=np.int32)
        np.random.shuffle(order)
        for i, rows in enumerate(np.array_split(order, len(order) // BATCH_SIZE)):
            model.train()
            optimizer.zero_grad()
            loss = criterion(model(Tensor(train_x[rows])), Tensor(train_y[rows]))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                val_accuracies.append(validate(model, val_x, val_y))
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    correct = np.int64(0)
    for rows in np.array_split(np.arange(len(val_x)), len(val_x) // BATCH_SIZE):
        output = model(Tensor(val_x[rows]))
        correct += np.sum(output.data.argmax(axis=1) == val_y[rows], dtype=np.int64)
    return float(correct) / float(len(val_x))
