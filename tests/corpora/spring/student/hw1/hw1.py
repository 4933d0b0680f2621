import numpy as np
from activation import Identity, ReLU, Sigmoid, Tanh  # noqa: F401
from batchnorm import BatchNorm
from linear import Linear
from loss import SoftmaxCrossEntropy  # noqa: F401


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
        self.linear_layers = [
            Linear(i, o, weight_init_fn, bias_init_fn) for i, o in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        if self.bn:
            self.bn_layers = [BatchNorm(size) for size in sizes[1 : num_bn_layers + 1]]
        self.output = None
        self.states = []

    def forward(self, x):
        self.states = []
        for i in range(self.nlayers):
            x = self.linear_layers[i](x)
            if i < self.num_bn_layers:
                x = self.bn_layers[i](x, eval=not self.train_mode)
            x = self.activations[i](x)
            self.states.append(x)
        self.output = x
        return x

    def zero_grads(self):
        for layer in self.linear_layers:
            layer.dW = np.zeros(layer.dW.shape)
            layer.db = np.zeros(layer.db.shape)
        if self.bn:
            for layer in self.bn_layers:
                layer.dgamma = np.zeros(layer.dgamma.shape)
                layer.dbeta = np.zeros(layer.dbeta.shape)

    def step(self):
        for layer in self.linear_layers:
            layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW
            layer.momentum_b = self.momentum * layer.momentum_b - self.lr * layer.db
            layer.W = layer.W + layer.momentum_W
            layer.b = layer.b + layer.momentum_b
        if self.bn:
            for layer in self.bn_layers:
                layer.gamma = layer.gamma - self.lr * layer.dgamma
                layer.beta = layer.beta - self.lr * layer.dbeta

    def backward(self, labels):
        self.criterion(self.output, labels)
        delta = self.criterion.derivative()
        for i in range(self.nlayers - 1, -1, -1):
            self.activations[i].state = self.states[i]
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
    training_losses = np.zeros(nepochs)
    training_errors = np.zeros(nepochs)
    validation_losses = np.zeros(nepochs)
    validation_errors = np.zeros(nepochs)
    for e in range(nepochs):
        np.random.shuffle(idxs)  # noqa: NPY002
        losses = []
        errors = []
        mlp.train()
        for b in range(0, len(trainx), batch_size):
            x = trainx[idxs[b : b + batch_size]]
            y = trainy[idxs[b : b + batch_size]]
            mlp.zero_grads()
            mlp.forward(x)
            mlp.backward(y)
            losses.append(mlp.total_loss(y) / len(x))
            errors.append(mlp.error(y) / len(x))
            mlp.step()
        training_losses[e] = np.mean(losses)
        training_errors[e] = np.mean(errors)
        losses = []
        errors = []
        mlp.eval()
        for b in range(0, len(valx), batch_size):
            x = valx[b : b + batch_size]
            y = valy[b : b + batch_size]
            mlp(x)
            losses.append(mlp.total_loss(y) / len(x))
            errors.append(mlp.error(y) / len(x))
        validation_losses[e] = np.mean(losses)
        validation_errors[e] = np.mean(errors)
    return training_losses, training_errors, validation_losses, validation_errors
