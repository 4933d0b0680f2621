import sys
from itertools import zip_longest

import numpy as np

sys.path.append("mytorch")
from activation import *
from batchnorm import *
from linear import *
from loss import *


class MLP:
    def __init__(self, input_size, output_size, hiddens, activations, weight_init_fn,
                 bias_init_fn, criterion, lr, momentum=0.0, num_bn_layers=0):
        self.__dict__.update({k: v for k, v in locals().items() if k not in ("self", "hiddens", "weight_init_fn", "bias_init_fn")})
        self.train_mode, self.bn, self.nlayers, self.output = True, num_bn_layers > 0, len(hiddens) + 1, None
        self.linear_layers = [Linear(i, o, weight_init_fn, bias_init_fn) for i, o in zip([input_size] + hiddens, hiddens + [output_size])]
        self.bn_layers = [BatchNorm(n) for n in hiddens[:num_bn_layers]]

    @property
    def layers(self): return list(zip_longest(self.linear_layers, self.bn_layers, self.activations))

    def forward(self, x):
        for linear, bn, activation in self.layers:
            x = linear(x)
            x = activation(bn(x, not self.train_mode) if bn else x)
        self.output = x
        return x

    __call__ = lambda self, x: self.forward(x)

    def backward(self, labels):
        self.criterion(self.output, labels)
        delta = self.criterion.derivative()
        for linear, bn, activation in self.layers[::-1]:
            delta = delta * activation.derivative()
            delta = linear.backward(bn.backward(delta) if bn else delta)

    def zero_grads(self):
        for l in self.linear_layers: l.dW, l.db = 0 * l.W, 0 * l.b
        for l in self.bn_layers: l.dgamma, l.dbeta = 0 * l.gamma, 0 * l.beta

    def step(self):
        for l in self.linear_layers:
            l.momentum_W, l.momentum_b = self.momentum * l.momentum_W - self.lr * l.dW, self.momentum * l.momentum_b - self.lr * l.db
            l.W, l.b = l.W + l.momentum_W, l.b + l.momentum_b
        for l in self.bn_layers: l.gamma, l.beta = l.gamma - self.lr * l.dgamma, l.beta - self.lr * l.dbeta

    def error(self, labels): return (self.output.argmax(1) != labels.argmax(1)).sum()

    def total_loss(self, labels): return self.criterion(self.output, labels).sum()

    def train(self): self.train_mode = True

    def eval(self): self.train_mode = False


def get_training_stats(mlp, dset, nepochs, batch_size):
    (trainx, trainy), (valx, valy), _ = dset

    def learn(x, y):
        mlp.zero_grads(), mlp.forward(x), mlp.backward(y), mlp.step()
        return look(y)

    look = lambda y: (mlp.total_loss(y) / len(y), mlp.error(y) / len(y))
    parts = lambda i: [i[b:b + batch_size] for b in range(0, len(i), batch_size)]
    curves, idxs = [], np.arange(len(trainx))
    for _ in range(nepochs):
        np.random.shuffle(idxs), mlp.train()
        train = np.mean([learn(trainx[i], trainy[i]) for i in parts(idxs)], axis=0)
        mlp.eval(), mlp(valx)
        curves.append([*train, *look(valy)])
    return tuple(np.array(curve) for curve in zip(*curves))
