"""The layers and losses that both libraries have, and PyTorch's samples for them."""

from functools import cache

import torch

from mytorch import nn
from tests.oracle.pytorch_names.translate import ABOUT_MEMORY, to_mytorch


@cache
def database():
    """PyTorch's descriptions of its modules."""
    from torch.testing._internal.common_modules import module_db

    return list(module_db)


def common():
    """(title, PyTorch's description, our class), for each module that both have."""
    for info in database():
        kind = getattr(nn, info.module_cls.__name__, None)
        if kind is not None:
            yield info.module_cls.__name__, info, kind


def samples(info, training):
    """PyTorch's samples of a module in float64: the arguments of the constructor and of forward."""
    for sample in info.module_inputs_func(
        info, device="cpu", dtype=torch.float64, requires_grad=True, training=training
    ):
        if sample.forward_input is not None:
            made, called = sample.constructor_input, sample.forward_input
            yield (made.args, made.kwargs), (called.args, called.kwargs)


def pair(info, kind, construction, training):
    """A module of PyTorch's and ours with the same state. Whatever ours raises is its answer."""
    args, kwargs = construction
    kwargs = {name: value for name, value in kwargs.items() if name not in ABOUT_MEMORY}
    theirs = info.module_cls(*args, **kwargs).double().train(training)
    ours = kind(*to_mytorch(args, []), **to_mytorch(kwargs, [])).double().train(training)
    ours.load_state_dict({name: value.detach().numpy() for name, value in theirs.state_dict().items()})
    return theirs, ours
