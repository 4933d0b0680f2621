"""The simple recurrent network, its gradient left to autograd (11-785, Fall 2020, homework 3).

A unit computes one time step; TimeIterator runs it, or several of them on top of each other, over time.
There is no derivative in this file: backpropagation through time is the engine's ordinary walk, and since
that does not recurse, a sequence may be as long as memory allows.

Letters: N sequences in a batch, T time steps, H hidden_size, L num_layers; x in, h the hidden state.
Twin: classic_mlp/rnn.py
"""

import math
import re
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, flag, floats, size, within_memory
from mytorch.dtypes import get_default_dtype
from mytorch.errors import shown
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.nn.tree import joined
from mytorch.nn.util import PackedSequence, split_rows
from mytorch.ops import Cat
from mytorch.tensor import Tensor

__all__ = ["RNN", "RNNCell", "RNNUnit", "RecurrentUnit", "TimeIterator"]

_ACTIVATIONS = {"tanh": F.tanh, "relu": F.relu}

_MOST_LAYERS = 10_000  # more would take minutes to be made, and could not be trained


class RecurrentUnit(Module):
    """What the units have in common: weights for x and for h, a stack of rows for each of `gates`.

    Shape: weight_ih (gates·H, input_size), weight_hh (gates·H, H), bias_ih and bias_hh (gates·H,), of the
    default dtype. All are drawn evenly from ±1/√H, as in PyTorch, by NumPy's global generator, in this order.

    A subclass says what `gates` is, and computes one time step in `step`.
    """

    gates = 1

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        name = type(self).__name__
        self.input_size = size(name, "input_size", input_size)
        self.hidden_size = size(name, "hidden_size", hidden_size)
        self.in_network = False  # whether it is a layer of a TimeIterator
        rows = self.gates * self.hidden_size
        with within_memory(name, rows, self.input_size + self.hidden_size):
            self.weight_ih = self._drawn(rows, self.input_size)
            self.weight_hh = self._drawn(rows, self.hidden_size)
            self.bias_ih = self._drawn(rows)
            self.bias_hh = self._drawn(rows)

    def _drawn(self, *shape: int) -> Tensor:
        bound = 1 / math.sqrt(self.hidden_size)
        drawn = np.random.uniform(-bound, bound, shape)  # noqa: NPY002 (the course's generator)
        return Tensor(drawn.astype(get_default_dtype()), requires_grad=True, is_parameter=True)

    def forward(self, input: TensorLike, hidden: TensorLike | None = None) -> Tensor:  # noqa: A002
        """The next hidden state.   Shape: input (N, input_size), hidden (N, H) -> (N, H); or all without N.

        Without a hidden state it is 0. ValueError where a shape does not fit, TypeError for what holds no
        numbers.
        """
        name = type(self).__name__
        x = floats(name, "input", input, self.weight_ih.dtype)
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_size:
            raise ValueError(f"{name} expects input of shape (N, {self.input_size}); got {x.shape}.")
        shape = (*x.shape[:-1], self.hidden_size)
        h = Tensor(np.zeros(shape, x.dtype)) if hidden is None else floats(name, "hidden", hidden, x.dtype)
        if h.shape != shape:
            raise ValueError(f"{name} expects hidden of shape {shape}; got {h.shape}.")
        if x.ndim == 1:
            return self.step(self.of_input(x.reshape(1, -1)), h.reshape(1, -1)).reshape(-1)
        return self.step(self.of_input(x), h)

    def of_input(self, x: Tensor) -> Tensor:
        """x @ weight_ih.T + bias_ih: all that does not depend on h, so one product does for all times."""
        return F.linear(x, self.weight_ih, self.bias_ih)

    def of_hidden(self, h: Tensor) -> Tensor:
        """h @ weight_hh.T + bias_hh"""
        return F.linear(h, self.weight_hh, self.bias_hh)

    def state_path(self, path: str, name: str) -> str:
        """In a network "unit_l1.weight_ih" is "weight_ih_l1", PyTorch's name, and "unit" is layer 0."""
        above, _, attribute = path.rpartition(".")
        layer = re.fullmatch(r"unit(_l\d+)?", attribute)
        if not (layer and self.in_network):
            return super().state_path(path, name)
        return joined(above, name + (layer[1] or "_l0"))

    def step(self, a: Tensor, h: Tensor) -> Tensor:
        """The next hidden state, from a = of_input(x) and the last one; a subclass writes it."""
        raise NotImplementedError(f"{type(self).__name__} has no step method.")

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}"


class RNNUnit(RecurrentUnit):
    """h' = tanh(weight_ih @ x + bias_ih + weight_hh @ h + bias_hh)   (Elman 1990), PyTorch's RNNCell.

    nonlinearity: "tanh" or "relu"; ValueError else. Weights and shapes: see RecurrentUnit.

    >>> unit = mytorch.nn.RNNUnit(1, 1)
    >>> for p in unit.parameters():
    ...     _ = mytorch.nn.init.ones_(p)
    >>> unit(mytorch.tensor([[1.0]]), mytorch.tensor([[-3.0]])).tolist()  # tanh(1 + 1 - 3 + 1)
    [[0.0]]
    """

    def __init__(self, input_size: int, hidden_size: int, nonlinearity: str = "tanh") -> None:
        if not isinstance(nonlinearity, str) or nonlinearity not in _ACTIVATIONS:
            raise ValueError(f'nonlinearity is "tanh" or "relu"; got {shown(nonlinearity)}.')
        super().__init__(input_size, hidden_size)
        self.nonlinearity = nonlinearity

    def step(self, a: Tensor, h: Tensor) -> Tensor:
        return _ACTIVATIONS[self.nonlinearity](a + self.of_hidden(h))

    def extra_repr(self) -> str:
        return super().extra_repr() + ("" if self.nonlinearity == "tanh" else ", nonlinearity='relu'")


RNNCell = RNNUnit


class TimeIterator(Module):
    """Units of one kind over time, num_layers of them on top of each other.

    basic_unit: RNNUnit, GRUUnit or a subclass of theirs. The first layer's unit is `unit`, as in the course,
        the next ones are unit_l1, unit_l2 …
    nonlinearity: of an RNNUnit, "tanh" or "relu". The course has no num_layers: a nonlinearity that stands
        in its place is taken for one.
    batch_first: a Tensor or array is (N, T, in) and is answered by (N, T, H).

    Called with (input, hidden=None), it answers (output, hidden): the hidden states of the last layer at all
    times, and those of all layers at the end, from which another call can go on. Without a hidden state the
    first one is 0. The form of the answer is that of the input:

        input                               output               hidden, given and returned
        PackedSequence of rows (in,)        PackedSequence       (N, H), or with L > 1 (L, N, H)
        Tensor or array (T, N, in)          Tensor (T, N, H)     (L, N, H)
        Tensor or array (T, in)             Tensor (T, H)        (L, H)

    The hidden states of a PackedSequence are in its own order, the longest sequence first, as the course has
    it: with one layer, `hidden[packed.unsorted_indices]` is in the order of the list. Tensors are answered as
    in PyTorch.

    Parameters go by PyTorch's names, weight_ih_l0, weight_hh_l0 …, in `state_dict` and as attributes; that is
    the units' weight_ih, weight_hh …, by which they are set and listed as well.

    ValueError where a shape does not fit, TypeError for what holds no numbers.

    >>> net = mytorch.nn.TimeIterator(mytorch.nn.RNNUnit, 3, 2, num_layers=2)
    >>> output, hidden = net(mytorch.zeros(5, 1, 3))  # 5 times, 1 example
    >>> output.shape, hidden.shape
    ((5, 1, 2), (2, 1, 2))
    """

    def __init__(
        self,
        basic_unit: type[RecurrentUnit],
        input_size: int,
        hidden_size: int,
        num_layers: int | str = 1,
        nonlinearity: str = "tanh",
        *,
        batch_first: bool = False,
    ) -> None:
        super().__init__()
        name = type(self).__name__
        if isinstance(num_layers, str):
            nonlinearity, num_layers = num_layers, 1
        if not isinstance(basic_unit, type) or not issubclass(basic_unit, RecurrentUnit):
            raise TypeError(f"{name} expects the class RNNUnit or GRUUnit; got {shown(basic_unit)}.")
        self.input_size = size(name, "input_size", input_size)
        self.hidden_size = size(name, "hidden_size", hidden_size)
        self.num_layers = size(name, "num_layers", num_layers)
        if self.num_layers > _MOST_LAYERS:
            raise ValueError(f"{name} expects up to {_MOST_LAYERS} num_layers; got {num_layers}.")
        self.batch_first = flag(name, "batch_first", batch_first)
        options: dict[str, Any] = {}
        if issubclass(basic_unit, RNNUnit):
            options["nonlinearity"] = nonlinearity
        elif nonlinearity != "tanh":
            raise ValueError(
                f"{basic_unit.__name__} has no choice of a nonlinearity; got {shown(nonlinearity)}."
            )
        for k in range(self.num_layers):
            unit = basic_unit(self.hidden_size if k else self.input_size, self.hidden_size, **options)
            setattr(self, _unit_name(k), unit)

    @property
    def units(self) -> tuple[RecurrentUnit, ...]:
        """The unit of each layer, the first layer's first."""
        return tuple(getattr(self, _unit_name(k)) for k in range(self.num_layers))

    def forward(self, input: Any, hidden: TensorLike | None = None) -> Any:  # noqa: A002
        packed = isinstance(input, PackedSequence)
        x = self._checked(input.data if packed else input, packed)
        turned = self.batch_first and x.ndim == 3
        x = x.transpose(0, 1) if turned else x
        batch = input.batch_sizes[:1].tolist() if packed else x.shape[1:-1]
        batch_sizes = input.batch_sizes.tolist() if packed else [math.prod(batch)] * len(x)
        layers = () if packed and self.num_layers == 1 else (self.num_layers,)
        form = (*layers, *batch, self.hidden_size)
        states = self._first_states(form, batch_sizes[0], x, hidden)
        data = x.reshape(sum(batch_sizes), self.input_size)
        for k, unit in enumerate(self.units):
            data, states[k] = _over_time(unit, data, batch_sizes, states[k])
        last = Cat.apply(*states, dim=0).reshape(form)
        if packed:
            return PackedSequence(data, input.sorted_indices, input.batch_sizes), last
        output = data.reshape(*x.shape[:-1], self.hidden_size)
        return output.transpose(0, 1) if turned else output, last

    def _checked(self, x: Any, packed: bool) -> Tensor:
        """The input as a Tensor of floats that has a shape of the table above."""
        name, features = type(self).__name__, self.input_size
        x = floats(name, "input", x, self.units[0].weight_ih.dtype)
        dims = "rows" if packed else "N, T" if self.batch_first else "T, N"
        if x.ndim not in ((2,) if packed else (2, 3)) or x.shape[-1] != features:
            or_one = "" if packed else f" or (T, {features})"
            raise ValueError(f"{name} expects input of shape ({dims}, {features}){or_one}; got {x.shape}.")
        if x.shape[1 if x.ndim == 3 and self.batch_first else 0] == 0:
            raise ValueError(f"{name} expects one time step or more; got input of shape {x.shape}.")
        return x

    def _first_states(
        self, form: tuple[int, ...], n: int, x: Tensor, hidden: TensorLike | None
    ) -> list[Tensor]:
        """The hidden state (n, H) of each layer to start from: what was given, checked, or zeros."""
        shape = (self.num_layers, n, self.hidden_size)
        if hidden is None:
            return [Tensor(np.zeros(shape[1:], x.dtype)) for _ in range(self.num_layers)]
        h = floats(type(self).__name__, "hidden", hidden, x.dtype)
        if h.shape != form and not (h.shape == shape and form == shape[1:]):
            raise ValueError(f"{type(self).__name__} expects a hidden state of shape {form}; got {h.shape}.")
        return list(h.reshape(shape))

    # ---- its parameters, by PyTorch's names -----------------------------------------------------

    def __getattr__(self, name: str) -> Tensor:
        unit, stem = self._place(name)
        if unit is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")
        return vars(unit)[stem]

    def __setattr__(self, name: str, value: Any) -> None:
        unit, stem = self._place(name)
        if unit is not None:
            setattr(unit, stem, value)
            return
        super().__setattr__(name, value)
        if isinstance(value, RecurrentUnit):
            value.in_network = True

    def _place(self, name: str) -> tuple[RecurrentUnit | None, str]:
        """The unit that has the parameter of that name, and the name that it has there."""
        stem, _, k = name.rpartition("_l")
        unit = vars(self).get("unit" if k == "0" else f"unit_l{k}")
        if isinstance(unit, RecurrentUnit) and self.is_parameter(vars(unit).get(stem)):
            return unit, stem
        return None, name


class RNN(TimeIterator):
    """RNNUnit over time: see TimeIterator. The same as PyTorch's RNN for what both know.

    >>> output, hidden = mytorch.nn.RNN(3, 2)(mytorch.zeros(5, 1, 3))  # 5 times, 1 example
    >>> output.shape, hidden.shape
    ((5, 1, 2), (1, 1, 2))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int | str = 1,
        nonlinearity: str = "tanh",
        *,
        batch_first: bool = False,
    ) -> None:
        super().__init__(RNNUnit, input_size, hidden_size, num_layers, nonlinearity, batch_first=batch_first)


def _unit_name(k: int) -> str:
    return f"unit_l{k}" if k else "unit"


def _over_time(unit: RecurrentUnit, data: Tensor, batch_sizes: list[int], h: Tensor) -> tuple[Tensor, Tensor]:
    """The unit's hidden states (sum of batch_sizes, H) at all times, and each sequence's last one (N, H)."""
    outputs, ended = [], []
    for a, n in zip(split_rows(unit.of_input(data), batch_sizes), batch_sizes, strict=True):
        if n < len(h):  # the shortest sequences, which stand last, are at their end
            ended.append(h[n:])
            h = h[:n]
        h = unit.step(a, h)
        outputs.append(h)
    return Cat.apply(*outputs, dim=0), Cat.apply(h, *reversed(ended), dim=0)
