"""A row of the tables of operations (table.py, surface.py)."""

from collections.abc import Callable
from typing import NamedTuple

from autograder.crosscheck.programs.conditions import always

__all__ = ["Op"]


class Op(NamedTuple):
    """A row of the table."""

    name: str
    ours: str
    takes: str = "f"
    torch: str = ""  # "": as ours
    numpy: str = ""  # "": as ours
    when: Callable[..., bool] = always  # of the operands' real parts: whether to use them here
    dtype: str = ""  # of the result; "": PyTorch's promotion of the operands'
    like: tuple[tuple[int, ...], ...] = ()  # shapes for fresh operands, where random ones seldom fit
    ties: bool = False  # whether fresh operands are to have equal elements and zeros among them
    records: bool = True  # False: its result is cut off from the graph
    may_refuse: bool = False  # for tensors that require a gradient: no op of ours stands behind it
