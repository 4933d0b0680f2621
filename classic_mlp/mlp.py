"""The multilayer perceptron, trained by backpropagation written out by hand.

Letters: `x` in (N, input_size), `labels` one-hot (N, output_size), `delta` = d(summed loss) / d(the
value at hand), N the batch size.   (Spring 2020, 3.5)

Twin: autograd_mlp/mlp.py
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.activation import Activation
from classic_mlp.batchnorm import BatchNorm
from classic_mlp.linear import Linear
from classic_mlp.loss import Criterion
from classic_mlp.memory import space, space_like

BLOCK = 2**16  # elements that stay in the processor's cache from one pass to the next


class MLP:
    """Linear -> BatchNorm (in the first `num_bn_layers` layers) -> activation, len(hiddens) + 1 times.

    hiddens: the sizes of the hidden layers; [] makes a linear classifier.
    activations: one a layer, the output layer's included. One object may serve several layers,
        and several networks.
    weight_init_fn(n_in, n_out), bias_init_fn(n_out): first W and b of each layer, drawn in layer order.
    lr, momentum: of `step`. They may be assigned during training.

    `linear_layers` and `bn_layers` are lists, the latter empty without batch norm. Their arrays can be
    read and assigned, and `step` changes them in place; BN's dialect is set on the layers (`eps`,
    `alpha`, `unbiased_running_var`). A network whose weights and inputs are float32 stays float32.

    Raises ValueError if sizes, activations and `num_bn_layers` do not fit together.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        hiddens: Sequence[int],
        activations: Sequence[Activation],
        weight_init_fn: Callable[[int, int], NDArray[Any]],
        bias_init_fn: Callable[[int], NDArray[Any]],
        criterion: Criterion,
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
                f"MLP with hiddens {list(hiddens)} expects {self.nlayers} activations, the output's too; "
                f"got {len(activations)}. Identity() stands for none."
            )
        if not 0 <= num_bn_layers <= self.nlayers:
            raise ValueError(
                f"MLP of {self.nlayers} layers expects num_bn_layers from 0 to {self.nlayers}; "
                f"got {num_bn_layers}."
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
            Linear(sizes[i], sizes[i + 1], weight_init_fn, bias_init_fn) for i in range(self.nlayers)
        ]
        self.bn_layers = [BatchNorm(sizes[i + 1]) for i in range(num_bn_layers)]
        self.output: NDArray[Any] | None = None
        self._states: list[NDArray[Any] | None] = []

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """The logits, (N, output_size), also kept in `output`. Raises ValueError if x does not fit."""
        self.output, self._states = None, []  # a pass that fails leaves nothing for backward to start from
        for i, (linear, activation) in enumerate(zip(self.linear_layers, self.activations, strict=True)):
            x = linear(x)
            if i < self.num_bn_layers:
                x = self.bn_layers[i](x, eval=not self.train_mode)
            x = activation(x)
            self._states.append(activation.state)
        self.output = x
        return self.output

    def backward(self, labels: NDArray[Any], *, input_gradient: bool = False) -> NDArray[Any] | None:
        """The gradients of every parameter, and with `input_gradient` d(summed loss) / dx as the result.

        The chain rule from the last layer to the first: each layer takes the delta of what it gave
        and returns the delta of what it got. Gradients are overwritten, not added to. In eval mode
        they are those of the network as it stands then, with BN's statistics constant.

        Raises RuntimeError before a forward pass, ValueError if the labels do not fit its output.
        """
        self.criterion(self._output_for(labels), labels)
        delta = self.criterion.derivative()
        for i in reversed(range(self.nlayers)):
            activation = self.activations[i]
            activation.state = self._states[i]  # since then the object may have served elsewhere
            slope = activation.derivative()
            delta = np.multiply(delta, slope, out=space(delta.shape, np.result_type(delta, slope)))
            if i < self.num_bn_layers:
                delta = self.bn_layers[i].backward(delta)
            if i == 0 and not input_gradient:
                self.linear_layers[i].keep_gradients(delta)
                return None
            delta = self.linear_layers[i].backward(delta)
        return delta

    def zero_grads(self) -> None:
        """Set every gradient to 0."""
        for linear in self.linear_layers:
            linear.dW, linear.db = space_like(linear.W), np.zeros_like(linear.b)
            linear.dW.fill(0)
        for bn in self.bn_layers:
            bn.dgamma, bn.dbeta = np.zeros_like(bn.gamma), np.zeros_like(bn.beta)

    def step(self) -> None:
        """v = momentum * v - lr * g;   W += v   (3.5.3), and so for b. BN's gamma and beta take -lr * g."""
        lr, momentum = float(self.lr), float(self.momentum)  # a NumPy scalar would make float64 of float32
        for linear in self.linear_layers:
            _descend(linear.W, linear.momentum_W, linear.dW, lr, momentum)
            _descend(linear.b, linear.momentum_b, linear.db, lr, momentum)
        for bn in self.bn_layers:
            bn.gamma -= lr * bn.dgamma
            bn.beta -= lr * bn.dbeta

    def error(self, labels: NDArray[Any]) -> np.integer[Any]:
        """How many of the last forward pass's examples have their largest logit at a wrong class."""
        output = self._output_for(labels)
        return (output.argmax(axis=1) != np.argmax(labels, axis=1)).sum()

    def total_loss(self, labels: NDArray[Any]) -> np.floating[Any]:
        """The loss of the last forward pass, summed over its examples."""
        return self.criterion(self._output_for(labels), labels).sum()

    def train(self) -> None:
        """Training mode: BN normalises by the batch."""
        self.train_mode = True

    def eval(self) -> None:
        """Evaluation mode: BN normalises by the running statistics."""
        self.train_mode = False

    def _output_for(self, labels: NDArray[Any]) -> NDArray[Any]:
        if self.output is None:
            raise RuntimeError("MLP has no output to hold the labels against. Call mlp(x) first.")
        if np.shape(labels) != self.output.shape:
            raise ValueError(
                f"MLP expects one-hot labels of shape {self.output.shape}; got {np.shape(labels)}. "
                f"From class numbers: np.eye({self.output_size})[labels]."
            )
        return self.output


def _descend(W: NDArray[Any], v: NDArray[Any], g: NDArray[Any], lr: float, momentum: float) -> None:
    """v = momentum * v - lr * g;   W += v, in place, and of large arrays some rows at a time."""
    rows = max(1, BLOCK // W.shape[1])
    for i in range(0, len(W), rows):
        W_some, v_some, g_some = W[i : i + rows], v[i : i + rows], g[i : i + rows]
        v_some *= momentum
        v_some -= np.multiply(lr, g_some, out=space_like(v_some))
        W_some += v_some
