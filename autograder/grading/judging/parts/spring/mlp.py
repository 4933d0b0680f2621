import numpy as np
from linear import Linear


class MLP:
    def __init__(
        self,
        input_size,
        output_size,
        hiddens,
        activations,
        weight_init_fn,
        bias_init_fn,
        criterion,
        lr,
        momentum=0.0,
        num_bn_layers=0,
    ):
        self.train_mode = True
        self.num_bn_layers, self.bn = num_bn_layers, num_bn_layers > 0
        self.nlayers = len(hiddens) + 1
        self.input_size, self.output_size = input_size, output_size
        self.activations, self.criterion = activations, criterion
        self.lr, self.momentum = lr, momentum
        sizes = [input_size, *hiddens, output_size]
        self.linear_layers = [
            Linear(sizes[i], sizes[i + 1], weight_init_fn, bias_init_fn) for i in range(self.nlayers)
        ]
        self.bn_layers = []
        if self.bn:
            from batchnorm import BatchNorm

            self.bn_layers = [BatchNorm(size) for size in sizes[1 : num_bn_layers + 1]]
        self.output = None
        self.velocities = [[0.0, 0.0] for _ in self.linear_layers]

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        for i in range(self.nlayers):
            x = self.linear_layers[i].forward(x)
            if i < self.num_bn_layers:
                x = self.bn_layers[i].forward(x, eval=not self.train_mode)
            x = self.activations[i].forward(x)
        self.output = x
        return x

    def backward(self, labels):
        self.criterion.forward(self.output, labels)
        delta = self.criterion.derivative()
        for i in reversed(range(self.nlayers)):
            delta = delta * self.activations[i].derivative()
            if i < self.num_bn_layers:
                delta = self.bn_layers[i].backward(delta)
            delta = self.linear_layers[i].backward(delta)
        return delta

    def zero_grads(self):
        for layer in self.linear_layers:
            layer.dW, layer.db = np.zeros(layer.W.shape), np.zeros(layer.b.shape)
        for layer in self.bn_layers:
            layer.dgamma, layer.dbeta = np.zeros(layer.gamma.shape), np.zeros(layer.beta.shape)

    def step(self):
        for layer, velocity in zip(self.linear_layers, self.velocities, strict=True):
            velocity[0] = self.momentum * velocity[0] - self.lr * layer.dW
            velocity[1] = self.momentum * velocity[1] - self.lr * layer.db
            layer.W = layer.W + velocity[0]
            layer.b = layer.b + velocity[1]
        for layer in self.bn_layers:
            layer.gamma = layer.gamma - self.lr * layer.dgamma
            layer.beta = layer.beta - self.lr * layer.dbeta

    def error(self, labels):
        return (np.argmax(self.output, axis=1) != np.argmax(labels, axis=1)).sum()

    def total_loss(self, labels):
        return self.criterion.forward(self.output, labels).sum()

    def train(self):
        self.train_mode = True

    def eval(self):
        self.train_mode = False
