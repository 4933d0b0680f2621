"""Programs at random.

A program is drawn line by line, each tried on a tracer at once: a line that NumPy cannot run, whose values or
slopes grow, or that stands where rounding decides, is drawn anew. The same numbers give the same program.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.crosscheck.programs.changes import Changes
from autograder.crosscheck.programs.draw_layers import Layers
from autograder.crosscheck.programs.draw_operations import Operations
from autograder.crosscheck.programs.draw_optimizers import Optimizers
from autograder.crosscheck.programs.row import Op
from autograder.crosscheck.programs.statement import Program
from autograder.crosscheck.programs.table import OPS

__all__ = ["draw"]


def draw(seed: int, number: int, length: int = 12) -> Program:
    """The program with this number, of some `length` lines. Each row of the table has its turn."""
    return _Draw(np.random.default_rng([seed, number]), length).program(OPS[number % len(OPS)])


class _Draw(Operations, Layers, Optimizers, Changes):
    """The whole of a program."""

    def program(self, op: Op) -> Program:
        """Some leaves, then anything, the row whose turn it is among it, and a walk back at the end."""
        for i in range(int(self.rng.integers(1, 4))):
            self.leaf(requires_grad=i == 0 or self.rng.random() < 0.7)
        count = int(self.rng.integers(3, 14)) * self.length // 12
        turn = int(self.rng.integers(3)) if op.may_refuse else 0  # early, before the program can be refused
        for i in range(count):
            if i >= turn and self.line(functools.partial(self.turn, op)):
                turn = count
            else:
                self.line(self.anything)
        for name in self.tensors[::-1]:
            if self.value(name).requires_grad and not self.value(name).is_leaf:
                self.line(functools.partial(self.backward, name))
                break
        return self.lines

    def turn(self, op: Op) -> None:
        """This operation, and often the gradient through it at once."""
        self.op_of(op, fresh=0.9)
        if self.value(self.tensors[-1]).requires_grad and self.rng.random() < 0.9:
            self.backward(self.tensors[-1], retain=True)

    def anything(self) -> None:
        """A line of any kind."""
        kinds: list[tuple[float, Callable[[], Any]]] = [
            (70, self.op),
            (4, self.leaf),
            (3, self.constant),
            (2, self.alias),
            (2, self.batch_norm),
            (2, self.linear),
            (4, self.backward),
            (1, self.clear),
            (1, self.toggle),
            (1, self.gradient),
            (3, self.optimizer),
        ]
        if self.in_place:
            kinds += [(5, self.hold), (12, self.write), (2, self.rebind), (1, self.swap)]
            kinds += [(6, self.augmented), (2, self.fill), (3, self.key)]
        weights = np.array([weight for weight, _ in kinds], float)
        kinds[int(self.rng.choice(len(kinds), p=weights / weights.sum()))][1]()
