import numpy as np
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

        self.sizes = np.array([input_size] + hiddens + [output_size], dtype=np.int)
        self.linear_layers = [Linear(np.asscalar(i), np.asscalar(o), weight_init_fn, bias_init_fn)
                              for i, o in zip(self.sizes[:-1], self.sizes[1:])]
        if self.bn:
            self.bn_layers = [BatchNorm(np.asscalar(n)) for n in self.sizes[1:num_bn_layers + 1]]

        # number of weights and biases, just to know
        self.count = sum(np.product(l.W.shape) + np.product(l.b.shape) for l in self.linear_layers)

    def forward(self, x):
        self.output = x.astype(np.float)
        for i in range(self.nlayers):
            self.output = self.linear_layers[i](self.output)
            if i < self.num_bn_layers:
                self.output = self.bn_layers[i](self.output, eval=not self.train_mode)
            self.output = self.activations[i](self.output)
        return self.output

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
            l.W += l.momentum_W
            l.momentum_b = self.momentum * l.momentum_b - self.lr * l.db
            l.b += l.momentum_b
        if self.bn:
            for l in self.bn_layers:
                l.gamma -= self.lr * l.dgamma
                l.beta -= self.lr * l.dbeta

    def backward(self, labels):
        self.criterion.forward(self.output, labels)
        delta = self.criterion.derivative()
        for i in np.arange(self.nlayers)[::-1]:
            delta = np.multiply(delta, self.activations[i].derivative())
            if i < self.num_bn_layers:
                delta = self.bn_layers[i].backward(delta)
            delta = self.linear_layers[i].backward(delta)

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

    idxs = np.arange(len(trainx), dtype=np.int)

    training_losses = np.zeros(nepochs, dtype=np.float)
    training_errors = np.zeros(nepochs, dtype=np.float)
    validation_losses = np.zeros(nepochs, dtype=np.float)
    validation_errors = np.zeros(nepochs, dtype=np.float)

    for e in range(nepochs):
        np.random.shuffle(idxs)
        mlp.train()
        for b in range(0, len(trainx), batch_size):
            x = np.take(trainx, idxs[b:b + batch_size], axis=0)
            y = np.take(trainy, idxs[b:b + batch_size], axis=0)
            mlp.forward(x)
            mlp.backward(y)
            training_losses[e] += np.asscalar(mlp.total_loss(y))
            training_errors[e] += np.asscalar(mlp.error(y))
            mlp.step()
            mlp.zero_grads()
        mlp.eval()
        for b in range(0, len(valx), batch_size):
            mlp.forward(valx[b:b + batch_size])
            validation_losses[e] += np.asscalar(mlp.total_loss(valy[b:b + batch_size]))
            validation_errors[e] += np.asscalar(mlp.error(valy[b:b + batch_size]))

    training_losses /= np.float(len(trainx))
    training_errors /= np.float(len(trainx))
    validation_losses /= np.float(len(valx))
    validation_errors /= np.float(len(valx))
    return training_losses, training_errors, validation_losses, validation_errors
