"""The multilayer perceptron, its gradient left to autograd: there is no derivative in this file.

The interface is that of Spring 2020 (arrays, one-hot labels, a count of errors); inside, mytorch does the
work. This file converts between the two courses' conventions: see docs/dialects.md.

Letters: `x` the input (N, input_size), `labels` one-hot (N, output_size), N the batch size.   (Spring 2020,
3.5)

Twin: classic_mlp/mlp.py
"""

import copy
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from autograd_mlp.settings import as_batch, as_count, as_floats, as_function, as_list, as_rate, described
from mytorch import Tensor, in_place, no_grad
from mytorch.nn import BatchNorm1d, Linear, Module, Sequential
from mytorch.optim import SGD


class MLP:
    """Linear -> BatchNorm1d (in the first `num_bn_layers` layers) -> activation, len(hiddens) + 1 times.

    hiddens: the sizes of the hidden layers; [] makes a linear classifier.
    activations: of mytorch.nn, one for each layer, also for the output layer. One object may be used in
        several.
    weight_init_fn(n_in, n_out), bias_init_fn(n_out): first W and b of each layer in Spring's shapes,
        (n_in, n_out) and (1, n_out), drawn in layer order. They set the dtype.
    criterion: a module that returns the SUM of the losses over the batch: CrossEntropyLoss(reduction="sum").
    lr, momentum: the learning rate and momentum of `step`. They may be assigned during training.

    `network` is the Sequential that computes the output, made of `linear_layers`, `bn_layers` and
    `activations`. Batch norm has Spring's dialect: eps 1e-8, weight 0.9 of the old running average, a biased
    running variance.

    A copy (copy, deepcopy, pickle) has its own weights, gradients, velocities, statistics, mode and
    `output`, and needs a forward pass of its own before backward.

    Raises ValueError if sizes, activations and `num_bn_layers` do not fit together, if an initial array
    has another shape, or if the criterion averages; TypeError if an argument is no size, activation or rate.

    >>> criterion = mytorch.nn.CrossEntropyLoss(reduction="sum")
    >>> f, start = [mytorch.nn.Identity()], lambda *shape: np.zeros(shape)
    >>> mlp = autograd_mlp.MLP(1, 2, [], f, start, np.zeros, criterion, lr=1.0)
    >>> mlp([[2.0]]).tolist()
    [[0.0, 0.0]]
    >>> mlp.backward([[1.0, 0.0]])
    >>> mlp.linear_layers[0].weight.grad.tolist()  # x (p - y)
    [[-1.0], [1.0]]
    >>> mlp.step()
    >>> mlp([[2.0]]).tolist()
    [[2.5, -2.5]]
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
        hiddens = [as_count(n, "MLP", "each of hiddens", 1) for n in as_list(hiddens, "MLP", "hiddens")]
        input_size = as_count(input_size, "MLP", "input_size", 1)
        output_size = as_count(output_size, "MLP", "output_size", 1)
        sizes = [input_size, *hiddens, output_size]
        self.nlayers = len(hiddens) + 1
        activations = as_list(activations, "MLP", "activations")
        for activation in activations:
            if not isinstance(activation, Module):
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
        if not isinstance(criterion, Module):
            raise TypeError(
                f"MLP expects criterion as an object that gives losses; got {described(criterion)}."
            )
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
        self.activations = activations
        self.criterion = criterion
        self.lr = as_rate(lr, "MLP", "lr")
        self.momentum = as_rate(momentum, "MLP", "momentum")
        self.linear_layers = [
            _linear(sizes[i], sizes[i + 1], weight_init_fn, bias_init_fn) for i in range(self.nlayers)
        ]
        self.bn_layers = [
            BatchNorm1d(sizes[i + 1], eps=1e-8, momentum=1 - 0.9, unbiased_running_var=False)
            for i in range(num_bn_layers)
        ]
        for linear, bn in zip(self.linear_layers, self.bn_layers, strict=False):
            bn.to(linear.weight.dtype)
        self._bind([])
        self.output: NDArray[Any] | None = None
        self._x: Tensor | None = None
        self._logits: Tensor | None = None
        self._used: list[Tensor] | None = None  # the parameters of the last forward pass
        self._time = 0  # the time when that pass ended (see mytorch/in_place.py)
        self._held: list[NDArray[Any]] = []
        self.zero_grads()

    @property
    def network(self) -> Sequential:
        """A Sequential of the layers that are now in the three lists, in the order of a forward pass."""
        return Sequential(*self._in_order())

    def _in_order(self) -> list[Module]:
        """The layers in the order of a forward pass."""
        layers: list[Module] = []
        for i, (linear, activation) in enumerate(zip(self.linear_layers, self.activations, strict=True)):
            layers += [linear, *self.bn_layers[i : i + 1], activation]
        return layers

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """The logits, (N, output_size), also kept in `output`. Raises ValueError if x does not fit."""
        # If this pass fails, backward must raise an error.
        self.output = self._x = self._logits = self._used = None
        x = as_batch(x, "MLP", self.input_size)
        if len(self.activations) != len(self.linear_layers):
            raise ValueError(
                f"MLP expects an activation for each linear layer; "
                f"got {len(self.activations)} for {len(self.linear_layers)}."
            )
        layers = [*self.linear_layers, *self.bn_layers]
        if len(set(map(id, layers))) < len(layers):
            raise ValueError("MLP expects layers that are objects of their own; got one of them twice.")
        network = self.network.train(self.train_mode)
        self._x = Tensor(x, requires_grad=True)
        self._logits = network(self._x)
        self._used, self._time = list(network.parameters()), in_place.tick()
        # The engine watches only arrays that its ops saved or a user holds. Ops save no biases, so hold them
        # here.
        self._held = [p.data for p in self._used if p.ndim == 1]
        self.output = self._logits.detach().data
        return self.output

    def backward(self, labels: NDArray[Any], *, input_gradient: bool = False) -> NDArray[Any] | None:
        """The gradients of every parameter, and with `input_gradient` d(summed loss) / dx as the result.

        The engine differentiates the summed loss. Spring's gradients of gamma and beta are those of the sum,
        but its gradients of weights and biases are those of the mean. So the latter are divided by N here,
        after the product, as by hand. Gradients are overwritten, not added to.

        Raises RuntimeError before a forward pass, after `step` or any other change of a parameter, and on a
        copy; ValueError if the labels are not one-hot rows that fit the output. After an error, no gradient
        has changed.
        """
        logits, classes = self._logits_and_classes(labels)
        x, used = self._check_pass()
        before = [p.grad for p in used]
        try:
            for p in used:
                p.grad = None
            x.grad, x.requires_grad = None, input_gradient
            self.criterion(logits, classes).backward(retain_graph=True)
        except BaseException:
            for p, grad in zip(used, before, strict=True):
                p.grad = grad
            raise
        for linear in self.linear_layers:
            for p in linear.parameters():
                if p.grad is not None:
                    p.grad.data /= len(classes)
        return x.grad.data if input_gradient else None

    def zero_grads(self) -> None:
        """Set every gradient to 0."""
        for p in self.network.parameters():
            p.grad = Tensor(np.zeros_like(p.data))

    def step(self) -> None:
        """v = momentum * v - lr * g;   W += v   (3.5.3), and so for b. BN's gamma and beta take -lr * g.

        Raises TypeError or ValueError if lr or momentum is not a finite number of at least 0; nothing has
        changed then.
        """
        lr, momentum = as_rate(self.lr, "MLP", "lr"), as_rate(self.momentum, "MLP", "momentum")
        bound = [p for optimizer in self._optimizers for p in optimizer.params]
        if any(p is not b for p, b in zip_longest(self._parameters(), bound)):
            of_place = dict(zip(self._places, self._optimizers[0].momentums, strict=True))
            self._bind([of_place.get(place) for place in self._weights()])
        self._time = -1  # backward now needs a new forward pass
        self._optimizers[0].momentum = momentum
        for optimizer in self._optimizers:
            optimizer.lr = lr
            optimizer.step()

    def error(self, labels: NDArray[Any]) -> np.integer[Any]:
        """The number of examples of the last forward pass whose largest logit is not that of the label."""
        logits, classes = self._logits_and_classes(labels)
        return (logits.data.argmax(axis=1) != classes).sum()

    def total_loss(self, labels: NDArray[Any]) -> np.floating[Any]:
        """The loss of the last forward pass, summed over its examples."""
        logits, classes = self._logits_and_classes(labels)
        with no_grad():
            loss: Any = self.criterion(logits, classes).data[()]
        return loss

    def train(self) -> None:
        """Switch to training mode: batch norm uses the batch's statistics."""
        self.train_mode = True

    def eval(self) -> None:
        """Switch to evaluation mode: batch norm uses the running statistics."""
        self.train_mode = False

    def __getstate__(self) -> dict[str, Any]:
        """The state for copies and pickles: data and flags, without the graph of a forward pass."""
        state = vars(self) | {"_x": None, "_used": None, "_held": [], "_places": [], "_optimizers": []}
        if self._logits is not None:
            state["_logits"] = self._logits.detach()
        return state | {"_velocities": [v.copy() for v in self._optimizers[0].momentums]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        velocities = state.pop("_velocities")
        vars(self).update(state)
        self._bind(velocities)

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def _bind(self, velocities: Sequence[NDArray[Any] | None]) -> None:
        """Make the optimizers for the present parameters. Given velocities are kept."""
        self._places = self._weights()
        self._optimizers = [SGD([getattr(*place) for place in self._places], 0.0)]
        if self.bn_layers:  # Spring gives gamma and beta no momentum
            self._optimizers.append(SGD([p for bn in self.bn_layers for p in bn.parameters()], 0.0))
        for mine, velocity in zip(self._optimizers[0].momentums, velocities, strict=False):
            if velocity is not None and velocity.shape == mine.shape:
                mine[...] = velocity

    def _weights(self) -> list[tuple[Linear, str]]:
        """The layer and the name of each weight and bias."""
        return [(linear, name) for linear in self.linear_layers for name in ("weight", "bias")]

    def _parameters(self) -> list[Tensor]:
        """The parameters that `step` changes."""
        weights: list[Tensor] = [getattr(*place) for place in self._weights()]
        return weights + [p for bn in self.bn_layers for p in bn.parameters()]

    def _check_pass(self) -> tuple[Tensor, list[Tensor]]:
        """The input and parameters of the last forward pass. RuntimeError if a parameter has
        changed since.
        """
        if self._used is None or self._x is None:
            raise RuntimeError(
                "MLP.backward needs a forward pass of its own, and a copy carries none. Call mlp(x) first."
            )
        now = list(self.network.parameters())
        if (
            len(now) != len(self._used)
            or any(p is not used for p, used in zip(now, self._used, strict=True))
            or any(in_place.change_since(p, self._time) for p in now)
        ):
            raise RuntimeError(
                "MLP.backward expects the parameters that the forward pass used; they were changed in place "
                "or replaced after it, as step() does. Call mlp(x) again."
            )
        return self._x, now

    def _logits_and_classes(self, labels: Any) -> tuple[Tensor, NDArray[np.intp]]:
        """The logits of the last forward pass, and one-hot labels (N, C) as mytorch's class indices (N,)."""
        if self._logits is None:
            raise RuntimeError("MLP has no output to hold the labels against. Call mlp(x) first.")
        labels = as_floats(labels, "MLP", "labels")
        if labels.shape != self._logits.shape:
            raise ValueError(
                f"MLP expects one-hot labels of shape {self._logits.shape}; got {labels.shape}. "
                f"From class numbers: np.eye({self.output_size})[labels]."
            )
        classes = labels.argmax(axis=1)
        if np.count_nonzero(labels) != len(labels) or (labels.max(axis=1) != 1).any():
            raise ValueError("MLP expects one-hot labels, a single 1 in each row and 0 elsewhere.")
        return self._logits, classes


def _linear(
    n_in: int,
    n_out: int,
    weight_init_fn: Callable[[int, int], NDArray[Any]],
    bias_init_fn: Callable[[int], NDArray[Any]],
) -> Linear:
    """A Linear layer made from Spring's arrays; W, (n_in, n_out), is the transpose of mytorch's weight."""
    weight_init_fn = as_function(weight_init_fn, "Linear", "weight_init_fn")
    bias_init_fn = as_function(bias_init_fn, "Linear", "bias_init_fn")
    W = _start("weight_init_fn", weight_init_fn(n_in, n_out), (n_in, n_out))
    b = _start("bias_init_fn", bias_init_fn(n_out), (1, n_out))
    state = np.random.get_state()  # noqa: NPY002 (the course's generator)
    linear = Linear(n_in, n_out)
    np.random.set_state(state)  # noqa: NPY002  its own draw never was: both twins see the same random numbers
    linear.weight = Tensor(W.T, requires_grad=True, is_parameter=True)
    linear.bias = Tensor(b[0], requires_grad=True, is_parameter=True)
    return linear


def _start(source: str, given: Any, shape: tuple[int, int]) -> NDArray[Any]:
    """The array that an initialiser returned, checked."""
    start = as_floats(given, "Linear", f"what {source} returns")
    dtype = np.asarray(given).dtype
    if dtype.kind in "biu":
        raise TypeError(f"Linear expects {source} to return floats; got {dtype}. Add .astype(float).")
    if source == "bias_init_fn" and start.ndim < 2:
        start = start.reshape(1, -1)
    if start.shape != shape:
        raise ValueError(f"Linear expects {source} to return shape {shape}; got {start.shape}.")
    return start
