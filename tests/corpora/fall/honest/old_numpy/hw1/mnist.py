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
    idxs = np.arange(len(train_x), dtype=np.int)
    for epoch in range(num_epochs):
        np.random.shuffle(idxs)
        batches = np.reshape(idxs, (-1, BATCH_SIZE))
        for i in range(len(batches)):
            model.train()
            optimizer.zero_grad()
            x = Tensor(np.take(train_x, batches[i], axis=0).astype(np.float))
            y = Tensor(np.take(train_y, batches[i]).astype(np.int))
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            if np.mod(i, 100) == 0:
                val_accuracies.append(validate(model, val_x, val_y))
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    correct = np.zeros(len(val_x), dtype=np.bool)
    for b in range(0, len(val_x), BATCH_SIZE):
        out = model(Tensor(val_x[b:b + BATCH_SIZE]))
        correct[b:b + BATCH_SIZE] = np.argmax(out.data, axis=1) == val_y[b:b + BATCH_SIZE]
    return np.asscalar(np.mean(correct.astype(np.float)))
