"""Compares an operation of mytorch with NumPy's formula and its complex step."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.complex_step import complex_gradients
from mytorch import Tensor

__all__ = ["Operation", "check_operation", "holding", "row"]

Array = NDArray[Any]
CLOSE = 1e-13  # relative to the largest element, or to 1 if that is smaller


class Operation(NamedTuple):
    """An operation in both libraries, and the shapes of its inputs, or the inputs themselves."""

    name: str
    ours: Callable[..., Any]  # on Tensors
    numpys: Callable[..., Any]  # on arrays, complex ones too
    shapes: list[tuple[int, ...]]
    at: list[Array] | None = None  # inputs, if random numbers do not fit
    slopes: list[Array] | None = None  # slope of each element, if infinite or if NumPy's formula has none


def row(
    name: str, ours: Callable[..., Any], numpys: Callable[..., Any], *shapes: tuple[int, ...]
) -> Operation:
    """An operation on random numbers of these shapes."""
    return Operation(name, ours, numpys, list(shapes))


def holding(layer: Any, **parts: Any) -> Callable[..., Any]:
    """The layer with these tensors as its parameters, be they leaves or not."""
    for name, part in parts.items():
        stem, _, k = name.rpartition("_l")
        vars(layer.units[int(k)] if stem else layer)[stem or name] = part
    called: Callable[..., Any] = layer
    return called


def check_operation(operation: Operation, seed: int = 0) -> None:
    """AssertionError unless value and gradients, by complex step, are those of NumPy's formula."""
    rng = np.random.default_rng(seed)
    arrays = operation.at or [np.asarray(rng.uniform(0.3, 2, shape)) for shape in operation.shapes]
    leaves = [Tensor(x, requires_grad=True) for x in arrays]
    z = operation.ours(*leaves)
    value = np.asarray(operation.numpys(*arrays))
    _assert_close(z.data, value, "the value")
    if value.dtype.kind in "biu":  # integers and bools have no gradient
        return
    upstream = np.asarray(rng.normal(size=z.shape))
    z.backward(Tensor(upstream))
    for i, leaf in enumerate(leaves):
        if operation.slopes is not None:
            right = np.asarray(upstream * operation.slopes[i])
        else:
            right = _complex_step(operation, arrays, i, upstream)
        _assert_close(leaf.grad.data, right, f"gradient {i + 1}")


def _complex_step(operation: Operation, arrays: list[Array], i: int, upstream: Array) -> Array:
    """The gradient of sum(upstream * value) with respect to input i."""

    def total(at: dict[str, Array]) -> Any:
        return (upstream * operation.numpys(*arrays[:i], at["input"], *arrays[i + 1 :])).sum()

    return complex_gradients(total, {"input": arrays[i]})["input"]


def _assert_close(ours: Array, theirs: Any, what: str) -> None:
    theirs = np.asarray(theirs)
    assert ours.shape == theirs.shape, f"{what} has shape {ours.shape}; expected {theirs.shape}"
    finite = np.isfinite(theirs)
    assert np.array_equal(ours[~finite], theirs[~finite], equal_nan=True), f"{what} is {ours}, not {theirs}"
    off = np.abs(ours[finite] - theirs[finite]).max(initial=0)
    assert off <= CLOSE * max(1, np.abs(theirs[finite]).max(initial=0)), f"{what} is off by {off:.3g}"
