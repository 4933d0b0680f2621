"""The networks of a job: an MLP, LeNet-5, or what a function in the user's own file returns."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hw1.own_code import OwnCodeError, in_one_line, loaded
from mytorch import get_default_dtype, no_grad
from mytorch.nn import Conv2d, Dropout, Flatten, Linear, MaxPool2d, Module, ReLU, Sequential
from mytorch.tensor import Tensor

__all__ = ["Description", "ModelError", "build", "fits_flat"]

KERNEL, SMALLEST = (
    5,
    12,
)  # pixels: LeNet-5's kernels, and the images that are large enough for both of its pools


class ModelError(Exception):
    """A model cannot be built, or does not fit the data. The message says why, in one line."""


class Description(NamedTuple):
    """What a network is built from."""

    model: str  # "mlp", "lenet", or FILE.py:function
    hidden: tuple[int, ...] = ()  # units in each hidden layer of an MLP
    dropout: float = 0.0  # the share of the units of each hidden dense layer that is left out

    @property
    def is_own(self) -> bool:
        """Whether the network comes from the user's own file."""
        return ":" in self.model


def build(description: Description, input_shape: Sequence[int], classes: int) -> Module:
    """The network, with new weights of the default dtype, for inputs of this shape: (columns,) or (C, H, W).

    ModelError if it cannot be built for them, or if the user's function returns no Module.
    """
    if description.is_own:
        return _own(description.model)
    if description.model == "lenet":
        return _lenet(input_shape, classes, description.dropout)
    before: list[Module] = [Flatten()] if len(input_shape) > 1 else []
    sizes = [int(np.prod(input_shape)), *description.hidden]
    return Sequential(*before, *_dense(sizes, classes, description.dropout))


def fits_flat(model: Module, x: np.ndarray, classes: int) -> bool:
    """Whether the model takes images as rows (N, C * H * W), because it does not take them as they are.

    x: some inputs, on the model's scale. ModelError if the model takes them in neither form, if its outputs
    are not of shape (N, classes), or if there is nothing to train.
    """
    parameters = list(model.parameters())
    if not parameters:
        raise ModelError("the model has no parameters, so that there is nothing to train.")
    dtype = get_default_dtype()
    other = next((str(p.dtype) for p in parameters if p.dtype != dtype), None)
    if other:
        raise ModelError(f"the model has parameters of {other}; expected {dtype}. Choose it with --dtype.")
    forms = [x, x.reshape(len(x), -1)] if x.ndim > 2 else [x]
    found: list[tuple[int, ...] | str] = []
    for form in forms:
        found.append(_output_of(model, form))
        if found[-1] == (len(x), classes):
            return len(found) == 2
    shape = next((one for one in found if not isinstance(one, str)), None)
    if shape is None:
        raise ModelError(f"the model does not take inputs of shape {x.shape}: {found[0]}")
    expected = f"({len(x)}, {classes}), a number for each of the {classes} classes"
    raise ModelError(f"the model's outputs for {len(x)} inputs are of shape {shape}; expected {expected}.")


def _output_of(model: Module, x: np.ndarray) -> tuple[int, ...] | str:
    """The shape of the outputs; or what the model says when it refuses the inputs."""
    was_training = model.is_train
    model.eval()
    try:
        with no_grad():
            output = model(Tensor.of(x))
    except Exception as error:
        return in_one_line(error)
    finally:
        model.train(was_training)
    return output.shape if isinstance(output, Tensor) else f"it returns {type(output).__name__}, no Tensor."


def _dense(sizes: Sequence[int], classes: int, dropout: float) -> list[Module]:
    """Linear layers, a ReLU and, if it leaves out anything, a Dropout after each but the last."""
    layers: list[Module] = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [Linear(n_in, n_out), ReLU(), *([Dropout(dropout)] if dropout else [])]
    return [*layers, Linear(sizes[-1], classes)]


def _lenet(input_shape: Sequence[int], classes: int, dropout: float) -> Module:
    """LeNet-5 with ReLU and max pooling   (LeCun, Bottou, Bengio and Haffner 1998).

    MNIST's 28 x 28 pixels get a margin of two, as in the paper; other sizes get the same.
    """
    if len(input_shape) != 3:
        raise ModelError(
            f"lenet takes images; the data has rows of {input_shape[0]} numbers. Use --model mlp."
        )
    channels, height, width = input_shape
    if min(height, width) < SMALLEST:
        raise ModelError(
            f"lenet takes images of {SMALLEST} x {SMALLEST} pixels and more; the data's are {height} x "
            f"{width}. Use --model mlp."
        )
    places = [(n // 2 - KERNEL + 1) // 2 for n in (height, width)]
    return Sequential(
        *(Conv2d(channels, 6, KERNEL, padding=KERNEL // 2), ReLU(), MaxPool2d(2)),
        *(Conv2d(6, 16, KERNEL), ReLU(), MaxPool2d(2)),
        Flatten(),
        *_dense([16 * places[0] * places[1], 120, 84], classes, dropout),
    )


def _own(model: str) -> Module:
    """What the function of the user's file returns: FILE.py:function."""
    file, _, name = model.rpartition(":")
    try:
        with loaded(model, "function", "that returns a Module") as module:
            function = getattr(module, name)
            if not callable(function):
                raise OwnCodeError(f"{file!r} has no function {name!r}; expected one that returns a Module.")
            made = function()
            if isinstance(made, Module):
                list(made.parameters())  # an error, if its class has not called super().__init__()
    except OwnCodeError as error:
        raise ModelError(str(error)) from None
    if not isinstance(made, Module):
        raise ModelError(
            f"{model!r} returned {type(made).__name__}; expected a Module, such as nn.Sequential."
        )
    return made
