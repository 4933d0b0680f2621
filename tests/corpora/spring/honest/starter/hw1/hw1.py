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

        self.linear_layers = []
        layer_sizes = [input_size] + hiddens + [output_size]
        for i in range(self.nlayers):
            self.linear_layers.append(Linear(layer_sizes[i], layer_sizes[i + 1], weight_init_fn, bias_init_fn))

        if self.bn:
            self.bn_layers = []
            for i in range(num_bn_layers):
                self.bn_layers.append(BatchNorm(layer_sizes[i + 1]))

    def forward(self, x):
        out = x
        for i in range(self.nlayers):
            out = self.linear_layers[i].forward(out)
            if self.bn and i < self.num_bn_layers:
                out = self.bn_layers[i].forward(out, eval=not self.train_mode)
            out = self.activations[i].forward(out)
        self.pred = out
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
        for i in range(len(self.linear_layers)):
            l = self.linear_layers[i]
            l.momentum_W = self.momentum*l.momentum_W - self.lr*l.dW
            l.momentum_B = self.momentum*l.momentum_B - self.lr*l.db
            l.W += l.momentum_W
            l.b += l.momentum_B
        if self.bn:
            for l in self.bn_layers:
                l.gamma = l.gamma - self.lr*l.dgamma
                l.beta = l.beta - self.lr*l.dbeta

    def backward(self, labels):
        self.loss = self.criterion.forward(self.pred, labels)
        grad = self.criterion.derivative()
        for i in reversed(range(self.nlayers)):
            grad = grad*self.activations[i].derivative()
            if self.bn and i < self.num_bn_layers:
                grad = self.bn_layers[i].backward(grad)
            grad = self.linear_layers[i].backward(grad)

    def error(self, labels):
        return (np.argmax(self.output, axis = 1) != np.argmax(labels, axis = 1)).sum()

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

        np.random.shuffle(idxs)
        mlp.train()
        losses = []
        errors = []

        for b in range(0, len(trainx), batch_size):

            x = trainx[idxs[b:b + batch_size]]
            y = trainy[idxs[b:b + batch_size]]
            mlp.zero_grads()
            pred = mlp.forward(x)
            mlp.backward(y)
            losses.append(np.sum(mlp.loss)/batch_size)
            errors.append(np.sum(np.argmax(pred, axis=1) != np.argmax(y, axis=1))/batch_size)
            mlp.step()

        training_losses.append(np.mean(losses))
        training_errors.append(np.mean(errors))

        mlp.eval()
        losses = []
        errors = []

        for b in range(0, len(valx), batch_size):

            x = valx[b:b + batch_size]
            y = valy[b:b + batch_size]
            pred = mlp.forward(x)
            losses.append(np.sum(mlp.criterion(pred, y))/batch_size)
            errors.append(np.sum(np.argmax(pred, axis=1) != np.argmax(y, axis=1))/batch_size)

        validation_losses.append(np.mean(losses))
        validation_errors.append(np.mean(errors))

    training_losses = np.array(training_losses)
    training_errors = np.array(training_errors)
    validation_losses = np.array(validation_losses)
    validation_errors = np.array(validation_errors)

    return (training_losses, training_errors, validation_losses, validation_errors)
