import sys

sys.path.append('./')

import numpy as np

from mytorch.tensor import Tensor
from mytorch.optim.sgd import SGD
from mytorch.nn.activations import ReLU
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.sequential import Sequential

BATCH_SIZE = 100


def mnist(train_x, train_y, val_x, val_y):
    model = Sequential(Linear(784, 20), BatchNorm1d(20), ReLU(), Linear(20, 10))
    optimizer = SGD(model.parameters(), lr=0.1)
    criterion = CrossEntropyLoss()
    val_accuracies = train(model, optimizer, criterion, train_x, train_y, val_x, val_y)
    return val_accuracies


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    val_accuracies = []
    for epoch in range(num_epochs):
        model.train()
        # shuffle_train_data()
        index = np.arange(len(train_x))
        np.random.shuffle(index)
        shuffled_x, shuffled_y = train_x[index], train_y[index]
        # split_data_into_batches()
        batches = split_data_into_batches(shuffled_x, shuffled_y)
        for i, (batch_data, batch_labels) in enumerate(batches):
            optimizer.zero_grad()
            out = model(Tensor(batch_data))
            loss = criterion(out, Tensor(batch_labels))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                accuracy = validate(model, val_x, val_y)
                val_accuracies.append(accuracy)
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    num_correct = 0
    for batch_data, batch_labels in split_data_into_batches(val_x, val_y):
        out = model(Tensor(batch_data))
        batch_preds = np.argmax(out.data, axis=1)
        num_correct += np.sum(batch_preds == batch_labels)
    accuracy = num_correct / len(val_x)
    return accuracy


def split_data_into_batches(x, y):
    return [(x[b:b + BATCH_SIZE], y[b:b + BATCH_SIZE]) for b in range(0, len(x), BATCH_SIZE)]
