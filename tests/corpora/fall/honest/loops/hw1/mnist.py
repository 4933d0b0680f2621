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
    criterion = CrossEntropyLoss()
    return train(model, optimizer, criterion, train_x, train_y, val_x, val_y)


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    val_accuracies = []
    for epoch in range(num_epochs):
        pairs = []
        for k in range(len(train_x)):
            pairs.append((train_x[k], train_y[k]))
        np.random.shuffle(pairs)

        batches = []
        for start in range(0, len(pairs), BATCH_SIZE):
            xs = []
            ys = []
            for x, y in pairs[start:start + BATCH_SIZE]:
                xs.append(x)
                ys.append(y)
            batches.append((np.array(xs), np.array(ys)))

        i = 0
        for batch_x, batch_y in batches:
            model.train()
            optimizer.zero_grad()
            out = model(Tensor(batch_x))
            loss = criterion(out, Tensor(batch_y))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                val_accuracies.append(validate(model, val_x, val_y))
            i += 1
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    correct = 0
    for start in range(0, len(val_x), BATCH_SIZE):
        out = model(Tensor(val_x[start:start + BATCH_SIZE]))
        for k in range(len(out.data)):
            if np.argmax(out.data[k]) == val_y[start + k]:
                correct += 1
    return correct / len(val_x)
