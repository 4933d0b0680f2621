"""Layers in a row, gone through forwards, backwards, and by steps of gradient descent, all by hand.

Letters: `x` the input, `y` the output, `delta` = d(summed loss) / d(output of the present layer),
`N` the batch size.

Twin: mytorch/nn/sequential.py
"""

import copy
from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from classic_mlp.activation import Activation
from classic_mlp.arrays import as_floats, as_rate, described
from classic_mlp.attention import ScaledDotProductAttention
from classic_mlp.batchnorm import BatchNorm
from classic_mlp.conv import Conv1d, Conv2d
from classic_mlp.dropout import Dropout
from classic_mlp.layer import Layer
from classic_mlp.linear import Linear
from classic_mlp.rnn import Cell


class Sequential:
    """y = the last layer of ... the second layer of the first layer of x

    layers: objects that have forward and backward with one input, as Conv2d, MaxPool2d, Flatten, Linear; and
        activations, one object of which may serve several times. A network is trained by

            net.zero_grads()
            losses = criterion(net.forward(x), labels)
            net.backward(criterion.derivative())
            net.step(lr=0.1, momentum=0.9)

    `layers` is the tuple of them. `train_mode` is what train() and eval() set: in eval mode BatchNorm uses
    its running statistics, and Dropout does nothing. Copies have arrays of their own, and no forward pass.

    Raises TypeError for what is no layer, or one of several inputs (cells, attention); ValueError for a layer
    that occurs twice.

    >>> net = classic_mlp.Sequential(classic_mlp.Flatten(), classic_mlp.ReLU())
    >>> net([[[-1.0, 2.0]]]).tolist()
    [[0.0, 2.0]]
    >>> net.backward([[1.0, 1.0]]).tolist()
    [[[0.0, 1.0]]]
    """

    def __init__(self, *layers: Any) -> None:
        for i, layer in enumerate(layers):
            if not isinstance(layer, Activation | Layer):
                raise TypeError(
                    f"Sequential expects layers as objects, one by one; argument {i} is {described(layer)}."
                )
            if isinstance(layer, Cell | ScaledDotProductAttention):
                raise TypeError(
                    f"Sequential expects layers of one input; argument {i} is {described(layer)}. "
                    "Call it by itself."
                )
        own = [id(layer) for layer in layers if isinstance(layer, Layer)]
        if len(set(own)) < len(own):
            raise ValueError(
                "Sequential expects layers that are objects of their own; got one of them twice."
            )
        self.layers = layers
        self.train_mode = True
        # What the last forward pass went through: the layer, or a copy of the activation, and what it used.
        self._passed: list[tuple[Any, Any]] | None = None
        self._size = 1  # N of the last backward pass

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, i: int) -> Any:
        return self.layers[i]

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """y, each layer taking what the one before it gave. A layer's own error is raised as it is."""
        self._passed = None
        passed: list[tuple[Any, Any]] = []
        for layer in self.layers:
            mode = {"eval": not self.train_mode} if isinstance(layer, BatchNorm | Dropout) else {}
            x = layer(x, **mode)
            passed.append((layer, layer.used) if isinstance(layer, Layer) else (copy.copy(layer), None))
        self._passed = passed
        return x

    def backward(self, delta: NDArray[Any], *, input_gradient: bool = True) -> NDArray[Any] | None:
        """dx, and the gradients of every parameter, by the chain rule from the last layer to the first.

        Each layer takes the delta of what it gave and returns the delta of what it got; through an
        activation y = f(z), element by element, that is delta * f'(z). delta is of the summed loss, as
        criterion.derivative() is. input_gradient=False spares a first layer with weights the work: None.

        Raises RuntimeError before a forward pass, and after a change of a parameter or another use of a
        layer; then no gradient changes. ValueError for a delta not like y.
        """
        delta = as_floats(delta, "Sequential.backward", "delta")
        if self._passed is None:
            raise RuntimeError(
                "Sequential.backward needs a forward pass of its own, and a copy has none. Call net(x) first."
            )
        for layer, used in self._passed:
            if isinstance(layer, Layer) and (layer.used is not used or layer.changed()):
                raise RuntimeError(
                    f"Sequential.backward expects {type(layer).__name__} as the forward pass left it; it was "
                    "used or changed after it, as step() does. Call net(x) again."
                )
        N, result = len(delta) if delta.ndim else 1, delta
        for i, (layer, _) in reversed(list(enumerate(self._passed))):
            if isinstance(layer, Activation):
                result = _through(layer, result)
            elif i == 0 and not input_gradient and isinstance(layer, Linear | Conv1d | Conv2d):
                layer.backward(result, input_gradient=False)
            else:
                result = layer.backward(result)
        self._size = N
        return result if input_gradient else None

    def zero_grads(self) -> None:
        """Set every gradient to 0."""
        for layer in self._with_parameters():
            layer.zero_grads()

    def step(self, lr: float, momentum: float = 0.0) -> None:
        """v = momentum * v - lr * g;   W += v, for every parameter, g its gradient of the **mean** loss.

        Linear has divided its gradients by N already, as its handout asks; the others' are of the summed
        loss, and are divided here by the N of the last backward pass (docs/dialects.md). v is the layer's
        `momentum_W` for W, and so on.

        Raises TypeError or ValueError, and changes nothing, for an lr or momentum that is not a finite number
        of 0 or more, and for a gradient that was assigned and does not fit its parameter.
        """
        lr, momentum = as_rate(lr, "Sequential", "lr"), as_rate(momentum, "Sequential", "momentum")
        for layer in self._with_parameters():
            layer.gradients()
        for layer in self._with_parameters():
            layer.step(lr if isinstance(layer, Linear) else lr / self._size, momentum)

    def train(self) -> None:
        """Training mode."""
        self.train_mode = True

    def eval(self) -> None:
        """Evaluation mode."""
        self.train_mode = False

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_passed": None}

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def _with_parameters(self) -> Iterator[Layer]:
        return (layer for layer in self.layers if isinstance(layer, Layer) and layer.parameters)


def _through(activation: Activation, delta: NDArray[Any]) -> NDArray[Any]:
    """delta * f'(z)"""
    y, slope = activation.state, activation.derivative()
    if y is not None and y.shape != delta.shape:
        raise ValueError(f"Sequential.backward expects delta of shape {y.shape}; got {delta.shape}.")
    return np.asarray(delta * slope)
