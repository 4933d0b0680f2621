"""The network as a list of callables, gone through by recursion in both directions."""

import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mytorch"))

from activation import *
from batchnorm import BatchNorm
from linear import Linear
from loss import Criterion, SoftmaxCrossEntropy


class MLP:
    def __init__(self, input_size, output_size, hiddens, activations, weight_init_fn, bias_init_fn,
                 criterion, lr, momentum=0.0, num_bn_layers=0):
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
        self.linear_layers = []
        self.bn_layers = []
        self.output = None
        self.forwards = []
        self.backwards = []
        self._build([input_size] + list(hiddens) + [output_size], weight_init_fn, bias_init_fn)

    def _build(self, sizes, weight_init_fn, bias_init_fn, i=0):
        if len(sizes) == 1:
            return
        linear = Linear(sizes[0], sizes[1], weight_init_fn, bias_init_fn)
        activation = self.activations[i]
        self.linear_layers.append(linear)
        self.forwards.append(linear.forward)
        self.backwards.append(linear.backward)
        if i < self.num_bn_layers:
            bn = BatchNorm(sizes[1])
            self.bn_layers.append(bn)
            self.forwards.append(lambda x: bn(x, eval=not self.train_mode))
            self.backwards.append(bn.backward)
        self.forwards.append(activation.forward)
        self.backwards.append(lambda delta: delta * activation.derivative())
        self._build(sizes[1:], weight_init_fn, bias_init_fn, i + 1)

    def forward(self, x):
        self.output = run(self.forwards, x)
        return self.output

    def backward(self, labels):
        self.criterion(self.output, labels)
        return run(self.backwards[::-1], self.criterion.derivative())

    def zero_grads(self):
        for layer in self.linear_layers:
            layer.dW, layer.db = 0 * layer.W, 0 * layer.b
        for layer in self.bn_layers:
            layer.dgamma, layer.dbeta = 0 * layer.gamma, 0 * layer.beta

    def step(self):
        for layer in self.linear_layers:
            for name in ("W", "b"):
                velocity = self.momentum * getattr(layer, "momentum_" + name) - self.lr * getattr(layer, "d" + name)
                setattr(layer, "momentum_" + name, velocity)
                setattr(layer, name, getattr(layer, name) + velocity)
        for layer in self.bn_layers:
            for name in ("gamma", "beta"):
                setattr(layer, name, getattr(layer, name) - self.lr * getattr(layer, "d" + name))

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


def run(functions, value):
    if not functions:
        return value
    return run(functions[1:], functions[0](value))


def get_training_stats(mlp, dset, nepochs, batch_size):
    train, val, test = dset

    def epoch(indices, x, y, learn):
        """Sums of loss and error; recursion over batches would be too deep, so this one is a loop."""
        losses, errors = 0.0, 0
        while len(indices):
            batch, indices = indices[:batch_size], indices[batch_size:]
            mlp(x[batch])
            losses += mlp.total_loss(y[batch])
            errors += mlp.error(y[batch])
            if learn:
                mlp.backward(y[batch])
                mlp.step()
                mlp.zero_grads()
        return losses / len(x), errors / len(x)

    curves = []
    for _ in range(nepochs):
        indices = np.arange(len(train[0]))
        np.random.shuffle(indices)
        mlp.train()
        training = epoch(indices, *train, True)
        mlp.eval()
        validation = epoch(np.arange(len(val[0])), *val, False)
        curves.append(training + validation)
    return tuple(np.array(curves).T)
