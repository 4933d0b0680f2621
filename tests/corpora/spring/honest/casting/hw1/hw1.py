import sys

import numpy as np

sys.path.append("mytorch")
from activation import *
from batchnorm import *
from linear import *
from loss import *


class MLP(object):
    def __init__(self, input_size, output_size, hiddens, activations, weight_init_fn,
                 bias_init_fn, criterion, lr, momentum=0.0, num_bn_layers=0):
        self.train_mode = True
        self.num_bn_layers = int(num_bn_layers)
        self.bn = num_bn_layers > 0
        self.nlayers = len(hiddens) + 1
        self.input_size = int(input_size)
        self.output_size = int(output_size)
        self.activations = activations
        self.criterion = criterion
        self.lr = float(lr)
        self.momentum = float(momentum)

        sizes = [int(size) for size in [input_size] + list(hiddens) + [output_size]]
        self.linear_layers = [Linear(a, b, weight_init_fn, bias_init_fn) for a, b in zip(sizes[:-1], sizes[1:])]
        self.bn_layers = [BatchNorm(size) for size in sizes[1:self.num_bn_layers + 1]] if self.bn else None

    def forward(self, x):
        out = np.asarray(x, dtype=np.float64)
        for i in range(self.nlayers):
            out = self.linear_layers[i](out)
            if self.bn and i < self.num_bn_layers:
                out = self.bn_layers[i](out, not self.train_mode)
            out = self.activations[i](out)
        self.output = np.array(out, dtype=np.float64)
        return self.output

    def zero_grads(self):
        for layer in self.linear_layers:
            layer.dW = np.zeros(layer.W.shape, dtype=np.float64)
            layer.db = np.zeros(layer.b.shape, dtype=np.float64)
        if self.bn:
            for layer in self.bn_layers:
                layer.dgamma = np.zeros(layer.gamma.shape, dtype=np.float64)
                layer.dbeta = np.zeros(layer.beta.shape, dtype=np.float64)

    def step(self):
        for layer in self.linear_layers:
            layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW
            layer.momentum_b = self.momentum * layer.momentum_b - self.lr * layer.db
            layer.W = (layer.W + layer.momentum_W).astype(np.float64)
            layer.b = (layer.b + layer.momentum_b).astype(np.float64)
        if self.bn:
            for layer in self.bn_layers:
                layer.gamma = (layer.gamma - self.lr * layer.dgamma).astype(np.float64)
                layer.beta = (layer.beta - self.lr * layer.dbeta).astype(np.float64)
        # nothing of this batch may reach the next one
        self.zero_grads()

    def backward(self, labels):
        self.criterion(self.output, labels)
        delta = self.criterion.derivative()
        for i in reversed(range(self.nlayers)):
            delta = delta * np.float64(self.activations[i].derivative())
            if self.bn and i < self.num_bn_layers:
                delta = self.bn_layers[i].backward(delta)
            delta = self.linear_layers[i].backward(delta)

    def error(self, labels):
        return int((np.argmax(self.output, axis=1) != np.argmax(labels, axis=1)).sum())

    def total_loss(self, labels):
        return float(self.criterion(self.output, labels).sum())

    def __call__(self, x):
        return self.forward(x)

    def train(self):
        self.train_mode = True

    def eval(self):
        self.train_mode = False


def get_training_stats(mlp, dset, nepochs, batch_size):
    train, val, _ = dset
    # images in single precision, to save memory
    trainx, trainy = train[0].astype(np.float32), train[1].astype(np.float32)
    valx, valy = val[0].astype(np.float32), val[1].astype(np.float32)
    idxs = np.arange(len(trainx), dtype=np.int32)

    losses = np.zeros((2, nepochs), dtype=np.float64)
    errors = np.zeros((2, nepochs), dtype=np.float64)
    for e in range(nepochs):
        np.random.shuffle(idxs)
        mlp.train()
        for b in range(0, len(trainx), batch_size):
            x, y = trainx[idxs[b:b + batch_size]], trainy[idxs[b:b + batch_size]]
            mlp.forward(x)
            losses[0, e] += mlp.total_loss(y)
            errors[0, e] += mlp.error(y)
            mlp.backward(y)
            mlp.step()
        mlp.eval()
        for b in range(0, len(valx), batch_size):
            x, y = valx[b:b + batch_size], valy[b:b + batch_size]
            mlp.forward(x)
            losses[1, e] += mlp.total_loss(y)
            errors[1, e] += mlp.error(y)
    size = np.array([[len(trainx)], [len(valx)]], dtype=np.float64)
    losses, errors = losses / size, errors / size
    return losses[0], errors[0], losses[1], errors[1]
