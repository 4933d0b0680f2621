"""A trial run of a model: what its layers do is watched, and the model is left as it was."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from mytorch import in_place
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["as_it_was", "watched"]


@contextlib.contextmanager
def as_it_was(model: Module) -> Iterator[None]:
    """At the end the model has its old modes again, and what it may have changed is put back.

    That is all tensors of its modules, parameters and buffers among them, and NumPy's random generator.
    """
    modes = [(module, module.is_train) for module in model.modules()]
    tensors = [x for module in model.modules() for x in vars(module).values() if isinstance(x, Tensor)]
    before = [(x, x.array.copy()) for x in tensors]
    generator = np.random.get_state()  # noqa: NPY002 (the course's generator)
    try:
        yield
    finally:
        for module, mode in modes:
            module.is_train = mode
        for x, array in before:
            if not np.array_equal(x.array, array, equal_nan=True):
                in_place.wrote(x, instead=array)
        np.random.set_state(generator)  # noqa: NPY002


@contextlib.contextmanager
def watched(
    model: Module, enter: Callable[[Module, Any], None], leave: Callable[[Module, Any, Any], None]
) -> Iterator[None]:
    """In here, enter(module, args) is called before each layer runs, and leave(module, args, output) after.

    A layer whose run fails is entered and never left.
    """
    handles = []
    unhooked = [module for module in model.modules() if module.hooks_of_module is None]
    try:
        for module in list(model.modules()):
            handles.append(module.register_forward_pre_hook(enter, prepend=True))
            handles.append(module.register_forward_hook(leave))
        yield
    finally:
        for handle in handles:
            handle.remove()
        for module in unhooked:
            vars(module).pop("hooks_of_module", None)
