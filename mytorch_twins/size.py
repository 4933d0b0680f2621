"""How much memory a training run needs, so that an absurd size is refused before anything is made of it."""

import os
from collections.abc import Sequence
from itertools import pairwise

import click

__all__ = ["check_size"]

BYTES = {"float32": 4, "float64": 8}
UNKNOWN = 2**36  # bytes, 64 GiB: where the system does not tell how much memory there is


def check_size(sizes: Sequence[int], batch_size: int, dtype: str, option: str) -> int:
    """The number of weights of a network; wrong usage if it cannot be trained within this machine's memory.

    sizes: of the input, of each hidden layer and of the output, in units.
    option: that the user can make smaller, for the error.
    """
    weights = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    # Each weight with its gradient and its momentum; what each layer makes of a batch, with its gradient.
    needed = BYTES[dtype] * (3 * weights + 2 * min(batch_size, 2**16) * sum(sizes))
    there = _memory()
    if needed > there:
        raise click.BadParameter(
            f"training a network of {weights:,} weights in batches of {batch_size:,} takes at least "
            f"{_gib(needed)} of memory; this machine has {_gib(there)}. Ask for fewer units.",
            param_hint=option,
        )
    return weights


def _memory() -> int:
    """Bytes of memory in this machine."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return UNKNOWN


def _gib(size: int) -> str:
    """In GiB, 2**30 bytes."""
    return f"{size / 2**30:,.1f} GiB" if size < 2**80 else "more than 2**50 GiB"
