"""A line of a random program, in the three languages that run it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["PRELUDE", "Program", "Statement", "listing"]

Program = Sequence["Statement"]


class Statement(NamedTuple):
    """One line.

    action: what the tracer does for it (see tracer.py).
    ours, torch: the line in either language; NumPy's expression, where the action needs one, is `numpy`.
    target: the name that it gives a value to, or "".
    reads: the names that it needs.
    """

    name: str  # of the row of the table, or of the action
    action: str
    ours: str
    torch: str = ""  # "": as ours
    numpy: str = ""
    target: str = ""
    reads: tuple[str, ...] = ()
    recording: bool = True
    dtype: str = ""
    given: Any = None  # arrays and settings that the tracer needs
    may_refuse: bool = False


# What the lines of a program in mytorch can call.
PRELUDE = """\
import math
import numpy as np
import mytorch
from mytorch import Function, Tensor, nn, no_grad, optim
from mytorch.nn import functional as F
from mytorch.nn.util import PackedSequence, pack_sequence, unpack_sequence


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3.0 * x * x


def as_tensor(x):
    return x if isinstance(x, Tensor) else Tensor(x)


def assign(x, value):
    x[:] = value
    return x


def statistics(x):
    return Tensor(np.full(x.shape[1], 0.25, x.dtype)), Tensor(np.full(x.shape[1], 1.5, x.dtype))


def holding(layer, inputs, **parts):
    for name, part in parts.items():
        stem, _, k = name.rpartition("_l")
        vars(layer.units[int(k)] if stem else layer)[stem or name] = part
    return layer(*inputs)


def seeded(seed, layer, x):
    state = np.random.get_state()
    np.random.seed(seed)
    z = layer(x)
    np.random.set_state(state)
    return z


def slope(f, x, *others):
    wanted = any(one.requires_grad for one in (x, *others)) and mytorch.is_grad_enabled()
    with mytorch.enable_grad():
        y = x * 1 if x.requires_grad else x.detach().requires_grad_(True)
        g = mytorch.autograd.grad(f(y).sum(), y, create_graph=True)[0] * 1
    return g if wanted else g.detach()


def doubled(x):
    z = x * 1
    if z.requires_grad:
        z.register_hook(lambda g: g * 2)
    return z * 1
"""


def listing(program: Program) -> str:
    """The program in mytorch, as code that runs."""
    return PRELUDE + "\n\n" + "\n".join(line.ours for line in program) + "\n"
