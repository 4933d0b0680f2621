import sys
from dataclasses import dataclass
from typing import Iterator, List, NamedTuple, Optional

import numpy as np

sys.path.append("mytorch")
from activation import Activation, Identity, ReLU, Sigmoid, Tanh
from batchnorm import BatchNorm
from linear import Linear
from loss import Criterion, SoftmaxCrossEntropy


@dataclass
class Block:
    """Linear, then perhaps batch norm, then the activation."""

    linear: Linear
    bn: Optional[BatchNorm]
    activation: Activation

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        x = self.linear(x)
        if self.bn is not None:
            x = self.bn(x, eval=not training)
        return self.activation(x)

    def backward(self, delta: np.ndarray) -> np.ndarray:
        delta = delta * self.activation.derivative()
        if self.bn is not None:
            delta = self.bn.backward(delta)
        return self.linear.backward(delta)


class Optimizer:
    def __init__(self, network: "MLP"):
        self.network = network

    def step(self) -> None:
        for layer in self.network.linear_layers:
            self._momentum(layer, "W")
            self._momentum(layer, "b")
        for layer in self.network.bn_layers:
            self._plain(layer, "gamma")
            self._plain(layer, "beta")

    def _momentum(self, layer, name: str) -> None:
        velocity = getattr(layer, f"momentum_{name}")
        velocity = self.network.momentum * velocity - self.network.lr * getattr(layer, f"d{name}")
        setattr(layer, f"momentum_{name}", velocity)
        setattr(layer, name, getattr(layer, name) + velocity)

    def _plain(self, layer, name: str) -> None:
        setattr(layer, name, getattr(layer, name) - self.network.lr * getattr(layer, f"d{name}"))


class MLP:
    def __init__(self, input_size, output_size, hiddens, activations, weight_init_fn, bias_init_fn,
                 criterion, lr, momentum=0.0, num_bn_layers=0):
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
        self.output: Optional[np.ndarray] = None

        sizes = [input_size, *hiddens, output_size]
        self.blocks: List[Block] = [
            Block(Linear(n_in, n_out, weight_init_fn, bias_init_fn),
                  BatchNorm(n_out) if i < num_bn_layers else None,
                  activations[i])
            for i, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]))
        ]
        self.optimizer = Optimizer(self)

    @property
    def linear_layers(self) -> List[Linear]:
        return [block.linear for block in self.blocks]

    @property
    def bn_layers(self) -> List[BatchNorm]:
        return [block.bn for block in self.blocks if block.bn is not None]

    def forward(self, x):
        self.output = x
        for block in self.blocks:
            self.output = block.forward(self.output, self.train_mode)
        return self.output

    def backward(self, labels):
        self.criterion(self.output, labels)
        delta = self.criterion.derivative()
        for block in reversed(self.blocks):
            delta = block.backward(delta)

    def zero_grads(self):
        for layer in self.linear_layers:
            layer.dW, layer.db = np.zeros_like(layer.W), np.zeros_like(layer.b)
        for layer in self.bn_layers:
            layer.dgamma, layer.dbeta = np.zeros_like(layer.gamma), np.zeros_like(layer.beta)

    def step(self):
        self.optimizer.step()

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


class Batch(NamedTuple):
    x: np.ndarray
    y: np.ndarray


class Loader:
    def __init__(self, x, y, batch_size, shuffle=False):
        self.x, self.y, self.batch_size, self.shuffle = x, y, batch_size, shuffle

    def __len__(self):
        return len(self.x)

    def __iter__(self) -> Iterator[Batch]:
        order = np.arange(len(self.x))
        if self.shuffle:
            np.random.shuffle(order)
        for rows in np.array_split(order, -(-len(order) // self.batch_size)):
            yield Batch(self.x[rows], self.y[rows])


class Meter:
    def __init__(self):
        self.loss, self.error, self.count = 0.0, 0.0, 0

    def add(self, mlp, batch):
        self.loss += mlp.total_loss(batch.y)
        self.error += mlp.error(batch.y)
        self.count += len(batch.x)

    def means(self):
        return self.loss / self.count, self.error / self.count


def get_training_stats(mlp, dset, nepochs, batch_size):
    train, val, _ = dset
    training = Loader(*train, batch_size, shuffle=True)
    validation = Loader(*val, batch_size)
    history = []
    for _ in range(nepochs):
        learnt, seen = Meter(), Meter()
        mlp.train()
        for batch in training:
            mlp.zero_grads()
            mlp(batch.x)
            mlp.backward(batch.y)
            mlp.step()
            learnt.add(mlp, batch)
        mlp.eval()
        for batch in validation:
            mlp(batch.x)
            seen.add(mlp, batch)
        history.append(learnt.means() + seen.means())
    return tuple(np.array(figures) for figures in zip(*history))
