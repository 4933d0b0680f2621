"""The optimizers that both libraries have, and PyTorch's samples of their settings."""

from functools import cache

import numpy as np
import torch

import mytorch

STEPS = 20


@cache
def database():
    """PyTorch's descriptions of its optimizers."""
    from torch.testing._internal.common_optimizers import optim_db

    return list(optim_db)


def common():
    """(title, PyTorch's description, our class), for each optimizer that both have."""
    for info in database():
        kind = getattr(mytorch.optim, info.optim_cls.__name__, None)
        if kind is not None:
            yield info.optim_cls.__name__, info, kind


def samples(info):
    """The settings of each of PyTorch's samples."""
    for sample in info.optim_inputs_func(device="cpu", dtype=torch.float64):
        yield dict(sample.kwargs)


def trajectory(library, kind, settings):
    """Where STEPS steps on a curved bowl lead, from one start in either library: an array."""
    rng = np.random.default_rng(0)
    start, curvature = rng.normal(size=(3, 4)), rng.uniform(0.1, 3, (3, 4))
    if library is torch:
        x = torch.tensor(start, requires_grad=True)
        c = torch.tensor(curvature)
    else:
        x, c = mytorch.Tensor(start, requires_grad=True), mytorch.Tensor(curvature)
    optimizer = kind([x], **settings)
    for _ in range(STEPS):
        optimizer.zero_grad()
        (c * x * x + (x * x * x * x) / 4).sum().backward()
        optimizer.step()
    return np.array(x.detach().numpy())
