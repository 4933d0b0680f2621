"""Lessons of an expression, of a recorded program, of a function, and of a network: see step_list.py."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from hw1.lesson.expressions import Statement, parse, tensors
from hw1.lesson.step_list import Program, lesson
from hw1.lesson.traced import traced
from mytorch import Tensor
from mytorch.graphs.recording import RecordedOp, recording

__all__ = ["lesson_of_expression"]

_NO_TWIN = "There is no column by hand: the twins are networks, and this is a program of single operations."


def lesson_of_expression(
    source: str, values: Mapping[str, Any], constants: Collection[str] = (), title: str = ""
) -> dict[str, Any]:
    """The lesson of a small program, as "d = a*b + a; e = (d + c) + 3"; its last value is differentiated.

    values: a number, a nested list or an array for each name that the program takes. constants: the names
    that get no gradient. ExpressionError or LessonError, of one line, for what cannot be read, run or shown.
    """
    program = parse(source)
    given = tensors(values, constants)
    lines = [_definition(name, x) for name, x in given.items()]
    starts: list[int] = []  # for each statement, how many ops ran before it
    with np.errstate(all="ignore"), recording() as recorded:

        def before(statement: Statement) -> None:
            starts.append(len(recorded.ops))

        made = program.run(given, before)
    end = program.statements[-1].target
    lines += [statement.text for statement in program.statements] + [f"{end}.backward()"]
    numbers = {id(op): i for i, op in enumerate(recorded.ops)}

    def line_of(op: RecordedOp) -> int:
        return len(given) + sum(start <= numbers[id(op)] for start in starts)

    graph = traced(recorded, made[end], given | made, line_of=line_of)
    about = Program(
        title or program.statements[-1].text,
        f"The gradient of {end}, step by step: forward, the graph is made; backward, it is walked once.",
        lines,
    )
    return lesson(about, graph, made[end], lambda *_: (None, _NO_TWIN))


def _definition(name: str, x: Tensor) -> str:
    """The line of a program that would make the tensor."""
    numbers = x.array.tolist() if x.array.size <= 36 else "…"
    return f"{name} = Tensor({numbers}{', requires_grad=True' if x.requires_grad else ''})"
