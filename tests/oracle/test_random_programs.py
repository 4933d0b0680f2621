"""Random programs against PyTorch.

The environment variable RANDOM_PROGRAMS says how many, RANDOM_PROGRAMS_SEED which ones; without it the seed
is a fresh one. Seed and counts are printed.
"""

import os
import secrets
from functools import partial

import numpy as np
import pytest

from autograder.crosscheck.programs.by_pytorch import ByPyTorch
from autograder.crosscheck.programs.draw import draw
from autograder.crosscheck.programs.judge import CLOSE, Count, judge, lowest_dtype
from autograder.crosscheck.programs.shrink import shrink
from autograder.crosscheck.programs.statement import listing
from autograder.crosscheck.programs.tracer import Tracer

COUNT = int(os.environ.get("RANDOM_PROGRAMS", "1500"))
SEED = int(os.environ.get("RANDOM_PROGRAMS_SEED", secrets.randbelow(10**6)))


def ends_as(kind, program):
    verdict = judge(program, ByPyTorch)
    return (verdict.outcome, verdict.kind) == ("wrong", kind)


def compare(count, length, capsys):
    total = Count()
    for number in range(count):
        program = draw(SEED, number, length)
        verdict = judge(program, ByPyTorch)
        total.add(number, verdict)
        if verdict.outcome == "wrong":
            smaller = shrink(program, partial(ends_as, verdict.kind))
            why = judge(smaller, ByPyTorch).why
            pytest.fail(f"{total}\nprogram {number} of seed {SEED}: {why}\n\n{listing(smaller)}")
    with capsys.disabled():
        print(f"\nseed {SEED}, {count} programs of some {length} lines: {total}")
    return total


def test_no_program_is_silently_wrong(capsys):
    total = compare(COUNT, 12, capsys)
    assert total.outcomes["agreed"] >= 0.7 * COUNT, str(total)


def test_nor_is_a_long_one(capsys):
    compare(max(COUNT // 20, 20), 120, capsys)


def test_the_tracer_knows_what_pytorch_knows():
    """The references against each other, so that the default suite's is no weaker."""
    for number in range(max(COUNT // 5, 300)):
        tracer, pytorch = Tracer(), ByPyTorch()
        program = draw(SEED, number)
        scale, lowest = 1.0, lowest_dtype(program)
        for line in program:
            tracer.run(line)
            pytorch.run(line)
            if line.action not in ("op", "leaf", "batch_norm") or line.name == "constant":
                continue
            mine, theirs = tracer.look(line.target), pytorch.look(line.target)
            where = f"seed {SEED}, program {number}: {line.ours}"
            assert (mine.dtype, mine.requires_grad, mine.is_leaf) == theirs[1:], where
            scale = max(scale, np.abs(theirs.array).max(initial=0))
            np.testing.assert_allclose(mine.array, theirs.array, 0, CLOSE[lowest] * scale, err_msg=where)
        for name in tracer.values:
            mine, theirs = tracer.gradient(name), pytorch.gradient(name)
            assert (mine is None) == (theirs is None), f"seed {SEED}, program {number}: {name}"
            if mine is not None and mine.size:
                scale = max(scale, np.abs(theirs).max())
                np.testing.assert_allclose(mine, theirs, 0, CLOSE[lowest] * scale, err_msg=name)
