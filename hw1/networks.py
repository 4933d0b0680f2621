"""One builder of the Spring 2020 network for both modes: by hand, and by autograd."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import autograd_mlp
import classic_mlp
from classic_mlp import Network
from mytorch import nn

__all__ = ["TWINS", "Twin", "build_network"]


class Twin(NamedTuple):
    """What a network is built from in one mode."""

    layers: Any  # the package that has the activations, by the same names in both modes
    mlp: Callable[..., Network]  # the network's class
    criterion: Callable[[], Any]  # makes the loss: softmax cross-entropy, summed over the batch


TWINS = {
    "by hand": Twin(classic_mlp, classic_mlp.MLP, classic_mlp.SoftmaxCrossEntropy),
    "by autograd": Twin(nn, autograd_mlp.MLP, partial(nn.CrossEntropyLoss, reduction="sum")),
}


def build_network(
    mode: str,
    sizes: Sequence[int],
    activations: Sequence[str],
    weight_init: Callable[[int, int], Any],
    bias_init: Callable[[int], Any],
    lr: float,
    momentum: float = 0.0,
    num_bn_layers: int = 0,
    criterion: Any = None,
) -> Network:
    """A network of the course's constructor; both modes start with the same numbers.

    mode: "by hand" or "by autograd": who computes the gradients.
    sizes: the number of inputs, of units in each hidden layer, and of outputs.
    activations: the names of the classes, as "Tanh", one for each hidden layer; or one more, for the outputs,
        which otherwise stay as they are.
    weight_init, bias_init: called in the order of the layers, with (n_in, n_out) and with n_out; they give
        arrays of shape (n_in, n_out) and (1, n_out).
    criterion: the loss; softmax cross-entropy by default.
    """
    twin = TWINS[mode]
    names = [*activations, "Identity"][: len(sizes) - 1]
    return twin.mlp(
        sizes[0],
        sizes[-1],
        list(sizes[1:-1]),
        [getattr(twin.layers, name)() for name in names],
        weight_init,
        bias_init,
        twin.criterion() if criterion is None else criterion,
        lr,
        momentum,
        num_bn_layers,
    )
