import sys

import numpy as np

sys.path.append("mytorch")

from activation import Identity, ReLU, Sigmoid, Tanh
from batchnorm import BatchNorm
from linear import Linear
from loss import SoftmaxCrossEntropy


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

        fan_in, fan_out = [input_size, *hiddens], [*hiddens, output_size]
        self.linear_layers = [Linear(i, o, weight_init_fn, bias_init_fn) for i, o in zip(fan_in, fan_out)]
        self.bn_layers = [BatchNorm(o) for o in fan_out[:num_bn_layers]] if self.bn else None

    def forward(self, x):
        for i, (linear, activation) in enumerate(zip(self.linear_layers, self.activations)):
            x = linear(x)
            if i < self.num_bn_layers:
                x = self.bn_layers[i](x, eval=not self.train_mode)
            x = activation(x)
        return x

    # what came out of the network is the state of its last activation
    @property
    def output(self):
        return self.activations[-1].state

    def zero_grads(self):
        for linear in self.linear_layers:
            linear.dW, linear.db = np.zeros_like(linear.W), np.zeros_like(linear.b)
        for bn in self.bn_layers or []:
            bn.dgamma, bn.dbeta = np.zeros_like(bn.gamma), np.zeros_like(bn.beta)

    def step(self):
        for linear in self.linear_layers:
            linear.momentum_W = self.momentum * linear.momentum_W - self.lr * linear.dW
            linear.momentum_b = self.momentum * linear.momentum_b - self.lr * linear.db
            linear.W = linear.W + linear.momentum_W
            linear.b = linear.b + linear.momentum_b
        for bn in self.bn_layers or []:
            bn.gamma = bn.gamma - self.lr * bn.dgamma
            bn.beta = bn.beta - self.lr * bn.dbeta

    def backward(self, labels):
        self.criterion(self.activations[-1].state, labels)
        delta = self.criterion.derivative()
        for i in reversed(range(self.nlayers)):
            delta = delta * self.activations[i].derivative()
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


def batches(count, batch_size):
    return [slice(start, start + batch_size) for start in range(0, count, batch_size)]


def get_training_stats(mlp, dset, nepochs, batch_size):
    (trainx, trainy), (valx, valy), _ = dset
    order = np.arange(len(trainx))
    stats = np.zeros((4, nepochs))

    for e in range(nepochs):
        np.random.shuffle(order)
        x, y = trainx[order], trainy[order]
        mlp.train()
        for part in batches(len(x), batch_size):
            mlp.zero_grads()
            mlp.forward(x[part])
            stats[0, e] += mlp.total_loss(y[part])
            stats[1, e] += mlp.error(y[part])
            mlp.backward(y[part])
            mlp.step()

        # the whole validation set at once
        mlp.eval()
        mlp.forward(valx)
        stats[2, e], stats[3, e] = mlp.total_loss(valy), mlp.error(valy)

    stats[:2] /= len(trainx)
    stats[2:] /= len(valx)
    return stats[0], stats[1], stats[2], stats[3]
