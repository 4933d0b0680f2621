"""Functions that make and read a Fall hand-in's tensors and walk back from them."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Values = dict[str, Any]


def attempt(find: Callable[..., Any], *arguments: Any) -> Any:
    """The result of the call; or its exception, which is sent in place of the value."""
    try:
        return find(*arguments)
    except (Exception, SystemExit) as error:
        return error


def failed(value: Any) -> bool:
    """Whether an attempt ended in an exception."""
    return isinstance(value, BaseException)


def tensor(array: np.ndarray, requires_grad: bool = False) -> Any:
    """A new leaf, made with the hand-in's Tensor."""
    from mytorch.tensor import Tensor

    return Tensor(array, requires_grad=requires_grad)


def data(value: Any) -> Any:
    """The array in a Tensor, as it is now; None and exceptions as they are; else what it is instead."""
    if value is None or failed(value):
        return value
    from mytorch.tensor import Tensor

    if not isinstance(value, Tensor):
        return f"no Tensor ({type(value).__name__})"
    return kept(value.data)


def kept(value: Any) -> Any:
    """The same for what may be kept as an array as well as in a Tensor; numbers become arrays."""
    if isinstance(value, np.ndarray | np.generic | int | float):
        return np.array(value)
    return data(value)


def walk(output: Any, upstream: np.ndarray) -> None:
    """Backward from a tensor with a given upstream gradient.

    This calls the engine's backward(grad_fn, gradient); if that takes other arguments, the tensor's own
    backward(), whose upstream gradient is ones.
    """
    from mytorch import autograd_engine

    try:
        inspect.signature(autograd_engine.backward).bind(None, None)
    except (AttributeError, TypeError):
        (output * tensor(upstream)).backward()
    else:
        autograd_engine.backward(output.grad_fn, tensor(upstream))


def gradients(run: Callable[[], Any], leaves: Mapping[str, Any], g: np.ndarray) -> Values:
    """The output of run(), and the gradients that a walk back from it leaves in the leaves, by name.

    If the walk fails, it is repeated for each leaf as the only one that requires a gradient, because an
    error for one leaf must not affect the others.
    """
    output = attempt(run)
    walked = output if failed(output) else attempt(walk, output, g)
    values: Values = {"output": data(output)}
    for name, leaf in leaves.items():
        values[f"gradient of {name}"] = (
            attempt(_alone, run, leaf, leaves, g) if failed(walked) else data(leaf.grad)
        )
    return values


def _alone(run: Callable[[], Any], leaf: Any, leaves: Mapping[str, Any], g: np.ndarray) -> Any:
    for one in leaves.values():
        one.grad, one.requires_grad = None, one is leaf
    try:
        walk(run(), g)
        return data(leaf.grad)
    finally:
        for one in leaves.values():
            one.requires_grad = True
