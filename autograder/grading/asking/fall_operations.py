"""Tests of one of + - * / on two tensors, of equal and of different shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Exam
from autograder.grading.judging import expressions
from autograder.grading.judging.compare import Mismatch
from autograder.grading.judging.diagnose import changed, no_gradient, wrong
from autograder.grading.running.session import HandinFailed

__all__ = ["OPERATIONS", "OUTPUTS", "away_from_zero", "judge_operation", "judge_shapes"]

Array = NDArray[Any]
Shape = tuple[int, ...]

OPERATIONS = {"-": ("subtract", "Sub"), "*": ("multiply", "Mul"), "/": ("divide", "Div")}
KINDS = {op: kind for op, (_, kind) in OPERATIONS.items()} | {"+": "Add"}
ODD: tuple[tuple[Shape, Shape], ...] = (
    ((3, 1), (1, 4)),
    ((2, 3, 4), (4,)),
    ((1,), (5,)),
    ((2, 1, 3), (4, 1)),
    ((1, 3), (1, 1)),
)
OUTPUTS = ("output", "output of forward", "output the second time")
GRADIENTS = ("gradient of a", "gradient of b")


def away_from_zero(rng: Any, *shape: int) -> Array:
    """Random numbers of both signs, with absolute values from 0.5 to 2, so that division is safe."""
    return np.asarray(rng.uniform(0.5, 2, shape) * rng.choice([-1.0, 1.0], shape))


def judge_operation(exam: Exam, op: str, wanted: Sequence[str]) -> None:
    """Check these values of two tensors of one shape: the operator's outputs, that of its class called by
    hand, the gradients of a and b.
    """
    _judge(exam, op, wanted, (exam.size(3), exam.size(4)), (exam.size(3), exam.size(4)))


def judge_shapes(
    exam: Exam, op: str, pairs: Sequence[tuple[Shape, Shape]] = ODD, *, asked: bool = True
) -> None:
    """Check every value for every pair of shapes, in both orders.

    asked: whether the op must accept them. If not, it may refuse them as long as it accepts two tensors of
        one shape; but results for shapes that it accepts must be right.
    """
    for pair in [*pairs, *(pair[::-1] for pair in pairs)]:
        _judge(exam, op, [*OUTPUTS, *GRADIENTS], *pair, asked=asked)


def _judge(
    exam: Exam, op: str, wanted: Sequence[str], first: Shape, second: Shape, *, asked: bool = True
) -> None:
    a, b = away_from_zero(exam.rng, *first), away_from_zero(exam.rng, *second)
    program, of_shapes = [f"{op} 0 1"], f" of shapes {first} and {second}" if first != second else ""
    g = np.asarray(exam.rng.normal(size=np.broadcast_shapes(first, second)))
    got = exam.ask("operation", op=op, a=a, b=b, g=g)
    if not asked and all(isinstance(got[name], HandinFailed) for name in OUTPUTS):
        equal = exam.ask("operation", op=op, a=a, b=a, g=np.ones(first))
        for name in OUTPUTS:
            if isinstance(equal[name], HandinFailed):
                raise equal[name]
        exam.note(wrong(f"{KINDS[op]}{of_shapes}", ["refuses other shapes"], Mismatch(None), {}))
        return

    def values(mistake: str = "") -> dict[str, Array]:
        z = expressions.run(program, [b, a] if mistake == "operands swapped" else [a, b])[-1]
        find = expressions.gradients if mistake else expressions.true_gradients
        grads = find(program, [a, b], g, *([mistake] if mistake else []))
        return dict.fromkeys(OUTPUTS, z) | dict(zip(GRADIENTS, grads, strict=True))

    def candidates() -> Iterable[tuple[str, Mapping[str, Any]]]:
        yield from ((mistake, values(mistake)) for mistake in expressions.OPERATION_MISTAKES)
        yield "changed in place", {OUTPUTS[-1]: expressions.run(program, [values()["output"], b])[-1]}
        yield no_gradient(got, GRADIENTS)

    right = values()
    place = f"{KINDS[op]}{of_shapes}"
    exam.check(got, {name: right[name] for name in wanted}, place=place, candidates=candidates)
    exam.note(changed(got, {"a afterwards": a, "b afterwards": b, "g afterwards": g}, KINDS[op]))
