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
    optimizer = SGD(list(model.parameters()), lr=0.1, momentum=0.5)
    return train(model, optimizer, CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    val_accuracies = []
    for _ in range(num_epochs):
        order = np.arange(train_x.shape[0])
        np.random.shuffle(order)
        # (batches, 100, 784) and (batches, 100)
        xs = train_x[order].reshape(-1, BATCH_SIZE, train_x.shape[1])
        ys = train_y[order].reshape(-1, BATCH_SIZE)
        for i, (x, y) in enumerate(zip(xs, ys)):
            model.train()
            optimizer.zero_grad()
            loss = criterion(model(Tensor(x)), Tensor(y))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                val_accuracies.append(validate(model, val_x, val_y))
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    xs, ys = val_x.reshape(-1, BATCH_SIZE, val_x.shape[1]), val_y.reshape(-1, BATCH_SIZE)
    return np.mean([np.argmax(model(Tensor(x)).data, axis=1) == y for x, y in zip(xs, ys)])
