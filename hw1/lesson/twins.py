"""The hand-written twin of a layer of mytorch, with the same numbers in it.

Letters: W, b, gamma, beta as in classic_mlp, whose shapes are those of Spring 2020 (docs/dialects.md).
"""

from collections.abc import Callable, Sequence
from typing import Any

import classic_mlp
from mytorch import Tensor, nn
from mytorch.graphs.recording import Call

__all__ = ["calls_in_a_row", "twin_of"]


def calls_in_a_row(calls: Sequence[Call], x: Tensor, y: Tensor) -> list[Call] | None:
    """The runs of single layers that lead from x to y, each from what the one before gave; None otherwise.

    calls: the runs of all modules that were recorded. What a model computes outside of its layers breaks the
    row, since it has no twin.
    """
    row = [call for call in calls if not list(call.module.children())]
    values = [x, *(call.output for call in row)]
    fits = all(call.args and call.args[0] is given for call, given in zip(row, values, strict=False))
    return row if row and fits and values[-1] is y else None


def twin_of(layer: nn.Module) -> Any:
    """A new layer of classic_mlp with copies of the layer's numbers; None if it has no twin."""
    make = _TWINS.get(type(layer))
    return make(layer) if make else None


def _linear(layer: Any) -> Any:
    if layer.bias is None:
        return None
    W, b = layer.weight.array.T, layer.bias.array
    return classic_mlp.Linear(len(W), len(b), lambda n_in, n_out: W, lambda n_out: b)


def _batchnorm(layer: Any) -> Any:
    options = {"eps": layer.eps, "unbiased_running_var": layer.unbiased_running_var}
    twin = classic_mlp.BatchNorm(layer.num_features, 1 - layer.momentum, **options)
    twin.gamma, twin.beta = layer.gamma.array[None], layer.beta.array[None]
    twin.running_mean, twin.running_var = layer.running_mean.array[None], layer.running_var.array[None]
    return twin


def _layernorm(layer: Any) -> Any:
    if layer.weight is None or layer.bias is None or len(layer.normalized_shape) != 1:
        return None
    twin = classic_mlp.LayerNorm(layer.normalized_shape[0], layer.eps)
    twin.gamma, twin.beta = layer.weight.array[None], layer.bias.array[None]
    return twin


def _convolution(layer: Any) -> Any:
    plain = layer.groups == 1 and set(layer.dilation) == {1} and not isinstance(layer.padding, str)
    if layer.bias is None or not plain:
        return None
    W, b = layer.weight.array, layer.bias.array
    kind = classic_mlp.Conv1d if W.ndim == 3 else classic_mlp.Conv2d
    size, stride, padding = W.shape[2:], layer.stride, layer.padding
    if W.ndim == 3:
        (size,), (stride,), (padding,) = size, stride, padding
    given: tuple[Any, ...] = (W.shape[1], W.shape[0], size, stride, lambda *n: W, lambda *n: b)
    return kind(*given, padding=padding)


def _pooling(layer: Any) -> Any:
    given = layer.padding, layer.dilation, layer.return_indices, layer.ceil_mode
    plain = given in ((0, 1, False, False), ((0, 0), (1, 1), False, False))
    return classic_mlp.MaxPool2d(layer.kernel_size, layer.stride) if plain else None


def _flatten(layer: Any) -> Any:
    return classic_mlp.Flatten() if (layer.start_dim, layer.end_dim) == (1, -1) else None


_TWINS: dict[type, Callable[[Any], Any]] = {
    nn.Linear: _linear,
    nn.BatchNorm1d: _batchnorm,
    nn.LayerNorm: _layernorm,
    nn.Conv1d: _convolution,
    nn.Conv2d: _convolution,
    nn.MaxPool2d: _pooling,
    nn.Flatten: _flatten,
    nn.Identity: lambda layer: classic_mlp.Identity(),
    nn.ReLU: lambda layer: classic_mlp.ReLU(),
    nn.Sigmoid: lambda layer: classic_mlp.Sigmoid(),
    nn.Tanh: lambda layer: classic_mlp.Tanh(),
}
