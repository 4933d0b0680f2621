import pdb
import time

import matplotlib.pyplot as plt
import numpy as np
from tqdm import tqdm

from mytorch.nn.activations import ReLU
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.sequential import Sequential
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor

BATCH_SIZE = 100


def mnist(train_x, train_y, val_x, val_y):
    print("train", train_x.shape, train_y.shape, "val", val_x.shape, val_y.shape)
    start = time.time()
    model = Sequential(Linear(784, 20), BatchNorm1d(20), ReLU(), Linear(20, 10))
    optimizer = SGD(list(model.parameters()), lr=0.1, momentum=0.0)
    criterion = CrossEntropyLoss()
    val_accuracies = train(model, optimizer, criterion, train_x, train_y, val_x, val_y)
    print("it took", time.time() - start, "s")

    plt.plot(val_accuracies)
    plt.xlabel("100 batches")
    plt.ylabel("validation accuracy")
    plt.show()
    return val_accuracies


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    val_accuracies = []
    for epoch in range(num_epochs):
        model.train()
        order = np.arange(train_x.shape[0])
        np.random.shuffle(order)
        n_batches = train_x.shape[0] // BATCH_SIZE
        for i in tqdm(range(n_batches), desc="epoch %d" % epoch):
            rows = order[i * BATCH_SIZE:(i + 1) * BATCH_SIZE]
            optimizer.zero_grad()
            out = model(Tensor(train_x[rows]))
            loss = criterion(out, Tensor(train_y[rows]))
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                print("epoch", epoch, "batch", i, "loss", loss.data)
                val_accuracies.append(validate(model, val_x, val_y))
                print("validation accuracy", val_accuracies[-1])
                model.train()
    return val_accuracies


def validate(model, val_x, val_y):
    model.eval()
    correct = 0
    for b in tqdm(range(0, len(val_x), BATCH_SIZE)):
        out = model(Tensor(val_x[b:b + BATCH_SIZE]))
        correct += np.sum(np.argmax(out.data, axis=1) == val_y[b:b + BATCH_SIZE])
    return correct / len(val_x)


if __name__ == "__main__":
    x, y = np.random.rand(1000, 784), np.random.randint(0, 10, 1000)
    print(mnist(x, y, x, y))
