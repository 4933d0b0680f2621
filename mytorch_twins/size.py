"""Estimates the memory of a training run, so that a size that cannot fit is refused before it starts."""

import os
from collections.abc import Sequence
from itertools import pairwise

import click

__all__ = ["check_size"]

BYTES = {"float32": 4, "float64": 8}
UNKNOWN = 2**36  # bytes (64 GiB), used if the system does not say how much memory it has


def check_size(sizes: Sequence[int], batch_size: int, dtype: str, option: str) -> int:
    """The number of weights of a network. Reports wrong usage if training needs more memory than there is.

    sizes: of the input, of each hidden layer and of the output, in units.
    option: the option that the user can make smaller, for the error message.
    """
    weights = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    # Each weight has a gradient and a momentum; each layer's output for a batch has a gradient.
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
    """The memory of this machine, in bytes."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return UNKNOWN


def _gib(size: int) -> str:
    """The size in words, in GiB (2**30 bytes)."""
    return f"{size / 2**30:,.1f} GiB" if size < 2**80 else "more than 2**50 GiB"
