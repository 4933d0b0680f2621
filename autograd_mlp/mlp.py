"""The multilayer perceptron, its gradient left to autograd: there is no derivative in this file.

Spring's words on the outside (arrays, one-hot labels, a count of errors), mytorch inside. What the two
courses say differently is brought together here: see docs/dialects.md.

Letters: `x` in (N, input_size), `labels` one-hot (N, output_size), N the batch size.   (Spring 2020, 3.5)

Twin: classic_mlp/mlp.py
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mytorch import Tensor, no_grad
from mytorch.nn import BatchNorm1d, Linear, Module, Sequential
from mytorch.optim import SGD


class MLP:
    """Linear -> BatchNorm1d (in the first `num_bn_layers` layers) -> activation, len(hiddens) + 1 times.

    hiddens: the sizes of the hidden layers; [] makes a linear classifier.
    activations: one of mytorch.nn's a layer, the output layer's included. One object may serve several.
    weight_init_fn(n_in, n_out), bias_init_fn(n_out): first W and b of each layer in Spring's shapes,
        (n_in, n_out) and (1, n_out), drawn in layer order. They set the dtype.
    criterion: a module that gives the SUM of the losses over the batch, as CrossEntropyLoss(reduction="sum").
    lr, momentum: of `step`. They may be assigned during training.

    `network` is the Sequential that does the work; `linear_layers` and `bn_layers` are those of its layers,
    the latter in Spring's dialect: eps 1e-8, 0.9 of the old running average, a biased running variance.

    Raises ValueError if sizes, activations and `num_bn_layers` do not fit together, if an initial array
    has another shape, or if the criterion averages.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        hiddens: Sequence[int],
        activations: Sequence[Module],
        weight_init_fn: Callable[[int, int], NDArray[Any]],
        bias_init_fn: Callable[[int], NDArray[Any]],
        criterion: Module,
        lr: float,
        momentum: float = 0.0,
        num_bn_layers: int = 0,
    ) -> None:
        sizes = [input_size, *hiddens, output_size]
        self.nlayers = len(hiddens) + 1
        if min(sizes) < 1:
            raise ValueError(f"MLP expects layer sizes of 1 and more; got {sizes}.")
        if len(activations) != self.nlayers:
            raise ValueError(
                f"MLP with {len(hiddens)} hidden layers expects {self.nlayers} activations, the output's "
                f"included; got {len(activations)}. Identity() stands for none."
            )
        if not 0 <= num_bn_layers <= self.nlayers:
            raise ValueError(f"MLP expects num_bn_layers from 0 to {self.nlayers} here; got {num_bn_layers}.")
        if getattr(criterion, "reduction", "sum") != "sum":
            raise ValueError(
                f"MLP expects a criterion that sums over the batch; got {criterion!r}. "
                'Write CrossEntropyLoss(reduction="sum").'
            )

        self.train_mode = True
        self.num_bn_layers = num_bn_layers
        self.bn = num_bn_layers > 0
        self.input_size = input_size
        self.output_size = output_size
        self.activations = list(activations)
        self.criterion = criterion
        self.lr = lr
        self.momentum = momentum
        self.linear_layers = [
            _linear(sizes[i], sizes[i + 1], weight_init_fn, bias_init_fn) for i in range(self.nlayers)
        ]
        self.bn_layers = [
            BatchNorm1d(sizes[i + 1], eps=1e-8, momentum=1 - 0.9, unbiased_running_var=False)
            for i in range(num_bn_layers)
        ]
        for linear, bn in zip(self.linear_layers, self.bn_layers, strict=False):
            bn.to(linear.weight.dtype)
        self.network = Sequential(*self._in_order())
        self._optimizers = [
            SGD([p for layer in self.linear_layers for p in layer.parameters()], lr, momentum)
        ]
        if self.bn:  # Spring gives gamma and beta no momentum
            self._optimizers.append(SGD([p for layer in self.bn_layers for p in layer.parameters()], lr))
        self.output: NDArray[Any] | None = None
        self._x = self._logits = Tensor.zeros(0)
        self.zero_grads()

    def _in_order(self) -> list[Module]:
        """The layers as the network goes through them."""
        layers: list[Module] = []
        for i, (linear, activation) in enumerate(zip(self.linear_layers, self.activations, strict=True)):
            layers += [linear, *self.bn_layers[i : i + 1], activation]
        return layers

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """The logits, (N, output_size), also kept in `output`. Raises ValueError if x does not fit."""
        self.output = None  # a pass that fails leaves nothing for backward to start from
        self.network.train(self.train_mode)
        self._x = Tensor(x, requires_grad=True)
        self._logits = self.network(self._x)
        self.output = self._logits.detach().data
        return self.output

    def backward(self, labels: NDArray[Any], *, input_gradient: bool = False) -> NDArray[Any] | None:
        """The gradients of every parameter, and with `input_gradient` d(summed loss) / dx as the result.

        The engine differentiates the summed loss. That is Spring's gradient of gamma and beta; that of
        weights and biases is the batch mean, so those are divided by N: after the product, as by hand.
        Gradients are overwritten, not added to.

        Raises RuntimeError before a forward pass, ValueError if the labels do not fit its output.
        """
        classes = self._classes(labels)
        self.network.zero_grad()
        self._x.grad, self._x.requires_grad = None, input_gradient
        self.criterion(self._logits, classes).backward(retain_graph=True)
        for linear in self.linear_layers:
            for p in linear.parameters():
                p.grad.data /= len(labels)
        return self._x.grad.data if input_gradient else None

    def zero_grads(self) -> None:
        """Set every gradient to 0."""
        for p in self.network.parameters():
            p.grad = Tensor(np.zeros_like(p.data))

    def step(self) -> None:
        """v = momentum * v - lr * g;   W += v   (3.5.3), and so for b. BN's gamma and beta take -lr * g."""
        self._optimizers[0].momentum = float(self.momentum)
        for optimizer in self._optimizers:
            optimizer.lr = float(self.lr)  # a NumPy scalar would compute in float64
            optimizer.step()

    def error(self, labels: NDArray[Any]) -> np.integer[Any]:
        """How many of the last forward pass's examples have their largest logit at a wrong class."""
        classes = self._classes(labels)
        return (self._logits.data.argmax(axis=1) != classes).sum()

    def total_loss(self, labels: NDArray[Any]) -> np.floating[Any]:
        """The loss of the last forward pass, summed over its examples."""
        classes = self._classes(labels)
        with no_grad():
            return self.criterion(self._logits, classes).data[()]

    def train(self) -> None:
        """Training mode: BN normalises by the batch."""
        self.train_mode = True

    def eval(self) -> None:
        """Evaluation mode: BN normalises by the running statistics."""
        self.train_mode = False

    def _classes(self, labels: NDArray[Any]) -> NDArray[np.intp]:
        """One-hot labels (N, C) as the class indices (N,) that mytorch takes."""
        if self.output is None:
            raise RuntimeError("MLP has no output to hold the labels against. Call mlp(x) first.")
        if np.shape(labels) != self.output.shape:
            raise ValueError(
                f"MLP expects one-hot labels of shape {self.output.shape}; got {np.shape(labels)}. "
                f"From class numbers: np.eye({self.output_size})[labels]."
            )
        classes = np.argmax(labels, axis=1)
        if np.count_nonzero(labels) != len(classes) or (np.max(labels, axis=1) != 1).any():
            raise ValueError("MLP expects one-hot labels here, a single 1 in each row and 0 elsewhere.")
        return classes


def _linear(
    n_in: int,
    n_out: int,
    weight_init_fn: Callable[[int, int], NDArray[Any]],
    bias_init_fn: Callable[[int], NDArray[Any]],
) -> Linear:
    """A layer that starts from Spring's arrays: W, (n_in, n_out), is mytorch's weight transposed."""
    W, b = np.asarray(weight_init_fn(n_in, n_out)), np.array(bias_init_fn(n_out), ndmin=2)
    for source, array, shape in (("weight", W, (n_in, n_out)), ("bias", b, (1, n_out))):
        if array.shape != shape:
            raise ValueError(f"MLP expects {source}_init_fn to return shape {shape}; got {array.shape}.")
    state = np.random.get_state()  # noqa: NPY002 (the course's generator)
    linear = Linear(n_in, n_out)
    np.random.set_state(state)  # noqa: NPY002  its own draw never was: both twins see the same random numbers
    linear.weight = Tensor(W.T, requires_grad=True, is_parameter=True)
    linear.bias = Tensor(b[0], requires_grad=True, is_parameter=True)
    return linear
