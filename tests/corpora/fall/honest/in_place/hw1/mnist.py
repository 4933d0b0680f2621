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
    optimizer = SGD(list(model.parameters()), lr=0.02, momentum=0.9)
    return train(model, optimizer, CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    val_accuracies = []
    # our own copies, which are shuffled in place with one and the same state of the generator
    x, y = train_x.copy(), train_y.copy()
    for epoch in range(num_epochs):
        state = np.random.get_state()
        np.random.shuffle(x)
        np.random.set_state(state)
        np.random.shuffle(y)
        for i in range(len(x) // BATCH_SIZE):
            model.train()
            part = slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE)
            optimizer.zero_grad()
            loss = criterion(model(Tensor(x[part])), Tensor(y[part]))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                val_accuracies.append(validate(model, val_x, val_y))
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    predictions = np.empty(len(val_x), dtype=int)
    for start in range(0, len(val_x), BATCH_SIZE):
        output = model(Tensor(val_x[start:start + BATCH_SIZE]))
        np.argmax(output.data, axis=1, out=predictions[start:start + BATCH_SIZE])
    return np.count_nonzero(predictions == val_y) / len(val_y)
