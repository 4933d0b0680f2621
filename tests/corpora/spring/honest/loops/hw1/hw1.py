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

        self.linear_layers = []
        if len(hiddens) == 0:
            self.linear_layers.append(Linear(input_size, output_size, weight_init_fn, bias_init_fn))
        else:
            self.linear_layers.append(Linear(input_size, hiddens[0], weight_init_fn, bias_init_fn))
            for i in range(len(hiddens) - 1):
                self.linear_layers.append(Linear(hiddens[i], hiddens[i + 1], weight_init_fn, bias_init_fn))
            self.linear_layers.append(Linear(hiddens[-1], output_size, weight_init_fn, bias_init_fn))

        if self.bn:
            self.bn_layers = []
            for i in range(num_bn_layers):
                self.bn_layers.append(BatchNorm(hiddens[i]))

    def forward(self, x):
        self.a = [x]
        for i in range(self.nlayers):
            z = self.linear_layers[i](self.a[-1])
            if self.bn and i < self.num_bn_layers:
                if self.train_mode:
                    z = self.bn_layers[i](z)
                else:
                    z = self.bn_layers[i](z, eval=True)
            self.a.append(self.activations[i](z))
        self.output = self.a[-1]
        return self.output

    def zero_grads(self):
        for i in range(self.nlayers):
            self.linear_layers[i].dW = np.zeros(self.linear_layers[i].W.shape)
            self.linear_layers[i].db = np.zeros(self.linear_layers[i].b.shape)
        for i in range(self.num_bn_layers):
            self.bn_layers[i].dgamma = np.zeros(self.bn_layers[i].gamma.shape)
            self.bn_layers[i].dbeta = np.zeros(self.bn_layers[i].beta.shape)

    def step(self):
        for i in range(len(self.linear_layers)):
            self.linear_layers[i].momentum_W = self.momentum * self.linear_layers[i].momentum_W - self.lr * self.linear_layers[i].dW
            self.linear_layers[i].momentum_b = self.momentum * self.linear_layers[i].momentum_b - self.lr * self.linear_layers[i].db
            self.linear_layers[i].W = self.linear_layers[i].W + self.linear_layers[i].momentum_W
            self.linear_layers[i].b = self.linear_layers[i].b + self.linear_layers[i].momentum_b
        for i in range(self.num_bn_layers):
            self.bn_layers[i].gamma = self.bn_layers[i].gamma - self.lr * self.bn_layers[i].dgamma
            self.bn_layers[i].beta = self.bn_layers[i].beta - self.lr * self.bn_layers[i].dbeta

    def backward(self, labels):
        self.criterion(self.output, labels)
        delta = self.criterion.derivative()
        i = self.nlayers - 1
        while i >= 0:
            delta = delta * self.activations[i].derivative()
            if i < self.num_bn_layers:
                delta = self.bn_layers[i].backward(delta)
            delta = self.linear_layers[i].backward(delta)
            i = i - 1
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

    training_losses = []
    training_errors = []
    validation_losses = []
    validation_errors = []

    for e in range(nepochs):
        # pairs of image and label, in a new order
        pairs = list(zip(trainx, trainy))
        order = list(range(len(pairs)))
        np.random.shuffle(order)
        mlp.train()
        loss_sum = 0
        error_sum = 0
        for b in range(0, len(pairs), batch_size):
            x = []
            y = []
            for i in order[b:b + batch_size]:
                x.append(pairs[i][0])
                y.append(pairs[i][1])
            x = np.array(x)
            y = np.array(y)
            mlp.zero_grads()
            mlp.forward(x)
            mlp.backward(y)
            mlp.step()
            for loss in mlp.criterion.loss:
                loss_sum += loss
            for i in range(len(x)):
                if np.argmax(mlp.output[i]) != np.argmax(y[i]):
                    error_sum += 1
        training_losses.append(loss_sum / len(trainx))
        training_errors.append(error_sum / len(trainx))

        mlp.eval()
        loss_sum = 0
        error_sum = 0
        for b in range(0, len(valx), batch_size):
            mlp.forward(valx[b:b + batch_size])
            loss_sum += mlp.total_loss(valy[b:b + batch_size])
            error_sum += mlp.error(valy[b:b + batch_size])
        validation_losses.append(loss_sum / len(valx))
        validation_errors.append(error_sum / len(valx))

    return np.array(training_losses), np.array(training_errors), np.array(validation_losses), np.array(validation_errors)
