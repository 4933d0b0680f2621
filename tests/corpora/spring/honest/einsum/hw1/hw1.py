import sys

import numpy as np

sys.path.insert(0, "mytorch")
from activation import Activation, Identity, ReLU, Sigmoid, Tanh
from batchnorm import BatchNorm
from linear import Linear
from loss import Criterion, SoftmaxCrossEntropy


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

        sizes = np.concatenate(([input_size], hiddens, [output_size])).astype(int).tolist()
        self.linear_layers = [Linear(*pair, weight_init_fn, bias_init_fn) for pair in zip(sizes, sizes[1:])]
        self.bn_layers = [BatchNorm(size) for size, _ in zip(sizes[1:], range(num_bn_layers))]
        self.output = None

    def forward(self, x):
        hidden = x
        for i in range(self.nlayers):
            hidden = self.linear_layers[i].forward(hidden)
            if i < len(self.bn_layers):
                hidden = self.bn_layers[i].forward(hidden, eval=(self.train_mode is False))
            hidden = self.activations[i].forward(hidden)
        self.output = hidden
        return hidden

    def zero_grads(self):
        for layer in self.linear_layers:
            layer.dW, layer.db = np.zeros_like(layer.dW), np.zeros_like(layer.db)
        for layer in self.bn_layers:
            layer.dgamma, layer.dbeta = np.zeros_like(layer.dgamma), np.zeros_like(layer.dbeta)

    def step(self):
        for layer in self.linear_layers:
            layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW
            layer.momentum_b = self.momentum * layer.momentum_b - self.lr * layer.db
            layer.W = np.add(layer.W, layer.momentum_W)
            layer.b = np.add(layer.b, layer.momentum_b)
        for layer in self.bn_layers:
            layer.gamma = np.subtract(layer.gamma, self.lr * layer.dgamma)
            layer.beta = np.subtract(layer.beta, self.lr * layer.dbeta)

    def backward(self, labels):
        self.criterion.forward(self.output, labels)
        delta = self.criterion.derivative()
        for i in range(self.nlayers)[::-1]:
            delta = np.multiply(delta, self.activations[i].derivative())
            if i < len(self.bn_layers):
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
    curves = np.zeros((nepochs, 4))

    for e in range(nepochs):
        np.random.shuffle(idxs)
        mlp.train()
        # equal parts
        parts = np.split(idxs, len(trainx) // batch_size)
        for part in parts:
            mlp.zero_grads()
            mlp(trainx[part])
            mlp.backward(trainy[part])
            mlp.step()
            curves[e, 0] += mlp.total_loss(trainy[part]) / batch_size
            curves[e, 1] += mlp.error(trainy[part]) / batch_size
        curves[e, :2] /= len(parts)

        mlp.eval()
        parts = np.split(np.arange(len(valx)), len(valx) // batch_size)
        for part in parts:
            mlp(valx[part])
            curves[e, 2] += mlp.total_loss(valy[part]) / batch_size
            curves[e, 3] += mlp.error(valy[part]) / batch_size
        curves[e, 2:] /= len(parts)

    return curves[:, 0], curves[:, 1], curves[:, 2], curves[:, 3]
