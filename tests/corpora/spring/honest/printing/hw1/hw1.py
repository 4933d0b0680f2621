import os
import pdb
import sys
import time

import matplotlib.pyplot as plt
import numpy as np
from tqdm import tqdm

sys.path.append("mytorch")
from activation import *
from batchnorm import *
from linear import *
from loss import *


class MLP(object):
    def __init__(self, input_size, output_size, hiddens, activations, weight_init_fn,
                 bias_init_fn, criterion, lr, momentum=0.0, num_bn_layers=0):
        self.train_mode = True
        self.num_bn_layers = num_bn_layers
        self.bn = num_bn_layers > 0
        self.nlayers = len(hiddens) + 1
        self.input_size = input_size
        self.output_size = output_size
        self.activations = activations
        self.criterion = criterion
        self.lr = lr
        self.momentum = momentum

        sizes = [input_size] + hiddens + [output_size]
        print("building a network of sizes", sizes)
        self.linear_layers = [Linear(sizes[i], sizes[i + 1], weight_init_fn, bias_init_fn)
                              for i in range(len(sizes) - 1)]
        if self.bn:
            print("with", num_bn_layers, "batch norm layers")
            self.bn_layers = [BatchNorm(sizes[i + 1]) for i in range(num_bn_layers)]

    def forward(self, x):
        start = time.time()
        out = x
        for i in range(self.nlayers):
            out = self.linear_layers[i](out)
            if i < self.num_bn_layers:
                out = self.bn_layers[i](out, eval=not self.train_mode)
            out = self.activations[i](out)
            print("layer", i, out.shape, out.mean())
        self.output = out
        print("forward took", time.time() - start, "s")
        return out

    def zero_grads(self):
        for l in self.linear_layers:
            l.dW.fill(0.0)
            l.db.fill(0.0)
        if self.bn:
            for l in self.bn_layers:
                l.dgamma.fill(0.0)
                l.dbeta.fill(0.0)

    def step(self):
        for l in self.linear_layers:
            l.momentum_W = self.momentum * l.momentum_W - self.lr * l.dW
            l.momentum_b = self.momentum * l.momentum_b - self.lr * l.db
            l.W = l.W + l.momentum_W
            l.b = l.b + l.momentum_b
        if self.bn:
            for l in self.bn_layers:
                l.gamma = l.gamma - self.lr * l.dgamma
                l.beta = l.beta - self.lr * l.dbeta

    def backward(self, labels):
        # pdb.set_trace()
        loss = self.criterion(self.output, labels)
        print("loss of the batch:", loss.mean())
        delta = self.criterion.derivative()
        for i in range(self.nlayers - 1, -1, -1):
            delta = delta * self.activations[i].derivative()
            if i < self.num_bn_layers:
                delta = self.bn_layers[i].backward(delta)
            delta = self.linear_layers[i].backward(delta)
        return delta

    def error(self, labels):
        return (np.argmax(self.output, axis=1) != np.argmax(labels, axis=1)).sum()

    def total_loss(self, labels):
        return self.criterion(self.output, labels).sum()

    def __call__(self, x):
        return self.forward(x)

    def train(self):
        self.train_mode = True

    def eval(self):
        self.train_mode = False


def get_training_stats(mlp, dset, nepochs, batch_size):
    train, val, _ = dset
    trainx, trainy = train
    valx, valy = val
    idxs = np.arange(len(trainx))
    training_losses, training_errors, validation_losses, validation_errors = [], [], [], []

    for e in tqdm(range(nepochs), desc="epochs"):
        start = time.time()
        np.random.shuffle(idxs)
        mlp.train()
        losses, errors = [], []
        for b in tqdm(range(0, len(trainx), batch_size)):
            x, y = trainx[idxs[b:b + batch_size]], trainy[idxs[b:b + batch_size]]
            mlp.zero_grads()
            mlp.forward(x)
            mlp.backward(y)
            losses.append(mlp.total_loss(y) / len(x))
            errors.append(mlp.error(y) / len(x))
            mlp.step()
        training_losses.append(np.mean(losses))
        training_errors.append(np.mean(errors))

        mlp.eval()
        losses, errors = [], []
        for b in tqdm(range(0, len(valx), batch_size)):
            x, y = valx[b:b + batch_size], valy[b:b + batch_size]
            mlp.forward(x)
            losses.append(mlp.total_loss(y) / len(x))
            errors.append(mlp.error(y) / len(x))
        validation_losses.append(np.mean(losses))
        validation_errors.append(np.mean(errors))
        print("epoch %d: loss %.3f, error %.3f, validation %.3f, %.3f (%.1f s)" % (
            e, training_losses[-1], training_errors[-1], validation_losses[-1], validation_errors[-1],
            time.time() - start))

    fig, axes = plt.subplots(1, 2)
    axes[0].plot(training_losses, label="train")
    axes[0].plot(validation_losses, label="val")
    axes[0].legend()
    axes[1].plot(training_errors)
    axes[1].plot(validation_errors)
    plt.show()

    return (np.array(training_losses), np.array(training_errors),
            np.array(validation_losses), np.array(validation_errors))


if __name__ == "__main__":
    mlp = MLP(784, 10, [32], [Sigmoid(), Identity()], lambda i, o: np.random.randn(i, o), lambda o: np.zeros((1, o)),
              SoftmaxCrossEntropy(), 0.01, momentum=0.9)
    print(mlp.forward(np.random.randn(3, 784)))
