import numpy as np
import os
import sys

sys.path.append('mytorch')
from loss import *
from activation import *
from batchnorm import *
from linear import *


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
        self.linear_layers = [Linear(n_in, n_out, weight_init_fn, bias_init_fn)
                              for n_in, n_out in zip(sizes[:-1], sizes[1:])]

        if self.bn:
            self.bn_layers = [BatchNorm(hiddens[i]) for i in range(num_bn_layers)]

    def forward(self, x):
        # Linear -> batch norm (if applicable) -> activation -> next layer
        for i in range(self.nlayers):
            x = self.linear_layers[i](x)
            if i < self.num_bn_layers:
                x = self.bn_layers[i](x, not self.train_mode)
            x = self.activations[i](x)
        self.output = x
        return self.output

    def zero_grads(self):
        for layer in self.linear_layers:
            layer.dW.fill(0.0)
            layer.db.fill(0.0)
        if self.bn:
            for layer in self.bn_layers:
                layer.dgamma.fill(0.0)
                layer.dbeta.fill(0.0)

    def step(self):
        for i in range(len(self.linear_layers)):
            layer = self.linear_layers[i]
            layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW
            layer.momentum_b = self.momentum * layer.momentum_b - self.lr * layer.db
            layer.W = layer.W + layer.momentum_W
            layer.b = layer.b + layer.momentum_b

        # no momentum for batch norm
        if self.bn:
            for layer in self.bn_layers:
                layer.gamma = layer.gamma - self.lr * layer.dgamma
                layer.beta = layer.beta - self.lr * layer.dbeta

    def backward(self, labels):
        self.criterion(self.output, labels)
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

    training_losses = []
    training_errors = []
    validation_losses = []
    validation_errors = []

    for e in range(nepochs):
        mlp.train()
        total_loss = 0.0
        total_error = 0.0

        for b in range(0, len(trainx), batch_size):
            batch = idxs[b:b + batch_size]
            mlp.forward(trainx[batch])
            mlp.backward(trainy[batch])
            total_loss += mlp.total_loss(trainy[batch])
            total_error += mlp.error(trainy[batch])
            mlp.step()
            mlp.zero_grads()

        training_losses.append(total_loss / len(trainx))
        training_errors.append(total_error / len(trainx))

        mlp.eval()
        total_loss = 0.0
        total_error = 0.0

        for b in range(0, len(valx), batch_size):
            mlp.forward(valx[b:b + batch_size])
            total_loss += mlp.total_loss(valy[b:b + batch_size])
            total_error += mlp.error(valy[b:b + batch_size])

        validation_losses.append(total_loss / len(valx))
        validation_errors.append(total_error / len(valx))

        # shuffle the training set after each epoch
        np.random.shuffle(idxs)

    return (np.array(training_losses), np.array(training_errors),
            np.array(validation_losses), np.array(validation_errors))
