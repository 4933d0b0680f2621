import numpy as np
import sys
sys.path.append('mytorch')
from activation import *
from batchnorm import *
from linear import *
from loss import *


class MLP:
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
        self.bn_layers = []
        size = input_size
        for i, next_size in enumerate(hiddens + [output_size]):
            self.linear_layers += [Linear(size, next_size, weight_init_fn, bias_init_fn)]
            if i < num_bn_layers:
                self.bn_layers += [BatchNorm(next_size)]
            size = next_size

    def forward(self, x):
        for i in range(self.nlayers):
            x = self.linear_layers[i](x)
            if i < self.num_bn_layers:
                x = self.bn_layers[i](x, eval=not self.train_mode)
            x = self.activations[i](x)
        self.output = x
        return x

    def zero_grads(self):
        for l in self.linear_layers:
            l.dW[:] = 0
            l.db[:] = 0
        for l in self.bn_layers:
            l.dgamma[:] = 0
            l.dbeta[:] = 0

    def step(self):
        for l in self.linear_layers:
            l.momentum_W *= self.momentum
            l.momentum_W -= self.lr * l.dW
            l.W += l.momentum_W
            l.momentum_b *= self.momentum
            l.momentum_b -= self.lr * l.db
            l.b += l.momentum_b
        for l in self.bn_layers:
            l.gamma -= self.lr * l.dgamma
            l.beta -= self.lr * l.dbeta

    def backward(self, labels):
        self.criterion(self.output, labels)
        delta = self.criterion.derivative()   # a new array, so it may be written to
        for i in reversed(range(self.nlayers)):
            delta *= self.activations[i].derivative()
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
    idxs = np.arange(len(trainx))
    training_losses = np.zeros(nepochs)
    training_errors = np.zeros(nepochs)
    validation_losses = np.zeros(nepochs)
    validation_errors = np.zeros(nepochs)

    # the batches are gathered into the same two arrays over and over
    x = np.empty((batch_size, trainx.shape[1]))
    y = np.empty((batch_size, trainy.shape[1]))

    for e in range(nepochs):
        np.random.shuffle(idxs)
        mlp.train()
        for b in range(0, len(trainx), batch_size):
            rows = idxs[b:b + batch_size]
            n = len(rows)
            x[:n] = trainx[rows]
            y[:n] = trainy[rows]
            mlp.forward(x[:n])
            mlp.backward(y[:n])
            training_losses[e] += mlp.total_loss(y[:n])
            training_errors[e] += mlp.error(y[:n])
            mlp.step()
            mlp.zero_grads()

        mlp.eval()
        for b in range(0, len(valx), batch_size):
            mlp.forward(valx[b:b + batch_size])
            validation_losses[e] += mlp.total_loss(valy[b:b + batch_size])
            validation_errors[e] += mlp.error(valy[b:b + batch_size])

    training_losses /= len(trainx)
    training_errors /= len(trainx)
    validation_losses /= len(valx)
    validation_errors /= len(valx)
    return training_losses, training_errors, validation_losses, validation_errors
