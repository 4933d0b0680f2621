"""The multilayer perceptron, trained by backpropagation written out by hand.

Letters: `x` the input (N, input_size), `labels` one-hot (N, output_size), `delta` = d(summed loss) /
d(output of the present layer), N the batch size.   (Spring 2020, 3.5)

Twin: autograd_mlp/mlp.py
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from classic_mlp.activation import Activation, Identity, ReLU, Sigmoid, Tanh
from classic_mlp.arrays import as_batch, as_count, as_floats, as_list, as_rate, as_reals, described
from classic_mlp.batchnorm import BatchNorm
from classic_mlp.linear import Linear
from classic_mlp.loss import Criterion, SoftmaxCrossEntropy

# The arrays that `step` reads, and for each the parameter whose shape it must have.
_OF_LINEAR = {"dW": "W", "db": "b", "momentum_W": "W", "momentum_b": "b"}
_OF_BN = {"dgamma": "gamma", "dbeta": "beta"}
OURS = {
    Identity,
    Sigmoid,
    Tanh,
    ReLU,
    SoftmaxCrossEntropy,
}  # they write to no array they keep or get


class MLP:
    """Linear -> BatchNorm (in the first `num_bn_layers` layers) -> activation, len(hiddens) + 1 times.

    hiddens: the sizes of the hidden layers; [] makes a linear classifier.
    activations: one for each layer, also for the output layer. One object may be used in several layers, and
        in several networks.
    weight_init_fn(n_in, n_out), bias_init_fn(n_out): first W and b of each layer, drawn in layer order.
    lr, momentum: the learning rate and momentum of `step`. They may be assigned during training.

    `linear_layers` and `bn_layers` are lists; bn_layers is empty without batch norm. The layers' arrays can
    be read and assigned, and `step` changes them in place. Batch norm's dialect is set on the layers (`eps`,
    `alpha`, `unbiased_running_var`). If weights and inputs are float32, all results are float32.

    Raises ValueError if sizes, activations and `num_bn_layers` do not fit together, TypeError for an argument
    of another kind.

    >>> criterion = classic_mlp.SoftmaxCrossEntropy()
    >>> f, start = [classic_mlp.Identity()], lambda *shape: np.zeros(shape)
    >>> mlp = classic_mlp.MLP(1, 2, [], f, start, np.zeros, criterion, lr=1.0)
    >>> mlp([[2.0]]).tolist()
    [[0.0, 0.0]]
    >>> mlp.backward([[1.0, 0.0]])
    >>> mlp.linear_layers[0].dW.tolist()  # x (p - y)
    [[-1.0, 1.0]]
    >>> mlp.step()
    >>> mlp([[2.0]]).tolist()
    [[2.5, -2.5]]
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
        hiddens = [as_count(n, "MLP", "each of hiddens", 1) for n in as_list(hiddens, "MLP", "hiddens")]
        input_size = as_count(input_size, "MLP", "input_size", 1)
        output_size = as_count(output_size, "MLP", "output_size", 1)
        sizes = [input_size, *hiddens, output_size]
        self.nlayers = len(hiddens) + 1
        activations = as_list(activations, "MLP", "activations")
        for activation in activations:
            if not isinstance(activation, Activation):
                raise TypeError(
                    f"MLP expects each of activations as an object, as Tanh(); got {described(activation)}."
                )
        if len(activations) != self.nlayers:
            raise ValueError(
                f"MLP with hiddens {hiddens} expects {self.nlayers} activations, the output's too; "
                f"got {len(activations)}. Identity() stands for none."
            )
        num_bn_layers = as_count(num_bn_layers, "MLP", "num_bn_layers", 0)
        if num_bn_layers > self.nlayers:
            raise ValueError(
                f"MLP of {self.nlayers} layers expects num_bn_layers from 0 to {self.nlayers}; "
                f"got {described(num_bn_layers)}."
            )
        if not isinstance(criterion, Criterion):
            raise TypeError(
                f"MLP expects criterion as an object that gives losses; got {described(criterion)}."
            )

        self.train_mode = True
        self.num_bn_layers = num_bn_layers
        self.bn = num_bn_layers > 0
        self.input_size = input_size
        self.output_size = output_size
        self.activations = activations
        self.criterion = criterion
        self.lr = as_rate(lr, "MLP", "lr")
        self.momentum = as_rate(momentum, "MLP", "momentum")
        self.linear_layers = [
            Linear(sizes[i], sizes[i + 1], weight_init_fn, bias_init_fn) for i in range(self.nlayers)
        ]
        self.bn_layers = [BatchNorm(sizes[i + 1]) for i in range(num_bn_layers)]
        self.output: NDArray[Any] | None = None
        self._logits: NDArray[Any] | None = None  # a copy of `output`, since the caller may write to that
        self._uses: list[Any] | None = None  # what each layer keeps from the last forward pass
        self._activations: list[
            tuple[Activation, tuple[int, ...]]
        ] = []  # the activations it used, and the shapes

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """The logits, (N, output_size), also kept in `output`. Raises ValueError if x does not fit."""
        # If this pass fails, backward must raise an error.
        self.output = self._logits = self._uses = None
        x = as_batch(x, "MLP", self.input_size)
        if len(self.activations) != len(self.linear_layers):
            raise ValueError(
                f"MLP expects an activation for each linear layer; "
                f"got {len(self.activations)} for {len(self.linear_layers)}."
            )
        layers = [*self.linear_layers, *self.bn_layers]
        if len(set(map(id, layers))) < len(layers):
            raise ValueError("MLP expects layers that are objects of their own; got one of them twice.")
        self._activations = []
        for (linear, bn), activation in zip(self._layers(), self.activations, strict=True):
            x = linear(x)
            if bn is not None:
                x = bn(x, eval=not self.train_mode)
            shape = x.shape
            x, used = _apart(activation, x)
            x = as_floats(x, "MLP", "what an activation returns")
            if x.shape != shape:
                raise ValueError(f"MLP expects an activation to keep the shape {shape}; got {x.shape}.")
            self._activations.append((used, shape))
        self._uses = [layer.used for layers in self._layers() for layer in layers if layer is not None]
        self._logits, self.output = x, x.copy()
        return self.output

    def backward(self, labels: NDArray[Any], *, input_gradient: bool = False) -> NDArray[Any] | None:
        """The gradients of every parameter, and with `input_gradient` d(summed loss) / dx as the result.

        The chain rule from the last layer to the first: each layer takes the delta of its output and returns
        the delta of its input. Gradients are overwritten, not added to. In eval mode, batch norm's
        statistics are constants.

        Raises RuntimeError before a forward pass, after `step` or any other change of a parameter, and on a
        copy; ValueError if the labels are not one-hot rows that fit the output, or if an activation's
        derivative has another shape than its output. After an error, no gradient has changed.
        """
        logits, labels = self._logits_for(labels)
        self._check_pass()
        _, criterion = _apart(self.criterion, logits, labels)
        delta = _derivative(criterion, logits.shape)
        slopes = [_derivative(used, shape) for used, shape in self._activations]
        for i, slope in reversed(list(enumerate(slopes))):
            delta = delta * slope
            if i < len(self.bn_layers):
                delta = self.bn_layers[i].backward(delta)
            delta = self.linear_layers[i].backward(delta, input_gradient=input_gradient or i > 0)
        return delta

    def zero_grads(self) -> None:
        """Set every gradient to 0."""
        for linear in self.linear_layers:
            linear.dW, linear.db = np.zeros_like(linear.momentum_W), np.zeros_like(linear.momentum_b)
        for bn in self.bn_layers:
            bn.dgamma, bn.dbeta = np.zeros_like(bn.mean), np.zeros_like(bn.mean)

    def step(self) -> None:
        """v = momentum * v - lr * g;   W += v   (3.5.3), and so for b. BN's gamma and beta take -lr * g.

        Raises TypeError or ValueError if lr or momentum is not a finite number of at least 0, or if an
        assigned gradient or velocity does not fit its parameter. After an error, nothing has changed.
        """
        lr, momentum = as_rate(self.lr, "MLP", "lr"), as_rate(self.momentum, "MLP", "momentum")
        for layer in [*self.linear_layers, *self.bn_layers]:
            for name, of in (_OF_BN if isinstance(layer, BatchNorm) else _OF_LINEAR).items():
                given, shape = getattr(layer, name), vars(layer)[of].shape
                if not isinstance(given, np.ndarray) or given.dtype.kind not in "fcbiu":
                    raise TypeError(f"MLP expects {name} as an array of numbers; got {described(given)}.")
                if given.shape != shape:
                    raise ValueError(f"MLP expects {name} of shape {shape}, as {of}; got {given.shape}.")
        for linear in self.linear_layers:
            W, b = linear.change()
            _descend(W, linear.momentum_W, linear.dW, lr, momentum)
            _descend(b, linear.momentum_b, linear.db, lr, momentum)
        for bn in self.bn_layers:
            gamma, beta = bn.change()
            gamma -= lr * bn.dgamma
            beta -= lr * bn.dbeta

    def error(self, labels: NDArray[Any]) -> np.integer[Any]:
        """The number of examples of the last forward pass whose largest logit is not that of the label."""
        logits, labels = self._logits_for(labels)
        return (logits.argmax(axis=1) != labels.argmax(axis=1)).sum()

    def total_loss(self, labels: NDArray[Any]) -> np.floating[Any]:
        """The loss of the last forward pass, summed over its examples."""
        return _apart(self.criterion, *self._logits_for(labels))[0].sum()

    def train(self) -> None:
        """Switch to training mode: batch norm uses the batch's statistics."""
        self.train_mode = True

    def eval(self) -> None:
        """Switch to evaluation mode: batch norm uses the running statistics."""
        self.train_mode = False

    def __getstate__(self) -> dict[str, Any]:
        """The state for copies and pickles: everything except the forward pass that backward needs."""
        return vars(self) | {"_uses": None, "_activations": []}

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def _layers(self) -> Iterator[tuple[Linear, BatchNorm | None]]:
        """Each linear layer with the batch norm that follows it, or None."""
        return zip_longest(self.linear_layers, self.bn_layers)

    def _check_pass(self) -> None:
        """Raise RuntimeError unless the last forward pass used the present layers and parameters."""
        if self._uses is None:
            raise RuntimeError(
                "MLP.backward needs a forward pass of its own, and a copy carries none. Call mlp(x) first."
            )
        now = [layer for layers in self._layers() for layer in layers if layer is not None]
        if len(now) != len(self._uses) or any(
            layer.used is not used or layer.changed() for layer, used in zip(now, self._uses, strict=True)
        ):
            raise RuntimeError(
                "MLP.backward expects the parameters that the forward pass used; they were changed in place "
                "or replaced after it, as step() does. Call mlp(x) again."
            )

    def _logits_for(self, labels: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        """The logits of the last forward pass, and the labels, checked to be one-hot rows for them."""
        if self._logits is None:
            raise RuntimeError("MLP has no output to hold the labels against. Call mlp(x) first.")
        labels = as_reals(labels, "MLP", "labels")
        if labels.shape != self._logits.shape:
            raise ValueError(
                f"MLP expects one-hot labels of shape {self._logits.shape}; got {labels.shape}. "
                f"From class numbers: np.eye({self.output_size})[labels]."
            )
        # Each row has one 1. All other numbers are 0, as there are no more non-zero numbers than rows.
        hot = np.count_nonzero(labels == 1, axis=1)
        if not len(labels) == np.count_nonzero(hot == 1) == np.count_nonzero(labels):
            raise ValueError("MLP expects one-hot labels, a single 1 in each row and 0 elsewhere.")
        return self._logits, labels


def _apart(f: Any, *given: NDArray[Any]) -> tuple[NDArray[Any], Any]:
    """The result of f, and the copy of f that computed it and keeps what its derivative needs.

    f itself may be used in other layers, networks and threads at the same time. Afterwards its attributes
    are those of the copy. An activation or criterion written by the caller may write to its inputs, results
    and kept arrays, so it works on copies of them.
    """
    if type(f) in OURS:
        used = object.__new__(type(f))
        vars(used).update(vars(f))
        result = used(*given)
        vars(f).update(vars(used))
        return result, used
    used = _copied(f)
    result = used(*(array.copy() for array in given))
    for name, value in vars(used).items():
        parts = (
            value.values()
            if isinstance(value, dict)
            else value
            if isinstance(value, list | tuple)
            else [value]
        )
        if not any(
            isinstance(part, Activation | Criterion) for part in parts
        ):  # a part that is itself an activation or criterion stays f's own
            vars(f)[name] = _copied(value)
    return result.copy() if isinstance(result, np.ndarray) else result, used


def _copied(value: Any) -> Any:
    """A copy of an activation or criterion; arrays among its attributes are copied too."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(map(_copied, value))
    if type(value) is dict:
        return {name: _copied(part) for name, part in value.items()}
    if isinstance(value, Activation | Criterion):
        new = object.__new__(type(value))
        vars(new).update(_copied(vars(value)))
        return new
    return value


def _derivative(used: Any, shape: tuple[int, ...]) -> Any:
    """The derivative of an activation (a number, or an array of its output's shape) or of a criterion."""
    slope = used.derivative() if type(used) in OURS else _copied(used).derivative()
    if type(used) in OURS or isinstance(slope, int | float):
        return slope
    name = type(used).__name__
    slope = as_floats(slope, "MLP", f"what {name}.derivative() returns")
    if slope.shape not in ((), shape):
        raise ValueError(f"MLP expects {name}.derivative() to have shape {shape}; got {slope.shape}.")
    return slope


def _descend(W: NDArray[Any], v: NDArray[Any], g: NDArray[Any], lr: float, momentum: float) -> None:
    """v = momentum * v - lr * g;   W += v, in place."""
    v *= momentum
    v -= lr * g
    W += v
