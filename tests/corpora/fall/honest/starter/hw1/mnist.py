import sys
sys.path.append("./mytorch")
import numpy as np

from mytorch.tensor import Tensor
from mytorch.optim.sgd import SGD
from mytorch.nn.module import Module
from mytorch.nn.linear import Linear
from mytorch.nn.activations import ReLU
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.sequential import Sequential

BATCH_SIZE = 100

def mnist(train_x, train_y, val_x, val_y):
    # 3.1
    model = Sequential(Linear(784, 20), BatchNorm1d(20), ReLU(), Linear(20, 10))
    optimizer = SGD(list(model.parameters()), lr=0.1)
    criterion = CrossEntropyLoss()

    val_accuracies = train(model, optimizer, criterion, train_x, train_y, val_x, val_y)

    return val_accuracies


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    # 3.2
    val_accuracies = []
    for e in range(num_epochs):
        model.train()
        data = np.concatenate((train_x, train_y.reshape(-1, 1)), axis=1)
        np.random.shuffle(data)
        x, y = data[:, :-1], data[:, -1].astype(int)
        x_batches = np.split(x, len(x) // BATCH_SIZE)
        y_batches = np.split(y, len(y) // BATCH_SIZE)
        for i, (batch_data, batch_labels) in enumerate(zip(x_batches, y_batches)):
            optimizer.zero_grad()
            out = model(Tensor(batch_data))
            loss = criterion(out, Tensor(batch_labels))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                accuracy = validate(model, val_x, val_y)
                val_accuracies.append(accuracy)
                model.train()
    return val_accuracies


def validate(model, val_x, val_y):
    # 3.3
    model.eval()
    num_correct = 0
    for batch_data, batch_labels in zip(np.split(val_x, len(val_x) // BATCH_SIZE), np.split(val_y, len(val_y) // BATCH_SIZE)):
        out = model(Tensor(batch_data))
        batch_preds = np.argmax(out.data, axis=1)
        num_correct += np.sum(batch_preds == batch_labels)
    return num_correct / len(val_x)
