"""What is asked of one of + - * / between two tensors, of equal shapes and of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import expressions
from autograder.grading.diagnose import changed, no_gradient
from autograder.grading.exam import Exam

__all__ = ["OPERATIONS", "away_from_zero", "judge_operation", "judge_shapes"]

Array = NDArray[Any]
Shape = tuple[int, ...]

OPERATIONS = {"-": ("subtract", "Sub"), "*": ("multiply", "Mul"), "/": ("divide", "Div")}
KINDS = {op: kind for op, (_, kind) in OPERATIONS.items()} | {"+": "Add"}
ODD: tuple[tuple[Shape, Shape], ...] = (
    ((3, 1), (1, 4)), ((2, 3, 4), (4,)), ((1,), (5,)), ((2, 1, 3), (4, 1)), ((1, 3), (1, 1)),
)  # fmt: skip
OUTPUTS = ("output", "output of forward")


def away_from_zero(rng: Any, *shape: int) -> Array:
    """Of either sign, 0.5 to 2 in size: safe to divide by."""
    return np.asarray(rng.uniform(0.5, 2, shape) * rng.choice([-1.0, 1.0], shape))


def judge_operation(
    exam: Exam, op: str, wanted: Sequence[str], shapes: tuple[Shape, Shape] | None = None
) -> None:
    """Check these values: the operator's output, that of its class called by hand, the gradients of a and b."""
    first, second = shapes or [(exam.size(3), exam.size(4))] * 2
    a, b = away_from_zero(exam.rng, *first), away_from_zero(exam.rng, *second)
    program, of_shapes = [f"{op} 0 1"], f" of shapes {first} and {second}" if shapes else ""
    g = exam.rng.normal(size=np.broadcast_shapes(first, second))
    got = exam.ask("operation", op=op, a=a, b=b, g=np.asarray(g))
    names = ("gradient of a", "gradient of b")

    def values(mistake: str = "") -> dict[str, Array]:
        z = expressions.run(program, [b, a] if mistake == "operands swapped" else [a, b])[-1]
        find = expressions.gradients if mistake else expressions.true_gradients
        grads = find(program, [a, b], g, *([mistake] if mistake else []))
        return dict.fromkeys(OUTPUTS, z) | dict(zip(names, grads, strict=True))

    exam.check(
        got, {name: value for name, value in values().items() if name in wanted}, place=f"{KINDS[op]}{of_shapes}",
        candidates=lambda: [*((m, values(m)) for m in expressions.OPERATION_MISTAKES), no_gradient(got, names)],
    )  # fmt: skip
    exam.note(changed(got, {"a afterwards": a, "b afterwards": b, "g afterwards": g}, KINDS[op]))


def judge_shapes(exam: Exam, op: str, pairs: Sequence[tuple[Shape, Shape]] = ODD) -> None:
    """Every value for every pair of shapes, either way round."""
    for pair in [*pairs, *(pair[::-1] for pair in pairs)]:
        judge_operation(exam, op, [*OUTPUTS, "gradient of a", "gradient of b"], pair)
